"""The year on the plain model: no database, so a hundred thousand needs can be lived through in minutes.

After every midnight each need is looked at: nothing that should have lapsed stands open, and a need that no
institution has any more stands on the board.
"""

import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from random import Random

from bench.year.story import BEGIN, GUARANTORS, LOANS, SHANGHAI, YEAR, Deed, Step
from tests.life.model import Calendar, Need, Refused

AMOUNT = 1000


class PlainWorld:
    """Needs of the model; a bank's manager has its number, the guarantors follow the banks."""

    def __init__(self, seed: int = 7) -> None:
        self.needs: dict[int, Need] = {}
        self.board: dict[int, datetime] = {}
        self.faults: list[str] = []
        self._live: set[int] = set()
        self._told: dict[int, dict[int, str]] = defaultdict(dict)
        self._touched: set[int] = set()
        self._chance = Random(seed)  # noqa: S311  chance, not a secret
        self._calendar = weekdays()
        self._now = BEGIN

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        self._now = moment
        yield

    def do(self, deed: Deed) -> bool:
        if deed.name == "open":
            best = self._chance.sample(range(len(LOANS)), self._chance.choice((1, 2, 4, 6, 8)))
            guarantor = len(LOANS) + self._chance.randrange(len(GUARANTORS))
            need = self.needs[deed.need] = Need(self._calendar, best=best, last_resort=[guarantor])
            need.opens(self._now)
            self._live.add(deed.need)
        else:
            need = self.needs[deed.need]
            try:
                self._act(need, deed)
            except Refused:
                return False
        self._touched.add(deed.need)
        return True

    def _act(self, need: Need, deed: Deed) -> None:
        act, bank = deed.name, deed.bank
        match act:
            case "accept" | "declines" | "takes" | "refuses_offer":
                getattr(need, act)(bank, self._now)
            case "approves":
                need.approves(bank, bank, AMOUNT, self._now)
            case "disburses" | "disburses_part":
                rest = need.leads[bank].rest
                need.disburses(bank, bank, rest if act == "disburses" else rest // 2, self._now)
            case _:
                getattr(need, act)(bank, bank, self._now)

    def tick(self) -> None:
        for number in list(self._live):
            need = self.needs[number]
            need.time_passes(self._now)
            need.clocks_run(self._now)
            self._touched.add(number)
            if not need.seeking:
                self._live.discard(number)

    def news(self) -> Iterable[Step]:
        touched, self._touched = self._touched, set()
        for number in touched:
            need, told = self.needs[number], self._told[number]
            for bank, lead in need.leads.items():
                shown = f"{lead.state}{len(lead.paid)}"
                if lead.assigned is None and lead.state not in ("pushed", "lapsed"):
                    lead.assigned = bank
                if told.get(bank) != shown and (lead.state != "disbursed" or lead.rest):
                    yield Step(number, bank, lead.state, manners(bank))
                told[bank] = shown
            if need.on_board and number not in self.board:
                self.board[number] = self._now

    def look(self, moment: datetime) -> None:
        """What must hold of every need that still seeks."""
        for number in self._live:
            need = self.needs[number]
            late = [lead.bank for lead in need.leads.values() if lead.must_lapse(moment)]
            if late or need.is_forgotten:
                self.faults.append(f"{moment:%m-%d} need {number}: late {late}")


def manners(bank: int) -> str:
    return LOANS[bank] if bank < len(LOANS) else GUARANTORS[bank - len(LOANS)]


def weekdays() -> Calendar:
    """Monday to Friday, by a table; the portal's calendar, with its holidays, has tests of its own."""
    first = BEGIN.date() - timedelta(days=1)
    span = range(sum(YEAR) + 60)
    table = [day for day in (first + timedelta(days=n) for n in span) if day.weekday() < 5]

    def end_of(day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), datetime.min.time(), SHANGHAI)

    def deadline(moment: datetime, days: int) -> datetime:
        return end_of(table[bisect.bisect_left(table, moment.astimezone(SHANGHAI).date()) + days])

    def days_left(due: datetime, moment: datetime) -> int:
        last = (due.astimezone(SHANGHAI) - timedelta(seconds=1)).date()
        return bisect.bisect_right(table, last) - bisect.bisect_right(
            table, moment.astimezone(SHANGHAI).date()
        )

    return Calendar(deadline, days_left)
