"""Where a qualification in its written form stands in the filing forms, and what is chosen there."""

from portal.needs import choices
from search import taxonomy

ELSEWHERE = frozenset({"years"})  # asked as the year in which the business began


def field_of_tag(written: str) -> tuple[str, str] | None:
    """(field, value sent) of a qualification that is there; None where no form asks for it."""
    word, _, value = written.partition(":")
    entry = taxonomy.requirements.by_word(word)
    if entry is None or word in ELSEWHERE:
        return None
    if word == "firsthand":
        return "first_loan", "yes"
    if word == "tax_grade":
        return ("tax_grade", value) if value else None
    if word in choices.BANDS:
        return _band(word, value)
    if word == "existing_loans":
        return ("loans", f"{value}万") if value.replace(".", "").isdecimal() else None
    if entry.value_kind != "none" and not value:
        return None
    return "tags", written


def field_of_lack(written: str) -> tuple[str, str] | None:
    """(field, value sent) of a qualification that is said not to be there."""
    word = written.partition(":")[0]
    if taxonomy.requirements.by_word(word) is None or word in ELSEWHERE | choices.BANDS:
        return None
    if word == "firsthand":
        return "first_loan", "no"
    if word == "tax_grade":
        return "tax_grade", choices.NONE
    if word == "existing_loans":
        return "loans", "0"
    return "lacks", word


def _band(word: str, value: str) -> tuple[str, str] | None:
    """A figure as the band that holds it; a stretch of two bands is neither."""
    low, _, high = value.partition("-")
    try:
        bands = {taxonomy.bands.of(word, float(end)).code for end in (low, high or low)}
    except ValueError:
        return None
    return (word, bands.pop()) if len(bands) == 1 else None
