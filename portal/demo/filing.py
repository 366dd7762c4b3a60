"""When firms file their needs, and for which ones the play has a story of its own."""

from datetime import datetime, timedelta

from portal.core import clock
from portal.demo import wishes
from portal.demo.data import Wish
from portal.demo.firms import Firm, Registry
from portal.demo.stage import Stage
from portal.demo.talks import Talks
from portal.needs import service as needs
from portal.needs.models import SEEKING, FinancingNeed

DAYS = tuple(range(1, 16))  # working days before the demonstration's on which needs are filed
MORE_LATELY = tuple(4 if day <= 3 else 3 if day <= 8 else 2 for day in DAYS)
SECOND = (3, 5)  # three firms of five file another need
AT_ONCE = timedelta(minutes=25)  # after the first need, for a second one that would come too late
DRAFTED = 0.05  # how often it is not sent
LATE = 3  # claims nobody has decided yet, beside the stall's
REASON = "执照上的经营者和您填的不一致，请核对后再提交。"


class Filing:
    """Every firm's needs, at their times."""

    def __init__(self, stage: Stage, registry: Registry, talks: Talks) -> None:
        self.stage, self.registry, self.talks = stage, registry, talks
        self.rng, self.calendar = stage.rng, stage.calendar
        self._late, self._planned = LATE, 0
        self._refused = False

    def plan(self, firm: Firm) -> None:
        """A firm of no account: registers before or with its first need, perhaps files a second one."""
        registered = self.registry.plan(firm)
        if firm.listed:
            moment = self.calendar.home(self.calendar.workday(self.rng.randint(8, 10)))
            self.stage.plan(moment, self.file, firm, firm.trade.needs[0])
            return
        first, *rest = self.rng.sample(firm.trade.needs, len(firm.trade.needs))
        if registered is None and self._waits_for_decision():
            self._plan_late(firm, first)
            return
        if registered is None:
            moment = self._moment(3)
            self.stage.plan(moment, self.register_and_file, firm, first)
        else:
            moment = self._moment(1)
            self.stage.plan(moment, self.file, firm, first, send=self.rng.random() > DRAFTED)
        self._planned += bool(rest)
        if rest and self._planned * SECOND[0] % SECOND[1] < SECOND[0]:
            later = max(self._moment(1), self.calendar.reply(moment, 60))
            if later >= self.calendar.end:
                later = moment + AT_ONCE
            self.stage.plan(later, self.file, firm, rest[0], send=self.rng.random() > DRAFTED)

    def register_and_file(self, firm: Firm, wish: Wish) -> None:
        """The usual way in: account, claim and need at once; the operator decides within a working day."""
        self.registry.register(firm)
        self.file(firm, wish)
        decided = self.calendar.answer(clock.now(), self.rng.choice((0, 0, 1)))
        self.stage.plan(decided, self._approve, firm)

    def file(
        self,
        firm: Firm,
        wish: Wish,
        *,
        send: bool = True,
        visitors: bool = True,
        amount_fen: int | None = None,
    ) -> FinancingNeed:
        """`visitors`: whether chance brings browsing banks; `amount_fen`: the sum, where a story needs it."""
        draft = wishes.draft(self.rng, firm, wish, clock.today(), amount_fen)
        need = needs.file(firm.actor, draft, send=send)
        needs.reach(firm.actor, need, *wishes.HABITS[need.owner_id % len(wishes.HABITS)])
        firm.filed.append(need.id)
        self.talks.owners[need.id] = firm
        if visitors and need.state in SEEKING:
            self.talks.plan_visitors(need.id)
        return need

    def _approve(self, firm: Firm) -> None:
        self.registry.approve(firm)
        for need_id in firm.filed:
            self.talks.plan_visitors(need_id)

    def _plan_late(self, firm: Firm, wish: Wish) -> None:
        """Filed yesterday; the claim waits for the operator, or was refused."""
        self._late -= 1

        def late() -> None:
            self.registry.register(firm)
            self.file(firm, wish)

        if self._refused:
            self.stage.plan(self.calendar.home(self.calendar.day(1)), late)
        else:
            self._refused = True
            moment = self.calendar.office(self.calendar.workday(4))
            self.stage.plan(moment, late)
            self.stage.plan(self.calendar.answer(moment, 1), self.registry.refuse, firm, REASON)

    def _waits_for_decision(self) -> bool:
        return self._late >= 0

    def _moment(self, least: int) -> datetime:
        """Some time of an owner's day, at least so many working days before the demonstration's."""
        back = max(least, self.rng.choices(DAYS, MORE_LATELY)[0])
        return self.calendar.home(self.calendar.workday(back))
