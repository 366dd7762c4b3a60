"""Sums in forms that only speech has (五十个达不溜, 半个w, 万把块), shown as a band like others."""

import re
from collections.abc import Iterator

from search.language import money, roles
from search.language.money import Replacement
from search.language.reader.passage import passage_of
from search.language.reader.sum_figures import find as figures_of
from search.language.reader.sum_roles import told

ASKED = {"asked": "asked", "wanted": "asked"}
OF_FIRM = {"sales": "turnover", "debt": "loan"}
INSTALMENT = re.compile(
    r"(?:月供|月还|每个?月(?:都|要|得){0,2}还)(?:[^,。;!?\n\d]{0,8})(\d{3,6})(?![\d.万%年个])"
)


def find(text: str) -> Iterator[Replacement]:
    """(start, end, kind, the band's words) of every sum that the reader of needs takes for one asked for."""
    return _told(text, ASKED)


def told_of_firm(text: str) -> Iterator[Replacement]:
    """The same of takings and of loans that exist; also a monthly instalment without a unit."""
    yield from _told(text, OF_FIRM)
    for found in INSTALMENT.finditer(passage_of(text).text):
        yuan = int(found[1])
        yield *found.span(1), "loan", money.band_of("loan", (yuan, yuan), ("", ""))


def _told(text: str, kinds: dict[str, str]) -> Iterator[Replacement]:
    passage = passage_of(text)
    for one in told(passage, figures_of(passage.text)):
        figure = one.figure
        low, high = figure.low or figure.high, figure.high or figure.low
        possible = one.usable if kinds is ASKED else not figure.foreign
        if one.role in kinds and possible and low and high:
            around = roles.clause(passage.text, figure.start, figure.end)
            yield (
                figure.start,
                figure.end,
                kinds[one.role],
                money.band_of(kinds[one.role], (low, high), around),
            )
