"""Broken twins: the checks on a journey's pages catch a page that is wrong."""

import pytest

from tests.journeys import looks
from tests.journeys.looks import DESK, faults

PAGE = "<!doctype html><html lang='zh-CN'><title>页</title><body><main><h1>页</h1>{}</main></body></html>"
WRONG = {
    "label": "<input name='amount'>",
    "scroll": "<p style='width: 3000px'>太宽</p>",
    "h1": "<h1>又一个标题</h1>",
}


def test_a_sound_page_has_no_faults(page):
    page.set_content(PAGE.format("<label>金额 <input name='amount' style='height: 44px'></label>"))
    assert faults(page) == []


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_page_is_caught(page, fault):
    page.set_content(PAGE.format(WRONG[fault]))
    assert any(found.startswith(f"{fault}:") for found in faults(page))


def test_a_shape_is_judged_once_and_every_other_shape_anew(page, monkeypatch):
    """More rows, other words and numbers are one shape; a label or an attribute less are another."""
    judged = []
    monkeypatch.setattr(looks, "_seen", set())
    monkeypatch.setattr(looks, "axe_findings", lambda one: judged.append(one.content()) or [])
    row = "<li class='row' id='r7'><label for='a7'>金额 7</label><input id='a7'></li>"
    for body in (row, row.replace("7", "8"), row + row.replace("7", "9").replace("金额", "期限")):
        faults_of_body(page, body)
    assert len(judged) == 1
    unlabelled, unnamed = row.replace(" for='a7'", ""), row.replace("金额 7", "")
    for body in (unlabelled, unnamed, row.replace("row", "row dim"), f"{row}<b>x</b>"):
        faults_of_body(page, body)
    assert len(judged) == 5


def faults_of_body(page, body: str) -> None:
    page.set_content(PAGE.format(f"<ul>{body}</ul>"))
    faults(page)


BY_ITSELF = "<p><a href='/'>看全部产品</a> · <a href='/'>换一个</a></p><ul><li><a href='/'>办理</a></li></ul>"
IN_WORDS = "<p>第一次来？<a href='/'>先填需求</a>，再留手机号。</p><label><input type='checkbox'>{}</label>"


def test_a_control_too_low_for_a_thumb_is_caught_on_a_phone(page):
    """A link in a sentence is text, and a box is ticked by its words."""
    page.set_content(PAGE.format(BY_ITSELF + IN_WORDS.format("<p style='height: 44px'>我同意</p>")))
    small = [found for found in faults(page) if found.startswith("small:")]
    wanted = ["看全部产品", "换一个", "办理"] if page.viewport_size["width"] < DESK else []
    assert [found.split()[1] for found in small] == wanted
