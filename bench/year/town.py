"""A town with banks and guarantors of every manner, on the portal's own rows and services."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from bench.year.deeds import DEEDS
from bench.year.story import GUARANTORS, IN_THE_MORNING, LOANS, Deed, Step
from portal.accounts.actor import actor_of
from portal.accounts.models import Membership
from portal.core import clock, jobs, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service as leads
from portal.leads.models import Lead, LeadMove, LeadState
from portal.leads.queries.offers import latest, rest_fen
from portal.matching import index
from portal.needs import service as needs
from portal.needs.draft import Draft
from portal.needs.errors import OtherState
from portal.needs.models import FinancingNeed
from portal.products.models import Product, ProductKind
from tests import factories

COUNTIES = ("330102", "330105", "330106", "330108", "330109", "330110", "330111", "330112")
WAN = 1_000_000  # fen
WANTED = (3, 5, 8, 10, 20, 30, 50, 80, 150)
WORDS = ("进货周转", "旺季备货，周转一下", "交房租、发工资", "想添两台设备", "客户回款慢，先周转")


class Town:
    """`needs`: ids by number; institutions are numbered as in the story, the guarantors behind the banks."""

    def __init__(self, seed: int = 7) -> None:
        self._chance = Random(seed)  # noqa: S311  chance, not a secret
        self.manners = (*LOANS, *GUARANTORS)
        self.banks = [self._bank() for _ in LOANS] + [self._guarantor() for _ in GUARANTORS]
        self.managers = [actor_of(factories.membership(Role.BANK_MANAGER, at=at).id) for at in self.banks]
        for at in self.banks:
            factories.membership(Role.BANK_ADMIN, at=at)
        factories.membership(Role.MONITOR)
        self.ids = {at.id: number for number, at in enumerate(self.banks)}
        self.needs: dict[int, int] = {}
        self.owners: dict[int, object] = {}
        self._numbers: dict[int, int] = {}
        self._last_move = 0
        db.session.commit()

    def _bank(self):
        at = factories.institution(
            areas=tuple(self._chance.sample(COUNTIES, self._chance.choice((2, 3, 5, 8))))
        )
        for most in self._chance.sample((10, 30, 100, 300), 2):
            limits = {"amount_min_fen": WAN, "amount_max_fen": most * WAN}
            factories.product(institution=at, purpose_kinds=("working_capital", "fixed_assets"), **limits)
        return at

    def _guarantor(self):
        at = factories.institution(areas=COUNTIES, type_code="I12")
        values = {"kind": ProductKind.GUARANTEE, "product_type_codes": ("P0203",), "rate_low_bp": None}
        factories.product(institution=at, amount_max_fen=500 * WAN, **values, rate_high_bp=None)
        return at

    # A World

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        with clock.at(moment):
            yield

    def do(self, deed: Deed) -> bool:
        """In a transaction of its own, as a request is; then the worker's turn."""
        try:
            self._open(deed) if deed.name == "open" else self._act(deed)
        except (leads.LeadError, OtherState):
            db.session.rollback()
            return False
        db.session.commit()
        work()
        return True

    def news(self) -> Iterator[Step]:
        rows = (
            sa.select(LeadMove.id, LeadMove.to_state, LeadMove.from_state, Lead)
            .join(Lead, Lead.id == LeadMove.lead_id)
            .where(LeadMove.id > self._last_move)
            .order_by(LeadMove.id)
        )
        found = db.session.execute(rows).all()
        for move_id, to, before, lead in found:
            self._last_move = move_id
            over = to is LeadState.DISBURSED and not rest_fen(latest(lead.id))
            if lead.need_id in self._numbers and not over and (to is not before or to is LeadState.DISBURSED):
                bank = self.ids[lead.institution_id]
                yield Step(self._numbers[lead.need_id], bank, str(to), self.manners[bank])
        db.session.rollback()

    def tick(self) -> None:
        if clock.local(clock.now()).time() == IN_THE_MORNING:
            _keep_house()
        jobs.run_due()
        work()

    # Parts

    def _open(self, deed: Deed) -> None:
        person, firm = factories.person(), factories.organisation()
        owner = actor_of(factories.membership(Role.APPLICANT, at=firm, of=person).id)
        need = needs.file(owner, self._draft())
        self.needs[deed.need], self.owners[deed.need] = need.id, owner
        self._numbers[need.id] = deed.need

    def _draft(self) -> Draft:
        chance = self._chance
        wanted = chance.choice(WANTED) * WAN
        return Draft(
            subject_code="T06",
            industry_code=chance.choice(("6239", "5212", "6110", "8111")),
            region_code=chance.choice(COUNTIES),
            amount_min_fen=wanted,
            amount_max_fen=wanted,
            term_months=chance.choice((6, 12, 24)),
            purpose_code=chance.choice(("U01", "U01", "U08")),
            no_collateral=True,
            security=(),
            established_on=clock.today() - timedelta(days=900),
            words=chance.choice(WORDS),
        )

    def _act(self, deed: Deed) -> None:
        need = db.session.get(FinancingNeed, self.needs[deed.need], populate_existing=True)
        pair = (Lead.need_id == need.id, Lead.institution_id == self.banks[deed.bank].id)
        lead = db.session.scalar(sa.select(Lead).where(*pair).execution_options(populate_existing=True))
        DEEDS[deed.name](self.managers[deed.bank], self.owners[deed.need], need, lead)


def work() -> None:
    """The worker, until it has nothing to do."""
    while outbox.run_due():
        pass


def _keep_house() -> None:
    """Banks confirm their products and their people every week, which is not what this year is about."""
    today = clock.today()
    if today.weekday() == 0:
        db.session.execute(sa.update(Product).values(confirmed_on=today))
        db.session.execute(sa.update(Membership).values(attested_at=clock.now()))
        db.session.commit()


def begin(moment: datetime) -> Town:
    """A town that is founded at a moment, its products in the index."""
    with clock.at(moment):
        town = Town()
        index.rebuild()
    return town


def never_wait_for_the_disk() -> None:
    """For a simulation only: a machine that stops now would lose what was committed."""
    if db.engine.dialect.name == "sqlite":
        sa.event.listen(db.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
        db.engine.dispose()
