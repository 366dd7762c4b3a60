"""The sum asked for: least and wanted in yuan, and whether it is meant roughly."""

from collections.abc import Iterator

from search.language.reader import sum_batch
from search.language.reader.draft import Question, Span
from search.language.reader.passage import Passage
from search.language.reader.sum_bounds import with_words_around
from search.language.reader.sum_choice import ASK_MORE, Choice, choose
from search.language.reader.sum_figures import Figure, find
from search.language.reader.sum_roles import told

KEY = "amount_max_yuan"


def read(passage: Passage) -> Iterator[Span | Question]:
    """The amount asked for, or the question about it that the words make due."""
    figures = [with_words_around(passage.text, figure) for figure in find(passage.text)]
    if not figures:
        return
    choice = _choice(passage, figures)
    if choice.figure:
        yield from _spans(choice.figure, likely=choice.likely)
    if choice.ask:
        yield Question(KEY, choice.ask)


def _choice(passage: Passage, figures: list[Figure]) -> Choice:
    many = sum_batch.for_others(passage)
    each = [figure for figure in figures if sum_batch.each(passage, figure, many=many)]
    if each:
        ends = {(figure.low, figure.high) for figure in each}
        if each[0].possible and not each[0].foreign:
            return Choice(each[0], ask=ASK_MORE if len(ends) > 1 else None, likely=len(ends) > 1)
        return Choice(ask=sum_batch.ASK_EACH)
    if many:
        return Choice(ask=sum_batch.ASK_EACH)
    return choose(passage.text, told(passage, figures))


def _spans(figure: Figure, *, likely: bool) -> Iterator[Span]:
    place = (figure.start, figure.end, "likely" if likely else "said")
    if figure.low is not None:
        yield Span("amount_min_yuan", figure.low, *place)
    if figure.high is not None:
        yield Span(KEY, figure.high, *place)
    if figure.approximate:
        yield Span("approximate", True, *place)
