"""Which institutions may be given a need, and by which product: matching's own rules, read once."""

from dataclasses import dataclass
from random import Random

import sqlalchemy as sa

from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.consent import service as consent
from portal.consent import terms
from portal.core import regions
from portal.core.db import db
from portal.demo.banks import Staffed
from portal.leads.models import Lead
from portal.matching import judging
from portal.matching.documents import product_doc
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation
from portal.products.models import Product, ProductKind, ProductState
from search.documents import ProductDoc
from search.ranking import tie_break


@dataclass(frozen=True)
class Offer:
    """An institution's best product for a need."""

    institution_id: int
    product: Product
    score_bp: int


class Market:
    """Institutions with their people and published products."""

    def __init__(self, banks: dict[int, Staffed]) -> None:
        self.banks = banks
        self.institutions = judging.institutions()
        self.keys = dict(db.session.execute(sa.select(Organisation.id, Organisation.key_id)).all())
        self.text_id = consent.kept(terms.sentence())
        working = sa.select(Membership.id, Membership.outlet_id).where(Membership.outlet_id.is_not(None))
        self._outlets = dict(db.session.execute(working).all())
        published = sa.select(Product).where(Product.state == ProductState.PUBLISHED).order_by(Product.id)
        self._products = [(row, product_doc(row)) for row in db.session.scalars(published)]
        self._by_id = {row.id: row for row, _ in self._products}
        self._by_county: dict[tuple[str, bool], list[tuple[Product, ProductDoc]]] = {}

    def offers(self, need: FinancingNeed, *, loans: bool = True) -> list[Offer]:
        """The best product of each institution that may take the need, best first."""
        here = self._offered_in(need.region_code, loans)
        scores = judging.scores(need, (doc for _, doc in here))
        best: dict[int, Offer] = {}
        for score, (product, _) in zip(scores, here, strict=True):
            offer = Offer(product.institution_id, product, round(score * 10_000))
            known = best.get(product.institution_id)
            if score > 0 and (known is None or offer.score_bp > known.score_bp):
                best[product.institution_id] = offer
        year, week, _ = need.created_at.isocalendar()

        def rank(one: Offer):
            return -one.score_bp, tie_break(str(need.id), str(one.product.id), f"{year}-W{week:02d}")

        return sorted(best.values(), key=rank)

    def manager(self, institution_id: int, county: str, rng: Random) -> Actor:
        """Somebody there who works in this county."""
        return self.banks[institution_id].manager_of(county, rng)

    def product(self, product_id: int) -> Product:
        return self._by_id[product_id]

    def kind_of(self, lead: Lead) -> ProductKind:
        return self._by_id[lead.product_id].kind

    def about(self, lead: Lead) -> dict:
        """What the ledger keeps of a lead that stands in other rows."""
        return {"kind": self.kind_of(lead), "outlet": self._outlets.get(lead.assigned_id)}

    def _offered_in(self, county: str, loans: bool) -> list[tuple[Product, ProductDoc]]:
        if (county, loans) not in self._by_county:
            able = {
                key for key, one in self.institutions.items() if key in self.banks and _works(one, county)
            }
            self._by_county[county, loans] = [
                (product, doc)
                for product, doc in self._products
                if product.institution_id in able and (product.kind is ProductKind.LOAN) is loans
            ]
        return self._by_county[county, loans]


def _works(one: judging.Institution, county: str) -> bool:
    return regions.covers(one.areas, county) and regions.covers(one.staff, county)
