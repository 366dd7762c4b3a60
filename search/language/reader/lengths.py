"""Lengths of time: the term asked for in months, and for how many years the business has been run."""

from collections.abc import Iterator
from datetime import date

from search.language.reader import business_age, durations, length_roles
from search.language.reader.draft import Question, Span
from search.language.reader.durations import Duration
from search.language.reader.passage import Passage


def read(passage: Passage, today: date | None = None) -> Iterator[Span | Question]:
    """One term and one age at most; an age counts whole years begun from a year that is named."""
    term: Span | None = None
    age: list[Span] = []
    for duration in durations.find(passage.text):
        role, outright = length_roles.role(passage, duration)
        if role == "term" and term is None and not (duration.more or duration.less):
            term = _term(duration)
        elif role == "firm" and not age and not duration.below:
            age = list(_age(duration, outright=outright))
    if term:
        yield term
    yield from age or business_age.read(passage, today or date.today())  # noqa: DTZ011  # a year is meant


def _term(duration: Duration) -> Span:
    """Of a range the longer end: who may repay later need not."""
    clear = duration.low == duration.months and not duration.about
    return Span("term_months", duration.months, duration.start, duration.end, "said" if clear else "likely")


def _age(duration: Duration, *, outright: bool) -> Iterator[Span]:
    """三年多 and 十几年 count as what they are at least."""
    years = round(duration.low / 12, 2)
    clear = outright and not (duration.less or duration.about) and duration.low == duration.months
    yield from business_age.spans(years, duration.start, duration.end, sure="said" if clear else "likely")
