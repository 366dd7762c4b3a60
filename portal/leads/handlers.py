"""News that leads live from; each handler does nothing on a second run."""

from portal.core import outbox
from portal.leads import service
from search import taxonomy

BY_CLOSING = {
    "funded": "need_funded",
    "closed": "need_closed",
    "withdrawn": "need_withdrawn",
    "expired": "need_expired",
}


@outbox.handles("lead.moved", name="leads.assign")
def assign(lead_id: int, **_) -> None:
    service.assign(lead_id)


@outbox.handles("organisation.member_ended", name="leads.hand_over")
def hand_over(membership_id: int, **_) -> None:
    service.hand_over(membership_id)


@outbox.handles("account.frozen", name="leads.hand_over_frozen")
def hand_over_frozen(person_id: int, **_) -> None:
    """Owners do not wait for somebody who is stopped; whoever was let go on meanwhile keeps their leads."""
    service.hand_over_frozen(person_id)


@outbox.handles("account.frozen", "institution.frozen", "unfrozen", name="leads.halt")
def halt(person_id: int | None = None, organisation_id: int | None = None, **_) -> None:
    """Nobody's time runs while one side can do nothing; a freeze and its end are worked off alike."""
    service.settle_frozen(person_id=person_id, organisation_id=organisation_id)


@outbox.handles("organisation.left", name="leads.institution_left")
def institution_left(organisation_id: int, **_) -> None:
    service.end_all_of(organisation_id, "institution_left")


@outbox.handles("lead.decline_due", name="leads.decline_due")
def decline_due(lead_id: int, membership_id: int | None = None, **_) -> None:
    service.decline_due(lead_id, membership_id)


@outbox.handles("lead.approved", "lead.freed", name="leads.follow")
def follow(need_id: int, **_) -> None:
    """A partner that the owner named talks too, at once or when there is room again."""
    service.follow(need_id)


@outbox.handles("need.ended", name="leads.end")
def end(need_id: int, code: str | None = None, **_) -> None:
    """`code` is a closing reason (K04), a state of the need or one of the lead's own end codes."""
    service.end_all(need_id, _end_code(code))


@outbox.handles("need.audience", name="leads.shut_out")
def shut_out(need_id: int, **_) -> None:
    service.shut_out(need_id)


@outbox.handles("need.changed", name="leads.settle")
def settle(need_id: int, **_) -> None:
    """The owner may have changed how many talks may run at once."""
    service.settle(need_id)


def _end_code(code: str | None) -> str:
    closing = taxonomy.closings.get(code or "")
    word = closing.ends_as if closing else (code or "").removeprefix("need_")
    return BY_CLOSING.get(word, "need_closed")
