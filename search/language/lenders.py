"""Where a bank or lender is named: before an owner has agreed a mark stands there instead.

Banks are not listed: a name is what stands before a word for banks (X银行, X农商行, X支行), unless it only
talks about them (哪家银行, 手机银行), or one of the short forms of one character and 行 (工行). The few
names without such a word, and the words that are none, stand in data/lenders.txt.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from search.language import tokens
from search.language.characters import fold_case

Replacement = tuple[int, int, str, str]

MARK = "银行"
FILE = Path(__file__).parent / "data" / "lenders.txt"
SHORT = re.compile(r"[工农中建交招邮]行")
NAMING = ("n", "j", "zg")  # kinds of words that names are made of
NEAREST = (*NAMING, "a", "b", "i", "l", "s", "vn", "z")  # and of the word right before a bank: 平安, 民生
NAME = re.compile(
    r"[^\W\d_a-z欠还贷借找去问跟向从在的是了有没给被让把到过家]+"
)  # no word about what is done with banks
LED_TO = re.compile(r"(?:[在欠从向跟找问和、(:]|贷款是|贷的是)$")
LENT = re.compile(r"[^,。;!?\n]{0,6}?(?:[贷借欠批]|额度|授信|有\s?\d|的(?:$|[,。;!?\s]))|[都也]?问过")
BORROWED_THERE = re.compile(
    r"(?:[那这][边里家])?(?:的|有|还有|批了?)?(?:一笔)?(?:[贷借欠批]|[车房]贷|经营贷|信用贷|额度|客户经理|信贷员)"
)
MOST_TOKENS, MOST_CHARACTERS = 4, 10


def find(folded: str) -> Iterator[Replacement]:
    """(start, end, kind, mark) of every lender named in a folded text; no two overlap."""
    last_end = 0
    for start, end in sorted([*_short(folded), *_long(folded)], key=lambda span: (span[0], -span[1])):
        if start >= last_end:
            yield start, end, "lender", MARK
            last_end = end


def _short(folded: str) -> Iterator[tuple[int, int]]:
    """Names without a word for lenders."""
    yield from (found.span() for found in _either("short").finditer(folded))
    for found in _either("brief").finditer(folded):
        before, behind = (
            folded[max(0, found.start() - 6) : found.start()],
            folded[found.end() : found.end() + 12],
        )
        if BORROWED_THERE.match(behind) or (LED_TO.search(before) and LENT.match(behind)):
            yield found.span()


def _long(folded: str) -> Iterator[tuple[int, int]]:
    """Names that end in a word for lenders."""
    if not _either("kind", "local", "alone").search(fold_case(folded)) and "行" not in folded:
        return
    words = _placed(folded)
    for place, (start, word, _) in enumerate(words):
        if word in _roles()["alone"] or SHORT.fullmatch(word):
            yield start, start + len(word)
        elif found := _either("kind", "local").search(word):
            first, telling = _named(words, place, start, found.start())
            if telling or found[0] in _roles()["local"]:
                yield first, start + found.end()


def _placed(folded: str) -> list[tuple[int, str, str]]:
    """(start, word, kind) of every word."""
    found, place = [], 0
    for word, kind in tokens.tagged(folded):
        found.append((place, word, kind))
        place += len(word)
    return found


def _named(words: list[tuple[int, str, str]], place: int, start: int, at: int) -> tuple[int, bool]:
    """Where the words before a word for lenders begin that belong to it, and whether they are a name."""
    head = words[place][1][:at]
    if head and not _in_a_name(head, "n"):
        return start + at, False
    first, telling = start, bool(head) and head not in _roles()["part"]
    nearest = not head
    for before, word, kind in reversed(words[max(0, place - MOST_TOKENS) : place]):
        if (
            not _in_a_name(word, kind, NEAREST if nearest else NAMING)
            or start + at - before > MOST_CHARACTERS
        ):
            break
        first, telling, nearest = before, telling or word not in _roles()["part"], False
    return first, telling


def _in_a_name(word: str, kind: str, kinds: tuple[str, ...] = NAMING) -> bool:
    if word in _roles()["none"] or not NAME.fullmatch(word):
        return False
    return word in _roles()["part"] or kind.startswith(kinds)


@cache
def _roles() -> dict[str, frozenset[str]]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(":") for line in lines if line and not line.startswith("#"))
    return {role: frozenset(words.split()) for role, _, words in pairs}


@cache
def _either(*roles: str) -> re.Pattern[str]:
    words = sorted({word for role in roles for word in _roles()[role]}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))
