"""What a sentence asks for, in its own words: the beginning of a form, which is read before it is sent."""

import re
from collections.abc import Callable

from search.language import roles
from search.language.characters import fold
from search.language.money import MONEY, TERM
from search.language.numbers import parse_amount, parse_months


def amount(text: str) -> str | None:
    """The one sum that the words call wanted; None when there is none, or more than one."""
    return _the_one(text, MONEY, roles.of_money, parse_amount)


def term(text: str) -> str | None:
    """The one length of time that the words say the money is wanted for."""
    return _the_one(text, TERM, roles.of_term, parse_months)


def _the_one(text: str, pattern: re.Pattern[str], role_of: Callable, read: Callable) -> str | None:
    folded = fold(text)
    found = [
        text[match.start() : match.end()]
        for match in pattern.finditer(folded)
        if role_of(folded, *match.span()) == "asked" and read(match[0])
    ]
    return found[0].strip() if len(found) == 1 else None
