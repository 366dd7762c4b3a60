"""The stories of the accounts: what each of them finds when somebody signs in as them.

Told in working days before the demonstration's own, so that what is due today is due today.
"""

from collections.abc import Iterable
from contextlib import suppress

import sqlalchemy as sa

from portal.accounts.actor import Actor
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.core.wording import FEN_PER_WAN
from portal.demo import board, complaints, disputes, frozen, names, parks, served, sign_ins
from portal.demo.banks import Staffed
from portal.demo.beside import Guarantor
from portal.demo.claims import Claims
from portal.demo.filing import Filing
from portal.demo.firms import DISTRICT, Firm, Registry
from portal.demo.people import People, remember
from portal.demo.stage import Stage
from portal.demo.talks import Talks
from portal.leads.models import Lead, LeadState
from portal.needs.models import SEEKING, FinancingNeed
from portal.organisations import service as organisations
from portal.referrals import service as referrals
from portal.referrals.models import ListedFirm, ListingState

BUREAU, SECTOR = "萧山区示例经信局", "D04"
OURS, RIVAL = "青岚示例银行", "湖澜示例农商银行"
LIST_NAME = "区技改重点企业名单"
REMARKS = ("名单内企业，今年都有设备投入，请优先安排上门。", "开工旺季，麻烦这两天给企业一个准话。")
BY_HAND = (OURS, "钱江示例商业银行")
UNKNOWN = 2  # codes on the list behind which there is nobody yet


class Scenes:
    """Plans the stories; the accounts' firms and the officer's list come here instead of to chance."""

    def __init__(self, operator: Actor, second: Actor, people: People) -> None:
        self.operator = operator
        bureau = organisations.create_department(operator, BUREAU, SECTOR, (DISTRICT,))
        organisations.approve_organisation(second, bureau)
        member = organisations.add_staff(operator, bureau, people.employee("officer"), Role.OFFICER)
        remember("officer", member)
        self.officer = people.staff_actor(member.id)
        self.claims = Claims(operator, second, people)
        self.guarantor = Guarantor(operator, second, people)
        board.open_house(operator, second, people)
        self.firms: dict[str, Firm] = {}
        self.on_list: list[Firm] = []
        self.rows: list[ListedFirm] = []

    def plan(
        self, stage: Stage, filing: Filing, registry: Registry, talks: Talks, banks: dict[int, Staffed]
    ) -> None:
        self.stage, self.filing, self.talks = stage, filing, talks
        self.banks = {bank.organisation.name: bank for bank in banks.values()}
        for key in ("tea", "bearings", "listed", "wonton"):
            registry.plan(self.firms[key])
        self._tea()
        self._bearings()
        self._stall(registry)
        self._wonton()
        self._list()
        self._reports()
        self.claims.plan(stage, self.firms["bearings"])
        self._frozen(registry, frozen.firm(stage.calendar.as_of))
        board.plan(stage, filing, registry, talks)
        sign_ins.plan(stage)
        disputed = disputes.Disputed(stage, filing, talks, self.firms["bearings"])
        disputed.plan(self.banks[OURS], self.banks[RIVAL])
        served.Served(stage, talks, self.on_list).plan()
        parks.Market(self.claims).plan(stage, talks, self.firms["tea"], self.banks[OURS])

    def _tea(self) -> None:
        """Filed two working days ago; two banks ask, a third has until tonight."""
        firm = self.firms["tea"]

        def file() -> None:
            need = self._file(firm, amount_fen=20 * FEN_PER_WAN)
            self.talks.scripts[need.id] = lambda lead: None

        self.stage.plan(self._at(2, 19), file)
        self.stage.plan(self._at(1, 9), self._ask, firm, RIVAL)
        self.stage.plan(self._at(1, 15), self._ask, firm, OURS)

    def _bearings(self) -> None:
        """One bank has called, another was agreed to yesterday, with a guarantor, and has today to call."""
        firm = self.firms["bearings"]

        def file() -> None:
            need = self._file(firm, amount_fen=180 * FEN_PER_WAN)
            self.talks.scripts[need.id] = self._others_of_bearings

        self.stage.plan(self._at(7, 17), file)
        self.stage.plan(self._at(5, 10), self._ask, firm, OURS)
        self.stage.plan(self._at(1, 16), self._agree, firm, OURS)
        ours = self.banks[OURS]
        self.stage.plan(self.stage.calendar.office(self.stage.calendar.day(20)), self.guarantor.publish, ours)
        self.stage.plan(self._at(1, 17), self.guarantor.ask, firm, ours)

    def _others_of_bearings(self, lead: Lead) -> None:
        """The first bank that matching chose beside ours is quick; the next says no, later ones wait."""
        if lead.institution_id == self.banks[OURS].organisation.id or lead.state is not LeadState.PUSHED:
            return
        if clock.local(lead.state_since).date() != self.stage.calendar.workday(7):
            return
        others = sa.select(sa.func.count(Lead.id)).where(
            Lead.need_id == lead.need_id,
            Lead.id < lead.id,
            Lead.institution_id != self.banks[OURS].organisation.id,
        )
        if db.session.scalar(others):
            self.stage.plan(self._at(5, 14), self.talks.refuse, lead.id)
            return
        self.stage.plan(self._at(6, 9), self.talks.claim, lead.id)
        self.stage.plan(self._at(6, 20), self.talks.accept, lead.id)
        self.stage.plan(self._at(5, 11), self.talks.call, lead.id)

    def _stall(self, registry: Registry) -> None:
        """Registered and filed last night; the operator has not decided yet."""
        firm = self.firms["stall"]

        def file() -> None:
            registry.register(firm)
            self._file(firm, amount_fen=5 * FEN_PER_WAN)
            self.claims.ask_market(firm)

        self.stage.plan(self.stage.calendar.home(self.stage.calendar.day(1)), file)

    def _wonton(self) -> None:
        """Verified, filed last night; only the mobile is not proved yet."""
        firm = self.firms["wonton"]
        moment = self.stage.calendar.home(self.stage.calendar.day(1))
        self.stage.plan(moment, self._file, firm, 3 * FEN_PER_WAN)

    def _reports(self) -> None:
        """One settled, one being looked at, one that came last night from somebody nobody knows."""
        bearings = self.firms["bearings"]
        self.stage.plan(self._at(4, 10), complaints.about_calls, bearings, self.operator)
        self.stage.plan(self._at(2, 15), complaints.about_manner, bearings, self.operator)
        self.stage.plan(self.stage.calendar.home(self.stage.calendar.day(1)), complaints.from_outside)

    def _frozen(self, registry: Registry, firm: Firm) -> None:
        """Agreed to one bank two working days ago, and was stopped before it could be called."""
        evening = self.stage.calendar.home(self.stage.calendar.day(20))
        self.stage.plan(evening, registry.register, firm)
        self.stage.plan(self.stage.calendar.answer(evening, 1), registry.approve, firm)

        def file() -> None:
            need = self._file(firm, amount_fen=15 * FEN_PER_WAN)
            self.talks.scripts[need.id] = lambda lead: None

        self.stage.plan(self._at(4, 9), file)
        self.stage.plan(self._at(3, 10), self._ask, firm, OURS)
        self.stage.plan(self._at(2, 9), self._agree, firm, OURS)
        self.stage.plan(self._at(2, 15), frozen.stop, self.operator, firm)

    # The officer's list and pushes

    def _list(self) -> None:
        self.stage.plan(self._at(6, 9), self._list_codes)
        self.stage.plan(self._at(5, 16), self._push, REMARKS[0])
        self.stage.plan(self._at(1, 11), self._push, REMARKS[1], by_hand=BY_HAND)
        for firm in self.on_list[:2]:  # news since then, for the officer to push
            self.stage.plan(self._at(1, 17), self.filing.file, firm, firm.trade.needs[1], visitors=False)

    def _list_codes(self) -> None:
        firms = [self.firms["bearings"], *self.on_list, self.firms["listed"]]
        unknown = [names.credit_code(self.stage.rng, "T01") for _ in range(UNKNOWN)]
        codes = [firm.code for firm in firms] + unknown
        self.rows = list(referrals.list_codes(self.officer, codes, LIST_NAME).firms)
        answers = [referrals.agree, referrals.agree, referrals.agree, referrals.disagree]
        for firm, row, answer in zip(firms, self.rows, answers, strict=False):
            self.stage.plan(self._at(6, 19), self._answer, answer, firm, row)

    def _answer(self, answer, firm: Firm, row: ListedFirm) -> None:
        answer(firm.actor, row)

    def _push(self, remark: str, by_hand: Iterable[str] = ()) -> None:
        """The needs of those who agreed, and the firm that has not answered yet."""
        confirmed = [row.organisation_id for row in self.rows if row.state is ListingState.CONFIRMED]
        seeking = sa.select(FinancingNeed).where(
            FinancingNeed.owner_id.in_(confirmed), FinancingNeed.state.in_(SEEKING)
        )
        needs = list(db.session.scalars(seeking.order_by(FinancingNeed.id)))
        chosen = tuple(self.banks[name].organisation.id for name in by_hand) or None
        awaited = [row for row in self.rows if row.state is ListingState.AWAITING]
        with suppress(referrals.NothingToPush):
            referrals.push(self.officer, referrals.Choice(needs, awaited[:2], chosen), remark)

    # Steps

    def _file(self, firm: Firm, amount_fen: int) -> FinancingNeed:
        """The first wish of the firm's trade, for this sum."""
        return self.filing.file(firm, firm.trade.needs[0], visitors=False, amount_fen=amount_fen)

    def _ask(self, firm: Firm, bank: str) -> None:
        """The account of this bank claims the firm's need, pushed or found."""
        self.talks.ask(firm.filed[0], self.banks[bank].managers[0])

    def _agree(self, firm: Firm, bank: str) -> None:
        pair = (Lead.need_id == firm.filed[0], Lead.institution_id == self.banks[bank].organisation.id)
        self.talks.accept(db.session.scalars(sa.select(Lead.id).where(*pair)).one())

    def _at(self, back: int, hour: int):
        """About that hour, so many working days before the demonstration's."""
        minute = hour * 60 + self.stage.rng.randint(0, 50)
        return self.stage.calendar.office(self.stage.calendar.workday(back), minute, minute)
