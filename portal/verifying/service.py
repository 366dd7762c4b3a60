"""Work codes are replaced, one-time codes made and used up. Nothing here commits."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Membership
from portal.core import clock, crypto, ledger, work_codes
from portal.core.db import db
from portal.organisations.models import Organisation
from portal.verifying.models import OneTimeCode, RetiredWorkCode

VALID = timedelta(minutes=5)
TRIES = 20  # two people rarely read out the same six digits within five minutes


def renew(actor, membership: Membership) -> str:
    """A new work code; the old one is kept to say that it holds no longer."""
    old = membership.work_code
    if old is not None:
        db.session.add(RetiredWorkCode(code=old, membership_id=membership.id))
    membership.work_code = work_codes.fresh()
    db.session.flush()
    _forget_once(membership.id)
    ledger.record(
        "work_code.renewed",
        actor=actor,
        institution_id=membership.organisation_id,
        member=membership.id,
        own=membership.id == actor.membership_id,
    )
    return membership.work_code


def make_once(actor, lead_id: int | None = None) -> str:
    """Six digits for this person and the next five minutes, in place of those made before."""
    _forget_once(actor.membership_id)
    db.session.execute(sa.delete(OneTimeCode).where(OneTimeCode.until <= clock.now()))
    for _ in range(TRIES):
        code = work_codes.fresh_once()
        row = OneTimeCode(
            membership_id=actor.membership_id,
            lead_id=lead_id,
            digest=_digest(code),
            until=clock.now() + VALID,
        )
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:
            continue
        ledger.record(
            "work_code.once",
            actor=actor,
            lead_id=lead_id,
            institution_id=actor.organisation_id,
        )
        return code
    raise RuntimeError("no free one-time code")


def spend_once(code: str, membership_id: int | None = None) -> OneTimeCode | None:
    """Use a one-time code up; None when it is wrong, somebody else's, late or used. One update decides."""
    now = clock.now()
    mine = () if membership_id is None else (OneTimeCode.membership_id == membership_id,)
    spent = (
        sa.update(OneTimeCode)
        .where(OneTimeCode.digest == _digest(code), OneTimeCode.until > now, *mine)
        .where(OneTimeCode.used_at.is_(None))
        .values(used_at=now)
        .returning(OneTimeCode.id)
    )
    found = db.session.execute(spent).scalar()
    return db.session.get(OneTimeCode, found, populate_existing=True) if found is not None else None


def set_phone(actor, organisation: Organisation, phone: str | None) -> None:
    """The institution's public service phone, None to take it off the list."""
    organisation.service_phone = phone
    ledger.record("organisation.phone_set", actor=actor, institution_id=organisation.id, shown=bool(phone))


def _forget_once(membership_id: int) -> None:
    db.session.execute(sa.delete(OneTimeCode).where(OneTimeCode.membership_id == membership_id))


def _digest(code: str) -> str:
    return crypto.blind_index("verify.once", code)
