"""The steps as people walk them, signed out and signed in; what is wrong is said at its field."""

import pytest
import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Role
from portal.needs.models import FinancingNeed, NeedState
from portal.organisations.models import Claim
from tests import factories
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business

MONEY = {"amount": "20万", "purpose": "U01", "words": "想借20万周转一下，开奶茶店的，电话13800138000"}
WHO = {
    "person_name": "示例·林",
    "mobile": "138 0013 8000",
    "password": "a long enough 1",
    "subject_code": "T07",
    "organisation_name": "示例奶茶摊",
}


def needs() -> list[FinancingNeed]:
    return list(db.session.scalars(sa.select(FinancingNeed).order_by(FinancingNeed.id)))


def begin(client) -> Page:
    """The second step."""
    page = Page(client.get("/needs/new", follow_redirects=True))
    return page.submit("下一步：说说您的生意", **MONEY)


def about(client, **facts) -> Page:
    """The check page."""
    page = begin(client)
    page = page.submit("查找行业", industry_words="奶茶")
    page = page.submit("查找地方", region_words="拱墅", industry="6239")
    return page.submit("下一步：核对", region=factories.GONGSHU, **facts)


def test_steps_signed_out_make_account_claim_and_need_at_once(client):
    page = about(client, security=["none"], first_loan="yes", established_year="2021")
    assert page.heading == "请核对您的需求"
    for said in ("20 万元", "流动资金", "其他饮料及冷饮服务", "浙江省杭州市拱墅区", "没有抵押", "首次贷款"):
        assert said in page.text
    assert "13800138000" not in page.html
    assert needs() == []
    page = page.submit("内容没错，下一步留联系方式")
    page = page.submit("提交需求", **WHO)
    assert "平台正在核对您的身份" in page.text
    [need] = needs()
    assert (need.state, need.subject_code) == (NeedState.AWAITING_VERIFICATION, "T07")
    assert db.session.scalar(sa.select(sa.func.count(Claim.id))) == 1
    assert "13800138000" not in need.summary and "13800138000" in need.words
    assert "示例·林" in Page(client.get("/needs")).html  # signed in


def test_a_signed_in_owner_sends_from_the_check_page_or_keeps_a_draft(client_as):
    client = client_as(Role.APPLICANT)
    page = about(client).submit("存为草稿")
    assert "这是草稿，还没有提交" in page.text
    page = page.follow("核对并提交").submit("提交需求")
    [need] = needs()
    assert need.state is NeedState.OPEN
    about(client).submit("提交需求")
    assert [row.state for row in needs()] == [NeedState.OPEN, NeedState.OPEN]


def test_words_are_struck_out_of_what_banks_read_and_stay_in_the_owners(client_as):
    client = client_as(Role.APPLICANT)
    page = about(client).submit("划掉选中的词，再看一遍", struck=["奶茶店"])
    page.submit("提交需求")
    [need] = needs()
    assert "奶茶店" not in need.summary
    assert need.words == MONEY["words"]


@pytest.mark.parametrize(
    ("field", "typed", "label", "said"),
    [
        ("amount", "", "需要多少资金？", "请填写需要的金额"),
        ("amount", "很多钱", "需要多少资金？", "看不懂“很多钱”"),
        ("amount", "50万以上", "需要多少资金？", "请写明最多要多少"),
        ("amount", "3亿", "需要多少资金？", "金额太大，最多 1 亿元"),
        ("amount", "99999999亿", "需要多少资金？", "金额太大，最多 1 亿元"),
        ("amount", "500元", "需要多少资金？", "金额太小，最少 0.1 万元"),
        ("amount", "0", "需要多少资金？", "金额太小，最少 0.1 万元"),
        ("amount", "3千", "需要多少资金？", "“3千”可能是元，也可能是万元"),
        ("amount", "10-5万", "需要多少资金？", "前面的数比后面的大"),
        ("amount", "三十来万吧", "需要多少资金？", "“三十来万吧”还不够确切"),
        ("least", "30万", "最少多少也有帮助？（可不填）", "不能比上面想要的还多"),
        ("term", "很久", "打算用多久？（可不填）", "看不懂“很久”"),
        ("term", "40年", "打算用多久？（可不填）", "期限最长 30 年"),
        ("purpose", "", "用来做什么？", "请选择用途"),
        ("purpose", "U23", "用来做什么？", "不能用经营贷款"),
        ("needed_on", "2020-01-01", "什么时候要用？（可不填）", "已经过去"),
        ("needed_on", "下周", "什么时候要用？（可不填）", "没有这一天"),
    ],
)
def test_what_is_wrong_with_money_is_said_at_its_field_and_nothing_is_lost(client, field, typed, label, said):
    page = Page(client.get("/needs/new/money"))
    page = page.submit("下一步：说说您的生意", **{**MONEY, "term": "12个月", field: typed})
    assert page.status == 422
    assert said in page.error_of(label)
    assert page.control(label).get("value", typed) == typed
    assert page.control("用自己的话说说").text.strip() == MONEY["words"]


def test_words_beyond_the_limit_come_back(client):
    page = Page(client.get("/needs/new/money"))
    page = page.submit("下一步：说说您的生意", **{**MONEY, "words": "长" * 3001})
    assert "最多 3,000 个字" in page.error_of("用自己的话说说")
    assert "长" * 3001 in page.html


@pytest.mark.parametrize(
    ("fields", "label", "said"),
    [
        ({}, "做什么生意？", "请写您做什么"),
        ({}, "在哪里经营？", "请写经营所在的区县"),
        ({"industry_words": "做外贸"}, "做什么生意？", "请在下面选定"),
        ({"industry_words": "某某某某"}, "做什么生意？", "没有找到"),
        ({"region_words": "杭州"}, "在哪里经营？", "还要选到区县"),
        ({"region_words": "下城区"}, "在哪里经营？", "现在是浙江省杭州市拱墅区"),
        ({"region_words": "宣武"}, "在哪里经营？", "“宣武区”已经撤销，现在是北京市西城区"),
        ({"security": ["none", "vehicle"]}, "能提供什么抵押或担保？", "不能和其他几项一起选"),
        ({"established_year": "1800"}, "哪年开的？（可不填）", "年份须在"),
        ({"established_month": "3"}, "哪年开的？（可不填）", "请把年份也填上"),
        ({"loans": "一些"}, "现在还有多少贷款没还？（可不填）", "看不懂"),
    ],
)
def test_what_is_wrong_with_the_business_is_said_at_its_field(client, fields, label, said):
    page = begin(client).submit("下一步：核对", **{"employees": "BE02", **fields})
    assert page.status == 422
    assert said in page.error_of(label)
    assert page.soup.find("option", value="BE02").has_attr("selected")


@pytest.mark.parametrize(
    ("field", "sent", "label"),
    [
        ("established_year", "9" * 5000, "哪年开的？（可不填）"),
        ("established_month", "²", "哪月？（可不填）"),
        ("established_month", "13", "哪月？（可不填）"),
    ],
)
def test_no_year_and_no_month_are_said_at_their_field(client, field, sent, label):
    begin(client)
    facts = {"industry": "6239", "region": factories.GONGSHU, "established_year": "2021", field: sent}
    page = Page(client.post("/needs/new/about", data=facts))
    assert page.status == 422 and page.error_of(label)


def test_a_region_that_is_gone_names_its_successor(client):
    page = begin(client).submit("查找地方", region_words="杭州下城区")
    assert "现在是浙江省杭州市拱墅区" in page.text
    client.post("/needs/new/about", data={"industry": "6239", "region": "330103"})
    page = Page(client.post("/needs/new/about", data={"industry": "6239", "region": "330103"}))
    assert "现在是浙江省杭州市拱墅区" in page.error_of("在哪里经营？")
    assert page.submit("下一步：核对", region=factories.GONGSHU).heading == "请核对您的需求"


def test_a_place_is_reached_step_by_step(client):
    page = begin(client).submit("查找行业", industry_words="奶茶")
    page = page.submit("选好了，下一级", region_1="330000", industry="6239")
    page = page.submit("选好了，下一级", region_2="330100")
    page = page.submit("选好了，下一级", region_3="330105")
    assert "浙江省杭州市拱墅区" in page.text
    assert page.submit("下一步：核对").heading == "请核对您的需求"


def test_enter_never_presses_a_pickers_button(client):
    """The first submit button of the form is what Enter presses."""
    page = begin(client)
    form = page.soup.find("input", attrs={"name": "established_year"}).find_parent("form")
    assert not form.find("button").has_attr("name")


def test_steps_are_reached_in_order(client):
    for late in ("about", "check", "identify"):
        assert client.get(f"/needs/new/{late}").location.endswith("/needs/new/money")
    begin(client)
    assert client.get("/needs/new/check").location.endswith("/needs/new/about")


def test_a_double_send_makes_one_need(client_as):
    client = client_as(Role.APPLICANT)
    page = about(client)
    key = page.soup.find("input", attrs={"name": "key"})["value"]
    first, second = (client.post("/needs/new/check", data={"key": key, "max_talks": "3"}) for _ in range(2))
    assert first.location == second.location
    assert len(needs()) == 1


def test_the_double_send_is_what_makes_one(client_as, monkeypatch):
    """The broken twin: without the key's memory the same steps make two needs."""
    monkeypatch.setattr("portal.core.idempotency.begin", lambda key: None)
    monkeypatch.setattr("portal.needs.shelf.drop", lambda key: None)
    client = client_as(Role.APPLICANT)
    page = about(client)
    key = page.soup.find("input", attrs={"name": "key"})["value"]
    for _ in range(2):
        client.post("/needs/new/check", data={"key": key, "max_talks": "3"})
    assert len(needs()) == 2


def test_a_double_send_of_who_you_are_makes_one_account(client):
    about(client)
    data = {**WHO, "key": "the same key twice"}
    first, second = (client.post("/needs/new/identify", data=data) for _ in range(2))
    assert len(needs()) == 1
    assert first.location.startswith("/needs/")
    assert (second.status_code, second.location) == (303, "/needs"), "not an empty form"


def test_a_mobile_that_has_an_account_is_said_and_nothing_is_stored(client):
    factories.person(mobile="13800138000")
    page = about(client).submit("内容没错，下一步留联系方式").submit("提交需求", **WHO)
    assert "已经有账号" in page.error_of("手机号")
    assert needs() == []
    assert page.control("名称")["value"] == "示例奶茶摊"


def test_a_wrong_credit_code_is_said_at_its_field(client):
    who = {**WHO, "subject_code": "T01", "credit_code": "91330105MA2H000000", "representative": "示例"}
    page = about(client).submit("内容没错，下一步留联系方式").submit("提交需求", **who)
    assert "校验码" in page.error_of("统一社会信用代码")
    assert page.control("统一社会信用代码")["value"] == who["credit_code"]


def test_the_check_page_leads_into_the_fold_of_an_unsaid_fact(client):
    page = about(client)
    assert '<details class="more"><summary>哪年开的' in Page(client.get("/needs/new/about")).html
    loans = page.link("已有贷款 没说，补上")
    assert loans == "/needs/new/about?ask=loans#loans"
    assert '<details class="more" open><summary>哪年开的' in Page(client.get(loans)).html


def test_folds_say_how_much_is_answered_in_them(client):
    about(client, security=["vessel"], loans="12万", employees="")
    page = Page(client.get("/needs/new/about"))
    assert "还有 13 种少见的 · 已选 1 种" in page.text
    assert "收入和贷款（可不填） · 已填 1 项" in page.text
    assert "纳税等级和资质（可不填） ·" not in page.text
