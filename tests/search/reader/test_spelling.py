"""Slips of the thumb and dialect characters are mended in place, and true words are left alone."""

import pytest

from search.language.reader import understand
from search.language.reader.spelling import respelt


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("想代款周传", "想贷款周转"),
        ("没低押", "没抵押"),
        ("收款玛流水", "收款码流水"),
        ("冇牌嘅档口", "没牌的档口"),
        ("唔想押屋", "不想押屋"),
        ("木有担保", "没有担保"),
        ("家俱厂帐期长", "家具厂账期长"),
        ("五户连保", "五户联保"),
        ("卖水国近货", "卖水果进货"),
        ("烘培店", "烘焙店"),
    ],
)
def test_slips_are_mended(typed, meant):
    assert respelt(typed) == meant
    assert len(typed) == len(meant)


@pytest.mark.parametrize(
    "text",
    [
        "降低押金",
        "但保证还款",
        "怎么有贷款",
        "投资今年的项目",
        "接连保不住",
        "附近货源",
        "汉服妆造",
        "我们面馆",
        "交货款",
    ],
)
def test_true_words_stay(text):
    assert respelt(text) == text


def test_what_is_quoted_is_as_it_was_typed():
    draft = understand("开面馆的，想周传3万，冇牌")
    assert draft.get("purpose_code") == "U01"
    assert draft.get("subject_codes") == ["T07"]
    assert {span.words for span in draft.spans} >= {"周传", "冇牌"}
