"""Who does what when: a year of needs before institutions that answer well, late or never.

Every step that the world reports is answered by whoever has to, after a while that chance draws by the
manners of an institution; a `World` performs it, be it the portal's services or the plain model of the tests.
"""

import heapq
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2026, 1, 5, 9, tzinfo=SHANGHAI)
YEAR = (250, 110)  # days in which needs come, and days that bring the last ones to an end
AT_MIDNIGHT, IN_THE_MORNING = time(0, 5), time(8, 35)
GOOD, LATE, NEVER = "good", "late", "never"
LOANS = (GOOD,) * 6 + (LATE,) * 3 + (NEVER,) * 3
"""The manners of the banks; guarantors are good, late and never once each."""
GUARANTORS = (GOOD, LATE, NEVER)
SOON, DAYS_LATE = (0.05, 1.2), (2.5, 8.0)


@dataclass(frozen=True)
class Step:
    """What has just become of a lead; `bank` numbers the institution, `manner` is that institution's."""

    need: int
    bank: int
    state: str
    manner: str


@dataclass(frozen=True)
class Deed:
    """What somebody sets out to do; the world may refuse it when the time has come."""

    name: str
    need: int
    bank: int = -1


class World(Protocol):
    """`at` is a context in which it is that moment."""

    def at(self, moment: datetime): ...

    def do(self, deed: Deed) -> bool:
        """False when it was refused."""

    def news(self) -> Iterable[Step]:
        """Every step of a lead since the last call."""

    def tick(self) -> None:
        """What the clock brings: the jobs that are due, and what follows from them."""


# (state: who acts, what and how likely); the rest of a state's share is silence
BY_BANK = {
    "pushed": (("claim", 0.72), ("bank_declines", 0.28)),
    "accepted": (("contacted", 0.97),),
    "contacted": (("begins_diligence", 0.8), ("bank_declines", 0.2)),
    "due_diligence": (("asks_materials", 0.25), ("approves", 0.55), ("bank_declines", 0.2)),
    "taken": (("disburses_part", 0.3), ("disburses", 0.68)),
    "disbursed": (("disburses", 0.5),),
}
BY_OWNER = {
    "interested": (("accept", 0.75), ("declines", 0.12)),
    "waiting_materials": (("goes_on", 0.95),),
    "approved": (("takes", 0.8), ("refuses_offer", 0.12)),
}


def live(
    world: World,
    needs: int,
    say: Callable[[str], None],
    checks: Callable[[datetime], None],
    days: tuple[int, int] = YEAR,
    seed: int = 2026,
) -> Counter:
    """Play the year; returns how often each deed was done, or refused.

    `days`: in which needs open, and that follow; `checks` is called after each midnight.
    """
    chance, order, done = Random(seed), itertools.count(), Counter()  # noqa: S311  chance, not a secret
    heap = [(moment, next(order), what) for moment, what in _beforehand(needs, days, chance)]
    heapq.heapify(heap)
    while heap:
        moment, _, what = heapq.heappop(heap)
        with world.at(moment):
            if isinstance(what, Deed):
                done[what.name, world.do(what)] += 1
            else:
                world.tick()
                if what == AT_MIDNIGHT:
                    checks(moment)
                    _tell(moment, done, say)
            for later, deed in _answers(world.news(), moment, chance):
                heapq.heappush(heap, (later, next(order), deed))
    return done


def the_end(days: tuple[int, int] = YEAR) -> datetime:
    return BEGIN + timedelta(days=sum(days))


def _beforehand(needs: int, days: tuple[int, int], chance: Random) -> Iterator[tuple[datetime, object]]:
    """The needs, each on its day, and the clock's own beats."""
    for number in range(needs):
        day = BEGIN + timedelta(days=days[0] * number / needs)
        yield _by_day(day, chance), Deed("open", number)
    for day in range(sum(days)):
        for beat in (AT_MIDNIGHT, IN_THE_MORNING):
            yield datetime.combine((BEGIN + timedelta(days=day)).date(), beat, SHANGHAI), beat


def _answers(steps: Iterable[Step], moment: datetime, chance: Random) -> Iterator[tuple[datetime, Deed]]:
    for step in steps:
        by_bank = step.state in BY_BANK
        if by_bank and step.manner == NEVER:
            continue
        deed = _one_of((BY_BANK if by_bank else BY_OWNER).get(step.state, ()), chance)
        if deed:
            days = chance.uniform(*(DAYS_LATE if by_bank and step.manner == LATE else SOON))
            yield _by_day(moment + timedelta(days=days), chance), Deed(deed, step.need, step.bank)


def _one_of(choices: tuple[tuple[str, float], ...], chance: Random) -> str | None:
    drawn = chance.random()
    for name, share in choices:
        if drawn < share:
            return name
        drawn -= share
    return None


def _by_day(moment: datetime, chance: Random) -> datetime:
    """The same, put off to the hours in which people work; never before it."""
    local = moment.astimezone(SHANGHAI)
    if local.weekday() > 4:
        local = datetime.combine(local.date() + timedelta(days=7 - local.weekday()), time(9), SHANGHAI)
    elif local.hour < 9:
        local = datetime.combine(local.date(), time(9), SHANGHAI)
    else:
        return local
    return local + timedelta(minutes=chance.randrange(8 * 60))


def _tell(moment: datetime, done: Counter, say: Callable[[str], None]) -> None:
    if moment.day == 1:
        acts = sum(count for (_, went), count in done.items() if went)
        say(f"{moment:%Y-%m-%d}: {acts} acts")
