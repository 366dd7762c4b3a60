"""A need ends by its owner's word; the reason decides as what."""

from portal.core import clock, ledger, outbox
from portal.needs.errors import OtherState
from portal.needs.models import SEEKING, FinancingNeed, NeedState
from portal.needs.queries import NOT_MINE, was_paid
from portal.needs.service.filing import BEFORE_OPEN, move
from search import taxonomy

OWNERS_REASONS = ("K04", "K03", "K06", "K07", "K19", "K08", "K15", "K05")
"""Reasons an owner may choose from, in this order; 已放款 is said by the bank that lends."""
PARTLY = "K02"
"""What an owner says whose need was kept open for a rest that is not needed any more."""

LEAVING = "K16"


def withdraw(actor, need: FinancingNeed, code: str) -> None:
    """End a need for one of `reasons_of`. Raises ValueError (another code) or OtherState (has ended)."""
    if code not in reasons_of(need):
        raise ValueError(f"not a reason of an owner: {code}")
    end(actor, need, code, (*BEFORE_OPEN, *SEEKING))


def reasons_of(need: FinancingNeed) -> tuple[str, ...]:
    """What its owner may say; of one that got a part of the money, that this is enough, and nothing else."""
    return (PARTLY,) if was_paid(need.id) else OWNERS_REASONS


def forsake(actor, need: FinancingNeed) -> None:
    """The owner leaves the platform. Raises OtherState when the need has ended."""
    end(actor, need, LEAVING, (*BEFORE_OPEN, *SEEKING))


def disown(actor, need: FinancingNeed) -> None:
    """The owner says that a draft begun for them is not wanted. Raises OtherState."""
    if need.state is not NeedState.AWAITING_OWNER:
        raise OtherState
    end(actor, need, NOT_MINE, (NeedState.AWAITING_OWNER,))


def reopen(actor, need: FinancingNeed) -> None:
    """The money that it ended with never came: it seeks again, with whoever owes it. Raises OtherState."""
    move(need, (NeedState.FUNDED,), NeedState.ENGAGED, ended_at=None, closing_code=None)
    ledger.record("need.reopened", actor=actor, need_id=need.id)
    outbox.put("need.changed", need_id=need.id)


def end(actor, need: FinancingNeed, code: str, expected: tuple[NeedState, ...]) -> None:
    """As what the code says, from one of the expected states. Raises OtherState."""
    state = NeedState(taxonomy.closings.get(code).ends_as)
    move(need, expected, state, ended_at=clock.now(), closing_code=code)
    ledger.record("need.closed", actor=actor, need_id=need.id, code=code)
    outbox.put("need.ended", need_id=need.id, code=code)
