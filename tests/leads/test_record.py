"""Institutions' figures: folded from a ledger written by hand, kept each day, shown from five cases on."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts.actor import actor_of
from portal.core import clock, ledger, workdays
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.leads import record, service
from portal.leads.models import InstitutionFigure
from portal.leads.queries.record import figure_of
from portal.leads.record import Course, Event, course_of, record_of
from portal.leads.record_views import record_view
from portal.leads.service import figuring
from portal.matching.documents import product_doc
from tests import factories
from tests.page import Page

START = datetime(2026, 11, 2, 2, tzinfo=UTC)  # a Monday, ten o'clock in Shanghai
FIRST = {"clock": "first_answer"}
SQLITE = pytest.mark.sqlite


def at(days: float) -> datetime:
    return START + timedelta(days=days)


def moved(day: float, before, after, **facts) -> Event:
    return Event("lead.moved", at(day), {"from": before, "to": after, "type": "loan", **facts})


def stopped(day: float, **facts) -> Event:
    return Event("clock.stopped", at(day), {**FIRST, **facts})


PUSHED = moved(0, None, "pushed")
OVERRUN = Event("clock.overrun", at(3), FIRST)
IN_TIME = [PUSHED, stopped(1, in_time=True), moved(1, "pushed", "interested")]
LATE = [PUSHED, OVERRUN, stopped(4, in_time=False), moved(4, "pushed", "bank_declined")]
SILENT = [PUSHED, OVERRUN, stopped(3, in_time=False), moved(3, "pushed", "lapsed")]
MENDED = [*SILENT, moved(7, "lapsed", "interested")]
APPLIED = [PUSHED, stopped(1, in_time=True), moved(1, "pushed", "accepted")]
APPLIED_LATE = [PUSHED, OVERRUN, moved(4, "pushed", "accepted")]
ENDED = [PUSHED, stopped(1, in_time=True), moved(1, "pushed", "ended")]
FOUND = [moved(0, None, "interested")]
TALKED = [*FOUND, moved(1, "interested", "accepted"), moved(1, "accepted", "contacted")]
APPROVED = [*TALKED, moved(3, "contacted", "approved")]
REFUSED = [*TALKED, moved(3, "contacted", "bank_declined")]
DISPUTED = Event("dispute.opened", at(2), {"about": "contacted"})
CALLED_AGAIN = [moved(4, "contacted", "accepted"), moved(5, "accepted", "contacted")]
TAKEN_BACK = Event("dispute.closed", at(3), {"outcome": "taken_back"})


@pytest.mark.parametrize(
    ("events", "in_time", "answered"),
    [
        (IN_TIME, True, 1), (LATE, False, 4), (SILENT, False, None), (MENDED, False, 7),
        (APPLIED, None, None), (APPLIED_LATE, False, None), (ENDED, None, None), (FOUND, None, None),
        ([*APPLIED, moved(2, "accepted", "bank_declined")], None, None),
        ([PUSHED, OVERRUN], False, None), ([PUSHED], None, None),
        ([PUSHED, stopped(1, standing=True), moved(9, "pushed", "interested")], True, 9),
    ],
)  # fmt: skip
def test_the_first_answer(events, in_time, answered):
    course = course_of(events)
    assert course.in_time is in_time
    assert course.answered == (None if answered is None else at(answered))


@pytest.mark.parametrize(
    ("events", "granted", "counts"),
    [
        (APPROVED, True, True), (REFUSED, False, True), (LATE, None, False), (TALKED, None, False),
        ([*APPROVED, moved(4, "approved", "bank_declined")], False, True),
        ([*APPROVED, moved(4, "approved", "firm_declined")], True, True),
        ([*TALKED, DISPUTED, moved(3, "contacted", "bank_declined")], False, False),
        ([*TALKED, DISPUTED, *CALLED_AGAIN, moved(9, "contacted", "bank_declined")], False, True),
        ([*TALKED, DISPUTED, TAKEN_BACK, moved(3, "contacted", "bank_declined")], False, True),
    ],
)  # fmt: skip
def test_the_decision(events, granted, counts):
    course = course_of(events)
    assert course.granted is granted
    assert summed([course]).decided == int(counts)


def summed(courses: list[Course]) -> record.Record:
    return record_of(courses, lambda first, last: (last - first).days, "loan", lambda moment: moment.date())


def test_the_sums_of_a_ledger_written_by_hand():
    ways = [IN_TIME, IN_TIME, LATE, SILENT, MENDED, APPLIED, FOUND, APPROVED, APPROVED, REFUSED, TALKED]
    assert summed([course_of(events) for events in ways]) == record.Record(
        in_time=2, due=5, half_days=8, approved=2, decided=3, undecided=2
    )


def test_silence_is_longer_than_any_answer():
    assert summed([course_of(IN_TIME), course_of(SILENT), course_of(SILENT)]).half_days is None
    assert summed([course_of(IN_TIME), course_of(IN_TIME), course_of(SILENT)]).half_days == 2


def test_other_kinds_stay_out_of_loans():
    guarantee = [
        moved(0, None, "pushed", type="guarantee"),
        moved(1, "pushed", "interested", type="guarantee"),
    ]
    assert summed([course_of(guarantee)]).due == 0


def test_twin_counting_disputed_contacts_is_found_out(monkeypatch):
    plain = record.course_of

    def believing(events):
        return plain([event for event in events if event.kind != "dispute.opened"])

    monkeypatch.setitem(globals(), "course_of", believing)
    with pytest.raises(AssertionError):
        test_the_decision([*TALKED, DISPUTED, moved(3, "contacted", "bank_declined")], False, False)


def write(lead, events: list[Event]) -> None:
    for event in events:
        pair = {"lead_id": lead.id, "need_id": lead.need_id, "institution_id": lead.institution_id}
        ledger.record(event.kind, happened_at=event.at, **pair, **event.facts)


@pytest.fixture
def bank(app):
    return factories.institution(name="青岚示例银行")


def leads_at(bank, *ways: list[Event]) -> None:
    for events in ways:
        write(factories.lead(institution=bank), events)


def test_the_daily_run_writes_the_row_and_the_ranking_reads_it(bank):
    product = factories.product(institution=bank)
    leads_at(bank, IN_TIME, IN_TIME, IN_TIME, LATE, SILENT)
    with clock.at(at(10)):
        assert figuring.refresh() == 1
        row = figure_of(bank.id)
        assert (row.in_time, row.due, row.half_days, row.as_of) == (3, 5, 2, at(10).date())
        db.session.refresh(product)
        assert product_doc(product).answer_days == 1.0
        news = db.session.query(OutboxMessage).filter_by(topic="product.changed")
        assert news.count() == 1
        figuring.refresh()
        assert news.count() == 1, "indexed anew only when the value moves"


@SQLITE
def test_what_began_more_than_a_year_ago_is_left_out(bank):
    leads_at(bank, IN_TIME)
    with clock.at(at(370)):
        figuring.refresh()
    assert figure_of(bank.id) is None


@SQLITE
def test_below_five_cases_nothing_is_ranked_nor_shown(bank):
    product = factories.product(institution=bank)
    leads_at(bank, IN_TIME, IN_TIME, IN_TIME, IN_TIME)
    with clock.at(at(10)):
        figuring.refresh()
    db.session.refresh(product)
    assert product_doc(product).answer_days is None
    view = record_view(figure_of(bank.id))
    assert [one["value"] for one in view["figures"]] == [None, None, None]
    assert view["rows"] == [{"label": "答复情况", "value": "不满 5 次，先不显示"}]


@SQLITE
def test_twin_ranking_below_five_is_found_out(bank, monkeypatch):
    monkeypatch.setattr(figuring, "LEAST", 1)
    with pytest.raises(AssertionError):
        test_below_five_cases_nothing_is_ranked_nor_shown(bank)


@SQLITE
def test_who_is_mostly_silent_is_the_slowest(bank):
    product = factories.product(institution=bank)
    leads_at(bank, IN_TIME, SILENT, SILENT, SILENT, SILENT)
    with clock.at(at(10)):
        figuring.refresh()
    db.session.refresh(product)
    assert product_doc(product).answer_days > 10
    assert record_view(figure_of(bank.id))["figures"][1]["value"] == "超过一半没有答复"


@SQLITE
def test_the_services_write_what_is_read(bank):
    """A claim in time, by the real moves."""
    manager = actor_of(factories.membership(Role.BANK_MANAGER, at=bank).id)
    need = factories.need()
    lead = service.push(need.id, bank.id, product_id=None, channel="match", score_bp=None)
    service.claim(manager, need)
    figuring.refresh()
    row = figure_of(bank.id)
    assert (row.in_time, row.due, row.half_days) == (1, 1, 0), lead.state


def kept(bank, **values) -> InstitutionFigure:
    row = {"in_time": 9, "due": 10, "half_days": 3, "approved": 4, "decided": 8, "undecided": 2}
    figure = InstitutionFigure(institution_id=bank.id, as_of=at(10).date(), **{**row, **values})
    db.session.add(figure)
    db.session.commit()
    return figure


@SQLITE
def test_everybody_reads_them_with_fraction_and_day(bank, client):
    product = factories.product(institution=bank, name="示例小店贷")
    bank.service_phone = "0571-00000000"
    kept(bank)
    page = Page(client.get(f"/institutions/{bank.public_id}/about"))
    assert page.heading == "青岚示例银行"
    for words in (
        "90",
        "9 ÷ 10",
        "1.5",
        "4 ÷ 8",
        "还在办的 2 件另计",
        "截至 2026-11-12",
        "示例小店贷",
        "农村信用合作社",
    ):
        assert words in page.text
    beside = Page(client.get(f"/products/{product.public_id}"))
    assert "90%（9 ÷ 10）" in beside.text and "1.5 个工作日（10 次里算）" in beside.text
    assert beside.follow("看这家机构").heading == "青岚示例银行"


@SQLITE
@pytest.mark.parametrize("column", ["left_at", "frozen_at"])
def test_who_takes_no_part_has_no_page(bank, client, column):
    setattr(bank, column, clock.now())
    db.session.commit()
    assert client.get(f"/institutions/{bank.public_id}/about").status_code == 404


def test_working_days_are_counted(app):
    friday, monday = at(4).date(), at(7).date()
    assert workdays.between(friday, monday) == 1
