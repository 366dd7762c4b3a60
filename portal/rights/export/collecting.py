"""Which rows are the person's to take along."""

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.core import crypto
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations.models import Organisation
from portal.rights import queries
from portal.rights.export import account, firms, reported, searches, talks, told
from portal.rights.export.sections import Section

SHOWN = {
    "material_item.text": "papers.text",
    "dispute.answer": "disputes.answer",
    "person.name": "account.name",
    "person.mobile": "account.mobile",
    "person.email": "account.email",
    "invitation.contact": "invitations.contact",
    "organisation.own_name": "organisations.name",
    "organisation.credit_code": "organisations.credit_code",
    "organisation.representative": "organisations.representative",
    "organisation.street": "organisations.street",
    "affiliation.credit_code": "parks.credit_code",
    "claim.reason": "claims.reason",
    "financing_need.words": "needs.words",
    "saved_search.name": "saved_searches.name",
    "saved_search.words": "saved_searches.words",
    "listed_firm.credit_code": "listings.credit_code",
    "referral_batch.remark": "listings.remarks",
    **{f"report.{name}": f"reports.{name}" for name in ("about", "words", "contact", "answer")},
}
"""Sealed attribute → where the export shows it."""

WITHHELD = {
    "second_factor.secret": "opens the account to whoever reads the file; of no use outside the phone",
    "lead_move.note": "an institution's own record",
    "slip_picture.picture": "on its owner's page of the need, to be saved from there",
    "licence_picture.picture": "on its owner's page as long as it waits; destroyed with the decision",
}
"""Sealed attributes that are not in it, and why. Every sealed attribute is in one of the two."""


def collect(person_id: int) -> list[Section]:
    """Of the person, and of every firm they act for as an applicant now; nothing of anybody else."""
    person = db.session.get_one(Person, person_id)
    owned = _own_firms(person_id)
    crypto.preload([person.key_id, *(firm.key_id for firm in owned)])
    return [
        *account.sections(person),
        *searches.sections(person),
        *told.sections(person),
        *reported.sections(person),
        *firms.sections(owned, person_id),
        *talks.sections(owned, firms.needs_of(owned)),
    ]


def _own_firms(person_id: int) -> list[Organisation]:
    acting = sa.select(Membership.organisation_id).where(
        Membership.person_id == person_id,
        Membership.role == Role.APPLICANT,
        Membership.ended_at.is_(None),
    )
    owned = list(
        db.session.scalars(
            sa.select(Organisation).where(Organisation.id.in_(acting)).order_by(Organisation.id)
        )
    )
    return [*owned, *queries.absorbed(owned, person_id)]
