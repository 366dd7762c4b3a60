"""The words that trades are said with: goods by what is done with them, callings, and what hides one."""

import csv
import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from search import taxonomy
from search.language.characters import fold_case
from search.language.reader.trade_standard import standard_goods, standard_trades

FOLDER = Path(__file__).parent.parent / "data" / "trades"
DEEDS = ("retail", "wholesale", "make", "grow", "serve")
HIDING = "not_trades.txt"
BUSINESS_BEGINNINGS = (*"卖养跑做贩摆开送", "在家做")
# 卖鞋, 种花椒: read as a deed done with a good, like what no list holds; by the least length of the word.
COMPOSED = {"卖": 1, "拉": 1, "种": 2, "养": 2, "收": 2}
LONGEST_DISH, EATING = 6, "62"
FIRMS = ("公司", "企业", "合作社")


@dataclass(frozen=True, slots=True)
class Good:
    """Codes of GB/T 4754 by what is done with it; `usual` says which of them 做 means."""

    codes: dict[str, tuple[str, ...]]
    usual: str

    def by(self, deed: str) -> tuple[str, ...]:
        """The codes of one deed of `DEEDS`; none where nobody makes a living of it."""
        return self.codes.get(deed, ())

    @property
    def by_usual(self) -> tuple[str, ...]:
        return self.by("retail" if self.usual == "sell" else self.usual) or self.by("wholesale")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word may name: a trade by itself, a good, both, or (`hides`) neither.

    `sure`: a trade wherever it stands; else only where it is said to be done.
    """

    codes: tuple[str, ...] = ()
    sure: bool = False
    good: Good | None = None
    hides: bool = False


@functools.cache
def entries() -> dict[str, Entry]:
    """Every word, folded and in lower case, with what it may name."""
    made = {word: Entry(hides=True) for word in lines(HIDING)}
    callings = frozenset(lines("callings.txt"))
    goods = {word: Good({"make": (code,)}, "make") for word, code in standard_goods()} | dict(_goods())
    for word, codes in _said_otherwise(_trades()):
        if not (len(word) > COMPOSED.get(word[0], len(word)) and word[1:] in goods) and not _firm_of(
            word, goods
        ):
            sure = (
                word in callings
                or "卖" in word[1:]  # 蹬三轮卖水果
                or is_business(word)
                or (word.startswith(BUSINESS_BEGINNINGS) and word != "卖车")
            )
            made[word] = Entry(codes, sure)
    for word, good in goods.items():
        trade = made.get(word, Entry())
        made[word] = Entry(trade.codes, word in callings, good)
    made.update({word: Entry(hides=True) for word in lines("not_trades_alone.txt")})
    return made


def is_named(words: str) -> bool:
    """Whether these words, and not one character, name a good or a trade."""
    return len(words) > 1 and words in entries()


def serves(text: str, start: int) -> bool:
    """Whether a dish or an eating house is named from this place on."""
    found = [entries().get(text[start : start + size]) for size in range(2, LONGEST_DISH + 1)]
    return any(
        one.codes[0].startswith(EATING) if one.codes else one.good and one.good.by("serve")
        for one in found
        if one
    )


@functools.cache
def machines() -> dict[str, tuple[str, ...]]:
    """Machines that only one trade buys, with its codes."""
    return {
        w: tuple(row["codes"].split("|")) for row in rows("machines.csv") for w in row["words"].split("|")
    }


def is_business(word: str) -> bool:
    """Whether it names a business or a person, by its end."""
    return word.endswith(_business_ends())


@functools.cache
def _business_ends() -> tuple[str, ...]:
    return tuple(lines("business_ends.txt"))


def _said_otherwise(trades: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Also 干园林的 for 做园林的."""
    for word, codes in trades:
        yield word, codes
        if word.startswith("做") and word.endswith("的"):
            yield from ((verb + word[1:], codes) for verb in ("干", "弄", "从事"))


def _firm_of(word: str, goods: dict[str, Good]) -> bool:
    """Whether it is a good with 公司 or 合作社, which says less than what the firm does with the good."""
    stem = next((word.removesuffix(firm) for firm in FIRMS if word.endswith(firm)), "")
    return stem in goods and (not word.endswith("合作社") or bool(goods[stem].by("grow")))


def _compounds() -> Iterator[tuple[str, tuple[str, ...]]]:
    """舞蹈培训, 土方施工: each stem of a row with each of its tails."""
    for row in rows("compounds.csv"):
        for stem in row["stems"].split("|"):
            for tail in row["tails"].split("|"):
                yield fold_case(stem + tail), tuple(row["codes"].split("|"))


def _trades() -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from standard_trades()
    yield from _compounds()
    for word, meanings in taxonomy.industries.aliases().items():
        yield fold_case(word), tuple(meaning.code for meaning in meanings)
    for row in rows("words.csv"):
        for word in row["words"].split("|"):
            yield fold_case(word), tuple(row["codes"].split("|"))


def _goods() -> Iterator[tuple[str, Good]]:
    for row in rows("goods.csv"):
        codes = {deed: tuple(row[deed].split("|")) for deed in DEEDS if row[deed]}
        good = Good(codes, row["usual"])
        for word in row["goods"].split("|"):
            yield fold_case(word), good


def rows(filename: str) -> list[dict[str, str]]:
    """The rows of one of the reader's tables."""
    with (FOLDER / filename).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(filename: str) -> list[str]:
    """The words of one of the reader's lists, parted by blanks; lines that begin with # explain it."""
    text = (FOLDER / filename).read_text(encoding="utf-8")
    return [fold_case(w) for line in text.splitlines() if not line.startswith("#") for w in line.split()]
