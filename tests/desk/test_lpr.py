"""Months of the LPR: added, withdrawn, and used wherever a rate is reckoned."""

from datetime import date

import pytest
import sqlalchemy as sa

from portal.core import lpr, once
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.lpr import LprMonth
from portal.desk import rates
from portal.matching import documents
from portal.products.models import RateKind
from tests import factories
from tests.page import Page

SEPTEMBER = date(2026, 9, 21)
FILLED = {"公布日": "2026-09-21", "1 年期": "2.90", "5 年期以上": "3.40"}


@pytest.fixture(autouse=True)
def in_november(on_day):
    on_day(date(2026, 11, 30))


def typed(first, **changed) -> Page:
    return Page(first.get("/desk/lpr")).submit("录入", FILLED | changed)


def test_a_month_counts_from_its_day_on_wherever_rates_are_reckoned(client, first, second):
    tied = factories.product(rate_kind=RateKind.LPR, lpr_tenor="1Y", rate_low_bp=100, rate_high_bp=150)
    address = f"/products/{tied.public_id}"
    assert "3.00%（2026-08-20 公布）" in Page(client.get(address)).text
    assert "已录入" in add_as(first)
    assert "2.90%（2026-09-21 公布）" in Page(client.get(address)).text
    once.forget()
    assert documents.rates(tied) == (3.9, 4.4)
    assert documents.rates(tied, SEPTEMBER.replace(day=20)) == (4.0, 4.5), "the day before it"
    assert lpr.on(date(2026, 11, 1), "5Y") == lpr.Rate(340, SEPTEMBER, "5Y")
    Page(second.get("/desk/lpr")).submit("撤掉")
    assert "3.00%（2026-08-20 公布）" in Page(client.get(address)).text
    events = db.session.scalars(sa.select(LedgerEvent).where(LedgerEvent.kind.startswith("lpr."))).all()
    assert [event.kind for event in events] == ["lpr.added", "lpr.withdrawn"]
    assert events[0].values == {"day": "2026-09-21", "one_year": 290, "five_year": 340}
    assert "撤掉 2026-09-21 公布的" in Page(first.get("/desk/lpr")).text
    assert "已录入" in add_as(second), "what was withdrawn can be added anew"


def add_as(operator, **changed) -> str:
    sent = {"day": "2026-09-21", "one_year": "2.90", "five_year": "3.40", **changed}
    answer = operator.post("/desk/lpr", data=sent, follow_redirects=True)
    return Page(answer).text


@pytest.mark.parametrize(
    ("label", "value", "told"),
    [
        ("公布日", "2026-12-21", "还没到"),
        ("公布日", "2026-08-20", "已经有了"),
        ("公布日", "2019-01-21", "已经有了"),
        ("公布日", "2026-09-02", "每月 20 日"),
        ("公布日", "2026-09-31", "没有这一天"),
        ("公布日", "", "请填公布的日子"),
        ("1 年期", "0", "0.5% 到 10%"),
        ("1 年期", "300", "0.5% 到 10%"),
        ("1 年期", "NaN", "0.5% 到 10%"),
        ("5 年期以上", "三点五", "请填一个数"),
        ("5 年期以上", "3.405", "最多两位小数"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(first, label, value, told):
    page = typed(first, **{label: value})
    assert page.status == 422 and told in page.error_of(label)
    assert page.control(label)["value"] == value
    assert db.session.scalar(sa.select(sa.func.count(LprMonth.id))) == 0


def test_a_month_is_added_once(first, second):
    add_as(first)
    page = typed(second, 公布日="2026-09-22")
    assert page.status == 422 and "已经录过" in page.error_of("公布日")


@pytest.mark.parametrize("changed", [{"1 年期": "2.00"}, {"1 年期": "3.40", "5 年期以上": "3.30"}])
def test_an_unusual_step_has_to_be_meant(first, changed):
    page = typed(first, **changed)
    assert page.status == 422 and "核对" in page.error_of("核对过了，就是这样")
    assert page.submit("录入", {"核对过了，就是这样": True}).status == 200
    assert db.session.scalar(sa.select(sa.func.count(LprMonth.id))) == 1


def test_full_width_figures_are_read(first):
    assert typed(first, **{"1 年期": "２．９０％"}).status == 200
    assert db.session.scalars(sa.select(LprMonth.one_year_bp)).one() == 290


def test_what_is_gone_cannot_be_withdrawn(first, actors):
    add_as(first)
    assert first.post("/desk/lpr/withdraw", data={"month": "2026-09"}).status_code == 303
    assert first.post("/desk/lpr/withdraw", data={"month": "2026-09"}).status_code == 409
    assert first.post("/desk/lpr/withdraw", data={}).status_code == 409


def test_which_months_are_missing(app, actors):
    assert lpr.missing(date(2026, 11, 30)) == ["2026-09", "2026-10", "2026-11"]
    assert lpr.missing(date(2026, 11, 25)) == ["2026-09", "2026-10"]
    rates.add(actors[0], SEPTEMBER, 300, 350)
    assert lpr.missing(date(2026, 11, 30)) == ["2026-10", "2026-11"]
