"""From the decision to the money on the pages of both sides."""

import pytest

from portal.accounts.models import Membership
from portal.core.db import db
from portal.leads import service
from portal.leads.models import LeadState
from portal.needs.models import NeedState
from portal.products.models import ProductKind, RateKind
from tests import factories
from tests.leads.talks import WAN, Talk, approved, payment, taken, talk
from tests.page import Page

pytestmark = pytest.mark.sqlite
LOOK, SEND = "看看企业会看到什么", "对，发给企业"
TAKE, REFUSE = "接受这份报价：青岚示例银行", "不接受：青岚示例银行"


@pytest.fixture
def at(app) -> Talk:
    bank = factories.institution(name="青岚示例银行", type_code="I06")
    product = factories.product(institution=bank, name="示例小店贷", rate_low_bp=435)
    return talk(product=product)


@pytest.fixture
def staff(at, client_as):
    client = client_as(db.session.get_one(Membership, at.manager.membership_id))
    return lambda path="": Page(client.get(f"/leads/{at.lead.public_id}{path}", follow_redirects=True))


@pytest.fixture
def owned(at, client_as):
    client = client_as(db.session.get_one(Membership, at.owner.membership_id))
    return lambda path="": Page(client.get(f"/needs/{at.need.public_id}{path}"))


def state_of(at) -> LeadState:
    db.session.refresh(at.lead)
    return at.lead.state


def test_an_offer_is_looked_at_first_and_then_sent(at, staff, owned):
    form = staff().follow("填报价")
    assert form.control("年利率（单利）")["value"] == "4.35" and "LPR" in form.text
    looked = form.submit(LOOK, by_label={"一次性费用": "0.5"})
    assert state_of(at) is LeadState.CONTACTED
    for words in ("企业会看到", "年化综合成本", "每月 17,", "一次性 1,000 元"):
        assert words in looked.text
    sent = looked.submit(SEND)
    assert "已告诉企业" in sent.text and "给企业的报价" in sent.text
    page = owned()
    for words in ("1 份报价，由您决定", "年化综合成本", "一次性 1,000 元", "请在这天前答复", "不算办成"):
        assert words in page.text
    assert "已接受" in page.submit(TAKE).text
    assert state_of(at) is LeadState.TAKEN


def test_another_figure_than_the_one_looked_at_is_looked_at_again(at, staff):
    looked = staff("/offer").submit(LOOK)
    again = looked.submit(
        "改好了，再看一遍", by_label={"批多少": "15", "给企业的话（和企业要的一样时可不填）": "流水只够"}
    )
    assert state_of(at) is LeadState.CONTACTED and "15 万元" in again.text
    again.submit(SEND)
    assert state_of(at) is LeadState.APPROVED and at.offer.amount_fen == 15 * WAN


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(at, staff):
    wrong = staff("/offer").submit(
        LOOK, rate_kind="lpr", spread="-400", amount="二十来个", valid_until="2026-13-01", words="我的话"
    )
    assert wrong.status == 422 and wrong.control("批多少")["value"] == "二十来个"
    assert "看不懂" in wrong.error_of("批多少") and "没有这一天" in wrong.error_of("报价有效到")
    below = wrong.submit(LOOK, amount="20", valid_until="2036-01-01")
    assert "有效期须在" in below.error_of("报价有效到") and "负数" in below.error_of("加多少个基点")
    assert "我的话" in below.html


def test_a_spread_begins_with_the_products_own(app, client_as):
    bank = factories.institution(type_code="I06")
    spread = {"rate_kind": RateKind.LPR, "lpr_tenor": "1Y", "rate_low_bp": 85, "rate_high_bp": 85}
    at = talk(product=factories.product(institution=bank, **spread))
    client = client_as(db.session.get_one(Membership, at.manager.membership_id))
    looked = Page(client.get(f"/leads/{at.lead.public_id}/offer")).submit(LOOK)
    assert "1 年期 LPR" in looked.text and "加 85 个基点" in looked.text


def test_an_offer_is_refused_for_a_reason_and_taken_back(at, owned):
    approved(at)
    page = owned().follow(REFUSE)
    assert "请选一个原因" in page.submit("不接受").error_of("主要原因")
    said = page.submit("不接受", code="W03")
    assert "前可以撤销" in said.text and "十分钟" in said.text
    assert TAKE in said.submit("撤销，我再想想").buttons()


def test_offers_stand_side_by_side_with_one_yardstick(at, owned):
    approved(at, fee_once_bp=100)
    guarantor = factories.institution(name="示例担保公司", type_code="I12")
    product = factories.product(institution=guarantor, kind=ProductKind.GUARANTEE, price_bp=100)
    approved(talk(product=product, need=at.need, owner=at.owner, slot=2), fee_yearly_bp=100)
    cheap = talk(bank=factories.institution(name="竹溪示例银行"), need=at.need, owner=at.owner, slot=3)
    approved(cheap, rate_bp=400, repayment="instalments")
    talk(bank=factories.institution(name="在审示例银行"), need=at.need, owner=at.owner, slot=4)
    page = owned("/offers")
    names = [heading.text for heading in page.soup.select("article h2")]
    assert names == ["竹溪示例银行", "青岚示例银行", "示例担保公司"], "what lends first, the cheapest first"
    assert page.text.count("年化综合成本") == 2 and "不能和借来的钱比价" in page.text
    assert "还有 1 家在审" in page.text and "在审示例银行" not in page.text, "in approval is no success"


def test_nobody_elses_offers(at, client_as):
    approved(at)
    other = talk()
    client = client_as(db.session.get_one(Membership, other.owner.membership_id))
    rival = client_as(db.session.get_one(Membership, other.manager.membership_id))
    assert client.get(f"/needs/{at.need.public_id}/offers").status_code == 404
    assert client.get(f"/leads/{at.lead.public_id}/refuse-offer").status_code == 404
    for path in ("", "/offer", "/disburse"):
        assert rival.get(f"/leads/{at.lead.public_id}{path}").status_code == 404


def test_money_is_recorded_in_parts_and_both_read_it(at, staff, owned):
    taken(at)
    form = staff().follow("记放款")
    assert "征信" in form.submit("核对", amount="12").error_of("征信里查到的")
    sure = form.submit("核对", amount="12", first_loan="yes")
    assert state_of(at) is LeadState.TAKEN and "再核对一遍" in sure.text
    page = sure.submit("确认，记下这一笔")
    assert "还剩 8 万元" in page.text and "已放款 12 万元" in page.text
    assert "最多还能放 8 万元" in staff("/disburse").submit("核对", amount="9", first_loan="no").error_of(
        "放款多少"
    )
    service.disburse(at.manager, at.lead, payment(8, first_loan=False))
    db.session.commit()
    page = staff("/disburse")
    assert page.heading != "记放款", "nothing is left: back on the lead"
    assert "指派" not in page.text
    mine = owned()
    assert "已放款" in mine.text and "一共 20 万元" in mine.text and "8 万元" in mine.text
    db.session.refresh(at.need)
    assert at.need.state is NeedState.FUNDED


def test_what_is_missing_is_kept_open_with_the_yes(at, owned):
    approved(at, amount_fen=15 * WAN, words="流水只够 15 万")
    page = owned()
    assert "比您要的少 5 万元" in page.text and "您要的是 20 万元" in page.text
    page.submit(TAKE, keep_open=["yes"])
    db.session.refresh(at.need)
    assert at.need.keep_open


def test_a_guarantors_pages_speak_of_no_loan(app, client_as):
    guarantor = factories.institution(name="示例担保公司", type_code="I12")
    product = factories.product(institution=guarantor, kind=ProductKind.GUARANTEE, price_bp=100)
    at = talk(product=product)
    client = client_as(db.session.get_one(Membership, at.manager.membership_id))
    looked = Page(client.get(f"/leads/{at.lead.public_id}/offer")).submit(LOOK)
    assert looked.heading == "同意担保，给企业报价" and "担保费一共" in looked.text
    sent = looked.submit(SEND)
    service.take(at.owner, at.lead, at.offer.public_id)
    db.session.commit()
    page = Page(client.get(f"/leads/{at.lead.public_id}/disburse"))
    assert page.heading == "记担保生效"
    for words in ("放款", "利率", "授信"):
        assert words not in looked.text + page.text + sent.by_id("offered").text


def test_an_answer_that_comes_too_late_is_a_friendly_one(at, owned, staff):
    approved(at)
    page = owned()
    at.lead.state = LeadState.LAPSED
    db.session.commit()
    assert page.submit(TAKE).status == 409
    assert staff("/offer").heading != "批下来了，给企业报价"


def test_whether_the_need_goes_on_is_said_beforehand(at, owned):
    page = owned().submit("改成：留着找其余的")
    assert "需求留着，继续找其余的" in page.text
    assert "就算办成" in page.submit("改成：办成就结束").text
