"""What the operator does among the people of an institution is told to its admins. Nothing here commits.

An operator who takes an admin's factor off, or invites somebody into a bank that has admins, holds a way in
that the bank did not ask for. It cannot be forbidden, since a bank without an admin needs help; it is seen.
"""

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.core import clock, crypto, ledger, outbox, wording
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import ROLE_NAMES, Role
from portal.core.visibility import MASKS
from portal.organisations.models import Invitation, Organisation, OrganisationKind

KIND = "institution.helped"
INVITED, FACTOR_OFF, ENDED, AREAS = "invited", "factor_off", "ended", "areas"
WORDS = {INVITED: "邀请了", FACTOR_OFF: "停用了两步验证：", ENDED: "停用了", AREAS: "改了服务区域"}
SHOWN = 10


def tell(actor, organisation: Organisation, what: str, **facts: int) -> None:
    """Write it down and tell every admin, who may be the one it was done to; of others' acts nothing."""
    if actor.role is not Role.OPERATOR or organisation.kind is not OrganisationKind.INSTITUTION:
        return
    event = ledger.record(KIND, actor=actor, institution_id=organisation.id, what=what, **facts)
    admins = sa.select(Membership.person_id).where(
        Membership.organisation_id == organisation.id,
        Membership.role == Role.BANK_ADMIN,
        Membership.ended_at.is_(None),
    )
    for person_id in db.session.scalars(admins.distinct()).all():
        about = {"kind": "bank_helped", "event": f"event {event.seq}", "organisation_id": organisation.id}
        outbox.put("person.news", person_id=person_id, **about)


def told(organisation: Organisation) -> list[dict]:
    """`[{at, who, what, whom}]`, the newest first: for the page of the institution's people."""
    rows = db.session.execute(
        sa.select(LedgerEvent, Person)
        .join(Membership, Membership.id == LedgerEvent.actor_id)
        .join(Person, Person.id == Membership.person_id)
        .where(LedgerEvent.kind == KIND, LedgerEvent.institution_id == organisation.id)
        .order_by(LedgerEvent.seq.desc())
        .limit(SHOWN)
    ).all()
    members, invited = _members(rows), _invited(rows)
    people = [person for _, person in rows] + [person for _, person in members.values()]
    crypto.preload([organisation.key_id, *(person.key_id for person in people)])
    return [
        {
            "at": f"{wording.day_in_sentence(clock.local(event.happened_at).date())}"
            f"{clock.local(event.happened_at):%H:%M}",
            "who": person.name or "",
            "what": WORDS[event.values["what"]],
            "whom": _whom(event.values, members, invited),
        }
        for event, person in rows
    ]


def _members(rows) -> dict[int, tuple[Membership, Person]]:
    wanted = {event.values.get("member") for event, _ in rows} - {None}
    some = sa.select(Membership, Person).join(Person, Person.id == Membership.person_id)
    found = db.session.execute(some.where(Membership.id.in_(wanted))).all() if wanted else []
    return {member.id: (member, person) for member, person in found}


def _invited(rows) -> dict[int, Invitation]:
    wanted = {event.values.get("invitation") for event, _ in rows} - {None}
    found = db.session.scalars(sa.select(Invitation).where(Invitation.id.in_(wanted))) if wanted else []
    return {row.id: row for row in found}


def _whom(facts: dict, members: dict, invited: dict) -> str:
    """A colleague by name, somebody invited by the masked contact; nothing once they are erased."""
    if (found := members.get(facts.get("member"))) is not None:
        return f"{ROLE_NAMES[found[0].role]} {found[1].name or ''}".strip()
    if (row := invited.get(facts.get("invitation"))) is not None:
        contact = row.contact
        return f"{ROLE_NAMES[row.role]} {MASKS['email' if '@' in contact else 'mobile'](contact)}"
    return ""
