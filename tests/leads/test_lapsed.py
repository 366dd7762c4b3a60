"""What an institution did not answer in time its managers still find and claim; an owner's silence nobody."""

from datetime import date

import pytest

from portal.accounts.actor import actor_of
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import queries, silence
from portal.leads.models import Clock, Lead, LeadState
from portal.leads.service import on_another_calendar, timing
from portal.needs.models import NeedState
from tests import factories
from tests.page import Page

pytestmark = pytest.mark.sqlite


@pytest.fixture
def bank(app):
    return factories.institution(name="示例银行")


@pytest.fixture
def manager(bank):
    return factories.membership(Role.BANK_MANAGER, at=bank)


def lapsed(bank, **values):
    need = factories.need(**{key: values.pop(key) for key in ("region_code", "state") if key in values})
    return factories.lead(need=need, institution=bank, **{**LAPSED, **values})


LAPSED = {"state": LeadState.LAPSED, "stage": "pushed"}


def test_a_manager_finds_opens_and_claims_it(bank, manager, client_as):
    lead = lapsed(bank)
    client = client_as(manager)
    assert f"/leads/{lead.public_id}" in str(Page(client.get("/leads/lapsed")).soup.main)
    page = Page(client.get(f"/leads/{lead.public_id}"))
    assert "仍可以认领" in page.text and "你们到期没有答复" in page.text
    key = page.soup.select_one("#claim input[name=key]")["value"]
    need = db.session.get(factories.FinancingNeed, lead.need_id)
    answer = client.post(f"/leads/needs/{need.public_id}/claim", data={"key": key, "sentence": "来晚了"})
    assert answer.status_code == 303
    db.session.refresh(lead)
    assert (lead.state, lead.stage, lead.assigned_id) == (LeadState.INTERESTED, None, manager.id)


HINDRANCES = {
    "the owner's silence": {"stage": "interested"},
    "an offer nobody took": {"stage": "approved"},
    "another county": {"region_code": "320506"},
    "a need that has ended": {"state": NeedState.WITHDRAWN},
    "another answer": {"lead_state": LeadState.BANK_DECLINED},
}


@pytest.mark.parametrize("hindrance", HINDRANCES)
def test_what_cannot_be_claimed_is_not_shown(bank, manager, client_as, hindrance):
    values = dict(HINDRANCES[hindrance])
    lead = (
        lapsed(bank, **values)
        if "lead_state" not in values
        else factories.lead(institution=bank, state=values["lead_state"], stage="pushed")
    )
    client = client_as(manager)
    assert "没有逾期未答的需求" in Page(client.get("/leads/lapsed")).text
    assert client.get(f"/leads/{lead.public_id}").status_code == 404


def test_twin_that_forgets_whose_silence_it_was_shows_the_owners(bank, manager, monkeypatch):
    lead = lapsed(bank, stage="interested")
    monkeypatch.setattr(silence, "by_institution", lambda: Lead.state == LeadState.LAPSED)
    assert list(db.session.scalars(queries.lapsed(actor_of(manager.id)))) == [lead]


def test_the_admin_sees_what_is_overdue_in_the_house(bank, manager, client_as):
    admin = factories.membership(Role.BANK_ADMIN, at=bank)
    late = {"clock": Clock.DECISION, "clock_days": 10, "clock_started_at": clock.shanghai(date(2026, 3, 2))}
    late |= {"clock_due_at": clock.shanghai(date(2026, 3, 17)), "clock_overran_at": clock.now()}
    factories.lead(institution=bank, state=LeadState.CONTACTED, slot=1, assigned_id=manager.id, **late)
    factories.lead(institution=bank, state=LeadState.CONTACTED, slot=1, assigned_id=manager.id)
    for who in (admin, manager):
        page = Page(client_as(who).get("/leads/mine?tab=late"))
        assert "已通知机构管理员" in page.text and len(page.soup.select("main tbody tr")) == 1
    (badge,) = queries.awaiting_contact(actor_of(admin.id))
    assert len(db.session.scalars(badge).all()) == 1
    colleague = factories.membership(Role.BANK_MANAGER, at=bank)
    (badge,) = queries.awaiting_contact(actor_of(colleague.id))
    assert not db.session.scalars(badge).all()


def test_a_calendar_that_changes_revives_no_clock_and_reminds_of_a_new_end(bank, manager, time_machine):
    time_machine.move_to(clock.shanghai(date(2026, 11, 24), 9), tick=False)  # a Tuesday
    running = {"clock": Clock.FIRST_CONTACT, "clock_days": 1, "state": LeadState.ACCEPTED, "slot": 1}
    running |= {"clock_started_at": clock.shanghai(date(2026, 11, 20)), "assigned_id": manager.id}
    over = factories.lead(institution=bank, clock_due_at=clock.shanghai(date(2026, 11, 24)), **running)
    soon = factories.lead(
        institution=factories.institution(), clock_due_at=clock.shanghai(date(2026, 11, 25)), **running
    )
    timing.overrun(over.id)
    assert timing.remind(soon.id) and not timing.remind(soon.id)
    from portal.core import workdays
    from portal.core.once import forget

    with on_another_calendar():
        db.session.add(workdays.WorkdayOverride(day=date(2026, 11, 24), works=False))
        db.session.flush()
        forget()
    db.session.expire_all()
    assert over.clock_due_at == clock.shanghai(date(2026, 11, 24)), "what was late stays late"
    assert over.id not in timing.over() and over.clock_overran_at is not None
    assert soon.clock_due_at == clock.shanghai(date(2026, 11, 26))
    assert not timing.to_remind(), "today is a rest day now"
    time_machine.move_to(clock.shanghai(date(2026, 11, 25), 9), tick=False)
    assert timing.to_remind() == [soon.id], "its end is another one"
