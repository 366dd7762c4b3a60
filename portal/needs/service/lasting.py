"""A need lasts ninety days; its owner is told before they end, and lengthens them, or asks once more.

A need of which somebody is in talks does not end by the clock: the talks come to an end first.
"""

from dataclasses import replace

import sqlalchemy as sa

from portal.core import clock, ledger, outbox
from portal.core.db import db
from portal.needs.draft import draft_of
from portal.needs.errors import OtherState
from portal.needs.models import SEEKING, FinancingNeed, NeedState
from portal.needs.queries import ending, lingering, over, was_paid
from portal.needs.service.ending import end
from portal.needs.service.filing import VALID, file

OVER, PAID = "K10", "K01"
ENDED = (NeedState.FUNDED, NeedState.CLOSED, NeedState.WITHDRAWN, NeedState.EXPIRED)


def renew(actor, need: FinancingNeed) -> None:
    """Ninety days from today. Raises OtherState when it no longer seeks or was lengthened meanwhile."""
    until = clock.today() + VALID
    change = sa.update(FinancingNeed).where(
        FinancingNeed.id == need.id,
        FinancingNeed.state.in_(SEEKING),
        FinancingNeed.expires_on == need.expires_on,
        FinancingNeed.expires_on < until,
    )
    done = db.session.execute(
        change.values(expires_on=until), execution_options={"synchronize_session": False}
    )
    if done.rowcount != 1:
        raise OtherState
    db.session.refresh(need)
    ledger.record("need.renewed", actor=actor, need_id=need.id, until=until.isoformat())


def again(actor, need: FinancingNeed, *, send: bool = False) -> FinancingNeed:
    """A new need that says what an ended one said; a draft, unless it is sent at once.

    Raises OtherState for one that has not ended; with `send` also what filing raises.
    """
    if need.state not in ENDED:
        raise OtherState
    draft = draft_of(need)
    if draft.needed_on and draft.needed_on < clock.today():
        draft = replace(draft, needed_on=None)
    return file(actor, draft, send=send)


def expire() -> int:
    """End what is over, tell the owners of what soon will be, ask those who still talk; how many needs.

    For the worker, once a day.
    """
    ended = sum(_expired(need) for need in db.session.scalars(over()).all())
    told = [_told(need) for need in db.session.scalars(ending()).all()]
    asked = [_asked(need) for need in db.session.scalars(lingering()).all()]
    return ended + len(told) + len(asked)


def _expired(need: FinancingNeed) -> bool:
    try:
        end(None, need, PAID if was_paid(need.id) else OVER, SEEKING)
    except OtherState:  # the owner was faster
        return False
    return True


def _told(need: FinancingNeed) -> None:
    """Once for each day on which it would end."""
    need.warned_for = need.expires_on
    _tell(need, "need_ending")


def _asked(need: FinancingNeed) -> None:
    """Once for each day that has passed: talks alone do not say whether it is still wanted."""
    need.asked_for = need.expires_on
    _tell(need, "need_lingering")


def _tell(need: FinancingNeed, kind: str) -> None:
    if need.filed_by_id:
        about = {"kind": kind, "need_id": need.id, "organisation_id": need.owner_id}
        event = f"need {need.id} {need.expires_on.isoformat()}"
        outbox.put("person.news", person_id=need.filed_by_id, event=event, **about)
