"""What the borrower has and lacks, by the words of the taxonomy."""

from pathlib import Path

import pytest

from search.language.reader import qualifications
from search.language.reader.passage import passage_of

LINES = (Path(__file__).parent / "qualification_sentences.txt").read_text(encoding="utf-8").splitlines()
EXPECTED = dict(line.split("\t") for line in LINES if line and not line.startswith("#"))


def read(text):
    found = list(qualifications.read(passage_of(text)))
    return {f.value for f in found if f.key == "tags"}, {f.value for f in found if f.key == "lacks"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("顾客都扫码付款", {"qr"}),
        ("收钱码一天走八百", {"qr"}),
        ("在抖音开店卖茶", {"ebiz"}),
        ("做亚马逊和独立站", {"ebizx"}),
        ("年年按时交税", {"tax"}),
        ("纳税信用A级", {"tax", "tax_grade:A"}),
        ("是B级纳税人", {"tax", "tax_grade:B"}),
        ("月月开票", {"invoice"}),
        ("国家级小巨人", {"little_giant", "srdi"}),
        ("去年评上了高企", {"gx", "hitech"}),
        ("手里5项专利", {"ip"}),
        ("有软著有商标", {"ip"}),
        ("做外贸的，投了信保", {"export", "edi"}),
        ("出口退税没到账", {"refund"}),
        ("中了县里的标", {"govc", "order"}),
        ("跟教育局签了合同", {"govc", "order"}),
        ("手里有购销合同", {"order"}),
        ("客户账期三个月", {"recv"}),
        ("甲方欠着工程款", {"recv"}),
        ("存栏80头牛", {"live"}),
        ("流转了120亩地", {"land"}),
        ("种了90亩水稻", {"scale"}),
        ("种了500亩苹果", {"scale"}),
        ("退伍回来的", {"vet", "startgrp"}),
        ("大学刚毕业返乡创业", {"graduate", "returnee", "startgrp"}),
        ("白户，没贷过款", {"firsthand"}),
        ("头一回跟银行借钱", {"firsthand"}),
        ("征信没问题，没逾期过", {"no_overdue"}),
        ("还没有营收", {"norev"}),
        ("药店是医保定点", {"medins"}),
        ("有烟证", {"tob"}),
        ("入驻园区两年", {"park"}),
        ("商会会员", {"assoc"}),
        ("县里的产业集群里", {"cluster"}),
        ("在农商行开了户", {"bankclient"}),
        ("入选人才计划", {"talent"}),
        ("招了三个残疾工人，吸纳就业", {"hire"}),
        ("省级示范社", {"demo"}),
        ("市级龙头企业", {"leading"}),
        ("信用村评过级的", {"village"}),
        ("有套全款房", {"re"}),
        ("做AI芯片研发的公司", {"hitech"}),
        ("残疾证三级", {"disabled"}),
        ("从来没欠过税，票也一直开", {"tax", "invoice"}),
        ("甲方拖着工程款不给", {"recv"}),
        ("超市压九十天账", {"recv"}),
        ("头一回想贷款", {"firsthand"}),
        ("厂里下岗后自己干", {"unemployed", "startgrp"}),
    ],
)
def test_what_is_had(text, expected):
    assert expected <= read(text)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("没交过税", {"tax"}),
        ("没开过票", {"invoice"}),
        ("没有订单", {"order"}),
        ("没流水", {"flow"}),
        ("没有担保人", {"guarantor"}),
        ("找不到担保人", {"guarantor"}),
        ("没有专利", {"ip"}),
        ("没有房产", {"re"}),
        ("没房，住出租屋", {"re"}),
        ("社保没交", {"social_insurance"}),
        ("专利、商标都没有", {"ip"}),
        ("不是高新技术企业", {"gx"}),
        ("烟证没办下来", {"tob"}),
    ],
)
def test_what_is_lacking(text, expected):
    has, lacks = read(text)
    assert expected <= lacks
    assert not expected & has


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("租房合同下月到期", "order"),
        ("订单多得做不完", "order"),
        ("地铁出口开早餐店", "export"),
        ("想买两台货车", "veh"),
        ("种了20亩苹果", "scale"),
        ("卖手机芯片的档口", "hitech"),
        ("停业三个月没有收入", "norev"),
        ("跑美团外卖的", "ebiz"),
        ("房租一年三万", "re"),
        ("不想押房子", "re"),
        ("高新区开饭店", "gx"),
    ],
)
def test_what_only_looks_like_it(text, tag):
    assert tag not in read(text)[0]
    assert tag not in read(text)[1]


def _as_expected(text, word):
    has, lacks = read(text)
    if word.startswith("-"):
        return word[1:] in lacks and word[1:] not in has
    return word[1:] not in has if word.startswith("!") else word in has


def test_sentences_of_many_firms():
    words = [(text, word) for text, words in EXPECTED.items() for word in words.split(",")]
    assert [one for one in words if not _as_expected(*one)] == []
