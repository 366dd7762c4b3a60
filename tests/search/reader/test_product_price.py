"""What a product costs, how it is paid back, when its institution decides, what is to be brought."""

import time

import pytest

from search.language.reader.product import understand_product

RATES = [  # text, lowest, highest, whether the upper end is open
    ("年化3.85%起", 385, None, True),
    ("年利率（单利）3.6%至7.2%", 360, 720, None),
    ("年化利率3.45%-6%", 345, 600, None),
    ("利率最低3.65%，最高5.2%", 365, 520, None),
    ("贷款年利率4.35%", 435, None, None),
    ("综合融资成本不超过6.5%", None, 650, None),
    ("年化利率低至百分之三点八五", 385, None, True),
    ("首次借款利率3.65%，续借4.05%", 365, 405, None),
    ("月利率0.4%", 480, None, None),
    ("日息万分之一", 360, None, None),
    ("月息3‰", 360, None, None),
    ("抵押率最高70%，年化3.9%", 390, None, None),
    ("销售额增长20%以上可申请", None, None, None),
    ("逾期罚息上浮50%", None, None, None),
    ("利率优惠，罚息上浮50%", None, None, None),
    ("年化50%", None, None, None),
    ("财政贴息2%，利率4%", 400, None, None),
    ("贴息后实际利率1.5%", None, None, None),
]
SPREADS = [  # text, tenor, lowest, highest
    ("LPR+50BP", "1Y", 50, None),
    ("按1年期LPR加65个基点执行", "1Y", 65, None),
    ("五年期以上LPR减20BP", "5Y", -20, None),
    ("5年期LPR-10基点", "5Y", -10, None),
    ("LPR+50至150BP", "1Y", 50, 150),
    ("lpr加0.5%", "1Y", 50, None),
    ("贷款市场报价利率（LPR）加40个基点", "1Y", 40, None),
    ("LPR加30BP，目前相当于年化3.3%", "1Y", 30, None),
    ("LPR（1年期）+55bp", "1Y", 55, None),
    ("LPR-30个BP", "1Y", -30, None),
    ("执行同期LPR利率", "1Y", 0, None),
    ("不高于LPR+100BP", "1Y", None, 100),
    ("LPR下浮10%", None, None, None),
    ("LPR加9999个基点", None, None, None),
]
SHARES = [
    ("担保费率1%/年，担保比例80%", {"price_bp": 100, "cover_bp": 8000}),
    ("保险费率0.6%，损失的赔付比例90%", {"price_bp": 60, "cover_bp": 9000}),
    ("首付比例20%，手续费率1.5%", {"down_payment_bp": 2000, "fee_once_bp": 150}),
    ("财政贴息2个百分点", {"subsidy_bp": 200}),
    ("贴息50%", {}),
    ("年担保费率0.5%-1%", {"price_bp": 100}),
    ("银行承担20%风险，担保公司承担80%", {"cover_bp": 8000}),
]
WAYS = [
    ("随借随还", "revolving", "said"),
    ("等额本息，按月还款", "instalments", "said"),
    ("按月付息，到期还本", "interest_first", "said"),
    ("先息后本", "interest_first", "said"),
    ("额度循环使用，先付利息后还本金", "interest_first", "said"),
    ("按季结息", "interest_first", "said"),
    ("到期一次性还本付息", "at_once", "said"),
    ("利随本清", "at_once", "said"),
    ("分期还款，每月还本", "instalments", "said"),
    ("等额本息、先息后本都可以", "instalments", "likely"),
    ("无需每月还本", None, None),
    ("还款方便", None, None),
]
DAYS = [
    ("3个工作日内答复", 3, "said"),
    ("两个工作日内给结果", 2, "said"),
    ("审批时间3至5个工作日", 5, "said"),
    ("材料齐全后7个工作日内完成审批", 7, "said"),
    ("当天出结果", 0, "said"),
    ("最快1天审批", 1, "likely"),
    ("3天内放款", 3, "likely"),
    ("24小时内给结果", 1, "likely"),
    ("一周内答复", 5, "likely"),
    ("T+1审批", 1, "said"),
    ("提前3个工作日还款", None, None),
    ("成立满180天", None, None),
    ("90天内还清", None, None),
]
PAPERS = [
    ("所需材料：营业执照、身份证、近6个月流水。", ("营业执照", "身份证", "近6个月流水")),
    ("申请材料包括营业执照、法人身份证和上年财务报表等。", ("营业执照", "法人身份证", "上年财务报表")),
    ("需要准备的资料有：1.营业执照 2.身份证 3.租赁合同", ("营业执照", "身份证", "租赁合同")),
    ("办理所需材料：\n1. 营业执照\n2. 购销合同\n\n欢迎申请", ("营业执照", "购销合同")),
    ("凭营业执照和身份证即可申请", ("营业执照", "身份证")),
    ("带上土地承包合同、身份证就行", ("土地承包合同", "身份证")),
    ("申请资料（复印件）：1、营业执照；2、验资报告。", ("营业执照", "验资报告")),
    ("需提供：公章、近一年流水", ("公章", "近一年流水")),
    ("材料：身份证、户口本", ("身份证", "户口本")),
    ("凭摊位证和收款记录申请", ("摊位证",)),
    ("凭手里的订单备货生产", None),
    ("凭收款流水就能申请", None),
    ("提供房产抵押，最高500万", None),
    ("无需提供财务报表", None),
    ("材料齐全后3个工作日答复", None),
    ("所需材料少，手续简单", None),
]


def values(text: str) -> dict:
    return understand_product(text).values


def sure(text: str, key: str) -> str | None:
    return next((span.sure for span in understand_product(text).spans if span.key == key), None)


@pytest.mark.parametrize(("text", "low", "high", "is_open"), RATES)
def test_rates(text, low, high, is_open):
    found = values(text)
    assert tuple(map(found.get, ("rate_low_bp", "rate_high_bp", "rate_open"))) == (low, high, is_open)
    assert found.get("rate_kind") == ("fixed" if low or high else None)


@pytest.mark.parametrize(("text", "tenor", "low", "high"), SPREADS)
def test_spreads_over_the_lpr_go_before_what_they_come_to(text, tenor, low, high):
    found = values(text)
    assert tuple(map(found.get, ("lpr_tenor", "spread_low_bp", "spread_high_bp"))) == (tenor, low, high)
    assert found.get("rate_kind") == (tenor and "lpr")
    assert "rate_low_bp" not in found


@pytest.mark.parametrize(("text", "shares"), SHARES)
def test_shares_go_by_their_names(text, shares):
    found = values(text)
    assert {key: found[key] for key in found if key.endswith("_bp")} == shares


@pytest.mark.parametrize(("text", "way", "how"), WAYS)
def test_ways_to_pay_back(text, way, how):
    assert (values(text).get("repayment"), sure(text, "repayment")) == (way, how)


@pytest.mark.parametrize(("text", "days", "how"), DAYS)
def test_days_until_the_decision(text, days, how):
    assert (values(text).get("decision_days"), sure(text, "decision_days")) == (days, how)


@pytest.mark.parametrize(("text", "papers"), PAPERS)
def test_what_is_to_be_brought(text, papers):
    assert values(text).get("materials") == papers


@pytest.mark.parametrize(
    "text",
    [
        *("利率" * 5000, "3.5%" * 2500, "LPR+" * 2500, "所需材料：" * 2000, "、" * 10_000, "百分之三" * 2500),
        *("1个工作日" * 2000, "年利率1%-" * 1400, "凭执照、" * 2500, "一二三四" * 2500, "\n 1." * 2500),
    ],
)
def test_a_text_of_any_kind_is_read_in_time(text):
    understand_product("")
    start = time.process_time()
    understand_product(text)
    assert time.process_time() - start < 2
