"""The places that a query names, for a search box: 苏州园区 机床 → 苏州市, said as 苏州园区."""

from typing import NamedTuple

from search.language import mentions
from search.language.characters import fold_case, simplify
from search.language.gazetteer import FIRM
from search.language.mentions import Mention

MOST_CHARACTERS = 200
AROUND = " ,、;|/"  # what ends a word of a query


class NamedRegion(NamedTuple):
    """A division's code in force, and the words of the query that name it (a zone or township included)."""

    code: str
    words: str


def regions_named(query: str) -> list[NamedRegion]:
    """The divisions that a query names, in its order; every meaning of a name that several bear (鼓楼).

    A word of ordinary language that is also a place (合作, 同心) counts only where it stands by itself.
    """
    query = query[:MOST_CHARACTERS]
    text = fold_case(simplify(query))
    found = [one for one in mentions.mentions_in(text) if one.hold == FIRM or _by_itself(text, one)]
    clear = tuple(one.code for one in found if one.code)
    named = [one if one.code else mentions.narrowed(one, clear) for one in found]
    return [
        NamedRegion(code, query[one.start : one.end])
        for one in named
        for code in ((one.code,) if one.code else one.codes)
    ]


def _by_itself(text: str, mention: Mention) -> bool:
    before, behind = text[: mention.start][-1:], text[mention.end :][:1]
    return before in AROUND and behind in AROUND
