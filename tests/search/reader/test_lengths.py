"""The term asked for and the age of the business; every other length of time is neither."""

import time
from datetime import date

import pytest

from search.language.reader import lengths
from search.language.reader.passage import passage_of

TODAY = date(2026, 11, 30)


def read(text: str) -> dict:
    return {span.key: span.value for span in lengths.read(passage_of(text), TODAY)}


def sure(text: str) -> set[str]:
    return {span.sure for span in lengths.read(passage_of(text), TODAY)}


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("想贷20万一年", 12),
        ("想要40w，两年", 24),
        ("借3万半年", 6),
        ("借5万分24期还", 24),
        ("贷10万，36期", 36),
        ("借2万用三个月", 3),
        ("贷8万一年半还清", 18),
        ("想贷15万，最好三年以内", 36),
        ("借6万周转90天", 3),
        ("期限：12个月", 12),
        ("借款五十万元，期限叁年", 36),
        ("贷款100万 5年 先息后本", 60),
        ("按揭十年", 120),
    ],
)
def test_the_term_asked_for(text, months):
    assert read(text) == {"term_months": months}
    assert sure(text) == {"said"}


@pytest.mark.parametrize(
    ("text", "months"), [("借10万，10-12个月", 12), ("贷30万 两三年", 36), ("贷20万分3到5年还", 60)]
)
def test_of_a_range_the_longer_end_is_likely(text, months):
    assert read(text) == {"term_months": months}
    assert sure(text) == {"likely"}


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("开了8年的面馆，想借5万", 8),
        ("成立三年，纳税两年，想贷50万", 3),
        ("开店一年半，想借3万", 1.5),
        ("才开了三个月，想借2万", 0.25),
        ("接单5年了，跑外卖，借1万换电瓶车", 5),
        ("摆摊六年，借5000", 6),
        ("养羊10年，差5万买羔子", 10),
    ],
)
def test_the_years_in_business(text, years):
    assert read(text) == {"established_years": years, "tags": f"years:{years:g}"}


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("老店十几年了，想借10万", 10),
        ("公司2018年注册的，贷100万", 8),
        ("从09年干到现在，想借20万", 17),
        ("去年才开的店", 1),
    ],
)
def test_years_that_are_not_said_outright_are_likely(text, years):
    assert read(text) == {"established_years": years, "tags": f"years:{years:g}"}
    assert sure(text) == {"likely"}


@pytest.mark.parametrize(
    "text",
    [
        "借5万借个把月",
        "想借20万，年底前还",
        "借4万，账期60天",
        "合同三年，想借20万",
        "店租还有两年，借7万翻新",
        "铺子到期了想再续三年，房租交5万",
        "结婚10年，做卤菜的，想借2万",
        "打工15年回来开店，借8万",
        "连续三年纳税A级，贷款200万",
        "三年没涨价了，想借6万",
        "亏损两年了，想借30万",
        "51岁，孩子3岁，想借2万",
        "下个月15号到期",
        "近一年流水30万",
        "合同一年186万，按季结",
        "一期工程，二期建设",
        "明年3月还",
    ],
)
def test_other_lengths_are_neither(text):
    assert read(text) == {}


@pytest.mark.parametrize(
    "text", ["", "年" * 10_000, "三年" * 5_000, "1" * 10_000, "-3到" * 3_000, "🎉三年" * 2_000]
)
def test_any_text_is_read_soon(text):
    begun = time.perf_counter()
    list(lengths.read(passage_of(text), TODAY))
    assert time.perf_counter() - begun < 0.5
