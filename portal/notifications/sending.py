"""The mail or the text that says how many notices wait and of which groups; nothing else ever leaves."""

import enum

import sqlalchemy as sa
from flask import current_app

from portal.accounts.models import Membership, Person
from portal.core import clock, mail, notices, outbox, texts
from portal.core.db import db
from portal.notifications import choosing, pacing
from portal.notifications.kinds import KINDS
from portal.notifications.models import Group, Notice, NoticeChoice, Pace

MOST = 999


class Way(enum.StrEnum):
    TEXT = "text"
    MAIL = "mail"


SENT = {Way.TEXT: Notice.texted_at, Way.MAIL: Notice.mailed_at}


def send(person_id: int, way: Way) -> int:
    """Tell a person by this way of what is due; of how many notices. A second run finds none.

    Raises as the port does: then nothing counts as sent, and the outbox tries again. The transaction is let
    go before, a gateway takes its time and SQLite has one writer.
    """
    person = db.session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        return 0
    choice = choosing.of(person_id)
    due = [one for one in _due(person_id, SENT[way]) if way in ways(person, choice, KINDS[one.kind].group)]
    morning = pacing.awake(clock.now(), choice)
    now = [one for one in due if morning <= clock.now() or KINDS[one.kind].urgent]
    if now:
        _send(person, way, now)
    if len(now) < len(due):  # the message comes late, or the hours were changed meanwhile
        outbox.put("notices.due", due_at=morning, person_id=person_id)
    return len(now)


def _send(person: Person, way: Way, due: list[Notice]) -> None:
    ids, parameters = [one.id for one in due], _parameters(due)
    to = person.mobile if way is Way.TEXT else person.email
    db.session.rollback()
    _port(way, to, parameters)
    mark = sa.update(Notice).where(Notice.id.in_(ids)).values({SENT[way].key: clock.now()})
    db.session.execute(mark, execution_options={"synchronize_session": False})


def ways(person: Person, choice: NoticeChoice, group: Group) -> list[Way]:
    """By what a person is told of a group: what was chosen, as far as they are reached by it.

    Who chose a way by which nothing comes, or of safety none at all, is told by the other one.
    """
    if pacing.pace_of(group, choice) is Pace.INBOX:
        return []
    there = reached_by(person)
    chosen = [way for way, wanted in ((Way.TEXT, choice.by_text), (Way.MAIL, choice.by_mail)) if wanted]
    if not chosen and group is not Group.SAFETY:
        return []
    return [way for way in there if way in chosen] or there[:1]


def reached_by(person: Person) -> list[Way]:
    """The ways that this site has and that lead to a contact the person has proved."""
    text = texts.available() and person.mobile and person.mobile_proven_at
    mailed = mail.available() and person.email and person.email_index
    return [way for way, there in ((Way.TEXT, text), (Way.MAIL, mailed)) if there]


def _due(person_id: int, sent: sa.orm.InstrumentedAttribute) -> list[Notice]:
    """Neither read nor sent; nothing of a place where the person works no more."""
    gone = sa.select(Membership.id).where(Membership.person_id == person_id, Membership.ended_at.is_not(None))
    here = sa.or_(Notice.membership_id.is_(None), Notice.membership_id.not_in(gone))
    mine = (Notice.person_id == person_id, Notice.tell_at <= clock.now(), Notice.read_at.is_(None))
    return list(db.session.scalars(sa.select(Notice).where(*mine, sent.is_(None), here).order_by(Notice.id)))


def _parameters(due: list[Notice]) -> dict[str, str]:
    groups = {KINDS[one.kind].group for one in due}
    said = [words for group, words in notices.GROUPS.items() if Group(group) in groups]
    return {"count": str(min(len(due), MOST)), "groups": "、".join(said)}


def _port(way: Way, to: str, parameters: dict[str, str]) -> None:
    """In full where there is an address to name and, of a text, a template with the gateway."""
    home = current_app.config["PUBLIC_URL"].rstrip("/")
    port = texts if way is Way.TEXT else mail
    if home and (way is Way.MAIL or texts.can_send("inbox")):
        port.send(to, "inbox", link=f"{home}/inbox", **parameters)
    else:
        port.send(to, "news")
