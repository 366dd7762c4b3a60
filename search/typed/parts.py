"""What was typed, part by part: a word of its own, or a name together with the codes that it stands for.

A document has a part when its text holds the word, or when it is filed under one of the codes: a need
filed in a form has only these. What stands between quotation marks is looked for as written, as nothing else.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from search.engines.protocol import Kind, Sought
from search.engines.terms import AMOUNT_BANDS, TERM_BANDS, band
from search.engines.text import encodable, query_bigrams, query_words
from search.language import dictionary, tokens
from search.language.characters import fold_case
from search.language.money import MONEY
from search.language.numbers import parse_amount
from search.language.reader import durations
from search.taxonomy import bands
from search.typed import unsecured
from search.typed.codes import terms
from search.typed.names import LONGEST, Meaning, meanings

MOST_PARTS = 10
MOST_CHARACTERS = 300
QUOTES = '"“”＂'
QUOTED = re.compile(rf"[{QUOTES}]([^{QUOTES}]{{1,40}})[{QUOTES}]")
BLANK = re.compile(r"[\s,，、;；。.!！?？:：/|+()（）\[\]【】<>《》'\"“”＂]+")
AROUND_TERM = re.compile(r"期(?![限货间初末])|\s?(?:以内|之内|以下|以上|左右|起)")
AGE_BEFORE = re.compile(r"(?:经营|营业|成立|开业|注册|从业|满|[开做干养种卖]了?|连续|近|过去)$")
AGE_BEHIND = re.compile(r"老|前|来|的?(?:经验|历史|流水|报表)|[内级]")  # 三年老店, 三年前
AROUND_SUM = re.compile(r"\s?(?:以内|以下|以上|左右|上下|之间|起)")
AT_MOST, AT_LEAST = frozenset({"以内", "之内", "以下"}), frozenset({"以上", "起"})
DENIAL = re.compile("没有|没|无|不用|不要|不想|不|免")
UNSECURED = Meaning("unsecured", ("credit",))
NONE_WANTED = ("unsecured", "no_security")
# Everybody on the site says these; beside another part they narrow nothing.
SAID_BY_ALL = frozenset({"贷款", "借款", "借钱", "贷", "借", "融资", "需求", "客户", "资金", "一下", "左右"})


@dataclass(frozen=True, slots=True)
class Part:
    """`text` as typed. `meanings` are () where it is no name, or where it was quoted (`literal`)."""

    text: str
    meanings: tuple[Meaning, ...] = ()
    literal: bool = False

    def sought(self, kind: Kind) -> Sought:
        """The part as a question to an engine."""
        words = query_words(self.text)
        if kind == "product" and len(words) > 1 and any(one.kind in NONE_WANTED for one in self.meanings):
            words = ()  # 不要求抵押: who demands it has these words as well
        pairs = query_bigrams(self.text) if words and _may_be_cut_otherwise(self.text, words) else ()
        facets = dict.fromkeys(term for meaning in self.meanings for term in terms(meaning, kind))
        return Sought(words, tuple(facets), pairs)

    def told(self, kind: Kind) -> tuple[Meaning, ...]:
        """The meanings that documents of this kind can be filed under."""
        return tuple(meaning for meaning in self.meanings if terms(meaning, kind))


def sought(parts: Sequence[Part], kind: Kind) -> tuple[Sought, ...]:
    return tuple(part.sought(kind) for part in parts)


@functools.lru_cache(maxsize=512)
def read(text: str) -> tuple[Part, ...]:
    """At most MOST_PARTS different parts of what was typed, in its order; () where nothing is to be found."""
    text = encodable(text)[:MOST_CHARACTERS]
    found, start = [], 0
    for quoted in QUOTED.finditer(text):
        found += _free(text[start : quoted.start()])
        found.append(Part(quoted[1].strip(), literal=True))
        start = quoted.end()
    found += _free(text[start:])
    able = [part for part in dict.fromkeys(found) if part.meanings or query_words(part.text)]
    telling = [part for part in able if part.text not in SAID_BY_ALL or part.literal]
    return tuple((telling or able)[:MOST_PARTS])


def _free(text: str) -> Iterator[Part]:
    """Text without quotation marks: sums of money and terms, and what stands between them."""
    start, folded = 0, fold_case(text)
    for first, end, meant in sorted([*_sums(text, folded), *_terms(folded)], key=itemgetter(0)):
        if first >= start:
            yield from _pieces(text[start:first])
            yield Part(text[first:end], (meant,))
            start = end
    yield from _pieces(text[start:])


def _sums(text: str, folded: str) -> Iterator[tuple[int, int, Meaning]]:
    for found in MONEY.finditer(folded):
        around = AROUND_SUM.match(text, found.end())
        end = around.end() if around else found.end()
        if meant := _sum(text[found.start() : end]):
            yield found.start(), end, meant


def _terms(folded: str) -> Iterator[tuple[int, int, Meaning]]:
    """12个月, 一年期, 1-3年, 三年以内; how old a business is (三年老店) is no term."""
    for one in durations.find(folded):
        around = AROUND_TERM.match(folded, one.end)
        end = around.end() if around else one.end
        if AGE_BEFORE.search(folded[: one.start]) or (not around and AGE_BEHIND.match(folded, end)):
            continue
        said = around[0].strip() if around else ""
        low = 0 if said in AT_MOST else _term_band(one.low)
        high = len(TERM_BANDS) - 1 if said in AT_LEAST else _term_band(one.months)
        yield one.start, end, Meaning("term", tuple(TERM_BANDS[low : high + 1]))


def _term_band(months: int) -> int:
    return TERM_BANDS.index(bands.of("term", months).code)


def _sum(words: str) -> Meaning | None:
    """The bands of a sum: a bank knows no more of a need than its band."""
    amount = parse_amount(words.replace("起", "以上"))
    if amount is None:
        return None
    low, high = amount.min_yuan, amount.max_yuan
    first = 0 if low is None else AMOUNT_BANDS.index(band(low if high is not None else low + 1))
    last = len(AMOUNT_BANDS) if high is None else AMOUNT_BANDS.index(band(high))
    return Meaning("amount", tuple(AMOUNT_BANDS[first : last + 1]))


def _pieces(text: str) -> Iterator[Part]:
    """Cut at blanks; that no security is wanted is one part, whatever blanks are in it."""
    folded, start = fold_case(text), 0
    for first, last in unsecured.spans(folded) if len(folded) == len(text) else ():
        if not _in_a_name(folded, first, last):
            yield from _between_blanks(text[start:first])
            yield Part(text[first:last], _unsecured(folded[first:last]))
            start = last
    yield from _between_blanks(text[start:])


def _unsecured(name: str) -> tuple[Meaning, ...]:
    """What the words stand for by themselves as well: 免抵押 is a feature, too."""
    known = meanings(name, whole=True)
    return known if any(one.kind == "no_security" for one in known) else (*known, UNSECURED)


def _in_a_name(text: str, first: int, last: int) -> bool:
    """Whether it is a part of one name that stands between blanks: 无抵押无担保."""
    start = max((found.end() for found in BLANK.finditer(text, 0, first)), default=0)
    end = found.start() if (found := BLANK.search(text, last)) else len(text)
    return (start, end) != (first, last) and bool(meanings(text[start:end], whole=True))


def _between_blanks(text: str) -> Iterator[Part]:
    for piece in BLANK.split(text):
        if piece:
            yield from _read_piece(piece)


def _read_piece(piece: str) -> list[Part]:
    """What stands between blanks, cut into names and the words between them."""
    if known := meanings(fold_case(piece), whole=True):
        return [Part(piece, known)]
    cut, place = tokens.cut(piece), 0
    edges = [0]
    for token in cut:
        edges.append(edges[-1] + len(token))
    found: list[Part] = []
    loose: list[str] = []
    while place < len(cut):
        end, known = _longest_name(piece, edges, place)
        name = piece[edges[place] : edges[end]]
        if not known:
            loose.append(name)
        else:
            denied = loose.pop() if loose and DENIAL.fullmatch(loose[-1]) else ""
            found += _loose(loose)
            loose = []  # what is said to be missing is looked for as it was said
            found.append(Part(denied + name, () if denied else known))
        place = end
    found += _loose(loose)
    many = [part for part in found if part.meanings or len(part.text) > 1]
    return many or found


def _longest_name(piece: str, edges: list[int], place: int) -> tuple[int, tuple[Meaning, ...]]:
    """(the token behind it, its meanings) of the longest name that begins at this token."""
    for end in range(len(edges) - 1, place, -1):
        name = piece[edges[place] : edges[end]]
        if len(name) <= LONGEST and (known := meanings(fold_case(name), whole=False)):
            return end, known
    return place + 1, ()


def _loose(run: list[str]) -> list[Part]:
    """Words that are no names: each by itself, single characters side by side as one."""
    found: list[str] = []
    joined = False
    for word in run:
        if fold_case(word) in dictionary.stopwords():
            joined = False
            continue
        single = len(word) == 1 and not word.isascii()
        if single and joined:
            found[-1] += word
        else:
            found.append(word)
        joined = single
    return [Part(word) for word in found]


def _may_be_cut_otherwise(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text may hold these characters and not these words; 京东 is not what 北京东城 says."""
    return len(text) > 2 or words != (fold_case(text),)
