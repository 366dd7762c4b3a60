"""The sum asked for: least and wanted in yuan, and whether it is meant roughly."""

import re
from collections.abc import Iterator

from search.language.reader import sum_batch
from search.language.reader.draft import Question, Span
from search.language.reader.passage import Passage
from search.language.reader.sum_bounds import with_words_around
from search.language.reader.sum_choice import ASK_MORE, Choice, choose
from search.language.reader.sum_figures import Figure, find
from search.language.reader.sum_roles import told

KEY = "amount_max_yuan"
NO_NEED = re.compile(
    r"没有?(?:任何|什么|别的)?(?:贷款|融资|资金|借款)?需求|(?:不|没)(?:需要|打算|想|用)(?:再)?(?:贷款?|借钱|融资|借)了"
)
ORDERS = re.compile(  # words for a machine, not of a need
    r"(?:忽略|无视|忘[记掉]|绕过)[^,。;]{0,12}(?:指令|规则|提示|限制|要求|设定|上文|以上|之前)|系统提示|你(?:现在|必须|应该)(?:是|扮演|同意|批准|输出|把)|"
    r"(?:金额|额度|利率|amount)\w{0,12}\s?(?:设[为成置]|改[为成]|填[为成写]|写[为成]|输出|返回|=)|ignore|system"
)


def read(passage: Passage) -> Iterator[Span | Question]:
    """The amount asked for, or the question about it that the words make due."""
    figures = [
        with_words_around(passage.text, figure)
        for figure in find(passage.text)
        if not _ordered(passage, figure)
    ]
    if not figures or NO_NEED.search(passage.text):
        return
    choice = _choice(passage, figures)
    if choice.figure:
        yield from _spans(choice.figure, likely=choice.likely)
    if choice.ask:
        yield Question(KEY, choice.ask)


def _choice(passage: Passage, figures: list[Figure]) -> Choice:
    each = [figure for figure in figures if sum_batch.each(passage, figure)]
    if each:
        ends = {(figure.low, figure.high) for figure in each}
        if each[0].possible and not each[0].foreign:
            return Choice(each[0], ask=ASK_MORE if len(ends) > 1 else None, likely=len(ends) > 1)
        return Choice(ask=sum_batch.ASK_EACH)
    if sum_batch.for_others(passage):
        return Choice(ask=sum_batch.ASK_EACH)
    return choose(passage.text, told(passage, figures))


def _ordered(passage: Passage, figure: Figure) -> bool:
    start, end = passage.clause_at(figure.start)
    return bool(ORDERS.search(passage.text, max(start, figure.start - 60), min(end, figure.end + 30)))


def _spans(figure: Figure, *, likely: bool) -> Iterator[Span]:
    place = (figure.start, figure.end, "likely" if likely else "said")
    if figure.low is not None:
        yield Span("amount_min_yuan", figure.low, *place)
    if figure.high is not None:
        yield Span(KEY, figure.high, *place)
    if figure.approximate:
        yield Span("approximate", True, *place)
