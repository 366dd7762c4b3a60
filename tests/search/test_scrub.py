"""The scrubber on our own sentences: no contact data left, at most one harmless word in a hundred lost."""

import itertools
import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language import scrub as scrubber
from search.language import tokens
from search.language.characters import CHINESE_DIGITS, fold
from search.language.scrub import Figures, Known, scrub, strike, without_contact, words

MARKUP = re.compile(r"\[\[(.*?)\]\]|\{\{(.*?)\}\}")
SPOKEN = {"幺": "1", "洞": "0"} | CHINESE_DIGITS
MOST_LOST = 0.01


class Sentence:
    """A marked-up line: its plain text, where its secrets and figures stand, and what own rows know."""

    def __init__(self, line):
        marked, _, facts = line.partition("\t")
        facts = json.loads(facts) if facts else {}
        self.known = Known(
            tuple(facts.get("names", ())),
            tuple(facts.get("phones", ())),
            facts.get("street", ""),
            tuple(facts.get("brands", ())),
        )
        self.text, self.secrets, self.figures, self.marked = "", [], [], []
        last = 0
        for found in MARKUP.finditer(marked):
            self.text += marked[last : found.start()]
            start = len(self.text)
            self.text += found[1] or found[2]
            (self.secrets if found[1] else self.figures).append(found[1] or found[2])
            self.marked.append((start, len(self.text)))
            last = found.end()
        self.text += marked[last:]

    def harmless(self):
        """Places of the words outside all marks."""
        place = 0
        for word in tokens.cut(self.text):
            start, place = place, place + len(word)
            if re.search(r"\w", word) and not any(
                start < end and first < place for first, end in self.marked
            ):
                yield start, place


LINES = (Path(__file__).parent / "scrub_sentences.txt").read_text(encoding="utf-8").splitlines()
SENTENCES = [Sentence(line) for line in LINES if line and not line.startswith("#")]


def digits_of(text):
    """All digits of a text, however they are written, and nothing else."""
    return "".join(SPOKEN.get(char, char) for char in fold(text) if char.isdigit() or char in SPOKEN)


def left_over(sentence, cleaned):
    """The secrets of a sentence that can still be read, even five digits of a number."""
    for secret in sentence.secrets:
        number = digits_of(secret)
        pieces = [number[i : i + 5] for i in range(len(number) - 4)] if len(number) >= 7 else []
        if secret in cleaned or any(piece in digits_of(cleaned) for piece in pieces):
            yield secret


PERSON = re.compile(r"[㐀-鿿·\s]{1,12}")


def names_shown(sentence, scrub):
    """The names among the secrets of which even one character is left: 丽 of 赵丽华 leads to her too."""
    hidden = {
        place for start, end, _ in scrub(sentence.text, sentence.known).removed for place in range(start, end)
    }
    for start, end in sentence.marked:
        name = sentence.text[start:end]
        letters = {start + place for place, char in enumerate(name) if not char.isspace()}
        if name in sentence.secrets and PERSON.fullmatch(name) and not letters <= hidden:
            yield name


def share_lost(sentences, scrub):
    """The share of harmless words that were taken away, and those words."""
    total, lost = 0, []
    for sentence in sentences:
        taken = [(start, end) for start, end, _ in scrub(sentence.text, sentence.known).removed]
        for start, end in sentence.harmless():
            total += 1
            if any(start < last and first < end for first, last in taken):
                lost.append(sentence.text[start:end])
    return len(lost) / total, lost


def naive(text, known=None):
    """The broken twin: what one would write first, eleven digits in a row and an address with an @."""
    return scrubber.Scrubbed(re.sub(r"1\d{10}|[\w.]+@[\w.]+", "〔略〕", text))


@pytest.mark.parametrize("sentence", SENTENCES, ids=range(len(SENTENCES)))
def test_no_secret_is_left(sentence):
    cleaned = scrub(sentence.text, sentence.known).text
    assert list(left_over(sentence, cleaned)) == [], cleaned


@pytest.mark.parametrize("sentence", SENTENCES, ids=range(len(SENTENCES)))
def test_no_part_of_a_name_is_left(sentence):
    assert list(names_shown(sentence, scrub)) == []


def test_a_scrubber_that_takes_the_surname_only_fails_the_same_check():
    def short(text, known):
        places = [(start, start + 1, kind) for start, _, kind in scrub(text, known).removed]
        return scrubber.Scrubbed("", places)

    assert any(list(names_shown(sentence, short)) for sentence in SENTENCES)


@pytest.mark.parametrize("sentence", [s for s in SENTENCES if s.figures], ids=lambda s: s.text[:12])
def test_figures_become_bands(sentence):
    cleaned = scrub(sentence.text, sentence.known)
    for figure in sentence.figures:
        assert figure not in re.sub(r"〔[^〕]*〕", "", cleaned.text), cleaned.text
    assert len(re.findall(r"〔(?!略)[^〕]+〕", cleaned.text)) == len(sentence.figures), cleaned.text


def test_few_harmless_words_are_lost():
    assert len(SENTENCES) >= 600
    share, lost = share_lost(SENTENCES, scrub)
    assert share <= MOST_LOST, lost


def test_the_naive_scrubber_fails_the_same_check():
    assert any(list(left_over(sentence, naive(sentence.text).text)) for sentence in SENTENCES)


SEPARATORS = st.sampled_from(["", " ", "-", ".", "  ", "—", "·", "_"])
CARRIERS = st.sampled_from(
    ["我的号码{}打给我", "做水产的，{}，想借20万", "{}", "电话:{}微信同号", "有事找我{}谢谢"]
)
ALPHABETS = st.sampled_from(
    [
        "0123456789",
        "０１２３４５６７８９",
        "零一二三四五六七八九",
        "〇壹贰叁肆伍陆柒捌玖",
        "洞幺二三四五六七八九",
    ]
)


@st.composite
def written_numbers(draw):
    """(an eleven-digit mobile number, the same as somebody might write it)."""
    number = (
        "1"
        + draw(st.sampled_from("3456789"))
        + "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=9, max_size=9)))
    )
    digits, gap = draw(ALPHABETS), draw(SEPARATORS)
    written = [digits[int(digit)] for digit in number]
    cuts = draw(st.sampled_from([(3, 7), (3, 6, 9), (4, 8), tuple(range(1, 11)), ()]))
    return number, "".join(char + (gap if place in cuts else "") for place, char in enumerate(written, 1))


def leaks(number, cleaned):
    """Whether six digits in a row of a number can still be read."""
    return any(number[i : i + 6] in digits_of(cleaned) for i in range(6))


@given(written_numbers(), CARRIERS)
def test_no_mobile_number_survives_any_spelling(pair, carrier):
    number, written = pair
    cleaned = scrub(carrier.format(written)).text
    assert not leaks(number, cleaned), cleaned


def test_the_naive_scrubber_leaks_spelled_numbers():
    assert leaks("13800138000", naive("打一三八零零一三八零零零").text)


@given(st.text(max_size=300))
def test_places_are_ordered_and_the_rest_is_untouched(text):
    result = scrub(text)
    places = [(start, end) for start, end, _ in result.removed]
    assert all(start < end for start, end in places)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(places))
    if not places:
        assert result.text == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("想借20万周转", "想借〔10–30万元〕周转"),
        ("年营业额800万", "年营业额〔500–1,000万元〕"),
        ("一个月流水8万", "一个月流水〔10万元以内〕"),
        ("借50-80万", "借〔30–100万元〕"),
        ("期限一年", "期限〔6–12个月〕"),
        ("还欠银行15万", "还欠银行〔10–30万元〕"),
        ("养了300头猪", "养了300头猪"),
        ("想借8000修车", "想借〔10万元以内〕修车"),
        ("贷50，做餐饮", "贷〔30–50万元〕，做餐饮"),
        ("换货架 8万", "换货架 〔10万元以内〕"),
        ("房租一年12万", "房租一年12万"),
        ("期限壹年", "期限〔6–12个月〕"),
        ("贷3年", "贷〔24–36个月〕"),
    ],
)
def test_bands_read_naturally(text, clean):
    assert scrub(text).text == clean


def test_words_to_an_owner_lose_contact_data_and_keep_their_figures():
    advice = "营业额满 100 万、满2年可以再来，打13800138000找周经理"
    assert without_contact(advice) == "营业额满 100 万、满2年可以再来，打〔略〕找〔略〕"
    assert "满 100 万" not in scrub(advice).text


def test_a_known_figure_is_banded_without_further_words():
    text = "拱墅奶茶店，设备报价20万，一年"
    assert scrub(text).text == text
    assert scrub(text, figures=Figures(amount_yuan=200_000, term_months=12)).text == (
        "拱墅奶茶店，设备报价〔10–30万元〕，〔6–12个月〕"
    )


def test_known_phones_go_in_any_spelling():
    cleaned = scrub("打 八八 六六 一二 三四 找我", Known(phones=("88661234",))).text
    assert not digits_of(cleaned)


def test_the_owner_strikes_out_any_word():
    text = "想借〔10–30万元〕周转，祖传秘方豆腐，豆腐店"
    assert "祖传秘方" in words(text) and "10" not in words(text)
    assert strike(text, ["祖传", "秘方"]) == "想借〔10–30万元〕周转，豆腐，豆腐店"
    assert strike(text, ["豆腐"]) == "想借〔10–30万元〕周转，祖传秘方，店"
    assert strike(text, ["10", "万元", ""]) == text
    assert strike("ＡＢＣ牌豆腐", ["abc"]) == "牌豆腐"


@given(
    st.text(alphabet="想借万元豆腐店〔〕略 aB１", max_size=40),
    st.lists(st.text(alphabet="借豆腐店aB１", max_size=3)),
)
def test_struck_words_are_gone(text, struck):
    cleaned = strike(text, struck)
    outside = re.sub(r"〔[^〕]*〕", "", cleaned)
    assert not any(len(word) > 1 and word in re.split(r"〔[^〕]*〕", outside) for word in struck)
    assert strike(text, []) == text


@pytest.mark.parametrize(
    "unit",
    [
        *("十", "一", "1 ", "a.", "a-", "138-", "三十万", "路", "1,", "www.", "at@", "一年", "微信", "王总"),
        *(
            "找王",
            "联系人：",
            "李·",
            "（法人）",
            "老王和",
            "由高强",
            "我是",
            "王 ",
            "小王、",
            "13800138000王建",
        ),
    ],
)
def test_hostile_repetition_takes_no_time(unit):
    started = time.perf_counter()
    scrub((unit * 3000)[:3000])
    assert time.perf_counter() - started < 2
