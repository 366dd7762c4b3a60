"""The term asked for and the age of the business; every other length of time is neither."""

import time
from datetime import date
from pathlib import Path

import pytest

from search.language.reader import lengths, understand
from search.language.reader.passage import passage_of

TODAY = date(2026, 11, 30)
LINES = (Path(__file__).parent / "length_sentences.txt").read_text(encoding="utf-8").splitlines()
EXPECTED = dict(line.split("\t") for line in LINES if line and not line.startswith("#"))


def read(text: str) -> dict:
    return {span.key: span.value for span in lengths.read(passage_of(text), TODAY)}


def shown(text: str) -> str:
    """What was read, in the form of the file."""
    values = read(text)
    parts = [f"{values['term_months']}月"] if "term_months" in values else []
    parts += [f"{values['established_years']:g}年"] if "established_years" in values else []
    return " ".join(parts) or "-"


def sure(text: str) -> set[str]:
    return {span.sure for span in lengths.read(passage_of(text), TODAY)}


def test_the_term_and_the_age():
    read = {text: shown(text) for text in EXPECTED}
    assert {text: words for text, words in read.items() if words != EXPECTED[text]} == {}


@pytest.mark.parametrize(
    ("text", "months"), [("借10万，10-12个月", 12), ("贷30万 两三年", 36), ("贷20万分3到5年还", 60)]
)
def test_of_a_range_the_longer_end_is_likely(text, months):
    assert read(text) == {"term_months": months}
    assert sure(text) == {"likely"}


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
    "text", ["", "年" * 10_000, "三年" * 5_000, "1" * 10_000, "-3到" * 3_000, "🎉三年" * 2_000]
)
def test_any_text_is_read_soon(text):
    begun = time.perf_counter()
    list(lengths.read(passage_of(text), TODAY))
    assert time.perf_counter() - begun < 2  # on a busy machine; a pattern that runs away takes minutes


@pytest.mark.parametrize("text", ["在佛山打工，想开个肠粉店", "准备盘个店卖卤味", "打算自己办个工作室"])
def test_what_is_only_planned_is_no_year_old(text):
    assert understand(text).get("established_years") == 0.0


@pytest.mark.parametrize("text", ["店里流水不错，想再开一家分店", "想开车跑运输", "我们店想办个证"])
def test_a_further_shop_is_no_beginning(text):
    assert understand(text).get("established_years") is None
