"""Who opened unusually many contacts on a day, until an operator has looked into it. Nothing here commits."""

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.consent.models import Reveal
from portal.core import clock, crypto, ledger, wording
from portal.core.db import db
from portal.core.permissions import ROLE_NAMES, Role
from portal.freezing.models import RevealAlarm
from portal.organisations.models import Organisation

MOST = 100


def visible_to(actor) -> sa.Select:
    return sa.select(RevealAlarm).where(sa.true() if actor.role is Role.OPERATOR else sa.false())


def waiting(actor) -> tuple[sa.Select]:
    """What no operator has looked into."""
    return (visible_to(actor).where(RevealAlarm.looked_at.is_(None)),)


def find(actor, public_id: str) -> RevealAlarm | None:
    return db.session.scalar(visible_to(actor).where(RevealAlarm.public_id == public_id))


def look(actor, alarm: RevealAlarm) -> bool:
    """Somebody has looked into it; False when a colleague was faster."""
    open_one = sa.update(RevealAlarm).where(RevealAlarm.id == alarm.id, RevealAlarm.looked_at.is_(None))
    done = {"looked_at": clock.now(), "looked_by_id": actor.membership_id}
    if db.session.execute(open_one.values(**done)).rowcount != 1:
        return False
    about = {"institution_id": alarm.institution_id, "member": alarm.membership_id}
    ledger.record("reveal.alarm_looked", actor=actor, **about)
    return True


def rows(actor) -> list[dict]:
    """`[{public_id, member_id, name, role, institution, day, number, frozen, looked, looked_by}]`.

    What waits first, then the newest. `number`: how many contacts they opened on that day in the end. People
    who work for an institution are named in full, as on the page of its people.
    """
    colleague = sa.orm.aliased(Person, name="colleague")
    looker = sa.orm.aliased(Membership)
    found = db.session.execute(
        visible_to(actor)
        .add_columns(Membership, Person, Organisation, colleague, _number())
        .join(Membership, Membership.id == RevealAlarm.membership_id)
        .join(Person, Person.id == RevealAlarm.person_id)
        .join(Organisation, Organisation.id == RevealAlarm.institution_id)
        .outerjoin(looker, looker.id == RevealAlarm.looked_by_id)
        .outerjoin(colleague, colleague.id == looker.person_id)
        .order_by(RevealAlarm.looked_at.is_not(None), RevealAlarm.id.desc())
        .limit(MOST)
    ).all()
    crypto.preload(one.key_id for row in found for one in (row.Person, row.colleague) if one)
    return [_row(*row) for row in found]


def _number() -> sa.ScalarSelect:
    """Of the person on that day, for whichever institution."""
    theirs = sa.select(Membership.id).where(Membership.person_id == RevealAlarm.person_id)
    that_day = (Reveal.membership_id.in_(theirs.correlate(RevealAlarm)), Reveal.day == RevealAlarm.day)
    return sa.select(sa.func.count(Reveal.id)).where(*that_day).correlate(RevealAlarm).scalar_subquery()


def _row(alarm, member, person, institution, colleague, number: int) -> dict:
    return {
        "public_id": alarm.public_id,
        "member_id": member.public_id,
        "name": person.name or "",
        "role": ROLE_NAMES[member.role],
        "institution": institution.name,
        "day": wording.day_in_sentence(alarm.day),
        "number": number,
        "frozen": person.frozen_at is not None,
        "looked": alarm.looked_at and wording.moment(alarm.looked_at),
        "looked_by": (colleague and colleague.name) or "",
    }
