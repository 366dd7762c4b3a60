"""A product's own words, key by key; what is not said or said otherwise stays open."""

import pytest

from search.documents import ProductDoc
from search.language.reader.product import understand_product
from search.taxonomy import requirements, securities

AMOUNTS = [
    ("最高500万", None, 5_000_000),
    ("单户授信额度不超过300万元", None, 3_000_000),
    ("额度1-50万元，随借随还", 10_000, 500_000),
    ("额度10万至200万", 100_000, 2_000_000),
    ("5万起，最高50万", 50_000, 500_000),
    ("最低可贷2万，最高可达80万", 20_000, 800_000),
    ("30万以内周转", None, 300_000),
    ("信用最高100万，抵押最高800万", None, 8_000_000),
    ("可贷一千万", None, 10_000_000),
    ("年销售额不低于500万元，最高贷300万", None, 3_000_000),
    ("累计投放贷款20亿元", None, None),
    ("注册资本100万以上的企业", None, None),
    ("单笔最高500万美元", None, None),
    ("有200万元的案例", None, None),
]
TERMS = [
    ("期限最长3年", None, 36),
    ("贷款期限1至5年", 12, 60),
    ("最长12个月", None, 12),
    ("借款期限6-24个月", 6, 24),
    ("一年期流动资金贷款", None, 12),
    ("授信期3年，单笔期限不超过1年", None, 36),
    ("期限最短3个月，最长两年", 3, 24),
    ("成立满3年的企业", None, None),
    ("近两年无逾期", None, None),
]
DEMANDS = [
    ("面向成立两年以上的企业", {"years:2"}),
    ("经营满三年", {"years:3"}),
    ("连续经营6个月以上", {"years:0.5"}),
    ("有一年以上养殖经验", {"years:1"}),
    ("纳税B级以上", {"tax_grade:A|B"}),
    ("纳税信用等级为A、B、M级", {"tax_grade:A|B|M"}),
    ("A级纳税人专享", {"tax_grade:A"}),
    ("纳税等级M级及以上", {"tax_grade:A|B|M"}),
    ("年营业收入不低于500万元", {"revenue:500"}),
    ("员工人数不超过300人", {"employees:300"}),
    ("限专精特新企业", {"srdi"}),
    ("凭收款码流水申请", {"qr"}),
    ("近两年无逾期", {"no_overdue"}),
    ("专为首次贷款的小店设计", {"firsthand"}),
    ("支持首贷户", set()),
    ("无需开票，不看流水", set()),
    ("专精特新企业优先", set()),
    ("高新技术企业可提高额度", set()),
    ("注册满四年，连续两年盈利", {"years:4", "profit"}),
    ("开业两年以上，有收款码流水", {"years:2", "qr"}),
]
SECURITIES = [
    ("不用抵押", {"credit"}),
    ("免抵押免担保", {"credit"}),
    ("纯信用", {"credit"}),
    ("可用房产、厂房、设备抵押", {"real_estate", "equipment"}),
    ("抵押物可以是住宅、车辆", {"real_estate", "vehicle"}),
    ("应收账款质押", {"receivable"}),
    ("凭知识产权质押", {"ip_pledge"}),
    ("须有融资担保公司保证，免抵押", {"guarantee_company"}),
    ("可找亲友担保", {"third_party"}),
    ("担保方式：信用、保证", {"credit", "third_party"}),
    ("无需房产抵押", {"credit"}),
    ("用于购买设备、装修商铺", set()),
    ("信用良好的企业", set()),
]
WHO = [
    ("面向小微企业", ("company",)),
    ("给个体工商户和农户", ("sole_proprietor", "farmer")),
    ("支持合作社、家庭农场", ("cooperative", "family_farm")),
    ("小微企业主个人贷款", ("business_owner",)),
    ("没有执照的摊主也能贷", ("unregistered",)),
    ("由担保公司担保", None),
]
TRADES = [
    ("适用于制造业企业", ("C",), None),
    ("面向餐饮、零售商户", ("62", "52"), None),
    ("支持批发和零售业、住宿业的小店", ("F", "61"), None),
    ("不支持房地产、娱乐行业", None, ("K", "90")),
    ("面向小微企业，采矿业除外", None, ("B",)),
    ("给奶茶店周转", ("6239",), None),
    ("面向科技型企业、外贸企业", None, None),
]
PLACES = [
    ("服务杭州市小微企业", ("330100",)),
    ("限拱墅区、西湖区的商户", ("330105", "330106")),
    ("适用于浙江省内企业", ("330000",)),
    ("面向全国客户", ("000000",)),
    ("杭州示例银行推出", None),
    ("惠农e贷", None),
]


def read(text: str, key: str):
    return understand_product(text).values.get(key)


@pytest.mark.parametrize(("text", "least", "most"), AMOUNTS)
def test_amounts(text, least, most):
    assert (read(text, "amount_min_yuan"), read(text, "amount_max_yuan")) == (least, most)


@pytest.mark.parametrize(("text", "least", "most"), TERMS)
def test_terms(text, least, most):
    assert (read(text, "term_min_months"), read(text, "term_max_months")) == (least, most)


@pytest.mark.parametrize(("text", "words"), DEMANDS)
def test_demands(text, words):
    assert set(read(text, "requirements") or ()) == words


@pytest.mark.parametrize(("text", "sure"), [("限专精特新企业", "said"), ("对接开票等数据", "likely")])
def test_a_qualification_that_is_only_named_is_only_likely(text, sure):
    [span] = [span for span in understand_product(text).spans if span.key == "requirements"]
    assert span.sure == sure


@pytest.mark.parametrize(("text", "words"), SECURITIES)
def test_securities(text, words):
    assert set(read(text, "security_accepted") or ()) == words


@pytest.mark.parametrize(("text", "words"), WHO)
def test_borrowers(text, words):
    assert read(text, "subjects") == words


@pytest.mark.parametrize(("text", "own", "barred"), TRADES)
def test_trades(text, own, barred):
    assert (read(text, "industries"), read(text, "industries_excluded")) == (own, barred)


@pytest.mark.parametrize(("text", "codes"), PLACES)
def test_places(text, codes):
    assert read(text, "regions") == codes


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("贷款用于采购原材料、支付工资", ("working_capital",)),
        ("支持设备更新和技术改造", ("fixed_assets",)),
        ("到期续贷，无需还本", ("renewal",)),
        ("不得用于购房、炒股", None),
    ],
)
def test_purposes(text, kinds):
    assert read(text, "purpose_kinds") == kinds


WHOLE = "面向成立两年以上、纳税B级以上的小微企业，最高500万，期限最长3年，不用抵押。"


def test_the_words_of_each_finding_are_those_that_were_written():
    draft = understand_product(WHOLE)
    assert {(span.key, span.words) for span in draft.spans} == {
        ("requirements", "两年"),
        ("requirements", "纳税B级以上"),
        ("subjects", "小微企业"),
        ("amount_max_yuan", "500万"),
        ("term_max_months", "3年"),
        ("security_accepted", "不用抵押"),
    }
    assert all(WHOLE[span.start : span.end] == span.words for span in draft.spans)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "🙂" * 50,
        "。，；" * 30,
        "<b>最高</b>{{500万}}",
        "长" * 10_000,
        "抵押、" * 3_000,
        "最高1万" * 2_000,
        "\x00",
    ],
)
def test_any_text_is_read_and_what_is_read_is_a_product(text):
    values = understand_product(text).values
    doc = ProductDoc.from_dict({**values, "id": "p"})
    assert all(securities.by_word(word) for word in doc.security_accepted or ())
    for written in doc.requirements or ():
        requirements.parse(written)
