"""News of every part of the site, made into notices; a message that comes twice tells nobody twice."""

from portal.core import outbox
from portal.notifications import clocks, safety, sending, service, subjects
from portal.notifications.recipients import of_person
from portal.notifications.sending import Way


@outbox.handles("lead.moved", name="notifications.lead_moved")
def lead_moved(lead_id: int, move: str | None = None, event: int | None = None, **_) -> None:
    if move and event:
        service.tell_of_move(lead_id, move, event)


@outbox.handles("clock.reminder", name="notifications.clock_reminder")
def clock_reminder(lead_id: int, clock: str, due: str, **_) -> None:
    clocks.remind(lead_id, clock, due)


@outbox.handles("clock.overrun", name="notifications.clock_overrun")
def clock_overrun(lead_id: int, clock: str, due: str, **_) -> None:
    clocks.overrun(lead_id, clock, due)


@outbox.handles("contact.revealed", name="notifications.contact_revealed")
def contact_revealed(lead_id: int, membership_id: int, day: str, **_) -> None:
    safety.revealed(lead_id, membership_id, day)


@outbox.handles("reveal.alarm", name="notifications.reveal_alarm")
def reveal_alarm(membership_id: int, institution_id: int, day: str | None = None, **_) -> None:
    safety.alarm(membership_id, institution_id, day)


@outbox.handles("dispute.opened", name="notifications.dispute_opened")
def dispute_opened(dispute_id: int, lead_id: int, **_) -> None:
    subjects.dispute_opened(dispute_id, lead_id)


@outbox.handles("dispute.closed", name="notifications.dispute_closed")
def dispute_closed(dispute_id: int, lead_id: int, **_) -> None:
    subjects.dispute_closed(dispute_id, lead_id)


@outbox.handles("board.opened", name="notifications.board_opened")
def board_opened(need_id: int, **_) -> None:
    subjects.board_opened(need_id)


@outbox.handles("need.paid", name="notifications.need_paid")
def need_paid(need_id: int, lead_id: int, **_) -> None:
    subjects.need_paid(need_id, lead_id)


@outbox.handles("need.ended", name="notifications.need_ended")
def need_ended(need_id: int, code: str | None = None, **_) -> None:
    subjects.need_ended(need_id, code)


@outbox.handles("claim.decided", name="notifications.claim_decided")
def claim_decided(claim_id: int, **_) -> None:
    subjects.claim_decided(claim_id)


@outbox.handles("person.news", name="notifications.note")
def note(
    person_id: int,
    kind: str = "news",
    event: str = "",
    organisation_id: int | None = None,
    need_id: int | None = None,
    other_id: int | None = None,
) -> None:
    """News for one person whom the sender knows; `organisation_id`: for whom they act in it."""
    member = of_person(person_id, organisation_id)
    service.tell_person(person_id, member, kind, event, need_id=need_id, other_id=other_id)


@outbox.handles("notices.due", name="notifications.text")
def text(person_id: int, **_) -> None:
    sending.send(person_id, Way.TEXT)


@outbox.handles("notices.due", name="notifications.mail")
def mail(person_id: int, **_) -> None:
    sending.send(person_id, Way.MAIL)
