"""Orders to a machine inside a text: blanked, so that no part takes what they say for facts of a firm."""

import re
from functools import cache

from search.language.reader.patterns import Patterns

# Keys with values, objects and blocks of code: nobody describes a firm so.
CODE = re.compile(
    r"```.{0,3000}?```"
    r"|\{[^{}\n]{0,300}[:=][^{}\n]{0,300}\}"
    r"|[\"']?[a-z_][a-z_0-9]{2,30}[\"']?\s?[=:]{1,2}\s?[\"']?[0-9a-z._+-]{1,40}[\"']?"
    r"|\[/?(?:inst|system|user|assistant|sys|prompt)\]|<\|[^|\n]{0,40}\|>|--\s?$",
    re.DOTALL,
)
SENTENCE = re.compile(r"[^。;!?\n]+?(?:(?=[。;!?\n])|\.\s|$)")
CLAUSE = re.compile(r"[^,、:】\]]+")
ORDER = "order"


def blanked(text: str) -> str:
    """The folded text, of the same length, without orders to a machine and without code."""
    text = CODE.sub(lambda found: " " * len(found[0]), text)
    if not any(ORDER in hit.codes for hit in _patterns().find(text)):
        return text
    return SENTENCE.sub(lambda found: _sentence(found[0]), text)


def _sentence(sentence: str) -> str:
    ordered = False

    def clause(found: re.Match[str]) -> str:
        nonlocal ordered
        codes = {code for hit in _patterns().find(found[0]) for code in hit.codes}
        ordered = ORDER in codes or (ordered and bool(codes))
        return " " * len(found[0]) if ordered else found[0]

    return CLAUSE.sub(clause, sentence)


@cache
def _patterns() -> Patterns:
    return Patterns("commands.txt")
