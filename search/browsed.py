"""A need as an institution may know it before the owner has agreed: bands instead of figures.

An amount within a band has no figure to decide by, so there are two readings of it. What fails by the kindest
fails for certain; what passes by the strictest passes for certain. All else is the same in both.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from search.documents import NeedDoc
from search.facts import Facts, facts_of
from search.taxonomy import bands, industries, requirements

YUAN_PER_WAN = 10_000
ENDLESS = 10**15  # yuan; the open end of the highest band


@dataclass(frozen=True, slots=True)
class Browsed:
    """Both readings of one need, each with its facts."""

    kindest: NeedDoc
    strictest: NeedDoc
    facts: Facts
    strict_facts: Facts


def browsed(need: NeedDoc) -> Browsed:
    """Amounts and years by their band, the trade by its 中类, no sensitive qualification, no exact figure."""
    known = replace(
        need,
        industry_codes=_coarse(need.industry_codes),
        established_years=None,
        tags=(*_tags(need.tags), *_years(need.established_years)),
        lacks=tuple(_shown(need.lacks or ())) or None,
        text="",
        opened_on=None,
    )
    least, wanted = need.amount_min_yuan, need.amount_max_yuan
    kindest = replace(known, amount_min_yuan=_end(least, low=True), amount_max_yuan=_end(wanted, low=False))
    strictest = replace(known, amount_min_yuan=_end(least, low=False), amount_max_yuan=_end(wanted, low=True))
    return Browsed(kindest, strictest, facts_of(kindest), facts_of(strictest))


def _coarse(codes: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return codes and tuple(dict.fromkeys(map(industries.middle, codes)))


def _end(yuan: int | None, *, low: bool) -> int | None:
    """The lowest or the highest figure of an amount's band."""
    if yuan is None:
        return None
    band = bands.of("amount", Decimal(yuan) / YUAN_PER_WAN)
    if low:
        return band.min * YUAN_PER_WAN + 1
    return ENDLESS if band.max is None else band.max * YUAN_PER_WAN


def _years(years: float | None) -> tuple[str, ...]:
    return () if years is None else (f"years:{bands.of('years', years).span}",)


def _tags(written: Iterable[str] | None) -> list[str]:
    """Without what is sensitive, and without figures that are no bands."""
    kept = _shown(written or ())
    return [tag for tag in kept if not _is_figure(tag)]


def _shown(written: Iterable[str]) -> list[str]:
    entries = ((tag, requirements.by_word(tag.partition(":")[0])) for tag in written)
    return [tag for tag, entry in entries if entry and not entry.sensitive]


def _is_figure(tag: str) -> bool:
    """Whether a tag has an exact figure: "lenders:2", and not "revenue:100-200"."""
    word, _, value = tag.partition(":")
    entry = requirements.by_word(word)
    return word == "years" or bool(entry and entry.value_kind == "number" and value and "-" not in value)
