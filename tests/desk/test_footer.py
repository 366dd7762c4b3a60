"""Who runs the site, at the foot of every page."""

import pytest

from portal.accounts import queries as accounts
from portal.core import once
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business

FILLED = {
    "主办单位": "示例市融资服务中心",
    "联系方式": "0571-0000 0000",
    "ICP 备案号": "浙ICP备 2026000001号-1",
    "公安备案号": "浙公网安备 33010000000001号",
}


def foot(client) -> str:
    return " ".join(Page(client.get("/how-it-works")).soup.footer.text.split())


def test_what_is_saved_stands_on_every_page_at_once(app, client, first, second):
    app.config["SITE_CONTACT"] = "配置的电话"
    assert "配置的电话" in foot(client)
    assert Page(first.get("/desk/footer")).submit("保存", FILLED).status == 200
    shown = foot(client)
    for words in (
        "主办单位：示例市融资服务中心",
        "0571-0000 0000",
        "浙ICP备2026000001号-1",
        "浙公网安备33010000000001号",
    ):
        assert words in shown, words
    assert "配置的电话" not in shown and "本站由示例市融资服务中心负责" in Page(client.get("/privacy")).text
    once.forget()
    assert "0571-0000 0000" in accounts._ask_operator()
    history = Page(second.get("/desk/footer")).text
    assert "第 1 版" in history and "现在用的" in history
    Page(second.get("/desk/footer")).submit("保存", {"联系方式": ""})
    assert "配置的电话" in foot(client), "nothing written: as the server is configured"


@pytest.mark.parametrize(
    ("label", "typed"),
    [
        ("ICP 备案号", "备案中"),
        ("ICP 备案号", "javascript:alert(1)"),
        ("公安备案号", "浙公网安备123号"),
        ("主办单位", "<script>示例</script>"),
        ("联系方式", "字" * 81),
    ],
)
def test_what_is_no_such_thing_is_told_at_its_field(first, client, label, typed):
    page = Page(first.get("/desk/footer")).submit("保存", FILLED | {label: typed})
    assert page.status == 422 and page.error_of(label)
    assert page.control("主办单位")["value"] == (typed if label == "主办单位" else FILLED["主办单位"])
    assert "主办单位：" not in foot(client)
