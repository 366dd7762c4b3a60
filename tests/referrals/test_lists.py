"""Listing firms by code: nobody learns from it who is on the portal, and nothing typed is lost."""

import re

import pytest
import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Role
from portal.referrals.models import ListedFirm
from tests import factories
from tests.page import Page
from tests.referrals.conftest import FIRM_NAME, known_firm, text_of, work


def answers_to(desk, code: str) -> list[str]:
    """All that an officer gets to read after listing a code, before and after the worker's turn."""
    posted = desk.post("/referrals/codes", data={"codes": code, "list_name": ""})
    pages = [posted.headers["Location"], text_of(desk.get(posted.headers["Location"]))]
    work()
    pages += [text_of(desk.get("/referrals?tab=firms")), text_of(desk.get("/referrals"))]
    listed = db.session.scalars(sa.select(ListedFirm).order_by(ListedFirm.id.desc())).first()
    pages.append(text_of(desk.get(f"/referrals/new?firm={listed.public_id}")))
    pushed = desk.post("/referrals/new", data={"firm": listed.public_id, "remark": f"{FIRM_NAME}很好"})
    work()
    pages.append(text_of(desk.get(pushed.headers["Location"])))
    codes, minute = r"[0-9A-Z]{18}|\b[0-9A-Z]{8}\b", r"\b\d{1,2}:\d{2}\b"
    return [re.sub(minute, "MINUTE", re.sub(codes, "CODE", page)) for page in pages]


@pytest.fixture
def two_departments(app, client_as):
    """Two alike, so that what one has listed is not on the other's pages."""
    rooms = [
        factories.organisation(
            factories.OrganisationKind.DEPARTMENT, name="示例商务局", areas=(factories.HANGZHOU,)
        )
        for _ in range(2)
    ]
    return [client_as(factories.membership(Role.OFFICER, at=room, of=factories.person())) for room in rooms]


def both_answers(two_departments):
    """Of a firm that is here with a need, and of a code that nobody has."""
    known = known_firm(name=FIRM_NAME)
    factories.need(owner=known, region_code="110101")
    unknown, here = factories.credit_code(), known.credit_code
    db.session.commit()
    names = [re.compile(r"示例·人\d+")]
    found = [answers_to(desk, code) for desk, code in zip(two_departments, (here, unknown), strict=True)]
    return [[names[0].sub("示例·人", page) for page in pages] for pages in found]


def test_a_known_and_an_unknown_code_get_the_same_answer(banks, two_departments):
    known, unknown = both_answers(two_departments)
    assert known == unknown


def test_twin_a_list_that_shows_whom_it_knows_is_found_out(banks, two_departments, monkeypatch):
    from portal.referrals.views import desk as views

    def telling(row):
        return {**honest(row), "note": "已在平台" if row.listed.need_id is None else ""}

    honest = views.list_row
    monkeypatch.setattr(views, "list_row", telling)
    known, unknown = both_answers(two_departments)
    assert known != unknown


def test_listing_a_known_code_asks_the_database_as_much_as_an_unknown_one(desk, firm, count_queries):
    counts = []
    for code in (factories.credit_code(), firm.credit_code, factories.credit_code()):
        with count_queries() as queries:
            desk.post("/referrals/codes", data={"codes": code, "list_name": ""})
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_wrong_codes_are_told_line_by_line_and_nothing_typed_is_lost(desk):
    good, bad = factories.credit_code(), factories.credit_code()[:-1]
    page = Page(desk.get("/referrals/codes")).submit("列入名单", codes=f"{good}\n{bad}", list_name="示例名单")
    assert page.status == 422
    assert "有 1 行要改" in page.error_of("统一社会信用代码")
    assert f"第 2 行“{bad}”：统一社会信用代码少了 1 位" in page.text
    assert page.control("统一社会信用代码").get_text().strip() == f"{good}\n{bad}"
    assert page.control("名单叫什么（可不填）")["value"] == "示例名单"
    assert db.session.scalar(sa.select(sa.func.count(ListedFirm.id))) == 0


def test_listing_says_what_stood_there_already_and_ticks_what_is_new(desk):
    old, new = factories.credit_code(), factories.credit_code()
    Page(desk.get("/referrals/codes")).submit("列入名单", codes=old)
    page = Page(desk.get("/referrals/codes")).submit("列入名单", codes=f"{old}\n{new}\n{new}")
    assert "列入 1 户" in page.html and "1 户已经在名单里" in page.html and "1 行重复" in page.html
    assert page.control(f"选 {new}").has_attr("checked")
    assert not page.control(f"选 {old}").has_attr("checked")


def listed_name(desk, code: str, name: str) -> tuple[Page, str]:
    """The page after listing a code under this name, and the name that is kept."""
    page = Page(desk.get("/referrals/codes")).submit("列入名单", codes=code, list_name=name)
    return page, db.session.scalars(sa.select(ListedFirm.list_name).order_by(ListedFirm.id.desc())).first()


def test_contacts_in_the_name_of_a_list_are_taken_out_and_it_is_said(desk, firm, client_as):
    page, kept = listed_name(desk, firm.credit_code, "十一月名单 联系13800138000")
    assert "138" not in kept and kept.startswith("十一月名单")
    assert f"企业看到的是“{kept}”" in page.text
    work()
    listed = db.session.scalars(sa.select(ListedFirm)).one()
    owner = client_as(factories.membership(Role.APPLICANT, at=firm))
    assert "13800138000" not in owner.get(f"/referrals/answers/{listed.public_id}").get_data(as_text=True)


@pytest.mark.parametrize("name", ["2026 年第三批专精特新", "区技改重点企业名单", ""])
def test_the_name_of_a_list_stays_as_typed_otherwise(desk, name):
    page, kept = listed_name(desk, factories.credit_code(), name)
    assert kept == name
    assert "企业看到的是" not in page.text


def test_a_list_does_not_name_one_of_its_firms_to_another(department, client_as):
    factories.listed_firm(department, known_firm(name=FIRM_NAME), list_name="示例青禾纺织上下游")
    firm = known_firm()
    listed = factories.listed_firm(department, firm, list_name="示例青禾纺织上下游")
    owner = client_as(factories.membership(Role.APPLICANT, at=firm))
    text = Page(owner.get(f"/referrals/answers/{listed.public_id}")).text
    assert "青禾" not in text and "上下游" in text
