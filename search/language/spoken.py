"""Sums asked for in forms that only speech has (五十个达不溜, 半个w, 万把块), shown as a band like others."""

from collections.abc import Iterator

from search import taxonomy
from search.language.money import Replacement
from search.language.numbers import WAN
from search.language.reader.passage import passage_of
from search.language.reader.sum_figures import find as figures_of
from search.language.reader.sum_roles import told

ASKED = ("asked", "wanted")


def find(text: str) -> Iterator[Replacement]:
    """(start, end, kind, the band's words) of every sum that the reader of needs takes for one asked for."""
    passage = passage_of(text)
    for one in told(passage, figures_of(passage.text)):
        low, high = one.figure.low or one.figure.high, one.figure.high or one.figure.low
        if one.role in ASKED and one.usable and low and high:
            band = taxonomy.bands.across("amount", low / WAN, high / WAN).replace(" ", "")
            yield one.figure.start, one.figure.end, "asked", band
