"""Pictures of licences: sealed, seen by few, destroyed when they have served. Nothing here commits."""

from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock, crypto, ledger, outbox
from portal.core.crypto import DataKey
from portal.core.db import db
from portal.organisations.models import Claim, ClaimState, LicencePicture

WAITS_FOR_CLAIM = timedelta(hours=24)
ABANDONED = timedelta(days=90)


def keep(picture: bytes, instead_of: str | None = None) -> str:
    """A picture whose form was not good yet; the id under which `hand_in` finds it for a day.

    It has a key of its own: there is no organisation yet.
    """
    if instead_of:
        _destroy_kept(LicencePicture.public_id == instead_of)
    row = LicencePicture(key_id=crypto.new_key())
    row.picture = picture
    db.session.add(row)
    db.session.flush()
    outbox.put("licence.kept", due_at=clock.now() + WAITS_FOR_CLAIM, picture_id=row.id)
    return row.public_id


def hand_in(claim: Claim, picture: bytes | None, kept: str | None = None, *, actor=None) -> bool:
    """Seal a picture under the organisation's key, for the one who decides; whether there was one.

    `kept`: the id of one that waits, used when none came with this form. A picture handed in before goes.
    """
    if kept and picture is None:
        waiting = db.session.scalar(sa.select(LicencePicture).where(*_kept(LicencePicture.public_id == kept)))
        picture = waiting and waiting.picture
    if kept:
        _destroy_kept(LicencePicture.public_id == kept)
    if picture is None or not _still_pending(claim):
        return False
    db.session.execute(sa.delete(LicencePicture).where(LicencePicture.claim_id == claim.id))
    row = LicencePicture(key_id=claim.key_id, claim_id=claim.id)
    row.picture = picture
    db.session.add(row)
    ledger.record("licence.shown", actor=actor, organisation=claim.organisation_id, claim=claim.id)
    outbox.put("licence.shown", due_at=clock.now() + ABANDONED, claim_id=claim.id)
    return True


def _still_pending(claim: Claim) -> bool:
    """Locked until the transaction ends: a decision meanwhile must not miss the picture it destroys."""
    pending = sa.select(Claim.id).where(Claim.id == claim.id, Claim.state == ClaimState.PENDING)
    return db.session.scalar(pending.with_for_update()) is not None


def of_claim(claim: Claim) -> LicencePicture | None:
    """The picture of a claim that waits; of a decided one there is none."""
    if claim.state is not ClaimState.PENDING:
        return None
    return db.session.scalar(sa.select(LicencePicture).where(LicencePicture.claim_id == claim.id))


def destroy(claim_id: int, why: str, *, actor=None) -> None:
    """Row and bytes, with the decision or because nobody decided: `why` decided | abandoned | withdrawn."""
    gone = db.session.execute(sa.delete(LicencePicture).where(LicencePicture.claim_id == claim_id))
    if gone.rowcount:
        ledger.record("licence.destroyed", actor=actor, claim=claim_id, why=why)


def destroy_waiting(picture_id: int) -> None:
    """A picture that no claim came for."""
    _destroy_kept(LicencePicture.id == picture_id)


def _kept(which: sa.ColumnElement[bool]) -> tuple[sa.ColumnElement[bool], ...]:
    return which, LicencePicture.claim_id.is_(None)


def _destroy_kept(which: sa.ColumnElement[bool]) -> None:
    """With its key, which is nobody else's."""
    keys = list(db.session.scalars(sa.select(LicencePicture.key_id).where(*_kept(which))))
    db.session.execute(sa.delete(LicencePicture).where(*_kept(which)))
    db.session.execute(sa.delete(DataKey).where(DataKey.id.in_(keys)))
