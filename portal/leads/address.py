"""What a desk's address says: which list, which choices, words, order and page; and addresses like it."""

import re
from dataclasses import dataclass, replace

from flask import url_for
from werkzeug.datastructures import MultiDict

from portal.leads.queries import BROWSED, PUSHED, Chosen, Facet, chosen_from

TABS = ("pushed", "open")
SORTS = {
    "pushed": {"due": "时限紧的在前", "fit": "最合适的在前", "date": "最新的在前"},
    "open": {"date": "最新的在前", "fit": "最合适的在前"},
}
MOST_WORDS = 100
MOST_PAGE = 1000
SAVED = re.compile(r"[2-9a-z]{20}")


@dataclass(frozen=True)
class Address:
    """`saved`: the public id of the saved search that the list was opened from, or nothing."""

    tab: str
    sort: str
    words: str
    chosen: Chosen
    page: int
    saved: str = ""

    @property
    def facets(self) -> tuple[Facet, ...]:
        return PUSHED if self.tab == "pushed" else BROWSED

    def pairs(self) -> list[tuple[str, str]]:
        """Everything but the page, as a form carries it along."""
        pairs = [("tab", self.tab)] if self.tab != TABS[0] else []
        pairs += [("q", self.words)] if self.words else []
        pairs += [("sort", self.sort)] if self.sort != default_sort(self.tab) else []
        pairs += [("saved", self.saved)] if self.saved else []
        return pairs + [(name, value) for name, values in self.chosen.items() for value in values]

    def without(self, *names: str) -> list[tuple[str, str]]:
        return [pair for pair in self.pairs() if pair[0] not in names]

    def href(self, page: int = 1) -> str:
        pairs = self.pairs() + ([("page", str(page))] if page > 1 else [])
        return url_for("leads.browse", **MultiDict(pairs).to_dict(flat=False))

    def less(self, name: str, value: str) -> "Address":
        """The same list without one choice."""
        left = tuple(each for each in self.chosen.get(name, ()) if each != value)
        return replace(self, chosen={**self.chosen, name: left})

    def on(self, tab: str) -> "Address":
        """Another list with the same words."""
        return replace(self, tab=tab, sort=default_sort(tab), chosen={}, saved="")


def default_sort(tab: str) -> str:
    return next(iter(SORTS[tab]))


def read(args: MultiDict) -> Address:
    """An address as somebody typed it; whatever makes no sense is left out."""
    tab = args.get("tab", TABS[0])
    tab = tab if tab in TABS else TABS[0]
    sort, saved = args.get("sort", ""), args.get("saved", "")
    return Address(
        tab=tab,
        sort=sort if sort in SORTS[tab] else default_sort(tab),
        words=" ".join(args.get("q", "").split())[:MOST_WORDS],
        chosen=chosen_from(PUSHED if tab == "pushed" else BROWSED, args.getlist),
        page=page_number(args.get("page", "")),
        saved=saved if SAVED.fullmatch(saved) else "",
    )


def page_number(text: str) -> int:
    """The page asked for; the first for whatever is no number."""
    return min(max(int(text), 1), MOST_PAGE) if text.isascii() and text.isdigit() and len(text) < 6 else 1
