"""Ninety days: told before, lengthened by one tap, over in the night, and once more when it is over."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Person
from portal.core import clock, jobs, outbox
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.leads.models import Lead, LeadState
from portal.needs import queries, service
from portal.needs.errors import OtherState
from portal.needs.models import FinancingNeed, NeedState
from tests import factories
from tests.page import Page
from tests.world import actor


@pytest.fixture
def owner(app):
    return factories.membership(Role.APPLICANT)


@pytest.fixture
def make(owner):
    """A need of the owner that ends in so many days."""

    def of(days: int, **values) -> FinancingNeed:
        firm = db.session.get(factories.Organisation, owner.organisation_id)
        last = clock.today() + timedelta(days=days)
        who = db.session.get(Person, owner.person_id)
        need = factories.need(owner=firm, by=who, expires_on=last, **values)
        db.session.commit()
        return need

    return of


def events(kind: str) -> list[LedgerEvent]:
    return list(db.session.scalars(sa.select(LedgerEvent).where(LedgerEvent.kind == kind)))


def told(person_id: int) -> int:
    rows = sa.select(OutboxMessage).where(OutboxMessage.topic == "person.news")
    return sum(f'"person_id": {person_id}' in row.payload for row in db.session.scalars(rows))


def test_one_tap_gives_ninety_days_more(client_as, owner, make):
    need, client = make(5), client_as(owner)
    page = Page(client.get(f"/needs/{need.public_id}"))
    assert "还有 5 天到期" in page.text
    page.submit("再留 90 天")
    assert need.expires_on == clock.today() + timedelta(days=90)
    [event] = events("need.renewed")
    assert (event.need_id, event.values["until"]) == (need.id, need.expires_on.isoformat())
    assert "到期" not in Page(client.get(f"/needs/{need.public_id}")).soup.main.h2.text


def test_the_list_says_which_needs_end_soon(client_as, owner, make):
    make(5), make(60)
    page = Page(client_as(owner).get("/needs"))
    assert page.text.count("到期，可延长") == 1


def test_long_before_the_end_there_is_nothing_to_tap(client_as, owner, make):
    assert "再留 90 天" not in Page(client_as(owner).get(f"/needs/{make(15).public_id}")).text


@pytest.mark.parametrize("state", [NeedState.DRAFT, NeedState.EXPIRED, NeedState.WITHDRAWN])
def test_only_what_seeks_is_lengthened(owner, make, state):
    need = make(5, state=state)
    with pytest.raises(OtherState):
        service.renew(actor(owner), need)


def test_the_second_of_two_taps_finds_it_done(owner, make):
    need = make(5)
    as_shown = need.expires_on
    service.renew(actor(owner), need)
    need.expires_on = as_shown
    with db.session.no_autoflush, pytest.raises(OtherState):
        service.renew(actor(owner), need)


def test_what_is_over_ends_in_the_night_with_its_leads(owner, make):
    late, today, later = make(-1), make(0), make(1)
    lead = factories.lead(need=late, state=LeadState.PUSHED)
    db.session.commit()
    assert service.expire() == 1 + 2  # ended, and two owners told
    db.session.commit()
    while outbox.run_due():
        pass
    states = [db.session.get(FinancingNeed, one.id).state for one in (late, today, later)]
    assert states == [NeedState.EXPIRED, NeedState.OPEN, NeedState.OPEN]
    assert (late.closing_code, late.ended_at is not None) == ("K10", True)
    ended = db.session.get(Lead, lead.id, populate_existing=True)
    assert (ended.state, ended.reason_code) == (LeadState.ENDED, "need_expired")
    assert [event.values["code"] for event in events("need.closed")] == ["K10"]


def test_a_need_in_talks_waits_for_their_end(owner, make):
    need = make(-3, state=NeedState.ENGAGED)
    lead = factories.lead(need=need, state=LeadState.CONTACTED, slot=1)
    db.session.commit()
    service.expire()
    assert need.state is NeedState.ENGAGED
    lead.state, lead.slot = LeadState.BANK_DECLINED, None
    db.session.commit()
    service.expire()
    assert need.state is NeedState.EXPIRED


def test_a_frozen_owners_days_are_not_held_against_them(owner, make):
    need = make(-1)
    db.session.get(factories.Organisation, owner.organisation_id).frozen_at = clock.now()
    db.session.commit()
    assert service.expire() == 0
    assert need.state is NeedState.OPEN


def test_the_owner_is_told_once_for_each_end(owner, make):
    need = make(10)
    for _ in range(3):
        service.expire()
        db.session.commit()
    assert told(owner.person_id) == 1
    need.expires_on += timedelta(days=2)
    db.session.commit()
    service.expire()
    assert told(owner.person_id) == 2


def test_nobody_is_told_long_before(owner, make):
    make(15)
    service.expire()
    assert told(owner.person_id) == 0


def test_it_runs_by_the_clock(app):
    assert "needs.expire" in {one.name for one in jobs.registered()}


SAME = (
    *("subject_code", "industry_code", "region_code", "amount_min_fen", "amount_max_fen", "term_months"),
    *("purpose_code", "security", "no_collateral", "tags", "lacks", "max_talks", "words", "summary"),
)


def test_once_more_is_a_draft_that_says_the_same(client_as, owner, make):
    past = clock.today() - timedelta(days=40)
    need = make(-1, state=NeedState.WITHDRAWN, words="奶茶店进货", needed_on=past)
    need.summary = service.draft_of(need).words
    db.session.commit()
    client = client_as(owner)
    Page(client.get(f"/needs/{need.public_id}")).submit("再提一次")
    copy = db.session.scalars(sa.select(FinancingNeed).order_by(FinancingNeed.id.desc())).first()
    assert copy.id != need.id
    assert (copy.state, copy.needed_on, copy.opened_at) == (NeedState.DRAFT, None, None)
    assert {name: getattr(copy, name) for name in SAME} == {name: getattr(need, name) for name in SAME}
    assert need.state is NeedState.WITHDRAWN


def test_what_merely_expired_goes_out_again_by_one_tap(client_as, owner, make):
    need = make(-1, state=NeedState.EXPIRED)
    Page(client_as(owner).get(f"/needs/{need.public_id}")).submit("照原样再发 90 天")
    copy = db.session.scalars(sa.select(FinancingNeed).order_by(FinancingNeed.id.desc())).first()
    assert copy.opened_at is not None
    assert copy.expires_on == clock.today() + timedelta(days=90)


def test_a_withdrawn_need_is_not_sent_without_a_look(client_as, owner, make):
    need = make(-1, state=NeedState.WITHDRAWN)
    answer = client_as(owner).post(f"/needs/{need.public_id}/again", data={"then": "send"})
    assert answer.location.endswith("/edit")
    assert db.session.scalars(sa.select(FinancingNeed.state)).all().count(NeedState.DRAFT) == 1


def test_one_that_goes_on_is_not_begun_a_second_time(client_as, owner, make):
    answer = client_as(owner).post(f"/needs/{make(30).public_id}/again", data={})
    assert answer.status_code == 409
    assert db.session.scalar(sa.select(sa.func.count(FinancingNeed.id))) == 1


@pytest.mark.parametrize("act", ["renew", "again"])
def test_nobody_elses(client_as, make, act):
    need = make(5)
    assert client_as(Role.APPLICANT).post(f"/needs/{need.public_id}/{act}", data={}).status_code == 404


def test_twin_ending_by_the_day_alone_would_end_talks(owner, make, monkeypatch):
    """The check above catches a worker that does not look at the talks."""
    need = make(-3, state=NeedState.ENGAGED)
    factories.lead(need=need, state=LeadState.CONTACTED, slot=1)
    db.session.commit()
    careless = sa.select(FinancingNeed).where(FinancingNeed.expires_on < clock.today())
    monkeypatch.setattr("portal.needs.service.lasting.over", lambda: careless)
    service.expire()
    assert need.state is NeedState.EXPIRED
    assert not db.session.scalars(queries.over()).all()


def test_a_need_in_talks_past_its_day_asks_its_owner_once(app):
    need = factories.need(expires_on=clock.today() - timedelta(days=1))
    factories.lead(need=need, state=LeadState.ACCEPTED, slot=1)
    asked = db.session.query(OutboxMessage).filter(OutboxMessage.payload.contains("need_lingering"))
    assert (service.expire(), asked.count(), need.state) == (1, 1, NeedState.OPEN)
    assert (service.expire(), asked.count()) == (0, 1)
    need.expires_on = clock.today()
    with clock.at(clock.now() + timedelta(days=2)):
        assert (service.expire(), asked.count()) == (1, 2), "lengthened, and past its day once more"
