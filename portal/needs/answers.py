"""One-tap answers to what matching asks: each question with its options, and the columns an answer sets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from portal.core import clock
from portal.needs.draft import with_implied
from portal.needs.models import FinancingNeed
from search import taxonomy

TERMS = ((3, "3 个月"), (6, "半年"), (12, "1 年"), (24, "2 年"), (36, "3 年"), (60, "5 年"))
SECURITIES = (
    *("real_estate", "third_party", "guarantee_company", "vehicle"),
    *("equipment", "receivable", "inventory"),
)
NONE = "none"
BAND_COLUMNS = {"employees": "employees_band", "revenue": "revenue_band"}
YEARS_SHOWN = 6
OF_EACH_INSTITUTION = frozenset({"tags:bankclient"})
"""Never asked: the answer is another for each institution, and one answer would be told to all."""


@dataclass(frozen=True)
class Question:
    """`options` [(value, label)] are buttons; `field` names the form's control for every other answer."""

    key: str
    ask: str
    worth: int
    options: tuple[tuple[str, str], ...]
    field: str | None = None
    unit: str | None = None  # a short number box instead of buttons


FIELD_OF = {
    "region_code": "region",
    "industry_codes": "industry",
    "amount_max_yuan": "amount",
    "purpose_code": "purpose",
    "subjects": "subject",
}


def question(key: str, ask: str, worth: int) -> Question:
    """How one of the matcher's questions can be answered here."""
    if key in FIELD_OF:
        return Question(key, ask, worth, (), field=FIELD_OF[key])
    entry = _requirement(key)
    if entry and entry.value_kind == "number" and entry.word not in BAND_COLUMNS:
        return Question(key, ask, worth, (), unit=entry.unit)
    field = "established_year" if key == "established_years" else None  # before the years on the buttons
    return Question(key, ask, worth, tuple(_options(key)), field)


def columns_for(need: FinancingNeed, key: str, value: str) -> dict:
    """The columns this answer sets; empty when the fact is known already. Raises ValueError."""
    if key == "term_months":
        return _unknown(need, "term_months", _one_of(value, [str(months) for months, _ in TERMS], int))
    if key == "established_years":
        return _unknown(need, "established_on", date(_one_of(value, _years(), int), 1, 1))
    if key == "collateral_offered":
        return _security(need, value)
    entry = _requirement(key)
    if entry is None:
        raise ValueError("没有这个问题，请从这一页列出的问题里选。")
    if entry.word in BAND_COLUMNS:
        codes = [band.code for band in taxonomy.bands.all(entry.word)]
        return _unknown(need, BAND_COLUMNS[entry.word], _one_of(value, codes, str))
    return _tag(need, entry, value)


def _options(key: str) -> list[tuple[str, str]]:
    if key == "term_months":
        return [(str(months), label) for months, label in TERMS]
    if key == "established_years":
        return [(year, f"{year} 年") for year in _years()]
    if key == "collateral_offered":
        names = [(word, taxonomy.securities.by_word(word).name) for word in SECURITIES]
        return [*names, (NONE, "都没有")]
    entry = _requirement(key)
    if entry is None:
        return []
    if entry.word in BAND_COLUMNS:
        return [(band.code, band.short) for band in taxonomy.bands.all(entry.word)]
    if entry.value_kind == "grade":
        return [*((grade, f"{grade} 级") for grade in entry.grades), (NONE, "没有评级")]
    return [("yes", "符合"), (NONE, "不符合")]


def _tag(need: FinancingNeed, entry: taxonomy.Requirement, value: str) -> dict:
    known = {tag.partition(":")[0] for tag in (*need.tags, *need.lacks)}
    if entry.word in known:
        return {}
    if value == NONE:
        return {"lacks": (*need.lacks, entry.word)}
    if entry.value_kind == "none":
        written = _one_of(value, ["yes"], lambda _: entry.word)
    else:
        written = f"{entry.word}:{_number(value) if entry.value_kind == 'number' else value}"
    taxonomy.requirements.parse(written)
    return {"tags": with_implied((*need.tags, written))}


def _security(need: FinancingNeed, value: str) -> dict:
    if need.security or need.no_collateral is not None:
        return {}
    if value == NONE:
        return {"security": (), "no_collateral": True}
    return {"security": (_one_of(value, SECURITIES, str),), "no_collateral": False}


def _unknown(need: FinancingNeed, column: str, value) -> dict:
    return {} if getattr(need, column) is not None else {column: value}


def _one_of(value: str, allowed, convert: Callable):
    if value not in allowed:
        raise ValueError("请从给出的几项里选一个")
    return convert(value)


def _number(value: str) -> str:
    """A plain number of at most one decimal, in written form."""
    try:
        number = Decimal(value.strip())
    except InvalidOperation as error:
        raise ValueError("请填一个数字，例如 3") from error
    if not number.is_finite() or not 0 <= number < 10**8:
        raise ValueError("请填一个不小于 0 的数字")
    return f"{round(number, 1):f}".removesuffix(".0")


def _years() -> list[str]:
    this_year = clock.today().year
    return [str(this_year - back) for back in range(YEARS_SHOWN)]


def _requirement(key: str) -> taxonomy.Requirement | None:
    kind, _, word = key.partition(":")
    return taxonomy.requirements.by_word(word) if kind == "tags" else None
