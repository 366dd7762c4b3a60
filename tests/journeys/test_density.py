"""A manager sees nine needs at once on a wide screen, two cards on a phone, in the order they are read."""

import itertools

import pytest
from playwright.sync_api import expect

from portal.core.permissions import Role
from tests.journeys import staff_steps as steps

NINE, TWO = 9, 2
WORDS = "开店七年，旺季前要备一批茶叶、奶制品和一次性杯子，想借来周转，应收款都在平台上，三个月就能还清。"
INDUSTRIES = ("6239", "3451", "5311", "1411")  # 中类 of four to fifteen characters
ROWS = "tbody tr"
FIT = """(rows, height) => {
  const boxes = rows.map((row) => row.getBoundingClientRect())
  return Math.max(...boxes.map((first) => boxes.filter(
    (box) => box.top >= first.top && box.bottom <= first.top + height).length))
}"""
ORDER = """(row) => [...row.cells].map((cell) => [cell.className, cell.getBoundingClientRect().top])
  .filter(([name]) => /title|wide|act/.test(name)).sort((a, b) => a[1] - b[1]).map(([name]) => name)"""
# What the lists looked like before they were made for a desk.
LOOSE = "td { padding: 20px 12px !important; line-height: 2 !important }"
ADD = "(rule) => [...document.styleSheets].at(-1).insertRule(rule)"  # the policy refuses a style element
_runs = itertools.count(1)


@pytest.fixture
def desk(page, live_server):
    """The list of what was pushed to a bank of its own, with more needs than a screen holds."""
    with live_server.context():
        bank = steps.bank(f"示例密度{next(_runs)}银行")
        manager = steps.member(Role.BANK_MANAGER, bank)
        for _, code in zip(range(12), itertools.cycle(INDUSTRIES), strict=False):
            facts = {"tags": ("tax", "invoice"), "security": ("receivable",), "no_collateral": False}
            steps.pushed(steps.need(WORDS, industry_code=code, **facts), bank)
        steps.stored()
    steps.sign_in(page, manager)
    steps.read(page, "需求大厅")
    expect(page.locator(ROWS)).to_have_count(12)
    return page


def enough(page) -> bool:
    """Whether a screen, scrolled to the list, holds what this width should hold whole."""
    height = page.viewport_size["height"]
    wanted = NINE if page.viewport_size["width"] >= 992 else TWO
    return page.locator(ROWS).evaluate_all(FIT, height) >= wanted


def test_a_screen_holds_many_needs(desk):
    assert enough(desk)
    for row in desk.locator(ROWS).all():
        summary = row.locator(".clamp")
        assert summary.text_content() == WORDS, "what the eye gets shortened is all there for a screen reader"


def test_a_loose_list_is_found(desk):
    """The broken twin: rows as they were."""
    desk.evaluate(ADD, LOOSE)
    assert not enough(desk)


def test_a_card_says_what_it_is_then_what_decides_then_what_to_do(desk):
    order = desk.locator(ROWS).first.evaluate(ORDER)
    if desk.viewport_size["width"] < 992:
        assert order == ["cell-title", "cell-wide", "cell-act"]
    else:
        assert set(order) == {"cell-title", "cell-wide", "cell-act"}, "side by side in a row"
