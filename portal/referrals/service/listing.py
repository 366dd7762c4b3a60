"""Putting credit codes on a department's list.

Listing does the same work for every code and answers the same: it stores what the officer typed. Who stands
behind a code, if anybody, is looked up by the worker afterwards, where nobody can see or time it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.core import crypto, ledger, outbox
from portal.core.db import db
from portal.needs.models import SEEKING, FinancingNeed, NeedState
from portal.organisations.models import APPLICANT_KINDS, Organisation, OrganisationKind, OrganisationState
from portal.organisations.service import code_index
from portal.referrals.models import ListedFirm
from search.language.scrub import scrub

UNNAMED = "待认领主体"
LIST_NAME = 60  # characters
KIND_OF_PREFIX = {
    "92": OrganisationKind.SOLE_PROPRIETOR,
    "93": OrganisationKind.COOPERATIVE,
    "52": OrganisationKind.NONPROFIT,
}
BEGUN = (NeedState.DRAFT, NeedState.AWAITING_OWNER, NeedState.AWAITING_VERIFICATION, *SEEKING)


@dataclass(frozen=True)
class Listed:
    """`firms` are all rows of the codes, in their order; `before` of them stood on the list already.

    `list_name` is the name that firms read: as typed, or with what does not belong there taken out.
    """

    firms: tuple[ListedFirm, ...]
    before: int
    list_name: str = ""


def list_codes(actor, codes: Iterable[str], list_name: str = "") -> Listed:
    """Put codes (normal form, each once) on the list of the actor's department."""
    list_name = scrub(list_name).text[:LIST_NAME]
    indexes = {code_index(code): code for code in codes}
    known = {row.code_index: row for row in db.session.scalars(_on_list(actor.organisation_id, indexes))}
    key_id = db.session.scalar(sa.select(Organisation.key_id).where(Organisation.id == actor.organisation_id))
    before = len(known)
    for index, code in indexes.items():
        if index not in known:
            known[index] = _list_one(actor, key_id, index, code, list_name)
    return Listed(tuple(known[index] for index in indexes), before, list_name)


def _list_one(actor, key_id: int, index: str, code: str, list_name: str) -> ListedFirm:
    row = ListedFirm(
        department_id=actor.organisation_id,
        key_id=key_id,
        code_index=index,
        list_name=list_name,
        added_by_id=actor.membership_id,
    )
    row.credit_code = code
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # a colleague listed it at this moment
        return db.session.scalars(_on_list(actor.organisation_id, [index])).one()
    ledger.record("referral.listed", actor=actor, listed=row.id, department=actor.organisation_id)
    outbox.put("referral.listed", listed_id=row.id)
    return row


def find_firm(listed_id: int) -> None:
    """Tie a listed code to its firm, making an unclaimed one for a code nobody bears; the worker's part.

    A firm without a need gets an empty draft that only its owner can complete and confirm. Running it again
    changes nothing.
    """
    listed = db.session.get(ListedFirm, listed_id)
    if listed is None or listed.organisation_id is not None:
        return
    firm = _bearer(listed.code_index) or _unclaimed(listed)
    listed.organisation_id = firm.id
    if firm.kind in APPLICANT_KINDS and not _has_need(firm.id):
        listed.need_id = _draft(firm).id
    db.session.flush()


def _unclaimed(listed: ListedFirm) -> Organisation:
    """A firm that nobody acts for yet; whoever claims it describes it."""
    code = listed.credit_code
    row = Organisation(
        key_id=crypto.new_key(),
        kind=KIND_OF_PREFIX.get(code[:2], OrganisationKind.ENTERPRISE),
        state=OrganisationState.UNCLAIMED,
        code_index=listed.code_index,
    )
    row.name, row.credit_code = UNNAMED, code
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # the firm was verified at this moment
        return _bearer(listed.code_index)
    ledger.record("organisation.listed", organisation=row.id)
    return row


def _draft(firm: Organisation) -> FinancingNeed:
    """What is known of the firm and nothing else: amount, purpose and words are the owner's to say."""
    need = FinancingNeed(
        owner_id=firm.id,
        key_id=firm.key_id,
        state=NeedState.AWAITING_OWNER,
        subject_code=firm.subject_code,
        industry_code=firm.industry_code,
        region_code=firm.region_code,
    )
    db.session.add(need)
    db.session.flush()
    return need


def _bearer(index: str) -> Organisation | None:
    return db.session.scalar(sa.select(Organisation).where(Organisation.code_index == index))


def _has_need(organisation_id: int) -> bool:
    begun = sa.select(FinancingNeed.id).where(
        FinancingNeed.owner_id == organisation_id, FinancingNeed.state.in_(BEGUN)
    )
    return db.session.scalar(begun.limit(1)) is not None


def _on_list(department_id: int, indexes: Iterable[str]) -> sa.Select:
    return sa.select(ListedFirm).where(
        ListedFirm.department_id == department_id, ListedFirm.code_index.in_(list(indexes))
    )
