"""What a sentence asks for, in its own words: the beginning of a form, which is read before it is sent."""

from search.language import roles
from search.language.characters import fold
from search.language.money import MONEY, TERM
from search.language.numbers import parse_amount, parse_months


def amount(text: str) -> str | None:
    """The one sum that the words call wanted; None when there is none, or more than one."""
    folded = fold(text)
    found = [
        text[match.start() : match.end()]
        for match in MONEY.finditer(folded)
        if roles.of_money(folded, *match.span()) == "asked" and parse_amount(match[0])
    ]
    return found[0].strip() if len(found) == 1 else None


def term(text: str) -> str | None:
    """The one length of time that the words say the money is wanted for."""
    folded = fold(text)
    found = [
        text[match.start() : match.end()]
        for match in TERM.finditer(folded)
        if roles.of_term(folded, *match.span()) == "asked" and parse_months(match[0])
    ]
    return found[0].strip() if len(found) == 1 else None
