"""The sum asked for among all the figures that people write; what is not said is asked, never guessed."""

import time
from pathlib import Path

import pytest

from search.language.reader import sums
from search.language.reader.draft import Question, Span
from search.language.reader.passage import passage_of

WAN = 10_000
LINES = (Path(__file__).parent / "sum_sentences.txt").read_text(encoding="utf-8").splitlines()
EXPECTED = dict(line.split("\t") for line in LINES if line and not line.startswith("#"))


def findings(text: str) -> tuple[dict, list[str]]:
    """Values by key, and the keys asked about."""
    found = list(sums.read(passage_of(text)))
    return (
        {span.key: span.value for span in found if isinstance(span, Span)},
        [question.key for question in found if isinstance(question, Question)],
    )


def shown(text: str) -> str:
    """What was read, in the form of the file."""
    values, asked = findings(text)
    low, high = (_written(values.get(key)) for key in ("amount_min_yuan", "amount_max_yuan"))
    if not low and not high:
        return "?" if asked else "-"
    return low if low == high else f"{low}-{high}"


def _written(yuan: int | None) -> str:
    if yuan is None:
        return ""
    if yuan >= 10_000 * WAN and yuan % (10_000 * WAN) == 0:
        return f"{yuan // (10_000 * WAN)}亿"
    return f"{yuan / WAN:g}万" if yuan >= WAN else str(yuan)


def test_the_sum_asked_for():
    read = {text: shown(text) for text in EXPECTED}
    assert {text: words for text, words in read.items() if words != EXPECTED[text]} == {}


@pytest.mark.parametrize(
    ("text", "wan"),
    [
        ("两台机器报价46万，自己有16万，剩下的想贷", 30),
        ("车价28万，首付三成，其余贷款", 19.6),
        ("老婆想借5万开花店，我想借10万买车", 5),
    ],
)
def test_what_is_worked_out_or_first_of_several_is_likely_and_asked(text, wan):
    spans = [span for span in sums.read(passage_of(text)) if isinstance(span, Span)]
    assert {(span.value, span.sure) for span in spans} == {(wan * WAN, "likely")}
    assert findings(text)[1] == ["amount_max_yuan"]


@pytest.mark.parametrize(
    "text",
    [
        "帮5家工厂代加工，去年做了300万",
        "年营业额五百万的小厂，问问政策",
        "这次没有贷款需求，去年那20万还完了",
        "养了2万只鸭",
        "屋顶20kw光伏",
        "千万不要打电话",
        "要3个冰柜5张桌子",
        "https://example.org/?money=20万",
    ],
)
def test_nothing_is_read_or_asked_where_no_sum_is_spoken_of(text):
    assert findings(text) == ({}, [])


def test_the_words_of_a_sum_stand_where_they_were_written():
    passage = passage_of("开店的，想借大概２０万左右周转")
    spans = [span for span in sums.read(passage) if isinstance(span, Span)]
    assert {passage.written[span.start : span.end] for span in spans} == {"２０万"}
    assert ("approximate", True) in {(span.key, span.value) for span in spans}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "。，；、" * 2_500,
        "🎉" * 10_000,
        "1" * 10_000,
        "一" * 10_000,
        "万" * 10_000,
        "十万" * 5_000,
        "借10万，" * 2_000,
        "20-" * 3_000,
        "借" * 10_000,
        "每户" * 5_000,
        "\ud800想借5万",
        "<b>" * 3_000,
        "个" * 9_000 + "20万",
        "帮" * 5_000 + "20家企业问",
        "一共要20万" * 2_000,
    ],
)
def test_any_text_is_read_soon(text):
    begun = time.perf_counter()
    findings(text)
    assert time.perf_counter() - begun < 2  # on a busy machine; a pattern that runs away takes minutes


@pytest.mark.parametrize(
    ("text", "wan"),
    [("急用5\ufe0f\u20e3万", 5), ("借1\ufe0f\u20e32\ufe0f\u20e3万", 12), ("贷1\u20e30\u20e3万", 10)],
)
def test_digits_on_keys_are_digits(text, wan):
    span = next(found for found in sums.read(passage_of(text)) if found.key == "amount_max_yuan")
    assert span.value == wan * WAN
    assert text[span.start : span.end].endswith("万")
