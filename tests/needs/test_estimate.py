"""测额: products that would fit, what a month costs, what is unknown; without account, kept nowhere."""

import pytest
import sqlalchemy as sa

from portal.core import limits
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.matching import index
from portal.needs.models import FinancingNeed
from portal.products.models import Repayment
from tests import factories
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business

SAID = {"amount": "20万", "term": "12个月", "industry": "6239", "region": factories.GONGSHU}


@pytest.fixture
def catalogue(app):
    bank = factories.institution()
    plain = {"repayment": Repayment.INTEREST_FIRST, "rate_low_bp": 410, "rate_high_bp": 410}
    factories.product(institution=bank, name="示例小店贷", **plain)
    factories.product(institution=bank, name="示例外地贷", regions=("650000",))
    factories.product(institution=bank, name="示例老店贷", requirements=("years:3",))
    db.session.commit()
    index.rebuild()


def matched(page: Page) -> list[str]:
    return [one.text for one in page.soup.select(".product-match h3 a")]


def test_what_fits_is_listed_with_month_total_and_what_is_unknown(client, catalogue):
    page = Page(client.get("/estimate"))
    assert matched(page) == []
    page = Page(client.post("/estimate", data=SAID))
    assert "示例小店贷" in matched(page)
    assert "示例外地贷" not in matched(page)
    card = next(one for one in page.soup.select(".product-match") if "示例小店贷" in one.text)
    assert "年化综合成本" in card.text
    assert "每月" in card.text
    assert "8,200 元" in card.text, "20 万元 at 4.1 % for a year, interest first"
    assert "未知" in page.text
    assert "不是承诺" in page.text


def test_years_and_security_decide_as_they_do_for_a_need(client, catalogue):
    young = Page(client.post("/estimate", data={**SAID, "years": "1"}))
    old = Page(client.post("/estimate", data={**SAID, "years": "5"}))
    verdicts = [_verdict(page, "示例老店贷") for page in (young, old)]
    assert verdicts[1].startswith("符合")
    assert not (verdicts[0] or "").startswith("符合")


def _verdict(page: Page, name: str) -> str | None:
    """How the rule about years stands on a product's card; None where the product is not a match."""
    card = next((one for one in page.soup.select(".product-match") if name in one.h3.text), None)
    rows = card.select(".verdicts li") if card else []
    return next((row.text.strip() for row in rows if "经营年限" in row.text), None)


def test_nothing_is_kept(client, catalogue):
    before = [db.session.scalar(sa.select(sa.func.count()).select_from(kind)) for kind in ROWS]
    client.post("/estimate", data=SAID)
    assert [db.session.scalar(sa.select(sa.func.count()).select_from(kind)) for kind in ROWS] == before
    assert Page(client.get("/estimate")).control("需要多少资金？").get("value", "") == ""


ROWS = (FinancingNeed, LedgerEvent, OutboxMessage)


@pytest.mark.parametrize(
    ("sent", "label", "said"),
    [
        ({"amount": ""}, "需要多少资金？", "请填写需要的金额"),
        ({"amount": "很多钱"}, "需要多少资金？", "很多钱"),
        ({"amount": "50万以上"}, "需要多少资金？", "最多要多少"),
        ({"term": "以后"}, "打算用多久？（可不填）", "看不懂"),
        ({"purpose": "U99"}, "用来做什么？（可不选）", "列表里"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_stays(client, catalogue, sent, label, said):
    response = client.post("/estimate", data={**SAID, **sent})
    assert response.status_code == 422
    page = Page(response)
    assert said in page.error_of(label)
    assert matched(page) == []
    assert page.soup.find("input", attrs={"name": "region"})["value"] == factories.GONGSHU


def test_words_lead_to_the_trade_without_judging_the_rest(client, catalogue):
    page = Page(client.post("/estimate", data={"industry_words": "奶茶", "find": "industry"}))
    assert page.soup.find("input", attrs={"name": "industry", "value": "6239"})
    assert not page.soup.select(".field-bad")


def test_what_was_said_goes_on_into_the_filing(client, catalogue):
    sent = {**SAID, "security": ["none"], "purpose": "U01", "then": "file"}
    assert client.post("/estimate", data=sent).location == "/needs/new/check"
    page = Page(client.get("/needs/new/check"))
    for said in ("20 万元", "12 个月", "拱墅区"):
        assert said in page.text, said


def test_what_is_still_missing_is_asked_in_the_filing(client, catalogue):
    assert client.post("/estimate", data={**SAID, "then": "file"}).location == "/needs/new/money"
    page = Page(client.get("/needs/new/money"))
    assert page.control("需要多少资金？")["value"] == "20万"


def test_who_files_nothing_finds_no_way_to_file(client_as, catalogue):
    manager = client_as(Role.BANK_MANAGER)
    page = Page(manager.post("/estimate", data={**SAID, "then": "file"}))
    assert matched(page)
    assert "就按这些填需求" not in page.text


def test_a_machine_that_asks_on_and_on_is_stopped(client, catalogue, monkeypatch):
    monkeypatch.setattr(limits, "hit", _full)
    assert client.post("/estimate", data=SAID).status_code == 429


def _full(*_asked):
    raise limits.TooMany(60)
