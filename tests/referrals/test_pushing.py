"""Who gets a need by a department's push, how many, and what becomes of what exists."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock, outbox
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.leads import service as leads
from portal.leads.models import Channel, Lead, LeadOrigin
from portal.needs import service as needs
from portal.needs.models import NeedInstitution, NeedState, Openness, Relation
from portal.referrals import service
from portal.referrals.models import Referral, ReferralState
from portal.referrals.queries import plan
from tests import factories
from tests.referrals.conftest import MONDAY, confirmed, known_firm, owner_of, work

pytestmark = pytest.mark.usefixtures("monday")


def push(officer, *, needs=(), firms=(), to=None, remark=""):
    chosen = None if to is None else tuple(bank.id for bank in to)
    batch = service.push(officer, service.Choice(needs, firms, chosen), remark)
    work()
    return batch


def leads_of(need) -> dict[int, Channel]:
    rows = sa.select(Lead.institution_id, Lead.channel).where(Lead.need_id == need.id)
    return dict(db.session.execute(rows.order_by(Lead.id)).all())


def referral_of(batch) -> Referral:
    return db.session.scalars(sa.select(Referral).where(Referral.batch_id == batch.id)).one()


@pytest.fixture
def need(department, firm):
    confirmed(department, firm)
    return factories.need(owner=firm)


def test_matching_chooses_the_best_three(officer, banks, need):
    push(officer, needs=[need])
    assert leads_of(need) == {bank.id: Channel.REFERRAL for bank in banks[:3]}


def test_chosen_banks_are_added_to_an_open_need_up_to_six_in_all(officer, banks, need):
    for bank in banks[:4]:
        leads.push(need.id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=1)
    batch = push(officer, needs=[need], to=banks[4:])
    assert list(leads_of(need)) == [bank.id for bank in banks[:6]]
    assert referral_of(batch).state is ReferralState.PUSHED


def test_at_opening_the_chosen_bank_counts_towards_the_three(department, officer, banks, firm):
    draft = factories.need(owner=firm, state=NeedState.DRAFT)
    listed = confirmed(department, firm)
    batch = push(officer, firms=[listed], to=[banks[5]])
    assert referral_of(batch).state is ReferralState.WAITING
    needs.submit(owner_of(firm), draft)
    work()
    assert leads_of(draft) == {
        banks[5].id: Channel.REFERRAL,
        banks[0].id: Channel.MATCH,
        banks[1].id: Channel.MATCH,
    }
    assert referral_of(batch).need_id == draft.id


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_news_does_not_matter(department, officer, banks, firm, order):
    """Twin: the naive handler, which pushes matching's three first, ends with four."""
    draft = factories.need(owner=firm, state=NeedState.DRAFT)
    push(officer, firms=[confirmed(department, firm)], to=[banks[5]])
    needs.submit(owner_of(firm), draft)
    for number, message in enumerate(db.session.scalars(sa.select(outbox.OutboxMessage))):
        message.due_at = clock.now() - timedelta(seconds=60 + order * number)
    work()
    assert len(leads_of(draft)) == 3


def test_twin_a_push_that_does_not_ask_for_referrals_makes_four(
    department, officer, banks, firm, monkeypatch
):
    monkeypatch.setattr(
        "portal.matching.service.referrals_for", lambda need_id: sa.select(sa.null()).where(sa.false())
    )
    draft = factories.need(owner=firm, state=NeedState.DRAFT)
    push(officer, firms=[confirmed(department, firm)], to=[banks[5]])
    needs.submit(owner_of(firm), draft)
    work()
    assert len(leads_of(draft)) == 4


def test_an_existing_lead_gets_one_more_origin_and_keeps_its_clock(officer, banks, need):
    lead = leads.push(need.id, banks[0].id, product_id=None, channel=Channel.MATCH, score_bp=1)
    due = lead.clock_due_at
    with clock.at(MONDAY + timedelta(days=1)):
        batch = push(officer, needs=[need], to=banks[:1])
    db.session.refresh(lead)
    assert (lead.clock_due_at, lead.channel) == (due, Channel.MATCH)
    origins = db.session.execute(
        sa.select(LeadOrigin.channel, LeadOrigin.referral_id).order_by(LeadOrigin.id)
    )
    assert origins.all() == [(Channel.MATCH, None), (Channel.REFERRAL, referral_of(batch).id)]


def test_pushing_twice_pushes_once(officer, banks, need):
    push(officer, needs=[need])
    with pytest.raises(service.NothingToPush):
        push(officer, needs=[need])
    push(officer, needs=[need], to=[banks[3]])
    with pytest.raises(service.NothingToPush):
        push(officer, needs=[need], to=[banks[3]])
    assert len(leads_of(need)) == 4


def test_a_message_that_comes_twice_changes_nothing(officer, banks, need):
    batch = push(officer, needs=[need])
    before = db.session.scalar(sa.select(sa.func.count(LeadOrigin.id)))
    assert service.deliver(referral_of(batch).id) == 0
    assert db.session.scalar(sa.select(sa.func.count(LeadOrigin.id))) == before


def obstacle(officer, need, bank):
    [one] = plan(officer.organisation_id, [need], [bank.id])
    assert not one.targets
    return one.obstacles[bank.id].code


def test_hard_rules_and_the_owners_word_stand_before_the_officers_choice(officer, banks, need):
    elsewhere = factories.institution(areas=("330200",))
    too_big = factories.institution()
    factories.membership(factories.Role.BANK_MANAGER, at=too_big)
    factories.product(institution=too_big, amount_min_fen=100_000_000, amount_max_fen=900_000_000)
    db.session.add(NeedInstitution(need_id=need.id, institution_id=banks[1].id, relation=Relation.BARRED))
    assert obstacle(officer, need, elsewhere) == "area"
    assert obstacle(officer, need, too_big) == "rules"
    assert obstacle(officer, need, banks[1]) == "barred"
    need.openness = Openness.DIRECTED
    assert obstacle(officer, need, banks[0]) == "not_named"
    db.session.add(NeedInstitution(need_id=need.id, institution_id=banks[0].id, relation=Relation.NAMED))
    push(officer, needs=[need], to=banks[:3])
    assert list(leads_of(need)) == [banks[0].id]


def test_a_full_need_takes_nobody(officer, banks, need):
    need.max_talks = 1
    factories.lead(need=need, institution=banks[0], state="accepted", slot=1)
    [one] = plan(officer.organisation_id, [need], None)
    assert (one.blocked, one.targets) == ("full", ())


def test_the_remark_loses_the_names_of_all_its_firms(department, officer, banks, need):
    other = known_firm(name="示例青禾纺织有限公司")
    listed = factories.listed_firm(department, other)
    batch = push(officer, needs=[need], firms=[listed], remark="示例青禾纺织和这家都好，电话 13812345678")
    db.session.refresh(batch)
    assert "青禾" not in batch.remark_shown
    assert "138" not in batch.remark_shown
    assert "13812345678" in batch.remark


def test_the_ledger_keeps_both_steps(officer, banks, need):
    push(officer, needs=[need], remark="请优先上门")
    kinds = sa.select(LedgerEvent.kind).where(LedgerEvent.kind.startswith("referral."))
    assert list(db.session.scalars(kinds.order_by(LedgerEvent.seq))) == [
        "referral.pushed",
        "referral.delivered",
    ]
