"""Sums of money as people write them, each with its place, its ends in yuan and how sure it is."""

import re
from collections.abc import Iterator
from itertools import islice

from search.language.numbers import WAN, parse_amount
from search.language.reader import sum_values
from search.language.reader.figure import Figure
from search.language.reader.sum_forms import ALONE, BARE, JOIN, OF_FORMS, SINGLE, SPOKEN_FORMS, VAGUE

MOST_FIGURES = 60  # nobody speaks of more sums; a text of nothing else must not take long
LEAST_BARE_YUAN = 1_000  # 借8000 is yuan, 贷50 is 万元


def find(text: str) -> list[Figure]:
    """All sums of a folded text in its order, ranges joined."""
    figures = _joined(text, list(_singles(text)))
    figures.extend(_bare(text, figures))
    return sorted(figures, key=lambda figure: figure.start)


def _singles(text: str) -> Iterator[Figure]:
    place = 0
    coming = {form: form.search(text) for form in (SPOKEN_FORMS, VAGUE, SINGLE)}
    for _ in range(MOST_FIGURES):
        for form, hit in coming.items():
            if hit and hit.start() < place:  # a form that is not there must not be looked for again and again
                coming[form] = form.search(text, place)
        found = min(filter(None, coming.values()), key=re.Match.start, default=None)
        if found is None:
            return
        place = max(found.end(), place + 1)
        figure = sum_values.read(text, found)
        if figure is not None:
            yield figure


def _bare(text: str, figures: list[Figure]) -> Iterator[Figure]:
    """Numbers alone behind a word of asking: 借8000 is yuan, 贷50 is 万元, 差30 may be anything."""
    for found in islice(BARE.finditer(text), MOST_FIGURES):
        start, end = found.span("sum")
        if any(figure.start < end and start < figure.end for figure in figures):
            continue
        in_wan = parse_amount(found["sum"], "万元")
        if in_wan is None or in_wan.max_yuan is None or in_wan.min_yuan is None:
            continue
        if in_wan.max_yuan >= LEAST_BARE_YUAN * WAN:
            yield Figure(start, end, in_wan.min_yuan // WAN, in_wan.max_yuan // WAN)
        elif found["loan"]:
            yield Figure(start, end, in_wan.min_yuan, in_wan.max_yuan, likely=True)
    for found in islice(OF_FORMS.finditer(text), MOST_FIGURES):
        place = "sum" if found["sum"] else "later"
        in_wan = parse_amount(found[place], "万元")
        if in_wan:
            yield Figure(*found.span(place), in_wan.min_yuan, in_wan.max_yuan)
    for found in islice(ALONE.finditer(text), MOST_FIGURES):
        yuan = int(found[0])  # 换辆电三轮 6800; what the clause before says makes it a sum
        yield Figure(*found.span(), yuan, yuan, likely=True, loose=True)


def _joined(text: str, figures: list[Figure]) -> list[Figure]:
    """10万到20万, 8千-1万, 三万五万: two sums that are the ends of one."""
    joined: list[Figure] = []
    for figure in figures:
        before = joined[-1] if joined else None
        if before and _makes_range(text[before.end : figure.start], before, figure):
            low, high = sorted((before.low or 0, figure.high or 0))
            joined[-1] = Figure(before.start, figure.end, low, high, approximate=before.end == figure.start)
        elif before and figure.start <= before.start:  # 五千至八千元 found its lower end by itself first
            joined[-1] = figure
        elif before is None or figure.start >= before.end:
            joined.append(figure)
    return joined


def _makes_range(between: str, one: Figure, other: Figure) -> bool:
    if (
        one.vague
        or other.vague
        or not one.low
        or not other.high
        or one.low != one.high
        or other.low != other.high
    ):
        return False
    if between in {"", "、"}:  # 三万五万, 五万三万的都行
        return one.low != other.high and max(one.low, other.high) <= 3 * min(one.low, other.high)
    return one.low < other.high and bool(JOIN.fullmatch(between))
