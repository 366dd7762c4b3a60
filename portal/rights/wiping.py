"""What is taken from the rows when an organisation or a person is erased; codes and integers stay.

Sealed columns go with their data key, in every table (core.erasing). Here stands what names them besides: in
clear, as a blind index, or sealed under another key. Nothing here commits; a second run changes nothing.
"""

import sqlalchemy as sa

from portal.accounts.models import Membership, Person, RecoveryCode
from portal.core import clock, erasing, ledger
from portal.core.db import db, random_id
from portal.core.sessions import AuthSession
from portal.leads.models import Dispute, Lead, LeadMove, MaterialItem, Offer
from portal.needs.models import FinancingNeed
from portal.notifications.models import Notice, NoticeChoice
from portal.organisations.models import Affiliation, AffiliationState, Claim, Invitation, Organisation
from portal.referrals.models import ListedFirm
from portal.rights import record, remarks

TOUCHED = [
    *("organisation", "person", "data_key", "financing_need", "claim", "listed_firm", "referral_batch"),
    *("lead", "lead_move", "auth_session", "invitation", "recovery_code", "membership", "affiliation"),
    *("saved_search", "shared_draft", "offer", "material_item", "dispute"),
]
"""Tables whose dead rows are worth clearing away at once."""


def wipe_organisation(organisation: Organisation) -> None:
    """A firm: its name and codes, its words, what others wrote about it. Its people's accounts stay."""
    record.add("organisation", organisation.public_id, organisation.key_id)
    remarks.take_out(organisation)  # while its name can still be read
    firm, key_id = organisation.id, organisation.key_id
    needs = sa.select(FinancingNeed.id).where(FinancingNeed.owner_id == firm)
    leads = sa.select(Lead.id).where(Lead.need_id.in_(needs))
    _set(FinancingNeed, FinancingNeed.owner_id == firm, summary="", filed_by_id=None)
    _set(Lead, Lead.id.in_(leads), sentence="")
    _set(Offer, Offer.lead_id.in_(leads), words="")
    _set(LeadMove, LeadMove.lead_id.in_(leads), note_sealed=None)
    _set(MaterialItem, MaterialItem.lead_id.in_(leads), text_sealed=None)
    _set(Dispute, Dispute.lead_id.in_(leads), answer_sealed=None)
    _set(Claim, Claim.organisation_id == firm, code_index=None)
    for listed in db.session.scalars(sa.select(ListedFirm.id).where(ListedFirm.organisation_id == firm)):
        _set(ListedFirm, ListedFirm.id == listed, credit_code_sealed=None, code_index=nothing())
    for row in db.session.scalars(sa.select(Affiliation.id).where(Affiliation.organisation_id == firm)):
        gone = {"credit_code_sealed": None, "code_index": nothing(), "state": AffiliationState.LEFT}
        _set(Affiliation, Affiliation.id == row, **gone)
    _end_memberships(Membership.organisation_id == firm)
    gone = {"name_clear": None, "name_index": nothing(), "code_index": None}
    _set(Organisation, Organisation.id == firm, **gone, erased_at=clock.now())
    erasing.destroy(key_id)
    ledger.record("organisation.erased", organisation=firm)


def wipe_person(person: Person) -> None:
    """A person: name, contact, password, everything they typed into a session."""
    record.add("person", person.public_id, person.key_id)
    key_id, mine = person.key_id, sa.select(Membership.id).where(Membership.person_id == person.id)
    known = [index for index in (person.mobile_index, person.email_index) if index]
    invited = sa.or_(Invitation.member_id.in_(mine), Invitation.contact_index.in_(known))
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    db.session.execute(sa.delete(Invitation).where(invited), execution_options={"synchronize_session": False})
    for told in (Notice, NoticeChoice):
        db.session.execute(sa.delete(told).where(told.person_id == person.id))
    for table in _sealed_for_the_site():
        db.session.execute(sa.delete(table).where(table.c.person_id == person.id))
    _end_memberships(Membership.person_id == person.id)
    _set(Membership, Membership.person_id == person.id, work_code=None)
    _set(FinancingNeed, FinancingNeed.filed_by_id == person.id, filed_by_id=None)
    gone = {"mobile_index": None, "email_index": None, "password_hash": "!", "erased_at": clock.now()}
    _set(
        Person, Person.id == person.id, **gone, disabled_at=sa.func.coalesce(Person.disabled_at, clock.now())
    )
    erasing.destroy(key_id)
    ledger.record("person.erased", person=person.id)


def nothing() -> str:
    """In place of a blind index that must not be empty: equal to no other."""
    return f"erased-{random_id()}"


def _sealed_for_the_site() -> list[sa.Table]:
    """Sessions and the like: what a person left there is under no key of theirs, so the rows go."""
    return [
        table
        for table in db.metadata.sorted_tables
        if "person_id" in table.columns
        and "key_id" not in table.columns
        and any(isinstance(column.type, sa.LargeBinary) for column in table.columns)
    ]


def _end_memberships(which: sa.ColumnElement[bool]) -> None:
    _set(Membership, which, ended_at=sa.func.coalesce(Membership.ended_at, clock.now()))
    under = AuthSession.membership_id.in_(sa.select(Membership.id).where(which))
    _set(AuthSession, sa.and_(under, AuthSession.ended_at.is_(None)), ended_at=clock.now())


def _set(model: type, which: sa.ColumnElement[bool], **values) -> None:
    change = sa.update(model).where(which).values(**values)
    db.session.execute(change, execution_options={"synchronize_session": False})
