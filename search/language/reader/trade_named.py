"""Every trade that a text names, whosoever's: goods with what is done with them, and callings."""

import itertools
import re
from dataclasses import dataclass

from search.language.reader.passage import Passage
from search.language.reader.trade_codes import STALL, codes_by, usual_codes
from search.language.reader.trade_cues import FARM, SHOP, STALLS, says
from search.language.reader.trade_deeds import TAIL, Deed, Taken, deed_of, verb_before
from search.language.reader.trade_lists import is_business, lines, machines
from search.language.reader.trade_said import alone, said, said_before, said_behind
from search.language.reader.trade_words import Found, find

MOST_WORDS = 300  # looked at in one text
OUTRIGHT, PLAIN, BY_THE_WAY, HARDLY = range(4)  # how plainly a trade is told to be somebody's
NEAR = 12
MAIN_LINE = re.compile(r"主营(?:业务|产品|项目)?[\s|:：为是]*(?:冷冻|各类|各种)?$")
RANKS = {
    "hinted": HARDLY,
    "buy": HARDLY,
    "gather": BY_THE_WAY,
    "alone": BY_THE_WAY,
}  # stock of a shop; 收玉米 by who may as well mill it
JOINING = ("", "、", "和", "跟", "与", "及", "兼", "带", "还有", "以及", "加")
LISTING = ("sell", "stall", "wholesale", "grow")
GENERIC = frozenset(lines("generic_goods.txt"))  # 柳编工艺品: what goes before says more
HEADS = frozenset(lines("generic_heads.txt"))
NOTHING_BEFORE = re.compile(r"(?:^|[的开办是家个做搞弄营产工我们厂小座间造卖修装售销\s\d]|公司|加工|经营)$")
BESIDE_STALL = ("", "卖", "的", " ")


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade that is named: its codes, the usual first, its words and where they stand, and how plainly."""

    codes: tuple[str, ...]
    words: str
    start: int
    end: int
    rank: int


def trades_in(passage: Passage, anyone: bool = False) -> list[Trade]:
    """In the order of the text. `anyone`: also where no word says that somebody lives of it (of a list)."""
    words = find(passage.text)[:MOST_WORDS]
    taken = Taken.by(words)
    trades: list[Trade] = []
    last: tuple[Found, Deed | None] | None = None
    began: int | None = None  # of a word that only says which kind of the next one is meant
    for word, following in itertools.zip_longest(words, words[1:]):
        if word.entry.hides or _unspecific(passage, word):
            continue
        word = word if began is None else Found(word.word, word.entry, began, word.end)
        began = word.start if _modifies(word, following) else None
        if began is not None:
            continue
        deed = _deed(passage, word, taken, last)
        trade = _of_good(passage, word, deed)
        if trade is None or (anyone and trade.rank == HARDLY):
            trade = _of_calling(passage, word, taken, anyone)
        if trade and last and _heads(word, last[0], deed):
            if word.word in GENERIC:
                continue
            trades = [earlier for earlier in trades if earlier.end < last[0].end]
        if trade:
            trades.append(trade)
        last = (word, deed)
    return trades


def _heads(word: Found, last: Found, deed: Deed | None) -> bool:
    """茶叶包装盒: who makes it makes boxes; but 水果零食 are both sold."""
    return word.start == last.end and deed is not None and deed.name not in LISTING


def bare_good(passage: Passage) -> str | None:
    """The first good that only stands there: neither bought nor dealt in, as far as the words tell."""
    words = find(passage.text)[:MOST_WORDS]
    taken = Taken.by(words)
    for word in words:
        stands = word.entry.good and len(word.word) > 1 and not TAIL.match(passage.behind(word.end))
        if stands and deed_of(passage, word, taken) is None:
            return word.word
    return None


def _unspecific(passage: Passage, word: Found) -> bool:
    """设备厂 behind words that no list holds: 轨道设备厂 may be anything."""
    return word.word in HEADS and not NOTHING_BEFORE.search(passage.before(word.start))


def _modifies(word: Found, following: Found | None) -> bool:
    """快递 of 快递包装袋: a word that stands before its head."""
    head = following is not None and following.start == word.end and following.entry.good
    return bool(head and word.entry.good is None and not is_business(word.word))


def _deed(passage: Passage, word: Found, taken: Taken, last: tuple[Found, Deed | None] | None) -> Deed | None:
    """What is done with a good, or with the one it is joined to, or what a stall does with it."""
    if word.entry.good is None:
        return None
    return (
        deed_of(passage, word, taken) or (last and _joined(passage, word, *last)) or _by_itself(passage, word)
    )


def _joined(passage: Passage, word: Found, last: Found, deed: Deed | None) -> Deed | None:
    between = passage.text[last.end : word.start]
    if deed and between in JOINING:
        return Deed(deed.name, word.start, word.end)
    if last.entry.codes == (STALL,) and between in BESIDE_STALL:
        return Deed("stall", last.start, word.end)
    return None


def _by_itself(passage: Passage, word: Found) -> Deed | None:
    """夜市烤串: food beside the word for a stall. 汽车线束 柳州 …: the first clause, of nothing else."""
    good, before, behind = word.entry.good, passage.before(word.start), passage.behind(word.end)
    if good is None or len(word.word) == 1:
        return None
    if TAIL.match(behind):
        return None
    if good.by("serve") and STALLS.search(before[-20:]):
        return Deed("stall", word.start, word.end)
    if MAIN_LINE.search(passage.text[max(0, word.start - NEAR) : word.start]):
        return Deed("do", word.start, word.end)
    hint = {"serve": SHOP, "grow": FARM}.get(good.usual)
    if hint and says(hint, passage.text):
        return Deed("hinted", word.start, word.end)
    first = not passage.text[: word.start - len(before)].strip()
    if (
        first
        and alone(passage, word.start, word.end)
        and passage.text[word.end + len(behind) :][:1] not in ("、", ":")
    ):
        return Deed("alone", word.start, word.end)
    return None


def _of_good(passage: Passage, word: Found, deed: Deed | None) -> Trade | None:
    """Of a good and what is done with it; things bought are stock only to a shop."""
    if word.entry.good is None or deed is None:
        return None
    outright = OUTRIGHT if said_behind(passage, deed.end) else PLAIN
    if deed.name == "buy" and outright == OUTRIGHT and passage.text[deed.start] == "租":
        deed = Deed("rent", deed.start, deed.end)  # 租脚手架的 lets it
    codes = codes_by(passage, word.entry.good, deed.name)
    if deed.name == "buy" and word.word in machines():
        codes = machines()[word.word]
    if not codes:
        return None
    if deed.name == "mend" and outright != OUTRIGHT:
        return None  # 修空调 costs money, 修空调的 lives of it
    rank = RANKS.get(deed.name, outright)
    return Trade(codes, passage.text[deed.start : deed.end], deed.start, deed.end, rank)


def _of_calling(passage: Passage, word: Found, taken: Taken, anyone: bool) -> Trade | None:
    """Of a word that is a trade by itself: where it is said to be done, or can be nothing else."""
    codes = word.entry.codes or (usual_codes(word.entry.good) if anyone and word.entry.good else ())
    if not codes or (TAIL.match(passage.behind(word.end)) and not is_business(word.word)):
        return None
    outright = said(passage, word.start, word.end)
    bought = verb_before(passage, word, taken) == "buy" and not said_before(passage, word.start)
    if bought and (anyone or not word.entry.sure):
        return None
    if outright or word.entry.sure or anyone or alone(passage, word.start, word.end):
        rank = HARDLY if bought else OUTRIGHT if outright else PLAIN  # 盖民宿: of who has no other trade
        return Trade(codes, word.word, word.start, word.end, rank)
    return None
