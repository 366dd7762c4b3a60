"""Whose claim is whose, and the list of those that wait or are decided."""

import sqlalchemy as sa

from portal.core import crypto
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations import views
from portal.organisations.models import Claim, ClaimState, LicencePicture, Organisation, Vouch, VouchState
from portal.organisations.queries.paging import PAGE, Page, count

SIGNS = ("picture", "known", "unknown", "asked", "borne", "rival")


def claims_visible_to(actor) -> sa.Select:
    """Claims are the operator's, and each person's own."""
    if actor.role is Role.OPERATOR:
        return sa.select(Claim)
    return sa.select(Claim).where(Claim.person_id == actor.person_id)


def claim_of(actor, public_id: str) -> Claim | None:
    return db.session.scalar(claims_visible_to(actor).where(Claim.public_id == public_id))


def latest_claim(organisation_id: int, person_id: int) -> Claim | None:
    """The claim that decides for this person and this organisation, also one that became part of it."""
    here = sa.or_(Organisation.id == organisation_id, Organisation.merged_into_id == organisation_id)
    mine = sa.select(Claim).join(Organisation, Organisation.id == Claim.organisation_id)
    mine = mine.where(Claim.person_id == person_id, here)
    return db.session.scalar(mine.order_by(Claim.id.desc()).limit(1))


def claims_page(actor, *, decided: bool, number: int) -> Page:
    """Waiting claims oldest first, or decided ones newest first."""
    which = Claim.state != ClaimState.PENDING if decided else Claim.state == ClaimState.PENDING
    order = Claim.decided_at.desc() if decided else Claim.created_at
    mine = claims_visible_to(actor).where(which)
    rows = db.session.execute(
        mine.add_columns(Organisation, *_signs())
        .join(Organisation, Organisation.id == Claim.organisation_id)
        .order_by(order, Claim.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    crypto.preload(row.Organisation.key_id for row in rows)
    shown = [views.claim_row(row.Claim, row.Organisation) | {"signs": _signs_of(row)} for row in rows]
    return Page(shown, number, count(mine))


def _signs() -> tuple[sa.ColumnElement, ...]:
    """What there is to look at beside a waiting claim's own words."""
    bearer, other = sa.orm.aliased(Organisation), sa.orm.aliased(Claim)
    code = Claim.code_index
    vouched = sa.select(Vouch.id).where(Vouch.claim_id == Claim.id)
    same = sa.select(other.id).where(
        other.code_index == code, other.id != Claim.id, other.state == ClaimState.PENDING
    )
    borne = sa.select(bearer.id).where(bearer.code_index == code, bearer.id != Claim.organisation_id)
    return (
        sa.select(LicencePicture.id).where(LicencePicture.claim_id == Claim.id).exists().label("picture"),
        vouched.where(Vouch.state == VouchState.KNOWN).exists().label("known"),
        vouched.where(Vouch.state == VouchState.UNKNOWN).exists().label("unknown"),
        vouched.where(Vouch.state == VouchState.ASKED).exists().label("asked"),
        borne.exists().label("borne"),
        same.exists().label("rival"),
    )


def _signs_of(row: sa.Row) -> list[str]:
    """The names of SIGNS that hold for one row of `_signs`; none of a claim that is decided."""
    return [name for name in SIGNS if getattr(row, name)] if row.Claim.state is ClaimState.PENDING else []
