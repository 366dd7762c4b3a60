"""What the ledger keeps of a need: codes and whole numbers."""

import math

from portal.needs.models import FinancingNeed
from search import taxonomy

CODES = ("subject_code", "industry_code", "region_code", "purpose_code", "employees_band", "revenue_band")
NUMBERS = (
    "amount_min_fen",
    "amount_max_fen",
    "term_months",
    "existing_loans_fen",
    "max_talks",
    "member_count",
)
LISTS = ("product_type_codes", "security", "tags", "lacks")


def changed_facts(need: FinancingNeed) -> dict:
    """All codes and amounts as they stand now."""
    facts = {name: getattr(need, name) for name in (*CODES, *NUMBERS)}
    facts |= {name: _list(getattr(need, name)) for name in LISTS}
    return {**facts, "no_collateral": need.no_collateral, "established": _month(need), "needed": _day(need)}


def opened_facts(need: FinancingNeed) -> dict:
    """What every figure about opened needs is counted from."""
    return {
        "subject": need.subject_code,
        "size": _size(need),
        "industry": need.industry_code,
        "region": need.region_code,
        "types": _list(need.product_type_codes),
        "amount_fen": need.amount_max_fen,
        "least_fen": need.amount_min_fen,
        "term": need.term_months,
        "purpose": need.purpose_code,
        "security": _list(need.security),
        "no_collateral": need.no_collateral,
        "tags": _list(need.tags),
        "scope": str(need.scope),
        "declared_first": _declared_first(need),
    }


def _declared_first(need: FinancingNeed) -> bool | None:
    if "firsthand" in need.tags:
        return True
    return False if "firsthand" in need.lacks else None


def _size(need: FinancingNeed) -> str | None:
    """micro, small or medium where both ends of the two bands agree; None otherwise."""
    if need.industry_code is None:
        return None
    (fewest, most), (least, highest) = _ends(need.employees_band), _ends(need.revenue_band)
    sizes = {
        taxonomy.size_standard.size_of(need.industry_code, fewest, least),
        taxonomy.size_standard.size_of(need.industry_code, most, highest),
    }
    return sizes.pop() if len(sizes) == 1 else None


def _ends(code: str | None) -> tuple[float | None, float | None]:
    """The least and the greatest figure of a band; its upper edge belongs to the next one."""
    band = taxonomy.bands.get(code or "")
    if band is None:
        return None, None
    return band.min, math.inf if band.max is None else band.max - 0.01


def _list(values) -> list[str] | None:
    return None if values is None else list(values)


def _month(need: FinancingNeed) -> str | None:
    return need.established_on and f"{need.established_on:%Y-%m}"


def _day(need: FinancingNeed) -> str | None:
    return need.needed_on and need.needed_on.isoformat()
