"""Codes and figures of the product's side (public) in Chinese words."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache

from search.taxonomy import industries, product_types, regions, securities, subjects

YUAN_PER_WAN = 10_000
SHOWN = 4
SUBJECT_WORDS = {"company": "企业", "farmer": "农户、专业大户", "unregistered": "未登记个体经营者"}


def joined(names: Iterable[str]) -> str:
    """The first few names, the rest as 等."""
    distinct = list(dict.fromkeys(names))
    return "、".join(distinct[:SHOWN]) + ("等" if len(distinct) > SHOWN else "")


@lru_cache(maxsize=10_000)
def _named(name_of: Callable[[str], str], codes: tuple[str, ...]) -> str:
    """The same names stand in many sentences."""
    return joined(map(name_of, codes))


@lru_cache(maxsize=10_000)
def region_name(code: str) -> str:
    """A county or city by its own name, a withdrawn code by the name it had."""
    region = regions.get(code)
    return region.name if region else regions.history_name(code) or code


def industry_names(codes: Iterable[str]) -> str:
    """Official names of industries."""
    return _named(_industry_name, tuple(codes))


def subject_names(words: Iterable[str]) -> str:
    """Kinds of borrower; several codes share the word 企业."""
    return _named(_subject_name, tuple(words))


def _industry_name(code: str) -> str:
    return entry.name if (entry := industries.get(code)) else code


def _subject_name(word: str) -> str:
    entries = subjects.by_word(word)
    return SUBJECT_WORDS.get(word) or (entries[0].name.split("（")[0] if entries else word)


def security_names(words: Iterable[str]) -> str:
    """Kinds of security."""
    return _named(_security_name, tuple(words))


def _security_name(word: str) -> str:
    return entry.name if (entry := securities.by_word(word)) else word


def type_names(codes: Iterable[str]) -> str:
    """Kinds of product."""
    return _named(_type_name, tuple(codes))


def _type_name(code: str) -> str:
    return entry.name if (entry := product_types.get(code)) else code


@lru_cache(maxsize=10_000)
def wan(yuan: int) -> str:
    """Whole yuan as 万元 without needless noughts: 200000 → "20", 12000000 → "1,200"."""
    return f"{(Decimal(yuan) / YUAN_PER_WAN).normalize():,f}"


def span(ends: dict[str, int | None], kind: str) -> str:
    """Both ends of an amount (yuan) or a term (months): "1–30 万元", "12 个月以内", "5 万元起"."""
    unit = "万元" if kind == "amount" else "个月"
    show = wan if kind == "amount" else str
    low, high = (None if end is None else show(end) for end in (ends["min"], ends["max"]))
    if low is None:
        return f"{high} {unit}以内"
    if high is None:
        return f"{low} {unit}起"
    return f"{low} {unit}" if low == high else f"{low}–{high} {unit}"
