"""What the plain model knows of one lead, and of the working days that its clocks are reckoned in.

Moments are aware datetimes, banks and managers are whatever the caller names them by.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

DAYS = {"first_answer": 2, "owner_answer": 5, "first_contact": 1, "decision": 10, "disbursement": 5}
AT_ONCE = ("pushed", "interested", "accepted", "contacted", "due_diligence", "waiting_materials", "approved")
OPEN = (*AT_ONCE, "taken")
TALKING = OPEN[2:]
SEEKING = ("open", "engaged")
AT_OPENING, AT_MOST = 3, 6
GRACE = timedelta(minutes=10)
LASTS, AFTER_END = timedelta(days=180), timedelta(days=30)
LAPSING = {"pushed": "first_answer", "interested": "owner_answer", "approved": "owner_answer"}


class Refused(Exception):
    """The act may not be, as things stand."""


@dataclass
class Calendar:
    """What the model asks of working days: the end of a term, the days that are left, a term that goes on."""

    deadline: Callable[[datetime, int], datetime]
    days_left: Callable[[datetime, datetime], int]


@dataclass
class Lead:
    """`assigned` is the manager's name, None for nobody; `answered`: the institution has said something.

    `calls`, `payments`: nothing is said against it, it is disputed, or granted by the bank to have been none;
    such a payment stands among `paid` as 0.
    """

    bank: Hashable
    state: str
    pushed: bool
    last_resort: bool = False
    was_silent: bool = False
    assigned: Hashable | None = None
    slot: int | None = None
    clock: str | None = None
    due: datetime | None = None
    left: int | None = None
    answered: bool = False
    declining_until: datetime | None = None
    consent_until: datetime | None = None
    lapsed_from: str | None = None
    offered: int | None = None
    paid: list[int] = field(default_factory=list)
    after_materials: str | None = None
    calls: list[str] = field(default_factory=list)
    payments: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def rest(self) -> int:
        """What was offered and not paid yet."""
        return (self.offered or 0) - sum(self.paid)

    def must_lapse(self, now: datetime) -> bool:
        """Whether somebody had to answer by now and did not."""
        waits = self.state in LAPSING and self.declining_until is None
        return waits and self.due is not None and self.due <= now
