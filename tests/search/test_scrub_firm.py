"""What else a text about a firm loses: how old it is, who works there, whom it owes. Sentences of our own."""

import re
import time

import pytest

from search.language import ages, lenders, scrub, spoken, staff
from search.language.scrub import again, of_firm
from tests.search.test_scrub import MOST_LOST, SENTENCES, share_lost

AGES = [
    ("做豆腐12年", "12"),
    ("开了8年的店", "8年"),
    ("厂子办了二十来年", "二十"),
    ("2016年成立的五金厂", "2016"),
    ("我2009年3月开的店", "3月"),
    ("公司成立于2018年5月", "2018"),
    ("注册时间：2017-08-15，做塑料粒子", "08-15"),
    ("二〇一八年注册的合作社", "二〇一八"),
    ("从09年干到现在", "09"),
    ("我们厂98年就有了", "98"),
    ("始于1998的老铺子", "1998"),
    ("去年开的奶茶店", "去年"),
    ("2021年买的设备还在用", "2021"),
    ("生意做了六年多，快满七年了", "六年"),
    ("从业20年的老师傅", "20"),
    ("公司注册满3年", "3年"),
    ("重庆小面馆，两年了，添点桌子", "两年"),
    ("成立至今已有17个年头", "17"),
    ("经营8个月的小超市", "8个月"),
    ("店里开咗九年，想换个招牌", "九年"),
    ("贷20万，三年，买挖机", "三年"),
    ("自己接手也十五六年了", "十五六"),
    ("开店第五个年头了", "第五"),
    ("2009-2015年在外，后来回乡", "2009"),
    ("founded in 2015 in Ningbo", "2015"),
]
STAFF = [
    ("雇了38个工人", "38"),
    ("员工52人", "52"),
    ("员工人数：17", "17"),
    ("手下十来个伙计", "十来"),
    ("请了3个人看店", "3个"),
    ("缴社保的23人", "23"),
    ("厂里三十几号人要发工资", "三十几"),
    ("工人有200多", "200"),
    ("店里六个人，忙不过来", "六个"),
    ("用工四十五人，其中残疾人八名", "八名"),
    ("员工从20人涨到60人", "60"),
    ("招了二十来个附近的妇女", "二十"),
    ("司机5名，绣娘30人", "30"),
    ("做跨境电商，10个人，义乌", "10"),
    ("我们是6个人的团队", "6个"),
    ("手底下养着二三十号人", "二三十"),
    ("现在一百多，去年才八十人", "八十"),
    ("请了俩阿姨", "俩"),
    ("带六个兄弟跑工地", "六个"),
    ("we have 12 employees", "12"),
]
LENDERS = [
    ("在工行贷了一笔", "工行"),
    ("欠招行的钱年底到期", "招行"),
    ("示例湖银行那边还欠着", "示例湖"),
    ("在杭州银行贷过款", "杭州"),
    ("跟中国建设银行有往来", "建设"),
    ("以前在农商行贷过", "农商"),
    ("县里的农村信用合作联社有一笔", "联社"),
    ("信用社还没还清", "信用社"),
    ("示例县村镇银行也借过", "村镇"),
    ("邮储银行有贷款", "邮储"),
    ("某某湖银行绵阳支行贷的", "支行"),
    ("徽州银行、江北银行都问过", "江北"),
    ("临河银行贷款月底到期", "临河"),
    ("每月要还平安银行的钱", "平安"),
    ("loan at ICBC", "ICBC"),
    ("信用卡（招商）共欠不少", "招商"),
]
DEBTS = [
    ("月供3500", "3500"),
    ("月供四千二", "二"),
    ("每月还车贷6800", "6800"),
    ("月流水十五个达不溜", "十五"),
    ("房贷还剩38万", "38"),
    ("外面欠着三个w", "三个"),
    ("一天卖两千来块", "两千"),
]
STAYS = [
    *("养了300头猪", "托管班有60个孩子", "能坐80人的饭店", "客户2000人", "成员86户", "学员60人，会员200人"),
    *(
        "租期5年",
        "签了3年合同",
        "账期90天",
        "打工十年回来",
        "孩子三岁",
        "社保交了5年",
        "要交一年的摊位费",
        "三年的店租",
        "一年到头忙",
    ),
    *("施工行业", "化工行情不好", "手工行当", "找过几家银行都没批", "国有银行嫌我小", "银行流水好看"),
    *("网上银行", "手机银行走账", "别的银行", "交通方便", "民生工程的活", "招商引资来的", "邮政编码"),
    *(
        "带动农户300人",
        "2000套校服",
        "一年接待5000人次",
        "三代传承",
        "三家分店",
        "跟银行谈过",
        "银行不批",
        "靠谱的银行",
        "很多银行都问了",
    ),
]


@pytest.mark.parametrize(("text", "secret"), [*AGES, *STAFF, *LENDERS, *DEBTS])
def test_what_tells_a_firm_apart_is_gone(text, secret):
    outside = scrub.MARK.sub("〓", of_firm(text).text)
    assert secret not in outside, outside


@pytest.mark.parametrize(
    ("module", "name", "texts"),
    [
        (ages, "find", AGES),
        (staff, "find", STAFF),
        (lenders, "find", LENDERS),
        (spoken, "told_of_firm", DEBTS),
    ],
)
def test_twin_without_one_part_its_secrets_are_read(monkeypatch, module, name, texts):
    monkeypatch.setattr(module, name, lambda *_: ())
    assert any(secret in scrub.MARK.sub("〓", of_firm(text).text) for text, secret in texts)


@pytest.mark.parametrize("text", STAYS)
def test_other_counts_and_talk_of_banks_stay(text):
    assert of_firm(text).text == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (
            "做豆腐12年，雇了38个工人，在工行贷了35万",
            "做豆腐〔5年以上〕，雇了〔20–49人〕工人，在〔银行〕贷了〔30–50万元〕",
        ),
        ("2016年成立，员工52人", "〔某年〕成立，员工〔50–99人〕"),
        ("示例湖银行绵阳支行贷的", "〔银行〕贷的"),
        ("农商行，信用社，邮储银行", "〔银行〕，〔银行〕，〔银行〕"),
        ("快三年了的小店，月供3500", "〔2–3年〕了的小店，月供〔10万元以内〕"),
        ("开了不到一年", "开了〔1年以下〕"),
    ],
)
def test_it_still_reads_as_a_sentence(text, clean):
    assert of_firm(text).text == clean


def test_a_managers_own_words_may_name_a_bank_and_a_length():
    assert scrub.scrub("请带上营业执照到示例湖银行，满2年可以再来").removed == []


def test_what_was_scrubbed_before_is_scrubbed_to_the_same(monkeypatch):
    """An old summary comes to what a new one would be, and a new one stays as it is."""
    texts = [text for text, _ in (*AGES, *STAFF, *LENDERS, *DEBTS)]
    for text in (*texts, *STAYS, *(sentence.text for sentence in SENTENCES)):
        new = of_firm(text).text
        assert again(scrub.scrub(text).text) == new == again(new)


def test_twin_marks_that_are_read_as_text_are_noticed(monkeypatch):
    monkeypatch.setattr(scrub, "MARK", re.compile("(?!)"))
    assert again("想借〔10–30万元〕，开了〔5年以上〕") != "想借〔10–30万元〕，开了〔5年以上〕"


def test_few_harmless_words_are_lost_beyond_these_facts():
    """Of the sentences that hide persons: no more than one word in a hundred that is no fact of the firm."""
    facts = {"age", "staff", "lender", "term", "turnover", "loan"}

    def without_facts(text, known):
        found = of_firm(text, known)
        return scrub.Scrubbed(found.text, [place for place in found.removed if place[2] not in facts])

    assert share_lost(SENTENCES, without_facts)[0] <= MOST_LOST
    places = [place for one in SENTENCES for place in of_firm(one.text).removed if place[2] in facts]
    assert len(places) < len(SENTENCES), "facts are in few of the sentences"


@pytest.mark.parametrize(
    "unit",
    [
        "年",
        "3年",
        "2016年",
        "人",
        "3人",
        "员工",
        "银行",
        "行",
        "工行",
        "江北",
        "了3年",
        "在",
        "信用",
        "个",
        "1",
    ],
)
def test_hostile_repetition_takes_no_time(unit):
    started = time.perf_counter()
    of_firm((unit * 3000)[:3000])
    assert time.perf_counter() - started < 2
