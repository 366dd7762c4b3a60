"""Who borrows: only what the words support."""

from pathlib import Path

import pytest

from search.language.reader import borrower
from search.language.reader.passage import passage_of

LINES = (Path(__file__).parent / "borrower_sentences.txt").read_text(encoding="utf-8").splitlines()
EXPECTED = dict(line.split("\t") for line in LINES if line and not line.startswith("#"))


def codes(text):
    return [found.value for found in borrower.read(passage_of(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("塑料制品公司，想贷100万", "T01"),
        ("我们是家做模具的小公司", "T01"),
        ("本公司主营布匹", "T01"),
        ("高新技术企业，做芯片的", "T01"),
        ("开了个公司做软件", "T01"),
        ("注册的个人独资企业", "T04"),
        ("律所是合伙企业", "T05"),
        ("个体户，卖早点", "T06"),
        ("修鞋的，执照是个体", "T06"),
        ("给一家食品公司供货的个体户", "T06"),
        ("摆摊卖水果，没执照", "T07"),
        ("推车卖饼 没办证", "T07"),
        ("开个小档口 冇牌", "T07"),
        ("夜市炒面，营业执照没有", "T07"),
        ("卖菜的，还没来得及办执照，没有营业执照", "T07"),
        ("蔬菜种植专业合作社", "T08"),
        ("家庭农场，种樱桃", "T09"),
        ("我们家庭农场加入了合作社", "T09"),
        ("种粮大户，流转了600亩", "T10"),
        ("种桃子的，想借3万", "T11"),
        ("养了60头黄牛", "T11"),
        ("菜农，搭棚", "T11"),
        ("村里农户，想开农家乐", "T11"),
        ("承包了50亩水面养鱼", "T11"),
        ("村集体想建个冷库", "T12"),
        ("村股份经济合作社", "T12"),
        ("民办幼儿园，民非", "T13"),
        ("跑外卖的，想换电瓶车", "T20"),
        ("栽了三十亩桃树", "T11"),
        ("家里喂了二十头猪", "T11"),
        ("协会帮三十家会员企业问", "T01"),
        ("软件公司订单多，缺人手", "T01"),
        ("合作社代二十户社员申请", "T11"),
        ("开网约车三年", "T20"),
        ("公司不借，我以个人名义借", "T21"),
    ],
)
def test_the_borrower_is_read(text, expected):
    assert codes(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "开小饭馆的，想借5万",
        "灯具厂，要200万",
        "给汽车公司配套的作坊",
        "找担保公司担保",
        "客户是上市公司",
        "在公司上班，想开个店",
        "客户没执照的占三成",
        "不是种茶的，是卖茶的",
        "养老院，缺60万",
        "厂房没证，想借款",
        "面粉加工，收周边农户的小麦",
        "电力公司欠我们工程款",
        "这种机器要20万",
        "卖给合作社",
        "",
    ],
)
def test_what_is_not_said_is_left_out(text):
    assert codes(text) == []


def test_sentences_of_many_borrowers():
    read = {text: (codes(text) or ["-"])[0] for text in EXPECTED}
    assert {text: one for text, one in read.items() if one not in EXPECTED[text].split("|")} == {}
