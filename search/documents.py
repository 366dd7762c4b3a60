"""What search may know of a need and of a product: two flat, frozen, plain-valued documents.

Everywhere: None = unknown (not said); an empty tuple = said to be none. Money is whole yuan, terms are
months, ages are years. Codes and words are those of `search.taxonomy`. A document holds no name, no contact
data and no row id other than its own.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, ClassVar, Self

PLAIN_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
}


class _Document:
    """Conversion to and from plain dicts, shared by both documents."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Any]]

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build from JSON-like values; keys that are not ours are ignored, missing ones stay unknown.

        ValueError names the key whose value is not of its type.
        """
        known = {field.name: _declared(field.type) for field in fields(cls)}
        return cls(**{key: _read(key, known[key], value) for key, value in values.items() if key in known})

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


def _declared(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)


def _read(key: str, declared: str, value: Any) -> Any:
    """A JSON value as the field's own type; the types are the few that the documents above declare."""
    if value is None:
        return "" if key == "text" else None
    if "tuple" in declared and isinstance(value, list | tuple) and all(isinstance(v, str) for v in value):
        return tuple(value)
    if "date" in declared and isinstance(value, str | date):
        return date.fromisoformat(value) if isinstance(value, str) else value
    plain = PLAIN_TYPES.get(declared.partition(" ")[0], ())
    if isinstance(value, plain) and isinstance(value, bool) == ("bool" in declared):
        return value
    raise ValueError(f"{key}: {value!r} is not {declared}")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
