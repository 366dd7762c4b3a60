"""The owner's word on being listed: nothing goes to institutions without it; it can be taken back."""

import sqlalchemy as sa

from portal.core import clock, ledger, outbox
from portal.core.db import db
from portal.needs import service as needs
from portal.needs.models import FinancingNeed, NeedState
from portal.referrals.errors import OtherState
from portal.referrals.models import ListedFirm, ListingState, Referral, ReferralState
from portal.referrals.service.pushing import seeking_need

NOT_MINE = "K12"
NOT_DECLINED = (ListingState.AWAITING, ListingState.CONFIRMED)


def agree(actor, listed: ListedFirm) -> None:
    """同意: the department reads the firm's needs and may push them; what waits goes out.

    Raises OtherState.
    """
    _move(listed, ListingState.AWAITING, ListingState.DECLINED, to=ListingState.CONFIRMED)
    _record(actor, listed, agreed=True)
    _release(listed)


def disagree(actor, listed: ListedFirm) -> None:
    """不同意, also after having agreed: nothing more goes out, a draft made for the list ends.

    Raises OtherState.
    """
    _move(listed, *NOT_DECLINED, to=ListingState.DECLINED)
    _record(actor, listed, agreed=False)
    _hold_back(listed, "declined")
    draft = listed.need_id and db.session.get(FinancingNeed, listed.need_id)
    if draft and draft.state is NeedState.AWAITING_OWNER:
        needs.disown(actor, draft)


def confirmed_by_need(need_id: int) -> None:
    """The owner confirmed a draft that a list had begun: that is a word on the list as well. Idempotent."""
    for listed in _begun_for(need_id, ListingState.AWAITING):
        _move(listed, ListingState.AWAITING, to=ListingState.CONFIRMED)
        _record(None, listed, agreed=True)
        _release(listed)


def ended(need_id: int, code: str | None) -> None:
    """A need has ended: what waited for it will not go out; a draft that was disowned answers its list."""
    if code == NOT_MINE:
        for listed in _begun_for(need_id, *NOT_DECLINED):
            _move(listed, *NOT_DECLINED, to=ListingState.DECLINED)
            _record(None, listed, agreed=False)
            _hold_back(listed, "declined")
    waiting = sa.update(Referral).where(Referral.need_id == need_id, Referral.state == ReferralState.WAITING)
    db.session.execute(waiting.values(state=ReferralState.NOT_PUSHED, reason_code="ended"))


def _begun_for(need_id: int, *states: ListingState) -> list[ListedFirm]:
    """Listings for which this need was begun as a draft."""
    rows = sa.select(ListedFirm).where(ListedFirm.need_id == need_id, ListedFirm.state.in_(states))
    return list(db.session.scalars(rows))


def _release(listed: ListedFirm) -> None:
    """Send what waits for this firm to its open need; without one it waits for the next that opens."""
    need_id = seeking_need(listed.organisation_id)
    if need_id is None:
        return
    for referral in db.session.scalars(_waiting(listed)):
        referral.need_id = referral.need_id or need_id
        outbox.put("referral.due", referral_id=referral.id)


def _hold_back(listed: ListedFirm, why: str) -> None:
    for referral in db.session.scalars(_waiting(listed)):
        referral.state, referral.reason_code = ReferralState.NOT_PUSHED, why


def _waiting(listed: ListedFirm) -> sa.Select:
    return sa.select(Referral).where(
        Referral.listed_firm_id == listed.id, Referral.state == ReferralState.WAITING
    )


def _move(listed: ListedFirm, *expected: ListingState, to: ListingState) -> None:
    """One conditional update; whoever comes second changes nothing."""
    change = sa.update(ListedFirm).where(ListedFirm.id == listed.id, ListedFirm.state.in_(expected))
    done = db.session.execute(
        change.values(state=to, answered_at=clock.now()), execution_options={"synchronize_session": False}
    )
    if done.rowcount != 1:
        raise OtherState
    db.session.refresh(listed)


def _record(actor, listed: ListedFirm, *, agreed: bool) -> None:
    ledger.record(
        "referral.answered",
        actor=actor,
        need_id=listed.need_id,
        listed=listed.id,
        department=listed.department_id,
        agreed=agreed,
    )
