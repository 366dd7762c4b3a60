"""The workflow of a lead, as data: which state leads where, by whom, and which clocks stop and start.

Nothing moves a lead but `portal.leads.transition`, and it knows no move that is not listed here.
"""

import enum
from dataclasses import dataclass

from portal.leads.models import Clock, LeadState

S = LeadState


class Who(enum.StrEnum):
    WORKER = "worker"
    OFFICER = "officer"
    CLERK = "clerk"
    MANAGER = "manager"  # any manager of the institution who works in the need's county
    ASSIGNED = "assigned"  # the manager the lead is assigned to
    ADMIN = "bank_admin"
    OWNER = "owner"


ALL_CLOCKS = frozenset(Clock)
NO_CLOCK: frozenset[Clock] = frozenset()
OPEN = (
    S.PUSHED, S.INTERESTED, S.ACCEPTED, S.CONTACTED,
    S.DUE_DILIGENCE, S.WAITING_MATERIALS, S.APPROVED, S.TAKEN,
)  # fmt: skip
"""States in which somebody still has something to do; all others have ended, well or not."""
TALKING = OPEN[OPEN.index(S.ACCEPTED) :]
"""States that take up one of the owner's slots."""
ALL = frozenset(S)


@dataclass(frozen=True)
class Move:
    """`sources` holds None where the move makes the lead; `to` None keeps the state (assigning)."""

    name: str
    sources: frozenset[LeadState | None]
    to: LeadState | None
    who: frozenset[Who]
    stops: frozenset[Clock] = NO_CLOCK
    starts: Clock | None = None
    pauses: Clock | None = None
    resumes: Clock | None = None

    @property
    def keeps_clock(self) -> bool:
        """Whether the lead's clock runs on as it is."""
        return not self.stops and self.starts is None and self.pauses is None and self.resumes is None


def _move(name: str, sources, to: LeadState | None, who, **clocks) -> Move:
    return Move(name, frozenset(sources), to, frozenset(who), **clocks)


LIST = (
    _move("push", [None], S.PUSHED, [Who.WORKER, Who.OFFICER, Who.CLERK], starts=Clock.FIRST_ANSWER),
    _move("claim", [None, S.PUSHED, S.LAPSED], S.INTERESTED, [Who.MANAGER],
          stops=frozenset({Clock.FIRST_ANSWER}), starts=Clock.OWNER_ANSWER),
    _move("apply", [None, S.PUSHED, S.INTERESTED, S.LAPSED, S.FIRM_DECLINED], S.ACCEPTED, [Who.OWNER],
          stops=frozenset({Clock.FIRST_ANSWER, Clock.OWNER_ANSWER}), starts=Clock.FIRST_CONTACT),
    _move("accept", [S.INTERESTED], S.ACCEPTED, [Who.OWNER],
          stops=frozenset({Clock.OWNER_ANSWER}), starts=Clock.FIRST_CONTACT),
    _move("contact", [S.ACCEPTED], S.CONTACTED, [Who.ASSIGNED],
          stops=frozenset({Clock.FIRST_CONTACT}), starts=Clock.DECISION),
    _move("call_again", [S.CONTACTED, S.DUE_DILIGENCE, S.WAITING_MATERIALS], S.ACCEPTED,
          [Who.ASSIGNED, Who.ADMIN], stops=frozenset({Clock.DECISION}), starts=Clock.FIRST_CONTACT),
    _move("begin_diligence", [S.CONTACTED], S.DUE_DILIGENCE, [Who.ASSIGNED]),
    _move("ask_materials", [S.CONTACTED, S.DUE_DILIGENCE], S.WAITING_MATERIALS, [Who.ASSIGNED],
          pauses=Clock.DECISION),
    _move("go_on_contacted", [S.WAITING_MATERIALS], S.CONTACTED, [Who.ASSIGNED], resumes=Clock.DECISION),
    _move("go_on_diligence", [S.WAITING_MATERIALS], S.DUE_DILIGENCE, [Who.ASSIGNED], resumes=Clock.DECISION),
    _move("approve", [S.CONTACTED, S.DUE_DILIGENCE], S.APPROVED, [Who.ASSIGNED],
          stops=frozenset({Clock.DECISION}), starts=Clock.OWNER_ANSWER),
    _move("take", [S.APPROVED], S.TAKEN, [Who.OWNER],
          stops=frozenset({Clock.OWNER_ANSWER}), starts=Clock.DISBURSEMENT),
    _move("disburse", [S.TAKEN, S.DISBURSED], S.DISBURSED, [Who.ASSIGNED],
          stops=frozenset({Clock.DISBURSEMENT})),
    _move("pay_again", [S.DISBURSED], S.TAKEN, [Who.ASSIGNED, Who.ADMIN], starts=Clock.DISBURSEMENT),
    _move("bank_decline_pushed", [S.PUSHED], S.BANK_DECLINED, [Who.MANAGER, Who.ADMIN], stops=ALL_CLOCKS),
    _move("bank_decline", OPEN[1:], S.BANK_DECLINED, [Who.ASSIGNED, Who.ADMIN], stops=ALL_CLOCKS),
    _move("firm_decline", [S.INTERESTED, S.APPROVED], S.FIRM_DECLINED, [Who.OWNER], stops=ALL_CLOCKS),
    _move("lapse", [S.PUSHED, S.INTERESTED, S.APPROVED], S.LAPSED, [Who.WORKER], stops=ALL_CLOCKS),
    _move("end", OPEN, S.ENDED, [Who.WORKER, Who.OWNER], stops=ALL_CLOCKS),
    _move("assign", ALL, None, [Who.ADMIN, Who.WORKER]),
)  # fmt: skip

BANK_FROZEN = frozenset({"firm_decline", "end"})
"""What may happen to a lead whose institution is frozen: its owner may end it. It does not lapse."""
FIRM_FROZEN = frozenset({"bank_decline", "bank_decline_pushed", "firm_decline", "end", "assign"})
"""And to one whose firm, or whoever filed, is frozen: it may end, and go to a colleague."""

MOVES: dict[str, Move] = {move.name: move for move in LIST}


def moves_from(state: LeadState | None) -> list[Move]:
    """Everything that may happen to a lead in this state."""
    return [move for move in LIST if state in move.sources]
