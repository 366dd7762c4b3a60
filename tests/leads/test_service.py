"""What becomes of a lead when people act on it: states, clocks, slots, consent, history."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.accounts.models import Membership
from portal.consent import looking
from portal.consent import queries as consents
from portal.consent import service as consent_service
from portal.consent.models import Consent
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.leads import service
from portal.leads.models import Channel, Clock, HiddenCard, Lead, LeadMove, LeadOrigin, LeadState
from portal.needs.models import NeedInstitution, NeedState, Relation
from portal.organisations import service as organisations
from portal.organisations.models import Organisation
from tests import factories

MONDAY = clock.shanghai(date(2026, 11, 23), 10)


@pytest.fixture(autouse=True)
def monday(app):
    with clock.at(MONDAY):
        yield


@pytest.fixture
def bank():
    return factories.institution()


@pytest.fixture
def manager(bank):
    return actor_of(factories.membership(Role.BANK_MANAGER, at=bank).id)


@pytest.fixture
def need():
    return factories.need()


@pytest.fixture
def owner(need):
    return owner_of(need)


def owner_of(need):
    firm = db.session.get(Organisation, need.owner_id)
    return actor_of(factories.membership(Role.APPLICANT, at=firm).id)


def pushed(need, bank):
    return service.push(need.id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=8800)


def last_day(due):
    return clock.local(due - timedelta(seconds=1)).date()


def ledger_kinds(lead):
    rows = sa.select(LedgerEvent.kind).where(LedgerEvent.lead_id == lead.id).order_by(LedgerEvent.seq)
    return list(db.session.scalars(rows))


def test_a_pushed_lead_has_two_working_days(need, bank):
    lead = pushed(need, bank)
    assert (lead.state, lead.clock, last_day(lead.clock_due_at)) == (
        LeadState.PUSHED,
        Clock.FIRST_ANSWER,
        date(2026, 11, 25),
    )
    assert ledger_kinds(lead) == ["lead.moved", "clock.started"]


def test_a_second_push_adds_an_origin_and_keeps_the_clock(need, bank):
    lead = pushed(need, bank)
    with clock.at(MONDAY + timedelta(days=1)), pytest.raises(service.AlreadyBefore) as caught:
        service.push(need.id, bank.id, product_id=None, channel=Channel.ZONE, score_bp=None)
    assert caught.value.lead.id == lead.id
    channels = db.session.scalars(sa.select(LeadOrigin.channel).order_by(LeadOrigin.id)).all()
    assert channels == [Channel.MATCH, Channel.ZONE]
    assert last_day(lead.clock_due_at) == date(2026, 11, 25)


def test_from_push_to_contact(need, bank, manager, owner):
    lead = pushed(need, bank)
    claimed = service.claim(manager, need, "行业合适，想上门看看，电话13800138000")
    assert claimed is lead and lead.assigned_id == manager.membership_id
    assert "138" not in lead.sentence and "上门" in lead.sentence
    assert (lead.clock, last_day(lead.clock_due_at)) == (Clock.OWNER_ANSWER, date(2026, 11, 30))
    service.accept(owner, lead)
    db.session.refresh(need)
    assert (lead.state, lead.slot, need.state) == (LeadState.ACCEPTED, 1, NeedState.ENGAGED)
    assert (lead.clock, last_day(lead.clock_due_at)) == (Clock.FIRST_CONTACT, date(2026, 11, 24))
    assert consents.live(lead.id)
    with clock.at(MONDAY + timedelta(hours=3)):
        service.contacted(manager, lead, MONDAY + timedelta(hours=2), "约周三看店")
    assert (lead.state, lead.clock, last_day(lead.clock_due_at)) == (
        LeadState.CONTACTED,
        Clock.DECISION,
        date(2026, 12, 7),
    )
    steps = db.session.scalars(sa.select(LeadMove).order_by(LeadMove.id)).all()
    assert [step.to_state for step in steps] == ["pushed", "interested", "accepted", "contacted"]
    assert steps[-1].note == "约周三看店"
    assert steps[-1].recorded_at - steps[-1].happened_at == timedelta(hours=1)
    assert ledger_kinds(lead).count("lead.moved") == 4


def test_the_loser_of_a_claim_reads_who_was_first(need, bank, manager):
    second = actor_of(factories.membership(Role.BANK_MANAGER, at=bank).id)
    service.claim(manager, need)
    with pytest.raises(service.TakenBy, match=manager.person_name):
        service.claim(second, need)
    assert db.session.scalar(sa.select(sa.func.count(Lead.id))) == 1


def test_a_manager_of_another_county_cannot_claim(need, bank):
    stranger = actor_of(factories.membership(Role.BANK_MANAGER, at=bank, regions=(factories.XIAOSHAN,)).id)
    with pytest.raises(service.NotYours):
        service.claim(stranger, need)


def test_a_full_need_gets_no_new_lead_and_the_other_clock_stands_still(need, bank, manager, owner):
    need.max_talks = 1
    other = factories.institution()
    rival = actor_of(factories.membership(Role.BANK_MANAGER, at=other).id)
    first, second = service.claim(manager, need), service.claim(rival, need)
    service.accept(owner, first)
    db.session.refresh(second)
    assert (second.clock_due_at, second.clock_left) == (None, 5)
    with pytest.raises(service.NeedFull):
        service.accept(owner, second)
    with pytest.raises(service.NeedFull):
        pushed(need, factories.institution())
    with clock.at(MONDAY + timedelta(days=2)):
        service.withdraw_consent(owner, first)
    db.session.refresh(second)
    db.session.refresh(need)
    assert (first.state, first.reason_code, first.slot) == (LeadState.ENDED, "consent_withdrawn", None)
    assert last_day(second.clock_due_at) == date(2026, 12, 2)
    assert need.state is NeedState.OPEN


def test_claiming_a_pushed_lead_of_a_full_need_starts_with_a_clock_that_stands_still(
    need, bank, manager, owner
):
    need.max_talks = 1
    lead = pushed(need, bank)
    other = factories.institution()
    rival = service.claim(actor_of(factories.membership(Role.BANK_MANAGER, at=other).id), need)
    service.accept(owner, rival)
    service.claim(manager, need)
    db.session.refresh(lead)
    assert (lead.state, lead.clock_due_at, lead.clock_left) == (LeadState.INTERESTED, None, 5)


def test_saying_no_can_be_undone_for_ten_minutes(need, manager, owner):
    lead = service.claim(manager, need)
    service.decline(owner, lead, "W08")
    db.session.refresh(lead)
    assert lead.state is LeadState.INTERESTED and lead.declining_until == MONDAY + timedelta(minutes=10)
    service.undo_decline(owner, lead)
    db.session.commit()
    with clock.at(MONDAY + timedelta(minutes=11)):
        outbox.run_due()
    db.session.refresh(lead)
    assert (lead.state, lead.declining_until) == (LeadState.INTERESTED, None)


def test_saying_no_is_told_after_ten_minutes(need, manager, owner):
    lead = service.claim(manager, need)
    service.decline(owner, lead, "W08")
    db.session.commit()
    with clock.at(MONDAY + timedelta(minutes=9)):
        outbox.run_due()
    assert db.session.get(Lead, lead.id, populate_existing=True).state is LeadState.INTERESTED
    with clock.at(MONDAY + timedelta(minutes=10)):
        outbox.run_due()
    db.session.refresh(lead)
    assert (lead.state, lead.reason_code, lead.clock) == (LeadState.FIRM_DECLINED, "W08", None)
    step = db.session.scalars(sa.select(LeadMove).order_by(LeadMove.id.desc())).first()
    assert (step.actor_id, step.happened_at) == (owner.membership_id, MONDAY)


def test_too_late_to_undo(need, manager, owner):
    lead = service.claim(manager, need)
    service.decline(owner, lead)
    with clock.at(MONDAY + timedelta(minutes=10)), pytest.raises(service.OtherState):
        service.undo_decline(owner, lead)


def test_applying_includes_consent_and_the_worker_names_a_manager(need, bank, owner):
    product = factories.product(institution=bank)
    idle = factories.membership(Role.BANK_MANAGER, at=bank)
    busy = factories.membership(Role.BANK_MANAGER, at=bank)
    factories.membership(Role.BANK_MANAGER, at=bank, regions=(factories.XIAOSHAN,))
    factories.lead(institution=bank, assigned_id=idle.id)
    factories.lead(institution=bank, assigned_id=idle.id)
    factories.lead(institution=bank, assigned_id=busy.id)
    lead = service.apply(owner, need, product)
    db.session.commit()
    assert (lead.state, lead.channel, lead.slot, lead.product_id) == ("accepted", "direct", 1, product.id)
    assert consents.live(lead.id)
    outbox.run_due()
    db.session.refresh(lead)
    assert lead.assigned_id == busy.id


def test_without_a_manager_the_admin_looks_after_it(need, bank, owner):
    admin = factories.membership(Role.BANK_ADMIN, at=bank)
    factories.membership(Role.BANK_MANAGER, at=bank, regions=(factories.XIAOSHAN,))
    lead = service.apply(owner, need, factories.product(institution=bank))
    assert service.assign(lead.id) == admin.id
    assert service.assign(lead.id) is None


def test_who_leaves_hands_over_the_open_leads(need, bank, manager, owner):
    other = factories.need()
    talk, asked = service.claim(manager, need), service.claim(manager, other)
    service.accept(owner, talk)
    ended = pushed(factories.need(), bank)
    service.bank_decline(manager, ended, "R02")
    colleague = factories.membership(Role.BANK_MANAGER, at=bank)
    operator = actor_of(factories.membership(Role.OPERATOR).id)
    organisations.end_staff(operator, db.session.get(Membership, manager.membership_id))
    db.session.commit()
    while outbox.run_due():
        pass
    for lead in (talk, asked):
        db.session.refresh(lead)
        assert lead.assigned_id == colleague.id
    assert (talk.state, asked.state) == (LeadState.ACCEPTED, LeadState.INTERESTED)
    assert talk.clock is Clock.FIRST_CONTACT
    assert service.hand_over(manager.membership_id) == 0


def test_applying_to_a_barred_bank_is_refused(need, bank, owner):
    db.session.add(NeedInstitution(need_id=need.id, institution_id=bank.id, relation=Relation.BARRED))
    with pytest.raises(service.LeadError, match="不找这家"):
        service.apply(owner, need, factories.product(institution=bank))


def test_applying_takes_up_a_lead_that_was_pushed(need, bank, owner):
    lead = pushed(need, bank)
    assert service.apply(owner, need, factories.product(institution=bank)) is lead
    assert (lead.state, lead.channel) == (LeadState.ACCEPTED, Channel.MATCH)
    with pytest.raises(service.OtherState):
        service.apply(owner, need, factories.product(institution=bank))


def test_a_bank_says_no_with_what_is_counted(need, bank, manager):
    lead = pushed(need, bank)
    for never in ("R16", "R17", "R09", "R99", ""):
        with pytest.raises(service.LeadError):
            service.bank_decline(manager, lead, never)
    service.bank_decline(manager, lead, "R02", "这家做不了，加微信 abc12345 细说")
    assert (lead.state, lead.stage, lead.reason_code) == (LeadState.BANK_DECLINED, "first_answer", "R02")
    assert "abc12345" not in lead.sentence
    assert lead.clock is None and lead.answered_at == MONDAY


@pytest.mark.parametrize("until", ["interested", "accepted", "contacted"])
def test_a_bank_that_asked_may_still_say_no(need, bank, manager, owner, until):
    lead = service.claim(manager, need)
    if until != "interested":
        service.accept(owner, lead)
    if until == "contacted":
        service.contacted(manager, lead)
    colleague = actor_of(factories.membership(Role.BANK_MANAGER, at=bank).id)
    with pytest.raises(service.TakenBy):
        service.bank_decline(colleague, lead, "R02")
    admin = actor_of(factories.membership(Role.BANK_ADMIN, at=bank).id)
    service.bank_decline(admin if until == "contacted" else manager, lead, "R02")
    assert (lead.state, lead.stage, lead.slot, lead.clock) == (
        LeadState.BANK_DECLINED,
        "first_answer",
        None,
        None,
    )
    assert need.state is NeedState.OPEN
    until = db.session.scalar(sa.select(sa.func.max(Consent.until)))
    assert until is None or until == MONDAY + timedelta(days=30)
    with pytest.raises(service.LeadError):
        service.bank_decline(manager, lead, "R02")


def test_a_need_that_ends_takes_its_leads_with_it(need, bank, manager, owner):
    lead, waiting = service.claim(manager, need), pushed(need, factories.institution())
    service.accept(owner, lead)
    need.state = NeedState.WITHDRAWN
    outbox.put("need.ended", need_id=need.id, code="K05")
    db.session.commit()
    assert consents.live(lead.id) is None, "at once, before the worker comes"
    outbox.run_due()
    for each in (lead, waiting):
        db.session.refresh(each)
        assert (each.state, each.reason_code, each.slot) == (LeadState.ENDED, "need_withdrawn", None)
    until = db.session.scalar(sa.select(Consent.until))
    assert until == MONDAY + timedelta(days=30)


def test_no_lead_before_a_need_is_open_or_after_it_ended(bank, manager):
    for state in (NeedState.DRAFT, NeedState.AWAITING_VERIFICATION, NeedState.WITHDRAWN):
        need = factories.need(state=state)
        with pytest.raises(service.NotSeeking):
            pushed(need, bank)
        with pytest.raises(service.NotSeeking):
            service.claim(manager, need)


def test_only_the_owner_decides_and_only_the_assigned_manager_reports(need, bank, manager, owner):
    stranger = owner_of(factories.need())
    second = actor_of(factories.membership(Role.BANK_MANAGER, at=bank).id)
    lead = service.claim(manager, need)
    for act in (service.accept, service.decline, service.undo_decline, service.withdraw_consent):
        with pytest.raises(service.NotYours):
            act(stranger, lead)
    service.accept(owner, lead)
    with pytest.raises(service.NotYours):
        service.contacted(second, lead)


def test_a_contact_in_the_future_or_before_the_consent_is_refused(need, manager, owner):
    lead = service.claim(manager, need)
    service.accept(owner, lead)
    for wrong in (MONDAY + timedelta(hours=1), MONDAY - timedelta(hours=1)):
        with pytest.raises(service.LeadError):
            service.contacted(manager, lead, wrong)


def test_a_hidden_card_can_be_taken_back(need, manager):
    service.hide(manager, need.id)
    service.hide(manager, need.id)
    assert db.session.scalar(sa.select(sa.func.count(HiddenCard.id))) == 1
    service.unhide(manager, need.id)
    assert db.session.scalar(sa.select(sa.func.count(HiddenCard.id))) == 0


def test_a_card_is_noted_once_a_day(need, manager):
    db.session.commit()
    for _ in range(2):
        consent_service.note_card_view(manager, need.id)
    with clock.at(MONDAY + timedelta(days=1)):
        consent_service.note_card_view(manager, need.id)
    looks = looking.looks(need.id)
    assert [look.contact for look in looks] == [False, False]
    assert looks[0].institution == manager.organisation_name
