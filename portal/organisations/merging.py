"""What becomes of a provisional organisation once it is verified: itself, or part of the one that exists."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts import service as accounts
from portal.accounts.models import Membership
from portal.core import clock, crypto
from portal.core.db import db
from portal.needs.models import FinancingNeed, NeedState
from portal.organisations.models import Organisation, OrganisationKind, OrganisationState
from search import taxonomy

DETAILS = ("subject_code", "name", "credit_code", "representative", "region_code", "industry_code", "street")


def describe(organisation: Organisation, **details: str | None) -> None:
    """Write what a firm says of itself; the kind follows from the subject."""
    organisation.subject_code = details["subject_code"]
    organisation.kind = OrganisationKind(taxonomy.subjects.get(details["subject_code"]).organisation_kind)
    organisation.name = details["name"]
    organisation.credit_code = details["credit_code"]
    organisation.representative = details["representative"]
    organisation.region_code = details["region_code"]
    organisation.industry_code = details["industry_code"]
    organisation.street = details["street"]


def code_index(credit_code: str) -> str:
    """What finds an organisation, a claim or a listed firm by its code (normal form)."""
    return crypto.blind_index("organisation.credit_code", credit_code)


Guard = Callable[[Organisation], None]
"""Told of the organisation that exists, locked, before anything is attached; raises what is in the way."""


def attached(provisional: Organisation, code: str | None, guard: Guard) -> Organisation:
    """The organisation of this code, with all that was the provisional one's; else the latter, verified."""
    existing = code and _of_code(code)
    if not existing:
        try:
            with db.session.begin_nested():
                _verify(provisional, code)
            return provisional
        except IntegrityError:  # another claim to the same code was approved meanwhile
            db.session.refresh(provisional)
            existing = _of_code(code)
    guard(existing)
    _merge(provisional, existing)
    return existing


def locked(code: str | None) -> Organisation | None:
    """The organisation that bears this code, if it is there already."""
    return _of_code(code) if code else None


def _of_code(code: str) -> Organisation | None:
    """The organisation that bears this code, locked until the transaction ends."""
    bearer = sa.select(Organisation).where(Organisation.code_index == code).with_for_update()
    return db.session.scalar(bearer.execution_options(populate_existing=True))


def _verify(organisation: Organisation, code: str | None) -> None:
    organisation.state = OrganisationState.ACTIVE
    organisation.code_index = code
    organisation.verified_at = clock.now()
    db.session.flush()


def _merge(provisional: Organisation, existing: Organisation) -> None:
    """Everything of the provisional organisation goes to the one that exists."""
    if existing.state is OrganisationState.UNCLAIMED:
        describe(existing, **{name: getattr(provisional, name) for name in DETAILS})
        _verify(existing, existing.code_index)
        _complete_drafts(existing)
    for need in db.session.scalars(sa.select(FinancingNeed).where(FinancingNeed.owner_id == provisional.id)):
        crypto.move_key(need, existing.key_id)
        need.owner_id = existing.id
    members = sa.select(Membership).where(
        Membership.organisation_id == provisional.id, Membership.ended_at.is_(None)
    )
    for membership in db.session.scalars(members):
        _move_membership(membership, existing)
    provisional.state = OrganisationState.MERGED
    provisional.merged_into_id = existing.id
    db.session.flush()


def _complete_drafts(firm: Organisation) -> None:
    """Drafts that a list began while nothing was known of the firm learn what its claim says."""
    drafts = sa.select(FinancingNeed).where(
        FinancingNeed.owner_id == firm.id, FinancingNeed.state == NeedState.AWAITING_OWNER
    )
    for draft in db.session.scalars(drafts):
        draft.subject_code = draft.subject_code or firm.subject_code
        draft.industry_code = draft.industry_code or firm.industry_code
        draft.region_code = draft.region_code or firm.region_code


def _move_membership(membership: Membership, existing: Organisation) -> None:
    """The row itself moves, so that whoever is signed in stays so; unless they act there already."""
    there = sa.select(Membership.id).where(
        Membership.person_id == membership.person_id,
        Membership.organisation_id == existing.id,
        Membership.role == membership.role,
    )
    if db.session.scalar(there) is None:
        membership.organisation_id = existing.id
        return
    accounts.add_membership(membership.person_id, existing.id, membership.role)
    accounts.end_membership(membership.id)
