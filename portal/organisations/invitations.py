"""Invitations: the one way to an institutional role. Nothing here commits.

Bound to a mobile or e-mail, an organisation and a role; once, for 72 hours, until it is withdrawn. The row
keeps the token's digest alone. The token is a keyed digest of the row's id, so that a worker can write the
link into a mail without anything secret in the outbox.
"""

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

import sqlalchemy as sa

from portal.accounts import service as accounts
from portal.accounts.models import Membership, Person
from portal.accounts.standing import member_acts
from portal.core import clock, crypto, ledger, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations import helping
from portal.organisations.models import Invitation, Organisation
from portal.organisations.staff import BY_COMMAND, AlreadyHere, NotTheirs, add_staff, check_role

VALID = timedelta(hours=72)
MISSES = 5  # other mobiles or addresses typed, then it is dead


class NotWorking(Exception):
    """An organisation that another operator has not approved yet, or that has left."""


class Gone(Exception):
    """Used, expired, withdrawn, or tried with too many wrong mobiles."""


class WrongContact(Exception):
    """Not the mobile or e-mail that the invitation is bound to."""


def invite(
    actor, organisation: Organisation, contact: str, role: Role, regions: Iterable[str] = ()
) -> Invitation:
    """Make an invitation for a mobile or e-mail (normal form); `token_of` gives what its link ends with.

    Raises NotWorking for an organisation that is not approved or has left, NotTheirs for a role that it has
    not or that no invitation gives, AlreadyHere when the account of this contact has the role.
    """
    if not organisation.is_working:
        raise NotWorking("这家单位还没有经另一位运营人员批准，或者已经退出，现在不能邀请人员。")
    check_role(organisation, role)
    if role in BY_COMMAND:
        raise NotTheirs("运营和审计人员由管服务器的人用 create-operator 命令开通，不能邀请。")
    if (person := accounts.find(contact)) and _works_there(person, organisation, role):
        raise AlreadyHere("这个手机号或邮箱的账号已经在这里担任这个岗位了。")
    row = Invitation(
        organisation_id=organisation.id,
        key_id=organisation.key_id,
        role=role,
        regions=tuple(sorted(set(regions))),
        contact_index=_index(contact),
        invited_by_id=actor.membership_id,
        expires_at=clock.now() + VALID,
    )
    row.contact, row.token_digest = contact, _digest(token_of(row))
    db.session.add(row)
    db.session.flush()
    ledger.record(
        "invitation.made",
        actor=actor,
        organisation=organisation.id,
        invitation=row.id,
        role=role.value,
        regions=list(row.regions),
    )
    outbox.put("invitation.made", invitation_id=row.id)
    helping.tell(actor, organisation, helping.INVITED, invitation=row.id)
    return row


def token_of(invitation: Invitation) -> str:
    """What the link ends with: 200 bits that nobody has who lacks the site's keys."""
    return crypto.blind_index("invitation", invitation.public_id)[:50]


def find(token: str) -> Invitation | None:
    """The invitation of this token while it can be used, else None."""
    named = sa.select(Invitation).where(Invitation.token_digest == _digest(token), *_usable())
    return db.session.scalar(named)


def check_contact(invitation: Invitation, typed: str) -> None:
    """Whether this is the mobile or e-mail it is bound to; else WrongContact, and commit the count."""
    if _index(typed) == invitation.contact_index:
        return
    missed = sa.update(Invitation).where(Invitation.id == invitation.id)
    db.session.execute(missed.values(misses=Invitation.misses + 1))
    raise WrongContact("邀请不是发给这个手机号或邮箱的，请填对方邀请你时用的那一个。")


def invited_person(invitation: Invitation) -> Person | None:
    """The account that has the invited mobile or e-mail."""
    return accounts.find(invitation.contact)


def accept(invitation: Invitation, person: Person) -> Membership:
    """Let the invited person work there; of several at once one does, the others get Gone."""
    unused = sa.update(Invitation).where(Invitation.id == invitation.id, *_usable())
    if db.session.execute(unused.values(used_at=clock.now())).rowcount == 0:
        raise Gone("这个邀请刚刚用过或撤回了。")
    organisation = db.session.get_one(Organisation, invitation.organisation_id)
    if not organisation.is_working:
        raise Gone("这家单位现在不能增加人员。")
    inviter = db.session.get_one(Membership, invitation.invited_by_id)
    try:
        member = add_staff(
            None, organisation, person, invitation.role, invitation.regions, invited_by=inviter.id
        )
    except AlreadyHere as error:
        raise Gone(str(error)) from error
    db.session.execute(
        sa.update(Invitation).where(Invitation.id == invitation.id).values(member_id=member.id)
    )
    return member


def withdraw(actor, invitation: Invitation) -> bool:
    """Make it worthless; False when it was used or withdrawn before."""
    open_still = sa.update(Invitation).where(
        Invitation.id == invitation.id, Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None)
    )
    done = db.session.execute(open_still.values(withdrawn_at=clock.now())).rowcount == 1
    if done:
        ledger.record(
            "invitation.withdrawn",
            actor=actor,
            organisation=invitation.organisation_id,
            invitation=invitation.id,
        )
    return done


def state_of(invitation: Invitation) -> str:
    """open, used, withdrawn, locked or expired."""
    if invitation.used_at:
        return "used"
    if invitation.withdrawn_at:
        return "withdrawn"
    if invitation.misses >= MISSES:
        return "locked"
    return "open" if invitation.expires_at > clock.now() else "expired"


def _usable() -> tuple[sa.ColumnElement[bool], ...]:
    """Of an inviter who was stopped or has left nothing is good any more, whatever the row says."""
    return (
        Invitation.role.not_in(BY_COMMAND),
        member_acts(Invitation.invited_by_id),
        Invitation.used_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.misses < MISSES,
        Invitation.expires_at > clock.now(),
    )


def _works_there(person: Person, organisation: Organisation, role: Role) -> bool:
    alive = sa.select(Membership.id).where(
        Membership.person_id == person.id,
        Membership.organisation_id == organisation.id,
        Membership.role == role,
        Membership.ended_at.is_(None),
    )
    return db.session.scalar(alive) is not None


def _index(contact: str) -> str:
    return accounts.email_index(contact) if "@" in contact else accounts.mobile_index(contact)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
