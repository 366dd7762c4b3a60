"""Facts of the need's side in Chinese words: exact for the owner and after acceptance, bands before."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from search.facts import read_interval
from search.reason_words import industry_names, span
from search.taxonomy import Band, bands, industries, requirements
from search.taxonomy.requirement import Requirement

BROAD = "browsing"
YUAN_PER_WAN = 10_000
# Figures that an institution may read as a band before acceptance; of others it reads only the verdict.
BAND_OF = {"years": "years", "employees": "employees", "revenue": "revenue", "existing_loans": "amount"}

__all__ = ["BROAD", "need_figure", "need_industry", "need_tag", "requirement_name"]


def need_figure(ends: dict[str, int | None], kind: str, persona: str) -> str:
    """An amount (yuan) or a term (months); before acceptance the bands of both ends."""
    if persona != BROAD:
        return span(ends, kind)
    found = [_band(kind, end) for end in (ends["min"], ends["max"]) if end is not None]
    return found[0].short if found[0] == found[-1] else _both(found[0], found[-1])


@lru_cache(maxsize=10_000)
def _band(kind: str, value: int) -> Band:
    return bands.of(kind, Decimal(value) / YUAN_PER_WAN if kind == "amount" else value)


def _both(low: Band, high: Band) -> str:
    """From the lower end of one band to the upper end of another."""
    unit = "个月" if low.unit == "月" else low.unit
    if high.max is None:
        return f"{low.min} {unit}以上"
    return f"{high.max} {unit}以内" if low.min == 0 else f"{low.min}–{high.max} {unit}"


def need_industry(codes: Iterable[str], persona: str) -> str:
    """Trades by name; before acceptance no finer than the middle level."""
    return industry_names(map(industries.middle, codes) if persona == BROAD else codes)


def requirement_name(written: str, persona: str) -> str:
    """What a product requires: "满 2 年", "纳税信用等级 A、B、M", "专精特新"."""
    word, _, value = written.partition(":")
    entry = requirements.by_word(word)
    if entry is None:
        return written
    if word == "years" and value:
        return f"满 {value} 年"
    if entry.value_kind == "grade" and value:
        return f"{entry.name} {value.replace('|', '、')}"
    if entry.value_kind == "number" and value:
        return f"{entry.name}{'不超过' if entry.compare == 'max' else '不低于'} {value} {entry.unit}"
    return entry.shown_before_consent if persona == BROAD else entry.name


def need_tag(entry: Requirement, value: str, verdict: str, persona: str) -> str:
    """The borrower's own figure or grade; a verdict alone where the figure may not be read yet."""
    word = entry.word
    you = "您" if persona == "owner" else "该企业"
    if persona == BROAD and entry.value_kind == "number":
        shown = _banded(word, value)
        if shown is None:
            return you + {"met": "符合", "not_met": "不符合", "unknown": "已填，尚不能判断"}[verdict]
    else:
        shown = _exact(entry, value)
    return f"{you}{'经营 ' if word == 'years' else '为 '}{shown}"


def _banded(word: str, value: str) -> str | None:
    """The band that holds an exact figure, or the band as it was stated; None if it is not one."""
    interval, kind = read_interval(value), BAND_OF.get(word)
    if interval is None or kind is None:
        return None
    if interval.low == interval.high:
        return bands.of(kind, interval.low).short
    return next((band.short for band in bands.all(kind) if band.span == value), None)


def _exact(entry: Requirement, value: str) -> str:
    if entry.value_kind == "grade":
        return value.replace("|", "、")
    low, dash, high = value.partition("-")
    try:
        low = f"{Decimal(low).normalize():f}"
    except InvalidOperation:
        return value
    return f"{low}{'–' + high if high else ''} {entry.unit}{'以上' if dash and not high else ''}"
