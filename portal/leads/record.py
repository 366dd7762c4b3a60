"""An institution's record, folded from the events of its leads alone. Pure: no database.

Read are, by lead and in the ledger's order: `lead.moved` {from, to, type}, `clock.stopped` {clock, in_time},
`clock.overrun` {clock} and `dispute.opened` / `dispute.closed` {about, outcome}.

*Due* is every lead that was pushed (or referred) to the institution and whose first answer either came, a yes
or a no, or did not come before its clock ran out; one that was answered after that stays late. One that its
owner applied for, or that ended with its need, before anybody had to have answered counts nowhere.
*Answered in time* are those whose answer stopped the clock before its end. *Days* are the working days from
the push to the answer, same day 0; silence is longer than any answer. *Decided* are leads that the owner had
agreed to and that were then approved or refused, the last word counts; those whose first contact the owner
disputes are left out until it is made anew. What still waits for a decision stands apart as *undecided*.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import inf

from portal.leads.models import Clock, LeadState
from portal.leads.moves import TALKING

S = LeadState
ANSWERS = frozenset({S.INTERESTED, S.BANK_DECLINED})
WAITING = frozenset({S.PUSHED, S.LAPSED})
GRANTED = frozenset({S.APPROVED, S.TAKEN, S.DISBURSED})
LEAST = 5
"""Below so many cases nothing is shown and nothing is ranked by."""
FIRST = str(Clock.FIRST_ANSWER)
ABOUT_CONTACT, MISTAKEN = str(S.CONTACTED), "taken_back"


@dataclass(frozen=True)
class Event:
    """One of the ledger, as far as it is read here."""

    kind: str
    at: datetime
    facts: dict


@dataclass
class Course:
    """How one lead went. `in_time` None: no answer was due, or not yet; `granted` None: not decided."""

    pushed: datetime | None = None
    answered: datetime | None = None
    in_time: bool | None = None
    granted: bool | None = None
    disputed: bool = False
    state: LeadState | None = None
    kind: str = ""

    @property
    def is_undecided(self) -> bool:
        return self.granted is None and self.state in TALKING and not self.disputed


@dataclass(frozen=True)
class Record:
    """The sums; see InstitutionFigure."""

    in_time: int
    due: int
    half_days: int | None
    approved: int
    decided: int
    undecided: int


def course_of(events: Iterable[Event]) -> Course:
    """Of the events of one lead, in their order."""
    course, kept_time = Course(), True
    for event in events:
        match event.kind:
            case "clock.stopped" if event.facts.get("clock") == FIRST and not event.facts.get("standing"):
                kept_time = event.facts.get("in_time", True)
            case "clock.overrun" if event.facts.get("clock") == FIRST:
                course.in_time = False
            case "lead.moved":
                _moved(course, event, kept_time)
            case "dispute.opened" if event.facts.get("about") == ABOUT_CONTACT:
                course.disputed = True
            case "dispute.closed" if event.facts.get("outcome") == MISTAKEN:
                course.disputed = False
    return course


def _moved(course: Course, event: Event, kept_time: bool) -> None:
    before, after = event.facts.get("from"), S(event.facts["to"])
    if before is None and after is S.PUSHED:
        course.pushed = event.at
    if course.pushed and course.answered is None and before in WAITING:
        if after in ANSWERS:
            course.answered = event.at
            course.in_time = kept_time if course.in_time is None else False
        elif after is S.LAPSED:
            course.in_time = False
    if before == S.ACCEPTED and after is S.CONTACTED:
        course.disputed = False
    if after in GRANTED:
        course.granted = True
    elif after is S.BANK_DECLINED and before in TALKING:
        course.granted = False
    course.state, course.kind = after, event.facts.get("type", "")


def record_of(courses: Iterable[Course], days: Callable[[date, date], int], kind: str, local) -> Record:
    """The sums over an institution's leads of the `kind` that it offers.

    `days`: working days between two days; `local`: the day of a moment.
    """
    mine = [course for course in courses if course.kind == kind]
    due = [course for course in mine if course.in_time is not None]
    took = [days(local(course.pushed), local(course.answered)) if course.answered else inf for course in due]
    decided = [course for course in mine if course.granted is not None and not course.disputed]
    return Record(
        in_time=sum(course.in_time is True for course in due),
        due=len(due),
        half_days=_median_twice(took),
        approved=sum(course.granted is True for course in decided),
        decided=len(decided),
        undecided=sum(course.is_undecided for course in mine),
    )


def _median_twice(took: list[float]) -> int | None:
    """Twice the median, so that it is whole; None for nothing, or where it is silence."""
    if not took:
        return None
    ordered, middle = sorted(took), len(took) // 2
    twice = ordered[middle] + (ordered[middle] if len(took) % 2 else ordered[middle - 1])
    return None if twice == inf else int(twice)
