"""Rows: each role reads exactly the needs that the table of the design gives it."""

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads.models import LeadState
from portal.needs import queries
from portal.needs.models import FinancingNeed, NeedInstitution, NeedState, Openness, Relation
from portal.organisations.models import AffiliationState
from portal.referrals.models import ListedFirm, ListingState
from tests import factories

WENZHOU = "330300"


def seen_by(member) -> set[int]:
    rows = queries.visible_to(actor_of(member.id))
    return set(db.session.scalars(rows.with_only_columns(FinancingNeed.id)))


def relate(need, institution, relation) -> None:
    db.session.add(NeedInstitution(need_id=need.id, institution_id=institution.id, relation=relation))


def listed(department, officer, firm, state) -> None:
    row = ListedFirm(
        department_id=department.id,
        organisation_id=firm.id,
        code_index=f"x{firm.id}",
        state=state,
        added_by_id=officer.id,
        key_id=department.key_id,
    )
    db.session.add(row)


@pytest.fixture
def bank(app):
    return factories.institution()


@pytest.fixture
def manager(bank):
    return factories.membership(Role.BANK_MANAGER, at=bank)


def test_an_applicant_sees_own_needs_in_every_state_and_no_others(app):
    member = factories.membership()
    own = factories.organisation()
    member.organisation_id = own.id
    mine = {factories.need(owner=own, state=state).id for state in NeedState}
    factories.need()
    assert seen_by(member) == mine


def test_a_manager_browses_only_seeking_needs(manager):
    needs = {state: factories.need(state=state).id for state in NeedState}
    assert seen_by(manager) == {needs[NeedState.OPEN], needs[NeedState.ENGAGED]}


def test_a_manager_browses_only_where_he_and_the_bank_work(bank):
    here, elsewhere = factories.need(), factories.need(region_code="330302")
    xiaoshan = factories.need(region_code=factories.XIAOSHAN)
    only_xiaoshan = factories.membership(Role.BANK_MANAGER, at=bank, regions=(factories.XIAOSHAN,))
    beyond_the_bank = factories.membership(Role.BANK_MANAGER, at=bank, regions=(factories.HANGZHOU, WENZHOU))
    assert seen_by(only_xiaoshan) == {xiaoshan.id}
    assert seen_by(beyond_the_bank) == {here.id, xiaoshan.id}
    assert elsewhere.id not in seen_by(beyond_the_bank)


def test_a_need_without_a_place_is_browsed_by_nobody(manager):
    factories.need(region_code=None)
    assert seen_by(manager) == set()


def test_a_full_need_is_not_browsed(manager):
    full, free = factories.need(max_talks=1), factories.need(max_talks=2)
    for need in (full, free):
        factories.lead(need=need, state=LeadState.ACCEPTED, slot=1)
    assert seen_by(manager) == {free.id}


def test_directed_needs_go_to_the_named_and_barred_banks_see_nothing(bank, manager):
    directed, named = (factories.need(openness=Openness.DIRECTED) for _ in range(2))
    barred = factories.need()
    relate(named, bank, Relation.NAMED)
    relate(directed, factories.institution(), Relation.NAMED)
    relate(barred, bank, Relation.BARRED)
    other = factories.need()
    relate(other, factories.institution(), Relation.BARRED)
    assert seen_by(manager) == {named.id, other.id}


def test_what_a_colleague_follows_is_not_browsed_and_own_leads_stay(bank, manager):
    colleague = factories.membership(Role.BANK_MANAGER, at=bank)
    theirs, ours, ended = factories.need(), factories.need(), factories.need(state=NeedState.CLOSED)
    factories.lead(need=theirs, institution=bank, state=LeadState.INTERESTED, assigned_id=colleague.id)
    factories.lead(need=ours, institution=bank, state=LeadState.INTERESTED, assigned_id=manager.id)
    factories.lead(need=ended, institution=bank, state=LeadState.ENDED, assigned_id=manager.id)
    assert seen_by(manager) == {ours.id, ended.id}
    assert seen_by(colleague) == {theirs.id}


def test_pushed_leads_are_seen_in_own_regions_even_when_the_need_is_full(bank, manager):
    full = factories.need(max_talks=1)
    factories.lead(need=full, state=LeadState.ACCEPTED, slot=1)
    factories.lead(need=full, institution=bank)
    elsewhere = factories.membership(Role.BANK_MANAGER, at=bank, regions=(factories.XIAOSHAN,))
    assert seen_by(manager) == {full.id}
    assert seen_by(elsewhere) == set()


def test_a_bank_admin_sees_all_leads_of_the_institution_and_nothing_else(bank):
    admin = factories.membership(Role.BANK_ADMIN, at=bank)
    with_lead = factories.need(region_code="330302", state=NeedState.CLOSED)
    factories.lead(need=with_lead, institution=bank, state=LeadState.ENDED)
    factories.lead(need=factories.need())
    factories.need()
    assert seen_by(admin) == {with_lead.id}


def test_an_officer_sees_listed_firms_once_they_confirmed(app):
    officer = factories.membership(Role.OFFICER)
    department = db.session.get(factories.Organisation, officer.organisation_id)
    firms = {state: factories.organisation() for state in ListingState}
    needs = {state: factories.need(owner=firm) for state, firm in firms.items()}
    factories.need(owner=firms[ListingState.CONFIRMED], state=NeedState.DRAFT)
    for state, firm in firms.items():
        listed(department, officer, firm, state)
    other = factories.membership(Role.OFFICER)
    assert seen_by(officer) == {needs[ListingState.CONFIRMED].id}
    assert seen_by(other) == set()


def test_a_clerk_sees_needs_of_members_until_either_side_says_no(app):
    clerk, owner = factories.membership(Role.CLERK), factories.membership(Role.APPLICANT)
    colleague = factories.membership(
        Role.CLERK, at=db.session.get(factories.Organisation, clerk.organisation_id)
    )
    row = factories.affiliation(clerk, owner)
    firm = db.session.get(factories.Organisation, owner.organisation_id)
    park_id = clerk.organisation_id
    filed = factories.need(owner=firm, state=NeedState.AWAITING_OWNER, intermediary_id=park_id)
    sent = factories.need(owner=firm)
    factories.need(
        owner=firm, state=NeedState.WITHDRAWN, closing_code=queries.NOT_MINE, intermediary_id=park_id
    )
    factories.need(owner=firm, state=NeedState.DRAFT)
    factories.need(owner=firm, state=NeedState.AWAITING_OWNER)  # a department's list began it
    assert seen_by(clerk) == seen_by(colleague) == {filed.id, sent.id}
    row.state = AffiliationState.LEFT
    db.session.flush()
    assert seen_by(clerk) == set(), "with the next request"


def test_a_clerk_who_has_a_firm_sees_it_as_its_owner_alone(app):
    clerk, firm = factories.membership(Role.CLERK), factories.organisation()
    person = db.session.get(factories.Person, clerk.person_id)
    factories.membership(Role.APPLICANT, at=firm, of=person)
    factories.need(owner=firm, by=person)
    assert seen_by(clerk) == set()


def test_the_operator_sees_what_was_filed_and_monitor_and_auditor_no_rows(app):
    filed = factories.need()
    factories.need(state=NeedState.DRAFT)
    assert seen_by(factories.membership(Role.OPERATOR)) == {filed.id}
    assert seen_by(factories.membership(Role.MONITOR)) == set()
    assert seen_by(factories.membership(Role.AUDITOR)) == set()


LEAKS = {
    "no free slot needed": (queries, "has_free_slot", sa.true),
    "region of the bank only": (queries, "inside", lambda column, codes: sa.true()),
    "colleagues forgotten": (queries, "_lead_of", lambda actor, *which: sa.false()),
}
CHECKS = {
    "no free slot needed": lambda bank, manager: test_a_full_need_is_not_browsed(manager),
    "region of the bank only": lambda bank, manager: test_a_manager_browses_only_where_he_and_the_bank_work(
        bank
    ),
    "colleagues forgotten": test_what_a_colleague_follows_is_not_browsed_and_own_leads_stay,
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leaking_table_is_caught(bank, manager, monkeypatch, leak):
    """The broken twins: a table with one condition lost must fail the test that is about it."""
    monkeypatch.setattr(*LEAKS[leak])
    with pytest.raises(AssertionError):
        CHECKS[leak](bank, manager)
