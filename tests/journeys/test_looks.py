"""Broken twins: the checks on a journey's pages catch a page that is wrong."""

import pytest

from tests.journeys.looks import faults

PAGE = "<!doctype html><html lang='zh-CN'><title>页</title><body><main><h1>页</h1>{}</main></body></html>"
WRONG = {
    "label": "<input name='amount'>",
    "scroll": "<p style='width: 3000px'>太宽</p>",
    "h1": "<h1>又一个标题</h1>",
}


def test_a_sound_page_has_no_faults(page):
    page.set_content(PAGE.format("<label>金额 <input name='amount'></label>"))
    assert faults(page) == []


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_page_is_caught(page, fault):
    page.set_content(PAGE.format(WRONG[fault]))
    assert any(found.startswith(f"{fault}:") for found in faults(page))
