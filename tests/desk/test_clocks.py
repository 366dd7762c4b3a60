"""Lengths of clocks: set by one operator, approved by another, for clocks that start from then on."""

from datetime import date

import pytest
import sqlalchemy as sa

from portal.core import clock, settings
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.core.settings import Setting, SettingState, Topic
from portal.desk import service
from portal.desk.errors import Changed, OwnProposal
from portal.leads import clocks
from portal.leads.models import Channel, Clock
from portal.leads.service import push
from portal.needs import progress
from tests import factories
from tests.page import Page

SQLITE = pytest.mark.sqlite
DAYS = {"first_answer": 4, "owner_answer": 5, "first_contact": 2, "decision": 10, "disbursement": 5}
MONDAY = clock.shanghai(date(2026, 11, 23), 10)


def set_lengths(actors, **days) -> Setting:
    row = service.put(actors[0], Topic.CLOCKS, DAYS | days, service.newest(Topic.CLOCKS))
    service.approve(actors[1], row)
    return row


def pushed():
    return push(
        factories.need().id, factories.institution().id, product_id=None, channel=Channel.MATCH, score_bp=None
    )


def test_one_proposes_another_approves_and_every_page_says_the_new_length(client, first, second):
    page = Page(first.get("/desk/clocks"))
    page.submit("提出修改", {"首次答复": "4", "首次联系": "2"})
    assert "2 个工作日内答复" in Page(client.get("/")).text, "not before somebody else has looked"
    own = Page(first.get("/desk/clocks"))
    assert "等另一位运营人员批准" in own.text and "批准" not in own.buttons()
    assert (badge_of(first), badge_of(second)) == ("运营台", "运营台 1件待处理")
    theirs = Page(second.get("/desk/clocks"))
    assert "4 个工作日" in theirs.text and "现在：2 个工作日" in theirs.text
    theirs.submit("批准")
    assert "4 个工作日内答复" in Page(client.get("/")).text, "from the next request on"
    assert "现在用的" in Page(second.get("/desk/clocks")).text
    kinds = sa.select(LedgerEvent).where(LedgerEvent.kind.startswith("setting.")).order_by(LedgerEvent.seq)
    proposed, approved = db.session.scalars(kinds)
    assert (proposed.kind, approved.kind) == ("setting.proposed", "setting.approved")
    assert approved.values["days"] == [4, 5, 2, 10, 5] and approved.actor_id == second.membership.id


def badge_of(operator) -> str:
    entries = Page(operator.get("/desk/lists")).soup.select(".site-nav a")
    return next(" ".join(one.text.split()) for one in entries if "运营台" in one.text)


def test_nobody_approves_their_own(first, actors):
    row = service.put(actors[0], Topic.CLOCKS, DAYS, 0)
    with pytest.raises(OwnProposal):
        service.approve(actors[0], row)
    sent = {"topic": "clocks", "number": "1", "answer": "yes"}
    assert first.post("/desk/decide", data=sent).status_code == 409
    assert settings.current(Topic.CLOCKS).number == 0


def test_what_was_declined_or_taken_back_never_counts(first, second, actors):
    service.put(actors[0], Topic.CLOCKS, DAYS, 0)
    db.session.commit()
    Page(first.get("/desk/clocks")).submit("撤回")
    assert "没有采用" in Page(second.get("/desk/clocks")).text
    assert clocks.days_of(Clock.FIRST_ANSWER) == 2
    with pytest.raises(Changed):
        service.approve(actors[1], db.session.scalars(sa.select(Setting)).one())


# Running clocks


def as_it_stands(lead) -> tuple:
    with clock.at(MONDAY):
        view = clocks.clock_view(lead)
    return lead.clock_due_at, view.words, view.cells


def kept_by_a_running_clock(actors) -> bool:
    """Whether a clock that runs is untouched by another length, and the next one has it."""
    with clock.at(MONDAY):
        running = pushed()
    before = as_it_stands(running)
    set_lengths(actors)
    with clock.at(MONDAY):
        later = pushed()
    db.session.refresh(running)
    assert later.clock_days == 4 and as_it_stands(later)[1] == "还有 4 个工作日"
    return as_it_stands(running) == before


def test_a_running_clock_keeps_its_length(actors):
    assert kept_by_a_running_clock(actors)


@SQLITE
def test_twin_a_clock_that_asks_for_the_length_of_today_is_noticed(actors, monkeypatch):
    monkeypatch.setattr(clocks, "length_of", lambda lead: clocks.days_of(lead.clock))
    assert not kept_by_a_running_clock(actors)


def test_a_paused_clock_keeps_its_length_too(actors):
    with clock.at(MONDAY):
        lead = pushed()
        for column, value in clocks.paused(lead.clock_due_at, clock.now()).items():
            setattr(lead, column, value)
        set_lengths(actors)
        assert clocks.clock_view(lead, frozen=True).cells == ("paused", "paused")


def test_the_history_says_the_promise_of_that_day(actors):
    before = clock.now()
    set_lengths(actors)
    said = [progress._first_answer_due(at) for at in (before, clock.now())]
    assert said[0] < said[1]


# Two at once, and bad input


def test_of_two_who_start_from_the_same_version_one_is_refused(first, second, actors):
    form = {**dict.fromkeys(DAYS, "5"), "based_on": "0"}
    assert first.post("/desk/clocks", data=form).status_code == 303
    late = second.post("/desk/clocks", data=form | {"decision": "20"})
    assert late.status_code == 409 and 'value="20"' in late.get_data(as_text=True), "nothing typed is lost"
    service.approve(actors[1], db.session.scalars(sa.select(Setting)).one())
    stale = second.post("/desk/clocks", data=form | {"decision": "20"})
    assert "刚刚改过" in Page(stale).text and stale.status_code == 409
    assert db.session.scalars(sa.select(Setting.state)).all() == [SettingState.IN_FORCE]


@pytest.mark.parametrize("typed", ["0", "400", "-1", "", "两天", "2.5", "9" * 40])
def test_a_length_that_promises_nothing_is_told_at_its_field(first, typed):
    page = Page(first.get("/desk/clocks")).submit("提出修改", {"首次答复": typed})
    assert page.status == 422 and "整数" in page.error_of("首次答复")
    assert db.session.scalar(sa.select(sa.func.count(Setting.id))) == 0


def test_what_is_the_same_is_no_change(first):
    page = Page(first.get("/desk/clocks")).submit("提出修改")
    assert page.status == 422 and "和现在的一样" in page.text


def test_numbers_that_no_page_of_ours_sends(first, actors):
    for base in ("", "x", "-1", "99", "٣", "9" * 30):
        answer = first.post("/desk/clocks", data={**dict.fromkeys(DAYS, "5"), "based_on": base})
        assert answer.status_code == 409, base
    for sent in ({}, {"topic": "clocks", "number": "x"}, {"topic": "no", "number": "1"}):
        assert first.post("/desk/decide", data=sent).status_code == 400
    assert first.post("/desk/decide", data={"topic": "clocks", "number": "7"}).status_code == 404


def asked_of_settings(client, address: str, count_queries) -> list[str]:
    with count_queries() as queries:
        client.get(address)
    return [one for one in queries if "setting" in one and "membership" not in one]


def test_who_is_signed_in_asks_nothing_more_and_others_once(client, first, actors, count_queries):
    set_lengths(actors)
    db.session.commit()
    for one in (client, first):
        one.get("/how-it-works")
    assert [len(asked_of_settings(one, "/how-it-works", count_queries)) for one in (client, first)] == [1, 0]


def reads_the_change(client, first, actors) -> bool:
    client.get("/how-it-works")
    set_lengths(actors)
    return all("机构 4 个工作日内答复" in Page(one.get("/how-it-works")).text for one in (client, first))


def test_a_process_that_has_read_before_reads_the_change(client, first, actors):
    assert reads_the_change(client, first, actors)


@SQLITE
def test_twin_a_process_that_does_not_ask_is_noticed(client, first, actors, monkeypatch):
    monkeypatch.setattr(settings, "mark", lambda: sa.literal(0))
    assert not reads_the_change(client, first, actors)


def test_the_only_operator_is_told_whom_to_ask(client_as):
    alone = client_as(Role.OPERATOR)
    Page(alone.get("/desk/clocks")).submit("提出修改", {"首次答复": "3"})
    assert "create-operator" in Page(alone.get("/desk/clocks")).text
