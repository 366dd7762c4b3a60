"""What search may know of a need and of a product: two flat, frozen, plain-valued documents.

Everywhere: None = unknown (not said); an empty tuple = said to be none. Money is whole yuan, terms are
months, ages are years. Codes and words are those of `search.taxonomy`. A document holds no name, no contact
data and no row id other than its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self


class _Document:
    """Conversion to and from plain dicts, shared by both documents."""

    __slots__ = ()

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build from JSON-like values; keys that are not ours are ignored, missing ones stay unknown."""
        known = {field.name for field in fields(cls)}
        return cls(**{key: _frozen(key, value) for key, value in values.items() if key in known})

    def to_dict(self) -> dict[str, Any]:
        """The document as JSON-like values: tuples become lists, dates ISO strings."""
        return {key: _plain(value) for key, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class NeedDoc(_Document):
    """A financing need: what is wanted, by whom (kind, trade, place), and the facts that are known.

    `amount_min_yuan` is the least that helps, `amount_max_yuan` the amount wanted. `tags` and `lacks` are in
    the written form of requirements.csv (`tax_grade:B`, `revenue:100-200`); `text` is the scrubbed summary.
    """

    id: str
    subjects: tuple[str, ...] | None = None
    industry_codes: tuple[str, ...] | None = None
    region_code: str | None = None
    amount_min_yuan: int | None = None
    amount_max_yuan: int | None = None
    term_months: int | None = None
    purpose_code: str | None = None
    product_type_codes: tuple[str, ...] | None = None
    collateral_offered: tuple[str, ...] | None = None
    no_collateral: bool | None = None
    established_years: float | None = None
    tags: tuple[str, ...] | None = None
    lacks: tuple[str, ...] | None = None
    text: str = ""
    opened_on: date | None = None


@dataclass(frozen=True, slots=True)
class ProductDoc(_Document):
    """A published product: who may have it, where, how much, against what.

    `industries` () = every trade. Any one word of `security_accepted` suffices. Rates are % a year.
    `answer_days` is the institution's observed median in working days, None below five cases.
    """

    id: str
    institution_id: str | None = None
    kind: str = "loan"
    product_type_codes: tuple[str, ...] | None = None
    feature_codes: tuple[str, ...] | None = None
    subjects: tuple[str, ...] | None = None
    industries: tuple[str, ...] | None = None
    industries_excluded: tuple[str, ...] | None = None
    regions: tuple[str, ...] | None = None
    amount_min_yuan: int | None = None
    amount_max_yuan: int | None = None
    term_min_months: int | None = None
    term_max_months: int | None = None
    purpose_kinds: tuple[str, ...] | None = None
    security_accepted: tuple[str, ...] | None = None
    requirements: tuple[str, ...] | None = None
    rate_low: float | None = None
    rate_high: float | None = None
    answer_days: float | None = None
    text: str = ""


def _frozen(key: str, value: Any) -> Any:
    if key == "opened_on" and isinstance(value, str):
        return date.fromisoformat(value)
    if key == "text":
        return value or ""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return tuple(value)
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
