"""What the operator and those who act for a firm read of a second claim to it."""

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.core import crypto, wording
from portal.core.db import db
from portal.core.permissions import Role
from portal.core.visibility import mask_mobile, mask_name
from portal.organisations import joining
from portal.organisations.models import Claim, ClaimState, Joining, JoiningState, Organisation


def joinings_visible_to(actor) -> sa.Select:
    """Questions to those who act for the firm, about claims of others that still wait."""
    if actor.role is not Role.APPLICANT:
        return sa.select(Joining).where(sa.false())
    return (
        sa.select(Joining)
        .join(Claim, Claim.id == Joining.claim_id)
        .where(
            Joining.organisation_id == actor.organisation_id,
            Joining.state == JoiningState.ASKED,
            Claim.state == ClaimState.PENDING,
            Claim.person_id != actor.person_id,
        )
    )


def joining_of(actor, public_id: str) -> Joining | None:
    return db.session.scalar(joinings_visible_to(actor).where(Joining.public_id == public_id))


def questions_to(actor) -> list[dict]:
    """`[{public_id, who, mobile, filed, until}]`: enough to know a colleague by, no more."""
    rows = db.session.execute(
        joinings_visible_to(actor)
        .add_columns(Claim, Person)
        .join(Person, Person.id == Claim.person_id)
        .order_by(Joining.id)
    ).all()
    crypto.preload(row.Person.key_id for row in rows)
    return [
        {
            "public_id": row.Joining.public_id,
            "filed": wording.moment_in_sentence(row.Claim.created_at),
            "until": wording.day_in_sentence(joining.last_day(row.Joining)),
            **_masked(row.Person),
        }
        for row in rows
    ]


def awaits_taking_over(organisation_id: int) -> bool:
    return joining.is_paused(organisation_id)


def second_claim(claim: Claim) -> dict | None:
    """For the operator: who acts already and how far the question is; none when nobody else acts."""
    existing = existing_of(claim)
    if existing is None or not joining.is_second(claim, existing):
        return None
    people = db.session.scalars(
        sa.select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.id.in_(joining.acting(existing.id, claim.person_id).with_only_columns(Membership.id))
        )
        .order_by(Membership.id)
        .limit(5)
    ).all()
    crypto.preload(person.key_id for person in people)
    asked = joining.of_claim(claim)
    return {
        "people": [_masked(person) for person in people],
        "state": asked.state.value if asked else None,
        "asked": wording.moment(asked.created_at) if asked else "",
        "answered": wording.moment(asked.answered_at) if asked and asked.answered_at else "",
        "may_hand_over": joining.may_hand_over(asked),
        "patience": joining.PATIENCE,
    }


def existing_of(claim: Claim) -> Organisation | None:
    """The firm that bears the claimed code."""
    if claim.code_index is None:
        return None
    bearer = sa.select(Organisation).where(
        Organisation.code_index == claim.code_index, Organisation.id != claim.organisation_id
    )
    return db.session.scalar(bearer)


def _masked(person: Person) -> dict:
    return {
        "who": mask_name(person.name) if person.name else "",
        "mobile": mask_mobile(person.mobile) if person.mobile else "",
    }
