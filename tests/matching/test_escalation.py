"""Who is next after a no or a silence: another bank, one guarantor, the monitor's board."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import jobs
from portal.leads import service as leads
from portal.leads.models import Channel, Lead, LeadState
from portal.matching import escalation, index
from portal.monitor import service as monitor
from portal.monitor.models import BoardCard
from portal.needs.models import NeedInstitution, NeedState, Openness, Relation
from portal.products.models import ProductKind
from tests import factories

pytestmark = pytest.mark.sqlite
MONDAY = clock.shanghai(date(2026, 11, 2), 10)
GUARANTEE = {"kind": ProductKind.GUARANTEE, "product_type_codes": ("P0901",)}


def staffed(type_code="I07", **product) -> int:
    at = factories.institution(type_code=type_code)
    factories.membership(Role.BANK_MANAGER, at=at)
    factories.product(institution=at, confirmed_on=date(2026, 11, 30), **product)
    return at.id


def a_guarantor() -> int:
    return staffed("I20", **GUARANTEE)


def opened(banks: int, **values):
    for _ in range(banks):
        staffed()
    need = factories.need(opened_at=MONDAY, **values)
    db.session.commit()
    index.rebuild()
    outbox.put("need.opened", need_id=need.id)
    work()
    return need


def work() -> None:
    db.session.commit()
    while outbox.run_due():
        pass


@pytest.fixture(autouse=True)
def monday(app, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def silence(time_machine, days=5) -> None:
    """So many days go by, and nobody answers."""
    time_machine.shift(timedelta(days=days))
    jobs.clocks()
    work()


def asked(need) -> list[tuple[str, str]]:
    rows = db.session.scalars(sa.select(Lead).where(Lead.need_id == need.id).order_by(Lead.id))
    return [(str(lead.channel), str(lead.state)) for lead in rows]


def states(need) -> list[str]:
    return [state for _, state in asked(need)]


def card(need) -> BoardCard | None:
    return db.session.scalar(sa.select(BoardCard).filter_by(need_id=need.id, closed_at=None))


def test_silence_leads_to_three_more_then_a_guarantor_then_the_board(monday):
    a_guarantor(), a_guarantor()
    need = opened(8)
    assert states(need) == ["pushed"] * 3
    silence(monday)
    assert states(need) == ["lapsed"] * 3 + ["pushed"] * 3
    assert not card(need)
    silence(monday)
    assert asked(need)[:6] == [("match", "lapsed")] * 6
    assert asked(need)[6:] == [("escalation", "pushed")], "one guarantor, although there are two"
    assert not card(need)
    silence(monday)
    assert states(need) == ["lapsed"] * 7
    assert card(need).since == clock.now()
    silence(monday)
    work()
    assert len(states(need)) == 7
    assert db.session.scalar(sa.select(sa.func.count(BoardCard.id))) == 1


def test_the_same_news_again_changes_nothing(monday):
    a_guarantor()
    need = opened(4)
    silence(monday)
    before = asked(need)
    assert before[3:] == [("match", "pushed"), ("escalation", "pushed")]
    for _ in range(3):
        outbox.put("lead.freed", need_id=need.id, institution_id=1)
        outbox.put("need.opened", need_id=need.id)
        outbox.put("need.unserved", need_id=need.id)
    work()
    assert asked(need) == before and not card(need), "both still have time"


def test_without_a_guarantor_the_board_comes_at_once(monday):
    need = opened(2)
    silence(monday)
    assert states(need) == ["lapsed"] * 2
    assert card(need)


def test_a_guarantor_that_was_the_only_one_to_ask_and_is_silent_leaves_it_to_the_board(monday):
    a_guarantor()
    need = opened(0)
    assert asked(need) == [("escalation", "pushed")]
    silence(monday)
    assert states(need) == ["lapsed"]
    assert card(need)


def test_a_need_that_nobody_can_take_goes_to_the_guarantor_and_the_board(monday):
    far = {"amount_min_fen": 9_000_000_000, "amount_max_fen": 9_000_000_000}
    a_guarantor()
    assert card(opened(1, **far)), "beyond every product"


@pytest.mark.parametrize("how", ["directed", "barred"])
def test_no_guarantor_that_the_owner_did_not_want(monday, how):
    guarantor, bank = a_guarantor(), staffed()
    need = factories.need(opened_at=MONDAY)
    if how == "directed":
        need.openness = Openness.DIRECTED
        db.session.add(NeedInstitution(need_id=need.id, institution_id=bank, relation=Relation.NAMED))
    else:
        db.session.add(NeedInstitution(need_id=need.id, institution_id=guarantor, relation=Relation.BARRED))
    db.session.commit()
    index.rebuild()
    outbox.put("need.opened", need_id=need.id)
    work()
    silence(monday)
    assert states(need) == ["lapsed"]
    assert card(need)


def test_an_owners_silence_draws_nobody(monday):
    a_guarantor()
    need = opened(8)
    for lead in db.session.scalars(sa.select(Lead)).all():
        lead.state, lead.clock, lead.answered_at = LeadState.INTERESTED, "owner_answer", clock.now()
        lead.clock_due_at = MONDAY + timedelta(days=5)
    silence(monday, 30)
    assert states(need) == ["lapsed"] * 3
    assert not card(need)


def test_twin_that_counts_every_silence_draws_more(monday, monkeypatch):
    """As it was once: an owner who lets offers lie would be sent round all banks of the county."""
    need = opened(8)
    for lead in db.session.scalars(sa.select(Lead)).all():
        lead.state, lead.clock, lead.answered_at = LeadState.INTERESTED, "owner_answer", clock.now()
        lead.clock_due_at = MONDAY + timedelta(days=5)
    everyone = lambda need_id: escalation._leads(need_id, Lead.state == LeadState.LAPSED)
    monkeypatch.setattr(escalation, "freed_by_institutions", everyone)
    silence(monday, 30)
    assert len(states(need)) == 6


def test_a_bank_that_comes_back_late_was_replaced_once(monday):
    need = opened(8)
    silence(monday)
    lead = db.session.scalars(sa.select(Lead).order_by(Lead.id)).first()
    manager = leads.assigning._staff(lead.institution_id)
    actor = actor_of(db.session.scalars(manager).first().id)
    leads.claim(actor, need)
    leads.bank_decline(actor, db.session.get(Lead, lead.id, populate_existing=True), "R01")
    work()
    assert len(states(need)) == 6


def test_while_somebody_talks_no_card_is_opened(monday):
    need = opened(2)
    talking = db.session.scalars(sa.select(Lead).order_by(Lead.id)).first()
    talking.state, talking.slot, talking.clock_due_at = LeadState.ACCEPTED, 1, None
    silence(monday)
    assert states(need) == ["accepted", "lapsed"]
    assert not card(need) and monitor.open_card(need.id) is None


def test_a_card_is_closed_by_a_talk_and_opened_anew_after_it(monday):
    need = opened(1)
    silence(monday)
    first = card(need)
    lead = db.session.scalars(sa.select(Lead)).one()
    lead.state, lead.slot = LeadState.ACCEPTED, 1
    outbox.put("lead.moved", lead_id=lead.id)
    work()
    assert first.closed_at == clock.now() and not card(need)
    lead.state, lead.slot = LeadState.BANK_DECLINED, None
    outbox.put("lead.freed", need_id=need.id, institution_id=lead.institution_id)
    work()
    assert card(need).id != first.id


def test_a_card_is_closed_with_its_need(monday):
    need = opened(1)
    silence(monday)
    assert card(need)
    need.state = NeedState.WITHDRAWN
    outbox.put("need.ended", need_id=need.id, code="K04")
    work()
    assert not card(need)
    assert monitor.open_card(need.id) is None


def test_an_institution_that_leaves_is_replaced(monday):
    need = opened(4)
    lead = db.session.scalars(sa.select(Lead).order_by(Lead.id)).first()
    leads.end_all_of(lead.institution_id, "institution_left")
    work()
    assert states(need) == ["ended", "pushed", "pushed", "pushed"]
    assert {channel for channel, _ in asked(need)} == {str(Channel.MATCH)}


def test_an_index_that_is_away_does_not_use_up_the_news_attempts(monday, monkeypatch):
    """Else the message would be dead after a day, and the need would wait for nobody."""
    need = opened(4)
    monkeypatch.setattr(index, "engine", _away)
    monday.shift(timedelta(days=5))
    jobs.clocks()
    db.session.commit()
    outbox.run_due()
    waiting = sa.select(outbox.OutboxMessage).filter_by(handler="matching.push_next")
    assert {message.attempts for message in db.session.scalars(waiting)} == {0}
    monkeypatch.undo()
    monday.shift(timedelta(minutes=5))
    work()
    assert states(need) == ["lapsed"] * 3 + ["pushed"]


def _away():
    raise index.EngineUnavailable
