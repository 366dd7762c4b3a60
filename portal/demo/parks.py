"""The market of the clerk's account: members, a need filed for one, and a batch that a bank took up."""

from contextlib import suppress
from datetime import datetime
from random import Random

import sqlalchemy as sa

from portal.accounts.actor import Actor
from portal.core import clock
from portal.core.db import db
from portal.core.wording import FEN_PER_WAN
from portal.demo import names
from portal.demo.banks import Staffed
from portal.demo.claims import Claims
from portal.demo.firms import Firm
from portal.demo.stage import Stage
from portal.demo.talks import Talks
from portal.leads import service as leads
from portal.leads.models import Lead, LeadState
from portal.needs import service as needs
from portal.needs.service import Draft
from portal.organisations import affiliating, affiliation_queries
from portal.parks import service as parks

COUNTY = "330105"
STALLS = (
    "示例阿满豆腐坊", "示例江边水果摊", "示例老灶包子铺", "示例双喜熟食档",
    "示例桥头鱼档", "示例清晨豆浆铺", "示例四季菜摊", "示例小巷糕饼铺",
)  # fmt: skip
REFUSES = 2
WORDS = "早市里六家摊位想在年前一起备货，每家五万左右，用半年，都没有抵押，旺季过了就还。"
BATCH = Draft(
    subject_code="T06",
    industry_code="6210",
    region_code=COUNTY,
    amount_min_fen=3 * FEN_PER_WAN,
    amount_max_fen=5 * FEN_PER_WAN,
    term_months=6,
    purpose_code="U01",
    security=(),
    no_collateral=True,
    member_count=6,
    words=WORDS,
)
PROXY = Draft(
    subject_code="T06",
    industry_code="6239",
    region_code=COUNTY,
    amount_min_fen=8 * FEN_PER_WAN,
    amount_max_fen=8 * FEN_PER_WAN,
    term_months=12,
    purpose_code="U01",
    security=(),
    no_collateral=True,
    words="店里冰柜坏了要换，再备点年货，八万块，一年还清。",
)


class Market:
    """Its stalls are told of here alone."""

    def __init__(self, claims: Claims) -> None:
        self.claims, self.clerk, self.market = claims, claims.clerk, claims.market
        self.stalls: list[Actor] = []
        self.members: list[Actor] = []

    def plan(self, stage: Stage, talks: Talks, tea: Firm, bank: Staffed) -> None:
        self.stage, self.talks, self.tea, self.bank = stage, talks, tea, bank
        stage.plan(self._at(11, 9), self._open)
        stage.plan(self._at(9, 10), self._invite)
        stage.plan(self._at(8, 19), self._answer)
        stage.plan(self._at(6, 10), self._file_batch)
        stage.plan(self._at(4, 11), self._ask)
        stage.plan(self._at(3, 15), self._accept)
        stage.plan(self._at(2, 10), self._spread)
        stage.plan(self._at(1, 16), self._file_for_tea)
        stage.plan(self._at(1, 20), self._confirm)

    def _at(self, back: int, hour: int) -> datetime:
        return clock.shanghai(self.stage.calendar.workday(back), hour, 20)

    def _open(self) -> None:
        """The stalls register, and the operator knows them."""
        rng = Random(COUNTY)  # noqa: S311  a play, not a secret
        place = {"region_code": COUNTY, "industry_code": BATCH.industry_code, "street": None}
        self.codes = [names.credit_code(rng, "T06") for _ in STALLS]
        for name, code in zip(STALLS, self.codes, strict=True):
            self.stalls.append(self.claims.approved({"name": name, "credit_code": code, **place}))

    def _invite(self) -> None:
        affiliating.invite(self.clerk, [self.tea.code, *self.codes[:-1]])
        self.stage.plan(self._at(1, 19), affiliating.ask, self.stalls[-1], self.market)

    def _answer(self) -> None:
        """Most agree; one says no, two have not answered, the last was not invited and asks by itself."""
        for number, owner in enumerate([self.tea.actor, *self.stalls[:-3]]):
            row = affiliation_queries.find_invited(owner, self.market.id)
            if number == REFUSES:
                affiliating.disagree(owner, row, by_firm=True)
            else:
                affiliating.agree(owner, row, by_firm=True)
                self.members.append(owner)

    def _file_batch(self) -> None:
        self.batch = needs.file(self.clerk, BATCH)
        self.talks.scripts[self.batch.id] = self._others

    def _others(self, lead: Lead) -> None:
        """Banks that matching chose beside the account's."""
        if lead.state is LeadState.PUSHED and lead.institution_id != self.bank.organisation.id:
            self.stage.plan(self._at(5, 14), self.talks.refuse, lead.id)

    def _ask(self) -> None:
        self.talks.ask(self.batch.id, self.bank.managers[0])

    def _accept(self) -> None:
        with suppress(leads.LeadError):
            leads.accept(self.clerk, self._lead())
            self.stage.plan(self._at(2, 9), self.talks.call, self._lead().id)

    def _spread(self) -> None:
        """For three stalls; the first of them confirms."""
        firms = [owner.organisation_id for owner in self.members[1:4]]
        self.parts = parks.spread(self.clerk, self.batch, self._lead(), firms)
        for need in self.parts:
            self.talks.scripts[need.id] = lambda lead: None

    def _confirm(self) -> None:
        needs.confirm(self.members[1], self.parts[0])

    def _file_for_tea(self) -> None:
        need = needs.file_for(self.clerk, self.tea.actor.organisation_id, PROXY)
        self.talks.scripts[need.id] = lambda lead: None

    def _lead(self) -> Lead:
        at = self.bank.organisation.id
        return db.session.scalars(sa.select(Lead).filter_by(need_id=self.batch.id, institution_id=at)).one()
