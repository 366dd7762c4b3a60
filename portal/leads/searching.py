"""The desk's search by words: what the index proposes, what was understood, and what to try instead.

All numbers come from the lists the reader may see; the index only names candidates.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from portal.leads import queries
from portal.leads.address import Address
from portal.matching import queries as matching
from portal.matching.documents import need_doc
from portal.needs.models import FinancingNeed
from search import typed
from search.browsed import browsed

MOST_ALONE = 5  # parts that are counted one by one
ROW = 64  # characters of a summary that stand in a row
Lists = Callable[[Sequence[int] | None], dict[str, sa.Select]]
Survey = Callable[[Sequence[int] | None], tuple[queries.Counts, dict[str, int]]]


@dataclass(frozen=True)
class Search:
    """`ids`: needs to be shown among, None where words narrow nothing; `counts` of the list asked for and
    `lengths` of both under them.

    `partial`: nothing has all that was typed, these have some of it.
    """

    parts: tuple[typed.Part, ...] = ()
    places: tuple[str, ...] = ()
    ids: list[int] | None = None
    counts: queries.Counts = field(default_factory=queries.Counts)
    lengths: dict[str, int] = field(default_factory=dict)
    partial: bool = False
    away: bool = False

    @property
    def capped(self) -> bool:
        return self.ids is not None and len(self.ids) >= matching.MOST_WORD_HITS


def look(actor, address: Address, lists: Lists, survey: Survey) -> Search:
    """What has every part of the words; where the reader may see none such, what has some of them."""
    if not address.words:
        return Search((), (), None, *survey(None))
    parts, places = typed.read(address.words), queries.places(actor, lists(None)["pushed"])
    ids = matching.search_needs(parts, places)
    if ids is None:
        return Search(parts, places, None, *survey(None), away=True)
    found = Search(parts, places, ids, *survey(ids))
    if any(found.lengths.values()):
        return found
    for some in matching.some_needs(parts, places):
        partly = Search(parts, places, some, *survey(some), partial=True) if some else found
        if any(partly.lengths.values()):
            return partly
    return found


def understood(address: Address, parts: Sequence[typed.Part]) -> list[dict]:
    """How the words were read: `{word, label, href}`, the address being that of the other reading."""
    return [
        {"word": one.word, "label": one.label, "href": _with(address, one.otherwise).href()}
        for one in typed.readings(address.words, parts, "need")
    ]


def alone(address: Address, search: Search, lists: Lists) -> list[dict]:
    """Each part by itself: `{word, count, href}`, counting what the reader may see in the list asked for."""
    if len(search.parts) < 2:
        return []
    chosen = {f"w{n}": part for n, part in enumerate(search.parts[:MOST_ALONE])}
    found = {name: matching.search_needs((part,), search.places) or [] for name, part in chosen.items()}
    counted = queries.totals(**{name: lists(ids)[address.tab] for name, ids in found.items()})
    return [
        {"word": part.text, "count": counted[name], "href": _with(address, typed.as_typed(part)).href()}
        for name, part in chosen.items()
    ]


def instead(address: Address, parts: Sequence[typed.Part]) -> list[dict]:
    """Other words to try: `{label, href}`."""
    found = typed.suggestions(address.words, parts, "need")
    return [{"label": name, "href": _with(address, words).href()} for name, words in found]


def row_words(summary: str | None, need: FinancingNeed, parts: Sequence[typed.Part]) -> dict:
    """`{pieces, by}`: a row's summary with the hits marked, and by which codes it was found besides.

    The pieces are cut from the text that the reader is shown anyway, and the codes are those of the need as
    browsing reads it: a class finer than its 中类 is never said of a row.
    """
    if not parts:
        return {"pieces": [(summary, False)] if summary else [], "by": ""}
    pieces, doc = typed.snippet(summary or "", parts, width=ROW), browsed(need_doc(need)).kindest
    said = "".join(piece for piece, hit in pieces if hit)
    by_code = [
        typed.KINDS[kind]
        for part in parts
        if part.text not in said
        for kind in typed.filed_under(doc, part, "need")
    ]
    return {"pieces": pieces, "by": "、".join(dict.fromkeys(by_code))}


def _with(address: Address, words: str) -> Address:
    return replace(address, words=words, page=1)
