"""The first page of the desk, and the code lists."""

from datetime import date

import pytest

from portal.core import clock, workdays
from portal.core.permissions import Role
from portal.desk import overview
from portal.leads.models import Clock
from portal.organisations import proposals
from search.taxonomy import sources, tables
from tests import factories
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business


def test_a_quiet_day_says_so_and_leads_everywhere(app, first, on_day):
    on_day(date(2026, 9, 10))
    page = Page(first.get("/desk"))
    assert "没有要处理的" in page.text
    for _, endpoint, _ in overview.PLACES:
        with app.test_request_context():
            address = app.url_for(endpoint)
        assert address in page.links() and first.get(address).status_code == 200, endpoint
    assert first.get("/").location == "/desk", "where an operator's work begins"


def test_what_waits_is_counted_in_few_queries(first, second, actors, count_queries, on_day):
    on_day(date(2026, 11, 30))
    proposals.propose(actors[0], factories.institution(name="示例新行"))
    first.post("/desk/clocks", data=dict.fromkeys(map(str, Clock), "5") | {"based_on": "0"})
    with count_queries() as queries:
        page = Page(second.get("/desk"))
    assert len(queries) <= 15
    for words in (
        "新单位等批准",
        "修改等批准",
        "LPR 没有录",
        "缺 2026-09、2026-10、2026-11",
        "2027 年放假安排",
    ):
        assert words in page.text, words
    assert page.link("修改等批准") == "/desk/clocks"


def test_next_years_notice_is_asked_for_when_it_is_out(app):
    with clock.at(clock.shanghai(date(2026, 11, 14), 9)):
        assert not any("放假" in row["label"] for row in overview._due())
    with clock.at(clock.shanghai(date(2026, 11, 15), 9)):
        assert any(row["label"] == "2027 年放假安排" for row in overview._due())
    assert workdays.is_official(2026)


def test_every_code_list_is_named_with_its_source_and_measured(first):
    assert {f"{name}.csv" for name in sources.SOURCES} == {path.name for path in tables.FOLDER.glob("*.csv")}
    page = Page(first.get("/desk/lists"))
    assert tables.version() in page.text and "GB/T 4754—2017" in page.text
    assert all(sources.measured(name).entries > 0 for name in sources.SOURCES)


def test_nobody_else_opens_the_desk(client_as):
    for role in (Role.AUDITOR, Role.BANK_ADMIN, Role.APPLICANT):
        assert client_as(role).get("/desk/clocks").status_code == 403
