"""Amounts and terms as people write them; what cannot be read must come back as None."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language.figures import value_of
from search.language.misread import Misread, why_unread
from search.language.numbers import Amount, parse_amount, parse_months

WAN = 10_000


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("30万", 30 * WAN),
        ("三十万", 30 * WAN),
        ("300万元", 300 * WAN),
        ("1,200万", 1200 * WAN),
        ("叁仟贰佰万", 3200 * WAN),
        ("二点五亿", 25000 * WAN),
        ("百万", 100 * WAN),
        ("5000元", 5000),
        ("3.5亿", 35000 * WAN),
        ("五百万元", 500 * WAN),
        ("3万5", 35000),
        ("3万5千", 35000),
        ("一万五", 15000),
        ("两万", 2 * WAN),
        ("20w", 20 * WAN),
        ("20W", 20 * WAN),
        ("１００万", 100 * WAN),
        ("1.5千万", 1500 * WAN),
        ("5百万", 500 * WAN),
        ("一个亿", 10000 * WAN),
        ("一亿五", 15000 * WAN),
        ("¥50000元", 5 * WAN),
        ("人民币30万元整", 30 * WAN),
        ("五千", 5000),
        ("8000块钱", 8000),
        ("0.5万", 5000),
        ("千万", 1000 * WAN),
        ("想借 20 万", 20 * WAN),
        ("贰拾万圆整", 20 * WAN),
        ("3萬", 3 * WAN),
        ("1,234,567元", 1234567),
    ],
)
def test_one_amount_is_least_and_wanted(text, yuan):
    assert parse_amount(text) == Amount(yuan, yuan, False)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("500-800万", 500, 800),
        ("500万-800万", 500, 800),
        ("50万到100万", 50, 100),
        ("50~100万", 50, 100),
        ("三十到五十万", 30, 50),
        ("1-2千万", 1000, 2000),
        ("1千-2千万", 1000, 2000),
        ("80万—1.2亿", 80, 12000),
        ("三千到五千万", 3000, 5000),
        ("30万至50万之间", 30, 50),
    ],
)
def test_ranges_keep_both_ends(text, low, high):
    assert parse_amount(text) == Amount(low * WAN, high * WAN, False)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("5千-1万", 5000, 10000),
        ("八千到两万", 8000, 20000),
        ("5000-8000元", 5000, 8000),
    ],
)
def test_a_left_end_keeps_its_own_unit_when_sharing_makes_no_sense(text, low, high):
    assert parse_amount(text) == Amount(low, high, False)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("100万以内", Amount(None, 100 * WAN)),
        ("不超过100万", Amount(None, 100 * WAN)),
        ("至少50万", Amount(50 * WAN, None)),
        ("50万以上", Amount(50 * WAN, None)),
        ("约50万", Amount(50 * WAN, 50 * WAN, True)),
        ("50万左右", Amount(50 * WAN, 50 * WAN, True)),
        ("大概30-50万", Amount(30 * WAN, 50 * WAN, True)),
        ("两三万", Amount(2 * WAN, 3 * WAN, True)),
        ("五六十万", Amount(50 * WAN, 60 * WAN, True)),
        ("十五六万", Amount(15 * WAN, 16 * WAN, True)),
        ("三五万", Amount(3 * WAN, 5 * WAN, True)),
    ],
)
def test_bounds_and_approximations(text, amount):
    assert parse_amount(text) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("30", Amount(30 * WAN, 30 * WAN)),
        ("三十", Amount(30 * WAN, 30 * WAN)),
        ("30-50", Amount(30 * WAN, 50 * WAN)),
        ("0.8", Amount(8000, 8000)),
        ("5000元", Amount(5000, 5000)),
        ("1,200", Amount(1200 * WAN, 1200 * WAN)),
        ("五千", None),
    ],
)
def test_a_bare_number_needs_the_unit_of_its_field(text, amount):
    assert parse_amount(text, bare_unit="万元") == amount
    if "元" not in text and "千" not in text:
        assert parse_amount(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0", Misread.ZERO),
        ("零万元", Misread.ZERO),
        ("99999999亿", Misread.HUGE),
        ("99999999999", Misread.HUGE),
        ("9" * 60, Misread.HUGE),
        ("10-5万", Misread.REVERSED),
        ("800万到500万", Misread.REVERSED),
        ("3千", Misread.THOUSAND),
        ("五千", Misread.THOUSAND),
        ("三十来万吧", Misread.VAGUE),
        ("十几万", Misread.VAGUE),
        ("三千多", Misread.VAGUE),
        ("30万美元", Misread.UNKNOWN),
        ("-5万", Misread.UNKNOWN),
        ("1-2-3万", Misread.UNKNOWN),
    ],
)
def test_why_an_amount_was_not_read_is_told(text, reason):
    assert parse_amount(text, "万元") is None
    assert why_unread(text, "万元") is reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "万",
        "元",
        "万元",
        "多少",
        "几十万",
        "十几万",
        "30多万",
        "-5万",
        "0万",
        "30万吨",
        "30万美元",
        "1.2.3万",
        "800-500万",
        "1-2-3万",
        "五到八十万",
        "三十三十万",
        "1,20万",
        "至少100万以内",
        "看情况",
        "一百",
        "五百-八百",
        "99999999999999万",
        "NaN",
        "1e9元",
        "∞",
        "10万10万",
        "三",
        "百十万",
        "３０",
        "1万-",
        "-",
        "到100万",
    ],
)
def test_what_cannot_be_read_is_none(text):
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("一年半", 18),
        ("18个月", 18),
        ("半年", 6),
        ("十二个月", 12),
        ("一年", 12),
        ("两年", 24),
        ("3年", 36),
        ("2.5年", 30),
        ("1年3个月", 15),
        ("一年零三个月", 15),
        ("一年期", 12),
        ("36期", 36),
        ("90天", 3),
        ("一个季度", 3),
        ("两年半", 30),
        ("1年左右", 12),
        ("期限三年", 36),
        ("三年以内", 36),
        ("仨月", 3),
        ("借 6 个月", 6),
        ("１２个月", 12),
    ],
)
def test_terms_in_months(text, months):
    assert parse_months(text) == months


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "三月",
        "3-5年",
        "长期",
        "45天",
        "半个月",
        "3个半月",
        "0个月",
        "明年",
        "几年",
        "100年",
        "一年一年",
        "年",
        "个月",
        "三个月五年",
        "-1年",
        "一年半载",
    ],
)
def test_terms_that_cannot_be_read(text):
    assert parse_months(text) is None


def test_a_bare_term_needs_the_unit_of_its_field():
    assert parse_months("12", bare_unit="月") == 12
    assert parse_months("三", bare_unit="年") == 36


@given(st.text(alphabet="0123456789.,-万亿千百十元一二三两零点到约半年个月天 以内多w", max_size=14))
def test_any_words_give_an_answer_or_none(text):
    amount = parse_amount(text, bare_unit="万元")
    if amount is not None:
        ends = [end for end in (amount.min_yuan, amount.max_yuan) if end is not None]
        assert ends and all(end > 0 for end in ends) and ends == sorted(ends)
    months = parse_months(text)
    assert months is None or 0 < months <= 600


@given(st.integers(min_value=1, max_value=99_999))
def test_every_whole_number_of_wan_is_read(wan):
    for written in (f"{wan}万", f"{wan:,}万元", f"{wan * WAN}元"):
        assert parse_amount(written) == Amount(wan * WAN, wan * WAN)


def test_one_figure_only():
    assert value_of("三十三十") is None
    assert value_of("abc") is None


@pytest.mark.parametrize("text", ["9" * 30, "9" * 5000, "1-" + "9" * 30, "9" * 30 + "万", "9" * 30 + "到3万"])
def test_more_money_than_there_is_cannot_be_read(text):
    assert parse_amount(text, bare_unit="万元") is None


@pytest.mark.parametrize("unit", ["天", "个月", "年", ""])
def test_a_term_without_end_cannot_be_read(unit):
    assert parse_months("9" * 40 + unit, bare_unit="月") is None
