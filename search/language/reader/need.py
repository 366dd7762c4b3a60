"""Whether a text tells of a need for money at all; where it does not, nothing is read from it."""

import re
from functools import cache

from search.language.reader.passage import Passage
from search.language.reader.patterns import Hit, Patterns

SAID = re.compile(r"[0-9a-z㐀-鿿]")
SPEAKER = re.compile(r"[我俺咱想急求缺]|本人|本公司|本店|差(?=[\d一二三四五六七八九十两几])")
CLAUSE_END = re.compile(r"[,。;!?\n]|(?<=[^\s\d])\s")
WANTED = re.compile(
    r"(?:我|俺|咱|本[店厂人]|客户|企业|老板|他)们?[^,。;!?\n]{0,6}(?:想|要|需要?|缺|差|求)(?:[贷借融周]|\d)"
)
LENT = re.compile(r"[借贷融缺差]个?\s?[\d一二三四五六七八九十两百]")
LENDING = re.compile(r"[贷借融]|[缺差]|周转|资金")


def stated(passage: Passage) -> bool:
    """Whether somebody asks for money, or at least describes a business, in these words."""
    if not SAID.search(passage.text):
        return False
    hits = list(_patterns().find(passage.text))
    if _of(hits, "offer") and not (_of(hits, "self") and WANTED.search(passage.text)):
        return False
    if _of(hits, "asks") and not _of(hits, "self"):
        return False
    if _of(hits, "rule") and not LENDING.search(passage.text):
        return False
    wishes = _of(hits, "wish")
    if _of(hits, "hush") and not wishes and not LENT.search(passage.text):
        return False  # 借5000，别打电话 asks all the same
    if refusals := _of(hits, "no"):
        return any(wish.start > refusals[-1].end for wish in wishes)
    if done := _of(hits, "done"):
        wishes = [wish for wish in wishes if not _in_clause_of(passage.text, wish, done)]
    if _of(hits, "news") and not SPEAKER.search(passage.text):
        return False
    return bool(
        wishes or (_of(hits, "word", "sum", "self") and not _of(hits, "site", "talk", "done", "news"))
    )


def _of(hits: list[Hit], *codes: str) -> list[Hit]:
    return [hit for hit in hits if hit.codes[0] in codes]


def _in_clause_of(text: str, wish: Hit, others: list[Hit]) -> bool:
    """去年贷的10万已经还清了: the wish is the old loan's."""
    return any(not CLAUSE_END.search(text, min(wish.end, o.end), max(wish.start, o.start)) for o in others)


@cache
def _patterns() -> Patterns:
    return Patterns("needs.txt")
