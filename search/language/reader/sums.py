"""The sum asked for: least and wanted in yuan, and whether it is meant roughly."""

from collections.abc import Iterator
from dataclasses import replace

from search.language.reader import sum_batch
from search.language.reader.draft import Question, Span
from search.language.reader.figure import Figure
from search.language.reader.passage import Passage
from search.language.reader.sum_bounds import with_words_around
from search.language.reader.sum_choice import Choice, choose
from search.language.reader.sum_figures import find
from search.language.reader.sum_roles import Told, told

KEY = "amount_max_yuan"

OPPOSITE = {"most": "least", "least": "most"}


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
    stated = told(passage, figures)
    each = [one for one in stated if sum_batch.each(passage, one.figure, many=many)]
    if len(each) == 1 and (other := OPPOSITE.get(each[0].figure.bound)):  # 每户不超过20万，不低于5万
        each += [replace(one, role="asked") for one in stated if one.figure.bound == other]
        each[0] = replace(each[0], role="asked")
    if each and (many or not _outweighed(stated, each)):
        return choose(
            passage.text,
            [one for one in each if one.role == "asked"] or [replace(one, role="asked") for one in each],
        )
    if many:
        return Choice(ask=sum_batch.ASK_EACH)
    return choose(passage.text, stated)


def _outweighed(stated: list[Told], each: list[Told]) -> bool:
    """我要20万，两家店一家10万: the whole is what is asked for, and nobody files for others."""
    outright = [one for one in stated if one.role == "asked" and one.usable and one not in each]
    return bool(outright) and all(one.role != "asked" for one in each)


def _spans(figure: Figure, *, likely: bool) -> Iterator[Span]:
    place = (figure.start, figure.end, "likely" if likely else "said")
    if figure.low is not None:
        yield Span("amount_min_yuan", figure.low, *place)
    if figure.high is not None:
        yield Span(KEY, figure.high, *place)
    if figure.approximate:
        yield Span("approximate", True, *place)
