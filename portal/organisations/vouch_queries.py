"""Who may be asked to vouch, who was asked, and what they said."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased, selectinload

from portal.accounts.models import Membership, Person
from portal.core import clock, crypto, regions, wording
from portal.core.db import db
from portal.core.permissions import Role
from portal.core.visibility import Persona
from portal.organisations import views
from portal.organisations.models import (
    Claim,
    ClaimState,
    Organisation,
    OrganisationKind,
    OrganisationState,
    ServiceArea,
    Vouch,
    VouchState,
)
from portal.organisations.vouching import RELATIONS

KINDS = (OrganisationKind.INTERMEDIARY, OrganisationKind.DEPARTMENT)
PERSONAS = {Role.CLERK: Persona.CLERK, Role.OFFICER: Persona.OFFICER}
SHOWN = ("name", "region", "industry", "kind", "representative")
SAID = {
    VouchState.ASKED: "还没有答复",
    VouchState.KNOWN: "认识，情况属实",
    VouchState.UNKNOWN: "不认识，或者情况不对",
    VouchState.UNSURE: "凭看到的这些认不出，不是否定",
}
PAGE = 50


def vouchers_for(region_code: str | None) -> list[Organisation]:
    """Active parks, associations and departments that cover this county and have somebody to answer."""
    somebody = sa.exists().where(Membership.organisation_id == Organisation.id, Membership.ended_at.is_(None))
    rows = db.session.scalars(
        sa.select(Organisation)
        .where(
            Organisation.kind.in_(KINDS),
            Organisation.state == OrganisationState.ACTIVE,
            somebody,
            Organisation.id.in_(sa.select(ServiceArea.organisation_id)),
        )
        .options(selectinload(Organisation.areas))
        .order_by(Organisation.kind.desc(), Organisation.id)
    )
    return [row for row in rows if regions.covers([area.region_code for area in row.areas], region_code)]


def vouches_visible_to(actor) -> sa.Select:
    """Those who named one's own organisation, as long as the claim waits; never oneself or one's own firm."""
    if actor.role not in PERSONAS:
        return sa.select(Vouch).where(sa.false())
    own = sa.exists().where(
        Membership.person_id == actor.person_id,
        Membership.organisation_id == Claim.organisation_id,
    )
    return (
        sa.select(Vouch)
        .join(Claim, Claim.id == Vouch.claim_id)
        .where(
            Vouch.organisation_id == actor.organisation_id,
            Claim.state == ClaimState.PENDING,
            Claim.person_id != actor.person_id,
            ~own,
        )
    )


def waiting_vouches(actor) -> tuple[sa.Select, ...]:
    """For the badge. Officers do without: their desk has no query to spare, and they are seldom named."""
    return (_waiting(actor),) if actor.role is Role.CLERK else ()


def _waiting(actor) -> sa.Select:
    return vouches_visible_to(actor).where(Vouch.state == VouchState.ASKED)


def vouch_of(actor, public_id: str) -> Vouch | None:
    return db.session.scalar(vouches_visible_to(actor).where(Vouch.public_id == public_id))


def vouch_rows(actor) -> list[dict]:
    """What waits for an answer, oldest first: `[{public_id, asked, name, region, industry, kind}]`."""
    rows = db.session.execute(
        _waiting(actor)
        .add_columns(Organisation)
        .join(Organisation, Organisation.id == Claim.organisation_id)
        .order_by(Vouch.id)
        .limit(PAGE)
    ).all()
    crypto.preload(row.Organisation.key_id for row in rows)
    return [_row(actor, row.Vouch, row.Organisation) for row in rows]


def vouch_row(actor, vouch: Vouch) -> dict:
    claim = db.session.get_one(Claim, vouch.claim_id)
    return _row(actor, vouch, db.session.get_one(Organisation, claim.organisation_id))


def _row(actor, vouch: Vouch, firm: Organisation) -> dict:
    seen = views.firm_view(firm, PERSONAS[actor.role])
    shown = {name: seen.get(name, "") for name in SHOWN}
    return {"public_id": vouch.public_id, "asked": wording.moment(vouch.created_at), **shown}


def own_vouch(actor, public_id: str) -> Vouch | None:
    """One that the reader has asked for, on a claim of theirs that still waits."""
    return db.session.scalar(
        sa.select(Vouch)
        .join(Claim, Claim.id == Vouch.claim_id)
        .where(
            Vouch.public_id == public_id,
            Claim.person_id == actor.person_id,
            Claim.organisation_id == actor.organisation_id,
            Claim.state == ClaimState.PENDING,
        )
    )


def named_by(claim: Claim | None) -> list[dict]:
    """Whom the claimant has asked: `[{public_id, name, vouch, asked, answered}]`.

    That they answered, never what: that is for the operator alone.
    """
    if claim is None:
        return []
    rows = db.session.execute(
        sa.select(Organisation, Vouch)
        .join(Vouch, Vouch.organisation_id == Organisation.id)
        .where(Vouch.claim_id == claim.id)
        .order_by(Vouch.id)
    )
    return [
        {
            "public_id": row.Organisation.public_id,
            "name": row.Organisation.name,
            "vouch": row.Vouch.public_id,
            "asked": wording.day_in_sentence(clock.local(row.Vouch.created_at).date()),
            "answered": row.Vouch.state is not VouchState.ASKED,
        }
        for row in rows
    ]


def said_of(claim: Claim) -> list[dict]:
    """For the operator, as lines of a summary: `[{label, value, note}]` in the order they were asked."""
    voucher, member = aliased(Organisation), aliased(Membership)
    rows = db.session.execute(
        sa.select(Vouch, voucher, Person)
        .join(voucher, voucher.id == Vouch.organisation_id)
        .outerjoin(member, member.id == Vouch.answered_by_id)
        .outerjoin(Person, Person.id == member.person_id)
        .where(Vouch.claim_id == claim.id)
        .order_by(Vouch.id)
    ).all()
    crypto.preload(person.key_id for _, _, person in rows if person)
    return [_said(vouch, at.name, person) for vouch, at, person in rows]


def _said(vouch: Vouch, voucher: str, person: Person | None) -> dict:
    words = SAID[vouch.state]
    if vouch.relation:
        words += f"，{RELATIONS.get(vouch.relation, '')}"
    when = (
        f"{(person and person.name) or ''} {wording.moment(vouch.answered_at)}" if vouch.answered_at else ""
    )
    return {"label": voucher, "value": words, "note": when.strip()}
