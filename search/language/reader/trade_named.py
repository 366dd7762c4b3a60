"""Every trade that a text names, whosoever's: goods with what is done with them, and callings."""

import itertools
import re
from dataclasses import dataclass

from search.language.gazetteer import FIRM
from search.language.reader.passage import Passage
from search.language.reader.trade_codes import codes_by, usual_codes
from search.language.reader.trade_context import (
    GENERIC,
    GUILD,
    around,
    deed_in_context,
    heads,
    modifies,
    unspecific,
)
from search.language.reader.trade_cues import BUILDERS, says
from search.language.reader.trade_deeds import FREE, TAIL, Deed, Taken, deed_of, verb_before
from search.language.reader.trade_heads import of_good, of_house
from search.language.reader.trade_lists import is_business, machines
from search.language.reader.trade_owner import of_many
from search.language.reader.trade_said import alone, done, said, said_before, said_behind, subject
from search.language.reader.trade_words import Found

MOST_WORDS = 1000  # looked at in one text
OUTRIGHT, PLAIN, BY_THE_WAY, HARDLY = range(4)  # how plainly a trade is told to be somebody's
SHORT, VERBS = 2, "做开"
WORKS_BUILT = ("47", "48")
LOAN = re.compile(r"贷(?!款)")  # 养殖贷 is a product
COST = re.compile(
    r"[\d一二三四五六七八九十两]{1,5}(?:\.\d)?[多来几]?[万w](?![只头亩羽尾棵株斤吨件平册台套条盆粒枚])"
)  # 装修4万 costs it
PAID = re.compile(r"(?:预付|预订|预定|[要先]付|支付|垫付|包下)[^,，。;；\s]{0,4}$")  # 预付车票和宾馆
MADE_TO_DRIVE, DRIVEN = (
    ("35", "36", "37"),
    re.compile(r"(?:(?<![汽经高新])开(?![发放])|[骑跑])[^,，。;；\s厂店]{0,4}$"),
)
RANKS = {
    "hinted": HARDLY,
    "buy": HARDLY,
    "guild": HARDLY,  # whose members may be told of more closely
    "gather": BY_THE_WAY,
    "alone": BY_THE_WAY,
}  # stock of a shop; 收玉米 by who may as well mill it


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
    words = [word for word in passage.trade_words if not _of_a_place(passage, word)]
    taken = Taken.by(words)
    trades: list[Trade] = []
    last: tuple[Found, Deed | None] | None = None
    kind: Found | None = None  # a word that only says which kind of the next one is meant
    for word, following in itertools.islice(itertools.zip_longest(words, words[1:]), MOST_WORDS):
        if word.entry.hides or unspecific(passage, word):
            continue
        before, kind = kind, word if modifies(passage, word, following) else None
        word = word if before is None else Found(word.word, word.entry, before.start, word.end)
        if kind:
            kind = word
            continue
        deed = deed_in_context(passage, word, taken, last)
        trade = _of_good(passage, word, deed)
        if trade is None or (anyone and trade.rank == HARDLY):
            trade = _of_calling(passage, word, taken, anyone)
        if trade is None and before:
            trade = _by_the_word_before(passage, word, before)
        if trade and last and heads(word, last[0], deed):
            if word.word in GENERIC:
                continue
            trades = [earlier for earlier in trades if earlier.end < last[0].end]
        if trade:
            trades.append(trade)
        last = (word, deed)
    return trades


def _by_the_word_before(passage: Passage, word: Found, before: Found) -> Trade | None:
    """做工装制服, 网上卖土蜂蜜: the deed is part of the word before the good."""
    deed = "do" if before.word.startswith("做") else "sell" if before.word.endswith("卖") else None
    return _of_good(passage, word, Deed(deed, before.start, word.end)) if deed else None


def _of_a_place(passage: Passage, word: Found) -> bool:
    """布商 of 乌兰察布商都 is a part of the place's name; but 清河羊绒 ends with a good."""
    return any(place.start < word.end < place.name_end for place in passage.places if place.hold == FIRM)


def bare_good(passage: Passage) -> str | None:
    """The first good that only stands there: neither bought nor dealt in, as far as the words tell."""
    words = passage.trade_words
    taken = Taken.by(words)
    for word in words[:MOST_WORDS]:
        stands = word.entry.good and len(word.word) > 1 and not TAIL.match(passage.behind(word.end))
        if stands and deed_of(passage, word, taken) is None:
            return word.word
    return None


def _of_good(passage: Passage, word: Found, deed: Deed | None) -> Trade | None:
    """Of a good and what is done with it; things bought are stock only to a shop."""
    if word.entry.good is None or deed is None:
        return None
    firm = deed.end > word.end and subject(passage, deed.start, deed.end)
    outright = OUTRIGHT if firm or said_behind(passage, deed.end) else PLAIN
    if deed.name == "buy" and outright == OUTRIGHT and passage.text[deed.start] == "租":
        deed = Deed("rent", deed.start, deed.end)  # 租脚手架的 lets it
    codes = codes_by(around(passage, word), word.entry.good, deed.name)
    if deed.name == "buy" and word.word in machines():
        codes = machines()[word.word]
    codes = of_good(passage, word, deed, codes)
    if codes and codes[0].startswith(MADE_TO_DRIVE) and deed.name == "do" and _driven(passage, word):
        return None
    if not codes or (deed.name == "mend" and outright != OUTRIGHT):
        return None  # 修空调 costs money, 修空调的 lives of it
    rank = RANKS.get(deed.name, outright)
    return Trade(codes, passage.text[deed.start : deed.end], deed.start, deed.end, rank)


def _driven(passage: Passage, word: Found) -> bool:
    """开越野车带客 drives it, and makes none."""
    return bool(DRIVEN.search(passage.before(word.start)[-8:])) and not is_business(word.word)


def _drives(passage: Passage, word: Found) -> bool:
    """油罐车跑长途: whose vehicle it is lives of it."""
    return word.word.endswith(("车", "船", "半挂")) and passage.text[word.end : word.end + 1] in (
        "拉",
        "跑",
        "运",
    )


def _built(passage: Passage, word: Found) -> bool:
    """修村道 is done for a living by who tells of tenders or of his gang."""
    return any(c.startswith(WORKS_BUILT) for c in word.entry.codes[:1]) and says(
        BUILDERS, around(passage, word)
    )


def _heads_the_text(passage: Passage, word: Found) -> bool:
    """福建安溪藤铁工艺，…: a text that begins with a place and what is done there."""
    first = next((place for place in passage.places if not passage.text[: place.start].strip()), None)
    return bool(first and first.end == word.start and not passage.behind(word.end).strip())


def _of_calling(passage: Passage, word: Found, taken: Taken, anyone: bool) -> Trade | None:
    """Of a word that is a trade by itself: where it is said to be done, or can be nothing else."""
    codes = word.entry.codes or (usual_codes(word.entry.good) if anyone and word.entry.good else ())
    if codes and GUILD.match(passage.behind(word.end)) and of_many(passage):
        return Trade(codes, word.word, word.start, word.end, BY_THE_WAY)  # 美发协会给会员登记
    behind = passage.behind(word.end)
    if len(word.word) == SHORT and word.word[0] in VERBS and not FREE.match(behind):
        return None  # 做包 of 做包装机
    if not codes or (TAIL.match(behind) and (LOAN.match(behind) or not is_business(word.word))):
        return None
    outright = said(passage, word.start, word.end, taken) or _drives(passage, word) or _built(passage, word)
    outright = outright or (word.entry.sure and subject(passage, word.start, word.end))
    outright = outright or done(passage, word.start, word.end)
    bought = verb_before(passage, word, taken) == "buy" and not said_before(passage, word.start, taken)
    bought = bought or bool(PAID.search(passage.before(word.start)[-8:]))
    if bought and (anyone or not word.entry.sure):
        return None
    if codes[0].startswith(MADE_TO_DRIVE) and _driven(passage, word):
        return None
    codes = of_house(passage, word, codes)
    if not codes:
        return None
    if COST.match(behind):
        return Trade(codes, word.word, word.start, word.end, HARDLY)
    alone_here = alone(passage, word.start, word.end) or _heads_the_text(passage, word)
    if outright or word.entry.sure or anyone or alone_here:
        rank = HARDLY if bought else OUTRIGHT if outright else PLAIN  # 盖民宿: of who has no other trade
        return Trade(codes, word.word, word.start, word.end, rank)
    return None
