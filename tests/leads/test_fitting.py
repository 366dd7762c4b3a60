"""The hard rules as SQL lose no need that the rules would show."""

import itertools

import pytest
import sqlalchemy as sa

from portal.core.db import db
from portal.leads.queries import fitting
from portal.matching import queries as matching
from portal.matching.documents import need_doc, product_doc
from portal.needs.models import FinancingNeed
from portal.products import queries as products
from search.ranking import LEAST_LISTED
from search.rules import decide, is_hidden
from tests import factories

PLACES = ("330105", "330100", "330000", "310104", None)
TRADES = ("6239", "62", "H", "3451", "C", None)
SUBJECTS = ("T01", "T06", "T09", "T11", "T12", None)
AMOUNTS = ((None, None), (500_000, 500_000), (20_000_000, 30_000_000), (900_000_000, 900_000_000))
PRODUCTS = (
    {},
    {"regions": ("000000",), "industries": ("C", "62"), "subjects": ("company",)},
    {
        "regions": ("330100", "310000"),
        "industries_excluded": ("62", "C"),
        "subjects": ("farmer", "business_owner"),
    },
    {
        "regions": ("330105",),
        "industries": ("6239",),
        "subjects": (),
        "amount_min_fen": None,
        "amount_max_fen": None,
    },
)


@pytest.fixture
def needs(app):
    owner, person = factories.organisation(), factories.person()
    return [
        factories.need(
            owner=owner,
            by=person,
            region_code=place,
            industry_code=trade,
            subject_code=subject,
            amount_min_fen=least,
            amount_max_fen=wanted,
        )
        for place, trade, subject, (least, wanted) in itertools.islice(
            itertools.product(PLACES, TRADES, SUBJECTS, AMOUNTS), 0, None, 3
        )
    ]


def _kept_for(bank):
    return sa.select(FinancingNeed.id).where(fitting.some_product(products.live_of(bank.id)))


def lost(needs, bank, product):
    """Needs that the rules would show for this product and the list would not."""
    kept = set(db.session.scalars(_kept_for(bank)))
    document = product_doc(product)
    return [need for need in needs if need.id not in kept and not is_hidden(decide(need_doc(need), document))]


@pytest.mark.parametrize("values", PRODUCTS)
def test_no_need_is_lost(needs, values):
    bank = factories.institution()
    assert lost(needs, bank, factories.product(institution=bank, **values)) == []


def test_a_narrower_condition_loses_some(needs, monkeypatch):
    """The twin: a place stated more broadly than the product's is taken for outside."""
    monkeypatch.setattr(
        fitting, "_place", lambda product: fitting._begins(FinancingNeed.region_code, {"330105"})
    )
    bank = factories.institution()
    assert lost(needs, bank, factories.product(institution=bank)) != []


def test_it_narrows_at_all(needs):
    bank = factories.institution()
    factories.product(institution=bank)
    kept = db.session.scalars(_kept_for(bank)).all()
    assert 0 < len(kept) < len(needs)


def test_a_bank_without_products_sees_everything(needs):
    bank = factories.institution()
    kept = db.session.scalars(_kept_for(bank)).all()
    assert len(kept) == len(needs)


PURPOSES = ("U01", "U04", "U07", "U16", "U21", "U22", "U33", None)
FOR = (("working_capital",), ("fixed_assets",), ("plant_purchase",), ("renewal", "bond"), ())


@pytest.fixture
def for_all_purposes(app):
    owner, person = factories.organisation(), factories.person()
    return [
        factories.need(owner=owner, by=person, purpose_code=purpose, amount_max_fen=wanted)
        for purpose in PURPOSES
        for wanted in (20_000_000, 90_000_000)
    ]


def wronged(needs, kinds) -> tuple[list, list]:
    """(what the list puts last although the product is of use, what it puts last at all)."""
    bank = factories.institution()
    product = factories.product(institution=bank, purpose_kinds=kinds)
    useful = sa.select(FinancingNeed.id).where(fitting.some_use(products.live_of(bank.id)))
    kept = set(db.session.scalars(useful))
    last = [need for need in needs if need.id not in kept]
    return [need for need in last if matching.best_scores([product], [need])[need.id] >= LEAST_LISTED], last


@pytest.mark.parametrize("kinds", FOR)
def test_what_comes_last_for_its_purpose_is_of_no_use(for_all_purposes, kinds):
    wrong, last = wronged(for_all_purposes, kinds)
    assert wrong == [] and bool(last) == bool(kinds)


def test_twin_a_loan_that_helps_with_more_than_its_own_purpose_is_wronged(for_all_purposes, monkeypatch):
    monkeypatch.setattr(fitting, "SERVES", {})
    assert wronged(for_all_purposes, ("working_capital",))[0] != []
