"""Names as people type them become codes, or a sentence that says what to write."""

import pytest

from portal.products import code_names, words
from search import taxonomy


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("拱墅区", "330105"),
        ("杭州拱墅", "330105"),
        ("330105", "330105"),
        ("浙江", "330000"),
        ("全国", "000000"),
    ],
)
def test_a_place(typed, code):
    assert code_names.region_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("鼓楼区", "不止一处"),
        ("下城区", "已经撤销，现在是 浙江省杭州市拱墅区"),
        ("330103", "已经撤销，现在是 浙江省杭州市拱墅区"),
        ("火星", "没有找到“火星”"),
        ("999999", "没有代码是 999999 的地区"),
    ],
)
def test_a_place_that_is_not_clear(typed, said):
    with pytest.raises(ValueError, match=said):
        code_names.region_code(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("奶茶店", "6239"), ("餐饮业", "62"), ("h", "H"), ("623 饮料及冷饮服务", "623"), ("渔业", "04")],
)
def test_a_trade(typed, code):
    assert code_names.industry_code(typed) == code


@pytest.mark.parametrize("typed", ["外贸", "烟煤", "火星业"])
def test_a_trade_that_is_not_clear(typed):
    with pytest.raises(ValueError, match=typed):
        code_names.industry_code(typed)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("经营年限至少 2 年", "years:2"),
        ("开业年限满2年", "years:2"),
        ("纳税信用等级 A、B、M", "tax_grade:A|B|M"),
        ("专精特新", "srdi"),
        ("years:2", "years:2"),
    ],
)
def test_a_condition(typed, written):
    assert code_names.requirement_code(typed) == written


@pytest.mark.parametrize("typed", ["经营年限", "纳税信用等级", "专精特新 5", "胡说"])
def test_a_condition_that_is_not_clear(typed):
    with pytest.raises(ValueError, match=typed):
        code_names.requirement_code(typed)


def test_what_is_written_back_is_read_as_the_same():
    for region in taxonomy.regions.all()[::37]:
        assert code_names.region_code(code_names.region_text(region.code)) == region.code
    for industry in taxonomy.industries.all()[::7]:
        assert code_names.industry_code(code_names.industry_text(industry.code)) == industry.code
    for entry in taxonomy.requirements.all():
        value = {"none": "", "number": ":2.5", "grade": ":" + "|".join(entry.grades)}[entry.value_kind]
        assert code_names.requirement_code(words.requirement(entry.word + value)) == entry.word + value


def test_every_kind_of_security_stands_in_one_group():
    grouped = [word for *_, members in words.SECURITIES.values() for word in members]
    assert sorted(grouped) == sorted(taxonomy.securities.words())


def test_every_kind_of_borrower_and_of_purpose_has_its_word():
    assert set(words.SUBJECTS) == {entry.word for entry in taxonomy.subjects.all() if entry.word}
    assert set(taxonomy.PURPOSE_KINDS) == {entry.kind for entry in taxonomy.purposes.all()}
