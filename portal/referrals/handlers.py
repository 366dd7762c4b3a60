"""News that lists and pushes live from; each handler does nothing on a second run."""

from portal.core import outbox
from portal.referrals import service


@outbox.handles("referral.listed", name="referrals.find_firm")
def find_firm(listed_id: int, **_) -> None:
    service.find_firm(listed_id)


@outbox.handles("referral.due", name="referrals.deliver")
def deliver(referral_id: int, **_) -> None:
    service.deliver(referral_id)


@outbox.handles("need.confirmed", name="referrals.confirmed")
def confirmed(need_id: int, **_) -> None:
    service.confirmed_by_need(need_id)


@outbox.handles("need.opened", name="referrals.opened")
def opened(need_id: int, **_) -> None:
    """The news of the confirmation may come later than that of the opening it led to."""
    service.confirmed_by_need(need_id)
    service.deliver_opened(need_id)


@outbox.handles("need.ended", name="referrals.ended")
def ended(need_id: int, code: str | None = None, **_) -> None:
    service.ended(need_id, code)
