"""Whatever is typed: a draft with questions, never an exception, never a code that does not exist."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import taxonomy
from search.language.reader import Draft, understand
from search.language.reader.draft import LISTS, SINGLES
from tests.search.reader.odd_texts import ODD, PIECES

WORDS = st.sampled_from(PIECES)
KNOWN = {
    "subject_codes": taxonomy.subjects.get,
    "industry_codes": taxonomy.industries.get,
    "product_type_codes": taxonomy.product_types.get,
    "collateral_offered": taxonomy.securities.by_word,
    "tags": lambda tag: taxonomy.requirements.parse(tag)[0],
    "lacks": lambda tag: taxonomy.requirements.parse(tag)[0],
    "region_code": taxonomy.regions.get,
    "purpose_code": taxonomy.purposes.get,
}


def check(text: str, draft: Draft) -> None:
    """Every value is one of the taxonomies', every span's words stand where it says."""
    values = draft.to_dict()
    json.dumps(values)
    assert set(values) == {*LISTS, *SINGLES, "spans", "questions"}
    for key, lookup in KNOWN.items():
        given_values = values[key] if isinstance(values[key], list) else [values[key]]
        assert all(lookup(value) for value in given_values if value is not None), (key, values[key])
    for span in values["spans"]:
        assert text[span["start"] : span["end"]] == span["words"]
        assert span["words"].strip()
        assert span["sure"] in ("said", "likely")
    low, high = values["amount_min_yuan"], values["amount_max_yuan"]
    assert not (low and high) or 0 < low <= high
    assert values["term_months"] is None or 0 < values["term_months"] <= 600
    draft.to_need("n", text)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_make_drafts(text):
    check(text, understand(text))


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=25).map("".join))
def test_words_in_any_order_make_drafts(text):
    check(text, understand(text))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200).filter(lambda text: text.encode("utf-8", "ignore").decode() == text))
def test_any_characters_make_drafts(text):
    check(text, understand(text))


@pytest.mark.parametrize("text", ["", " ", "。。。！！", "🎉🎉", "\n\t"])
def test_nothing_said_gives_questions_only(text):
    draft = understand(text)
    assert not draft.values
    assert {question.key for question in draft.questions} >= {
        "region_code",
        "industry_codes",
        "amount_max_yuan",
    }


@pytest.mark.parametrize(
    "piece", ["借20万", "没", "一二三", "杭州市", "<a", "{{", "万", "1,", "的店", "  ", "没有房产、"]
)
def test_a_long_text_takes_no_longer_than_its_length(piece):
    """Twice the length must not take four times as long: no pattern runs away."""
    understand("先热身，想借20万")
    short, long = (_seconds(piece * (size // len(piece))) for size in (4_000, 8_000))
    assert long < max(3.2 * short, 0.5)


def _seconds(text: str) -> float:
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        understand(text)
        best = min(best, time.process_time() - begun)
    return best
