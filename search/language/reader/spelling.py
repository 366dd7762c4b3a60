"""Slips of the thumb and dialect characters as what is meant (代款 → 贷款, 冇 → 没); places stay."""

import re
from functools import cache

from search.language.reader.patterns import FOLDER


def respelt(text: str) -> str:
    """The folded text with the known slips mended; of the same length."""
    pattern, meant = _slips()
    return pattern.sub(lambda found: meant[found[0]], text)


@cache
def _slips() -> tuple[re.Pattern[str], dict[str, str]]:
    """Every typed form as one pattern, longest first, and what the plain characters of each mean."""
    typed, meant = [], {}
    for line in (FOLDER / "spellings.txt").read_text(encoding="utf-8").splitlines():
        word, colon, forms = line.partition(": ")
        for form in forms.split() if colon and not line.startswith("#") else ():
            plain = re.sub(r"\(\?[^)]*\)", "", form)
            if len(plain) != len(word):
                raise ValueError(f"not of one length: {word}, {form}")
            typed.append(form)
            meant[plain] = word
    return re.compile("|".join(sorted(typed, key=len, reverse=True))), meant
