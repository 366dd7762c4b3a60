"""What is offered as security, what is only owned, and what is said to be lacking."""

from pathlib import Path

import pytest

from search.language.reader import security
from search.language.reader.draft import Question
from search.language.reader.passage import passage_of

LINES = (Path(__file__).parent / "security_sentences.txt").read_text(encoding="utf-8").splitlines()
EXPECTED = dict(line.split("\t") for line in LINES if line and not line.startswith("#"))


def offered(text):
    return {
        f.value
        for f in security.read(passage_of(text))
        if f.key == "collateral_offered" and hasattr(f, "value")
    }


def without(text):
    return next((f.value for f in security.read(passage_of(text)) if f.key == "no_collateral"), None)


def test_sentences_of_many_kinds():
    read = {text: offered(text) | ({"NO"} if without(text) else set()) for text in EXPECTED}
    meant = {text: set(words.split(",")) - {"-"} for text, words in EXPECTED.items()}
    assert {text: kinds for text, kinds in read.items() if kinds != meant[text]} == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("厂房可抵", {"real_estate"}),
        ("有套商品房，可以抵押", {"real_estate"}),
        ("店面是自己买的，能抵押", {"real_estate"}),
        ("拿自家房子抵押", {"real_estate"}),
        ("用房子贷80万", {"real_estate"}),
        ("抵押物是县城一套房子", {"real_estate"}),
        ("想用三项专利质押", {"ip_pledge"}),
        ("货车可以押给银行", {"vehicle"}),
        ("渔船有证能抵押", {"vessel"}),
        ("库里的白酒可以质押", {"inventory"}),
        ("仓单质押", {"inventory"}),
        ("用应收账款质押", {"receivable"}),
        ("拿存单质押", {"deposit"}),
        ("林权证可以抵押", {"forest_right"}),
        ("奶牛可以做活体抵押", {"livestock"}),
        ("流转的地经营权可抵押", {"land_right"}),
        ("可以找公务员担保", {"third_party"}),
        ("我表哥愿意担保", {"third_party"}),
        ("有担保人", {"third_party"}),
        ("能三户联保", {"joint"}),
        ("几家厂可以互保", {"joint"}),
        ("有担保公司愿意担保", {"guarantee_company"}),
        ("厂房和设备都可以抵押", {"real_estate", "equipment"}),
        ("没有房产，可以拿车抵押", {"vehicle"}),
        ("学费收费权可质押", {"fee_right"}),
        ("拿库里的蒜押给你们", {"inventory"}),
        ("门面是自己买的，九十平，想拿去押", {"real_estate"}),
        ("可以押机器", {"equipment"}),
        ("家里有个土地证可以放你们那", {"real_estate"}),
        ("社里的仓库抵押行不行", {"real_estate"}),
        ("拿队里的大棚抵押成不", {"farm_facility"}),
        ("两台挖机，其中一台可以抵", {"equipment"}),
        ("有部七座可以押", {"vehicle"}),
        ("冷库里的鱼片能质押", {"inventory"}),
        ("房子不抵，机器可以", {"equipment"}),
        ("住房是父母的，他们同意抵押", {"real_estate"}),
        ("老板同意押车间和厂房", {"real_estate"}),
        ("我婶子肯给我担保", {"third_party"}),
        ("有人能给我作保", {"third_party"}),
        ("保人有，我姐夫是老师", {"third_party"}),
        ("应收款都是大厂的，想拿这个融资", {"receivable"}),
    ],
)
def test_an_offer_is_read(text, expected):
    assert offered(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "鸡舍是自家的",
        "有三台冷藏车",
        "不想押房子",
        "别让我抵押房产",
        "房子是租的",
        "厂房已经抵押给别的银行了",
        "没有房产抵押",
        "没有担保人",
        "想买台设备抵押贷款行吗",
        "担保公司要反担保，办不了",
        "想要不用抵押的信用贷",
        "房子抵押不了",
        "能不能不押房子",
        "要不要房产抵押",
        "房子能不能不抵押",
        "拿货回来卖",
        "",
    ],
)
def test_owning_or_refusing_is_no_offer(text):
    assert offered(text) == set()


@pytest.mark.parametrize("text", ["仓单能质押吗", "大棚可以抵押吗，想贷20万", "设备可不可以抵押"])
def test_a_question_whether_it_can_be_pledged_is_a_likely_offer_and_asked_back(text):
    found = list(security.read(passage_of(text)))
    assert [f.sure for f in found if f.key == "collateral_offered" and hasattr(f, "value")] == ["likely"]
    assert any(isinstance(f, Question) and f.key == "collateral_offered" for f in found)


def test_asking_by_means_of_something_is_a_likely_offer():
    found = [f for f in security.read(passage_of("能不能拿车抵押")) if not isinstance(f, Question)]
    assert [(f.value, f.sure) for f in found] == [("vehicle", "likely")]


@pytest.mark.parametrize(
    "text",
    [
        "没有抵押物",
        "没抵押没担保",
        "没东西抵押",
        "拿不出抵押",
        "啥也没有",
        "没房没车",
        "缺抵押",
        "轻资产，没抵押",
        "抵押物没有",
        "没有什么可以抵押的",
        "冇抵押",
        "没有任何抵押物",
        "无抵押无担保",
        "楼啥的没有",
        "啥都押不了",
        "没有值钱家当",
        "抵押担保都拿不出",
    ],
)
def test_having_nothing_is_said(text):
    assert without(text) is True


@pytest.mark.parametrize(
    "text", ["想要无抵押的信用贷款", "想要不用抵押的", "没房，在县城租房", "有没有抵押都行", "没贷过款", ""]
)
def test_a_wish_for_credit_is_no_lack(text):
    assert without(text) is None


def test_having_some_is_said():
    assert without("抵押物充足") is False
    assert without("可以提供足额抵押物") is False
