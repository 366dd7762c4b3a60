"""The findings of all parts as one draft: what several of them say of the same thing, and what none said."""

from collections.abc import Iterable
from typing import Any

from search.language.reader.draft import LISTS, Draft, Question, Quoted, Span
from search.language.reader.passage import Passage

# What every need must say; asked for in this order when the words do not.
DUE = {
    "region_code": "您在哪个县（市、区）经营？",
    "industry_codes": "您具体做什么生意？",
    "amount_max_yuan": "您需要多少资金？",
}


def draft(passage: Passage, findings: Iterable[Span | Question]) -> Draft:
    """Values by key, quoted spans in the order of the text, and questions: the parts' own first.

    A list keeps the order its part gave (the main trade first); of single values the first said counts.
    """
    found = list(findings)
    given = [f for f in found if isinstance(f, Span)]
    spans = sorted(given, key=lambda span: (span.start, span.end))
    values = _values([s for s in spans if s.key not in LISTS] + [s for s in given if s.key in LISTS])
    asked = {f.key: f for f in found if isinstance(f, Question)}
    for key, ask in DUE.items():
        if values.get(key) is None:
            asked.setdefault(key, Question(key, ask))
    quoted = tuple(
        Quoted(s.key, s.value, passage.written[s.start : s.end], s.start, s.end, s.sure) for s in spans
    )
    return Draft(values, quoted, tuple(asked.values()))


def _values(spans: list[Span]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for span in spans:
        if span.key in LISTS:
            values.setdefault(span.key, [])
            if span.value not in values[span.key]:
                values[span.key].append(span.value)
        else:
            values.setdefault(span.key, span.value)
    return values
