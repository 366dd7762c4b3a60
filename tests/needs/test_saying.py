"""One sentence: what was understood, who would lend, what is worth saying; kept nowhere."""

from types import SimpleNamespace
from urllib.parse import unquote, urlencode

import pytest
import sqlalchemy as sa

from portal.core import limits
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.core.sessions import AuthSession
from portal.matching import index
from portal.needs.models import FinancingNeed
from portal.needs.routes import saying
from portal.products.models import ProductKind
from tests import factories
from tests.canary.log_lines import log_lines
from tests.needs.heard import VALUES
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business

WORDS = "开奶茶店的，想借20万周转，在拱墅，没有抵押，做了三年"
ROWS = (FinancingNeed, LedgerEvent, OutboxMessage, AuthSession)
PLAIN = "application/x-www-form-urlencoded"
ELSEWHERE = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
)


@pytest.fixture
def catalogue(app):
    bank = factories.institution()
    factories.product(institution=bank, name="示例小店贷")
    factories.product(institution=bank, name="示例外地贷", regions=("650000",))
    factories.product(institution=bank, name="示例税易贷", requirements=("tax",))
    factories.product(institution=bank, name="示例押房贷", security_accepted=("real_estate",))
    db.session.commit()
    index.rebuild()


def say(client, words=WORDS, **fields) -> Page:
    return Page(client.post("/say", data={"words": words, **fields}))


def matched(page: Page) -> list[str]:
    return [one.text for one in page.soup.select(".product-match h3 a")]


def test_the_first_screen_leads_from_a_sentence_to_products(client, catalogue, reader):
    reader(likely={"purpose_code"})
    page = Page(client.get("/")).submit("看看谁能贷", words=WORDS)
    assert page.heading == "说一句话，看谁能贷"
    assert "示例小店贷" in matched(page) and "示例外地贷" not in matched(page)
    assert "示例押房贷" in page.text and "提供房地产" in page.text, "a near miss with its way out"
    facts = [tag.text for tag in page.soup.select(".fact")]
    assert any("20 万元" in one and "来自“20万”" in one for one in facts)
    assert any("流动资金" in one and "猜的" in one for one in facts)
    assert any("期限" in one and "没说，补上" in one for one in facts)
    for tag in page.soup.select(".fact"):
        assert page.by_id(tag["href"].removeprefix("#")), tag


def test_a_question_says_what_its_answer_is_worth(client, catalogue, reader):
    reader({**VALUES, "established_years": None})
    page = say(client)
    panel = page.by_id("worth").parent.text
    assert "可多看准 1 款产品" in panel
    assert "纳税" in panel


def post(client, path="/say", headers=None, **fields):
    """As a browser sends it that has no session: without a token."""
    return client.post(path, data=urlencode(fields, doseq=True), content_type=PLAIN, headers=headers)


def counted() -> list[int]:
    return [db.session.scalar(sa.select(sa.func.count()).select_from(kind)) for kind in ROWS]


@pytest.mark.parametrize("more", [{}, {"facts": 1, "industry_words": "早点铺", "region": factories.GONGSHU}])
def test_nothing_is_kept_of_what_is_understood_not_even_a_session(client, catalogue, reader, more):
    reader()
    before = counted()
    client.get("/")
    answer = post(client, words=WORDS, **more)
    assert "我们这样理解" in answer.text, "it needs no token"
    assert "Set-Cookie" not in answer.headers and counted() == before
    assert "csrf_token" not in answer.text


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_another_sites_page_gets_nothing_read(client, catalogue, reader, headers):
    reader()
    before = counted()
    answer = post(client, words=WORDS, facts=1, headers=headers)
    assert "说一句话" in answer.text and "我们这样理解" not in answer.text
    assert "Set-Cookie" not in answer.headers and counted() == before


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, {"Sec-Fetch-Site": "none"}]
)
def test_twin_our_own_page_gets_it_read(client, catalogue, reader, headers):
    reader()
    assert "我们这样理解" in post(client, words=WORDS, headers=headers).text


def test_twin_a_token_on_the_page_would_make_a_session(client, catalogue, reader, monkeypatch):
    """The check for a kept session can fail: a page with a token makes one."""
    reader()
    monkeypatch.setattr(saying, "session", SimpleNamespace(row_id=1))
    assert "Set-Cookie" in post(client, words=WORDS).headers


def test_the_words_stand_in_no_log_and_no_address(client, catalogue, reader):
    reader()
    with log_lines() as lines:
        page = say(client, "没人说过的话zqzq")
    assert "zqzq" in page.html and "zqzq" not in " ".join(page.links())
    assert "needs.say" in lines.getvalue() and "zqzq" not in lines.getvalue()


def test_what_is_changed_holds_and_the_words_give_way(client, catalogue, reader):
    reader()
    page = say(client).submit("按改过的再看", amount="3万", security=[])
    facts = " ".join(tag.text for tag in page.soup.select(".fact"))
    assert "3 万元" in facts and "来自“20万”" not in facts
    assert "抵押或担保 没说，补上" in " ".join(facts.split()), "what was taken away is not read again"


def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_compared(client, catalogue, reader):
    reader()
    page = say(client).submit("按改过的再看", term="以后")
    assert "看不懂" in page.error_of("打算用多久？（可不填）")
    assert "示例小店贷" in matched(page)


def test_the_form_stands_open_only_where_something_in_it_waits(client, catalogue, reader):
    """A phone shows it folded; what unfolds it by a link is tried in a browser."""
    reader()
    page = say(client)
    assert "fold-narrow-open" not in page.by_id("change")["class"]
    assert "fold-narrow-open" in page.submit("按改过的再看", term="以后").by_id("change")["class"]
    assert "fold-narrow-open" in page.submit("更改行业").by_id("change")["class"]
    assert "fold-narrow-open" not in page.submit("按改过的再看", term="两年").by_id("change")["class"]


def test_a_trade_is_looked_up_without_losing_the_rest(client, catalogue, reader):
    reader({key: VALUES[key] for key in ("amount_max_yuan", "region_code")})
    page = say(client).submit("查找行业", industry_words="奶茶")
    assert page.soup.find("input", attrs={"name": "industry", "value": "6239"})
    assert page.control("需要多少资金？")["value"] == "20万以内"


def test_a_city_is_compared_and_its_counties_are_offered(client, catalogue, reader):
    reader({**VALUES, "region_code": "330100"})
    page = say(client)
    assert "示例小店贷" in page.text
    assert page.soup.find("select", attrs={"name": "region_3"})
    assert "处需要改" not in page.text


def test_a_purpose_nobody_may_lend_for_is_said_plainly_and_nothing_is_shown(client, catalogue, reader):
    reader({**VALUES, "purpose_code": "U23"})
    page = say(client)
    assert "不能用经营贷款" in page.text
    assert matched(page) == []
    assert "用这些去填表" not in page.buttons()


@pytest.mark.parametrize("words", ["🙂🙂🙂", "，。！？", "<script>alert(1)</script>", "长" * 10_000, "你好"])
def test_words_without_a_need_are_answered_with_examples(client, catalogue, reader, words):
    reader({}, asks=[("region_code", "您在哪个县（市、区）经营？")])
    page = say(client, words)
    assert "没有从这句话里听出" in page.text
    assert "您在哪个县（市、区）经营？" in page.text
    assert "说清楚这几样最好" in page.text
    assert matched(page) == []


def test_an_empty_sentence_is_answered_with_examples(client):
    page = say(client, " ")
    assert "说清楚这几样最好" in page.text


def test_of_several_needs_the_first_is_taken_and_it_says_so(client, catalogue, reader):
    reader(asks=[("amount_max_yuan", "像是不止一笔，先按第一笔填。")])
    page = say(client)
    assert "像是不止一笔，先按第一笔填。" in " ".join(tag.text for tag in page.soup.select(".callout-warn"))
    assert matched(page)


def test_a_products_name_finds_the_product(client, catalogue, reader):
    reader({})
    page = say(client, "税易贷")
    assert "示例税易贷" in page.by_id("named").find_parent("section").text
    assert page.link("看全部产品") == "/products"


def test_a_sentence_that_finds_a_named_product_stands_in_no_address(client, catalogue, reader):
    reader({"purpose_code": "U01"})
    page = say(client, "示例税易贷")
    assert "示例税易贷" in page.by_id("named").find_parent("section").text
    assert not [one for one in page.links() if "税易贷" in unquote(one) or "q=" in one]


def answer(page: Page, topic: str):
    return page.by_id(f"about-{topic}").find_parent("section")


@pytest.mark.parametrize(
    ("words", "topic", "says"),
    [
        ("我的贷款逾期了怎么办", "overdue", "只有放款的那家机构能定"),
        ("有什么贴息政策", "policy", "以主管部门公布的为准"),
        ("给果园买个保险", "insurance", "由保险机构答复"),
        ("哪家担保公司肯担保", "guarantee", "自己不放款"),
        ("你们收费吗", "how", "不收任何费用"),
        ("让我先交手续费，是不是骗子", "report", "都是骗子"),
        ("我不会填，有没有人工", "person", "当面帮您填"),
        ("今天天气不错", "else", "问别的"),
    ],
)
def test_whoever_asks_something_else_is_led_somewhere(client, catalogue, reader, words, topic, says):
    """Every way leads to a page that is there, and a list that is offered is not empty."""
    factories.product(name="示例果园险", kind=ProductKind.INSURANCE)
    factories.product(name="示例保函", kind=ProductKind.GUARANTEE)
    factories.product(name="示例贴息贷", feature_codes=("F11", "F03"), product_type_codes=("P0806",))
    reader({})
    found = answer(say(client, words), topic)
    assert says in found.text and found.select("a")
    for way in found.select("a"):
        page = Page(client.get(way["href"]))
        assert page.status == 200, way
        if "款" in way.parent.text:
            assert len(page.soup.select("main tbody tr")) == int(way.parent.text.split()[-2]), way


def test_what_the_portal_does_not_have_is_not_offered(client, catalogue, reader):
    reader({})
    found = answer(say(client, "想买农业保险"), "insurance")
    assert "没有展示中的保险产品" in found.text
    assert not [way for way in found.select("a") if "products" in way["href"]]


def test_who_asks_for_insurance_in_a_trade_is_not_shown_loans(client, catalogue, reader):
    reader({"industry_codes": ["0159"], "region_code": factories.GONGSHU})
    page = say(client, "给果园买个保险，在拱墅")
    assert matched(page) == [] and "没有比产品" in page.text
    assert "我们这样理解" in page.text


def test_twin_who_wants_money_besides_is_shown_both(client, catalogue, reader):
    reader()
    page = say(client, f"{WORDS}，之前有过逾期")
    assert "示例小店贷" in matched(page) and answer(page, "overdue")


def test_what_somebody_says_to_lack_stands_among_the_facts(client, catalogue, reader):
    reader({**VALUES, "tags": [], "lacks": ["no_overdue"]})
    facts = " ".join(say(client).soup.select_one(".facts-row").text.split())
    assert "没有：无逾期、征信良好" in facts


def test_a_plain_need_is_answered_with_products_alone(client, catalogue, reader):
    reader()
    assert not say(client).soup.select("[id^=about-]")


def test_what_was_understood_goes_on_into_the_filing_with_its_sources(client, catalogue, reader):
    reader()
    page = say(client)
    response = client.post("/needs/new/said", data=sent(page))
    assert response.location == "/needs/new/check"
    page = Page(client.get("/needs/new/check"))
    for said in ("20 万元", "流动资金", "拱墅区", "来自“开奶茶店的”", "首次贷款", "有开票记录"):
        assert said in page.text, said


@pytest.mark.parametrize("headers", [{"Origin": "http://localhost"}, {"Referer": "http://localhost/say"}])
def test_without_a_session_the_filing_begins_from_our_page(client, catalogue, reader, headers):
    reader()
    page = Page(post(client, words=WORDS))
    answer = post(client, "/needs/new/said", headers, **sent(page))
    assert answer.location == "/needs/new/check" and "Set-Cookie" in answer.headers
    assert "20 万元" in Page(client.get("/needs/new/check")).text


@pytest.mark.parametrize("headers", [None, *ELSEWHERE])
def test_twin_no_other_page_begins_a_filing(client, catalogue, reader, headers):
    reader()
    before = counted()
    answer = post(client, "/needs/new/said", headers, words=WORDS)
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers and counted() == before


def test_what_is_still_missing_is_asked_in_the_filing(client, catalogue, reader):
    reader({"amount_min_yuan": 200_000, "amount_max_yuan": 200_000})
    response = client.post("/needs/new/said", data=sent(say(client)))
    assert response.location == "/needs/new/money"
    page = Page(client.get("/needs/new/money"))
    assert "从“20万”读到" in page.text and "处需要改" not in page.text


def sent(page: Page) -> dict:
    """What the form of facts holds."""
    form = page.by_id("facts")
    names = {tag["name"] for tag in form.select("input[name], select[name]")}
    return {name: values for name in names if (values := _values(form, name))}


def _values(form, name: str) -> list[str]:
    found = form.select(f"input[name='{name}']")
    texts = [tag for tag in found if tag.get("type") not in ("checkbox", "radio")]
    ticked = [tag for tag in found if tag.has_attr("checked")]
    chosen = form.select(f"select[name='{name}'] option[selected]")
    return [tag.get("value", "") for tag in (*texts, *ticked, *chosen)]


def test_who_files_nothing_finds_no_way_to_file(client_as, catalogue, reader):
    reader()
    page = say(client_as(Role.BANK_MANAGER))
    assert matched(page)
    assert not [one for one in page.buttons() if "去填表" in one]


def test_a_machine_that_asks_on_and_on_is_stopped(client, monkeypatch):
    monkeypatch.setattr(limits, "hit", _full)
    assert client.post("/say", data={"words": WORDS}).status_code == 429


def _full(*_asked):
    raise limits.TooMany(60)


def test_a_page_takes_few_queries(client, catalogue, reader, count_queries):
    reader()
    with count_queries() as statements:
        say(client)
    assert len(statements) <= 15, statements


def test_who_goes_back_to_the_answer_is_not_asked_to_send_it_again(client, client_as, catalogue):
    assert client.post("/say", data={"words": WORDS}).headers["Cache-Control"] == saying.FOR_GOING_BACK
    owner = client_as(Role.APPLICANT)
    assert owner.post("/say", data={"words": WORDS}).headers["Cache-Control"] == "no-store", "leaves nothing"
