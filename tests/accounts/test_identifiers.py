"""What people type → what is stored, and the sentence for what cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn.uscc import calc_check_digit

from portal.core import identifiers
from portal.core.identifiers import CODE_ALPHABET, code_warning, credit_code, email, mobile, password

pytestmark = pytest.mark.sqlite  # what a page says is no database's business


@pytest.mark.parametrize(
    "typed", ["138 0013 8000", "+86 138-0013-8000", "１３８００１３８０００", "8613800138000"]
)
def test_a_mobile_has_one_form(app, typed):
    assert mobile(typed) == "13800138000"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("138 0013 800", "手机号少了 1 位，应是 11 位数字"),
        ("138 0013 80001", "手机号多了 1 位，应是 11 位数字"),
        ("138 0013 800o", "手机号里有不是数字的字，应是 11 位数字"),
        ("01062778899", "没有这样开头的手机号，请对照手机再看一遍前几位"),
    ],
)
def test_a_wrong_mobile_is_told_what_is_wrong(app, typed, said):
    with pytest.raises(ValueError, match=said):
        mobile(typed)


def test_demo_numbers_are_for_demo_sites_only(app):
    with pytest.raises(ValueError, match="没有这样开头"):
        mobile("100 0000 0012")
    app.config["DEMO"] = True
    assert mobile("100 0000 0012") == "10000000012"
    with pytest.raises(ValueError, match="没有这样开头"):
        mobile("100 0010 0012")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("91110000600037341", "少了 1 位，应是 18 位"),
        ("110108000000016", "15 位的旧注册号"),
        ("911100006000O7341L", "第 13 位的 O 不会出现在代码里，可能是 0"),
        ("91110000600037342L", "校验码对不上"),
        ("9111000060003734你L", "第 17 位的“你”不会出现在代码里"),
    ],
)
def test_a_wrong_code_is_told_what_is_wrong(typed, said):
    with pytest.raises(ValueError, match=said):
        credit_code(typed)


BODIES = st.text(CODE_ALPHABET, min_size=17, max_size=17)


@given(BODIES)
def test_every_office_and_prefix_is_taken(body):
    """Neither N… nor Y… nor a registering office that no longer exists is refused."""
    code = body + calc_check_digit(body)
    assert credit_code(" ".join(code.lower())) == code


def altered_codes_taken(check, body: str, place: int, other: str) -> bool:
    code = body + calc_check_digit(body)
    if code[place] == other:
        return False
    try:
        check(code[:place] + other + code[place + 1 :])
    except ValueError:
        return False
    return True


@given(BODIES, st.integers(0, 17), st.sampled_from(CODE_ALPHABET))
def test_one_wrong_letter_is_always_noticed(body, place, other):
    assert not altered_codes_taken(credit_code, body, place, other)


def test_twin_a_check_of_the_length_alone_notices_nothing():
    assert altered_codes_taken(lambda code: code if len(code) == 18 else credit_code(code), "9" * 17, 3, "A")


def test_a_prefix_that_does_not_fit_is_a_warning_only():
    code = "91000000MA0000001"
    code = credit_code(code + calc_check_digit(code))
    assert "以 92 开头" in code_warning("T06", code)
    assert code_warning("T01", code) is None
    assert code_warning("T09", code) is None
    assert code_warning("T07", None) is None


def test_addresses_and_passwords(app):
    assert email("Lin@Example.COM") == "Lin@example.com"
    for wrong in ("lin", "lin@", "lin@example", "@example.com"):
        with pytest.raises(ValueError, match="邮箱"):
            email(wrong)
    assert password("a long enough one") == "a long enough one"
    for wrong in ("short", "aaaaaaaaaaaa", "x" * 200):
        with pytest.raises(ValueError, match="密码"):
            password(wrong)
    assert identifiers.PASSWORD_MIN == 10


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        ("1q2w3e4r5t", ()),
        ("qwertyuiop12", ()),
        ("woaini5201314", ()),
        ("rongqiao2026", ()),
        ("13800138000", ()),
        ("1380013800001", ("13800138000",)),
        ("示例谷雨茶铺2026", ("示例谷雨茶铺",)),
    ],
)
def test_passwords_that_others_guess_are_refused(typed, about):
    with pytest.raises(ValueError, match=r"太常见|太好猜"):
        password(typed, about)


def test_any_mix_of_characters_makes_a_password():
    for fine in ("correct horse battery", "茶铺 门口 石狮 算盘 下雨", "x7#" * 20 + "Tq"):
        assert password(fine, ("13800138000", "示例谷雨茶铺")) == fine
