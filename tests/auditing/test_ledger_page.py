"""台账: the auditor reads every event and where the seals stand, and nothing of a firm's business."""

import ast
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest

from portal.auditing import queries, words
from portal.core import clock, ledger
from portal.core.permissions import Role
from tests import factories
from tests.application import ROOT
from tests.page import Page


@pytest.fixture
def auditor(client_as):
    return client_as(Role.AUDITOR)


def rows_of(page: Page) -> list[str]:
    """The kinds listed, as the ledger writes them."""
    return [cell.find(class_="note").text for cell in page.soup.select("tbody td.cell-title")]


def test_the_auditor_begins_here_and_the_newest_event_stands_first(auditor):
    assert auditor.get("/").location == "/ledger"
    assert "还没有记录" in Page(auditor.get("/ledger")).text
    ledger.record("need.closed", need_id=7, code="K04")
    moved = {"from": "pushed", "to": "interested"}
    ledger.record("lead.moved", need_id=7, lead_id=9, institution_id=3, **moved)
    page = Page(auditor.get("/ledger"))
    assert rows_of(page) == ["lead.moved", "need.closed"]
    for said in ("对接 · 推进", "需求 7", "对接 9", "机构 3", "从 pushed", "到 interested"):
        assert said in page.text, said
    assert "平台自动" in page.text and "等待" in page.text


def test_seals_and_what_waits_for_one_are_counted(auditor):
    ledger.record("need.closed", need_id=1)
    ledger.seal_new()
    ledger.record("need.closed", need_id=2)
    page = Page(auditor.get("/ledger"))
    assert "共记下 2 条" in page.text and "1 条，1 条等待封存" in page.text
    assert "最近的封印都对得上" in page.text


def test_a_seal_that_does_not_hold_is_said_at_the_top(app, auditor):
    ledger.record("need.closed", need_id=1)
    ledger.seal_new()
    (app.config["DATA_DIR"] / "heads.log").write_text(f"2026-11-24 1 {'0' * 64}\n", encoding="ascii")
    page = Page(auditor.get("/ledger"))
    assert "封印对不上" in page.text
    assert "最近的封印都对得上" not in page.text


PRIVATE = {
    "amount_fen": 123_456_700, "least_fen": 123_456_600, "purpose": "U10", "industry": "6239", "term": 17
}  # fmt: skip


def test_nothing_of_the_business_is_shown_only_that_it_is_there(auditor):
    ledger.record("need.opened", need_id=1, region=factories.GONGSHU, **PRIVATE)
    assert not leaks(Page(auditor.get("/ledger")))
    assert f"另有 {len(PRIVATE)} 项业务内容" in Page(auditor.get("/ledger")).text


def test_twin_a_page_that_shows_every_fact_is_caught(auditor):
    ledger.record("need.opened", need_id=1, **PRIVATE)
    with mock.patch.object(words, "FACTS", words.FACTS | {name: name for name in PRIVATE}):
        assert leaks(Page(auditor.get("/ledger"))) == [f"{name} {value}" for name, value in PRIVATE.items()]


def leaks(page: Page) -> list[str]:
    cell = page.soup.select_one("tbody td.cell-wide").text
    return [f"{name} {value}" for name, value in PRIVATE.items() if f" {value}" in cell]


def test_kinds_numbers_and_days_narrow_the_list(auditor):
    day = clock.now() - timedelta(days=3)
    with clock.at(day):
        ledger.record("need.closed", need_id=1)
    ledger.record("need.closed", need_id=2)
    ledger.record("lead.moved", need_id=2, lead_id=5, institution_id=6)
    on = clock.local(day).date().isoformat()
    for asked, kinds in {
        "group=lead": ["lead.moved"],
        "number_of=need&number=2": ["lead.moved", "need.closed"],
        "number_of=institution&number=6": ["lead.moved"],
        f"until={on}": ["need.closed"],
        f"since={on}&until={on}&group=need": ["need.closed"],
        "number_of=lead&number=99": [],
    }.items():
        assert rows_of(Page(auditor.get(f"/ledger?{asked}"))) == kinds, asked


@pytest.mark.parametrize(
    ("asked", "label", "said"),
    [
        ("number=5", "编号", "请先选"),
        ("number_of=need&number=abc", "编号", "整数"),
        ("number_of=need&number=0", "编号", "正整数"),
        ("number_of=need&number=99999999999", "编号", "正整数"),
        ("since=2026-13-01", "从哪天", "没有这一天"),
        ("since=0001-01-01", "从哪天", "2000 年"),
        ("until=9999-12-31", "到哪天", "2999 年"),
        ("since=2026-11-02&until=2026-11-01", "到哪天", "以后"),
        ("group=nothing", "哪一类", "从列表里选"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_stays(auditor, asked, label, said):
    page = Page(auditor.get(f"/ledger?{asked}"))
    assert said in page.error_of(label)
    assert "请先改好上面标出的地方" in page.text


def test_the_pages_follow_on_one_another_and_keep_what_was_asked(auditor):
    for number in range(queries.PAGE + 3):
        ledger.record("need.closed", need_id=number + 1)
    ledger.record("lead.moved", lead_id=1)
    first = Page(auditor.get("/ledger?group=need"))
    assert len(rows_of(first)) == queries.PAGE
    second = Page(auditor.get(first.soup.find("a", string="更早的")["href"]))
    assert rows_of(second) == ["need.closed"] * 3
    assert second.soup.find("a", string="更早的") is None
    assert second.soup.find("a", string="回到最新")["href"] == "/ledger?group=need"


def recorded() -> set[str]:
    """Every kind that the portal's code gives to `ledger.record` as a word."""
    kinds = set()
    for file in Path(ROOT, "portal").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "ledger.record" and node.args:
                kinds |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
    return kinds


def test_every_kind_of_event_has_words():
    kinds = recorded()
    assert len(kinds) > 40
    for kind in kinds:
        group, done = kind.split(".")
        assert group in words.GROUPS, kind
        assert done in words.DONE, kind


def test_a_kind_without_words_is_shown_as_it_is_written():
    assert words.of_kind("bridge.built") == "bridge · built"


@pytest.mark.parametrize("before", ["x", "0", "-3", "99999999999"])
def test_a_link_that_was_tampered_with_is_the_first_page(auditor, before):
    ledger.record("need.closed", need_id=1)
    page = Page(auditor.get(f"/ledger?before={before}"))
    assert rows_of(page) == ["need.closed"]
    assert not page.soup.select(".field-bad")
