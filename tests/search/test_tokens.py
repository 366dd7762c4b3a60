"""Terms of the index and of queries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language import tokens


@pytest.mark.parametrize(
    "word", ["随借随还", "专精特新", "无还本续贷", "应收账款", "奶茶店", "拱墅区", "等额本息", "家庭农场"]
)
def test_words_of_the_trade_stay_whole(word):
    assert word in tokens.query_tokens(f"想找{word}的产品")


def test_the_index_holds_the_words_inside_long_ones():
    found = tokens.index_tokens("以应收账款质押办理")
    assert {"应收账款质押", "应收账款", "质押"} <= set(found)


def test_a_short_query_finds_a_long_word_of_the_index():
    indexed = set(tokens.index_tokens("开奶茶店的，专精特新中小企业，知识产权质押"))
    for query in ("奶茶", "奶茶店", "专精特新", "知识产权"):
        assert set(tokens.query_tokens(query)) <= indexed


def test_punctuation_and_empty_words_are_dropped():
    assert tokens.query_tokens("！！？ … ()<>\"'的了是 \x00\x07") == []
    assert tokens.query_tokens("") == []


def test_operators_of_query_languages_are_only_words():
    found = tokens.query_tokens('NOT NOT a* (((奶茶))) text:"x" ^2 ~')
    assert "奶茶" in found
    assert not any(set(term) & set('*()":^~') for term in found)


def test_a_query_has_at_most_ten_terms_and_keeps_the_telling_ones():
    text = "水 火 土 木 金 山 石 田 云 雨 雪 奶茶店 随借随还"
    found = tokens.query_tokens(text)
    assert len(found) == 10
    assert {"奶茶店", "随借随还"} <= set(found)
    assert tokens.query_tokens(text, limit=1) == ["奶茶店"]


def test_width_and_case_do_not_matter():
    assert tokens.query_tokens("ＰＯＳ机") == tokens.query_tokens("pos机")


def test_marks_of_the_scrubber_are_no_terms():
    assert tokens.index_tokens("想借〔10–30万元〕周转") == tokens.index_tokens("想借 周转")


def test_very_long_runs_are_no_terms():
    assert tokens.query_tokens("a" * 5000) == []


@given(st.text(max_size=200))
def test_any_text_gives_plain_terms(text):
    for term in tokens.query_tokens(text) + tokens.index_tokens(text):
        assert term == term.strip() and 0 < len(term) <= 32
    assert len(tokens.query_tokens(text)) <= 10
