"""What stands of a need once its owner has agreed to an institution: all that was said.

What was not said may still be filled in; another amount or another purpose is another need.
"""

from collections.abc import Mapping

from portal.needs import queries
from portal.needs.models import FinancingNeed

FIELDS = {
    "words": "words",
    "amount": "amount_max_fen",
    "least": "amount_min_fen",
    "term": "term_months",
    "purpose": "purpose_code",
    "needed_on": "needed_on",
    "product_types": "product_type_codes",
    "members": "member_count",
    "subject": "subject_code",
    "industry": "industry_code",
    "region": "region_code",
    "security": "security",
    "established_year": "established_on",
    "established_month": "established_on",
    "employees": "employees_band",
    "revenue": "revenue_band",
    "loans": "existing_loans_fen",
}
"""Form fields with the column that says whether they were answered."""
WORDS = {"first_loan": "firsthand", "tax_grade": "tax_grade"}
"""Form fields whose answer is a qualification, there or not there."""


def fields(need: FinancingNeed, agreed: bool | None = None) -> frozenset[str]:
    """The form fields that may not be answered otherwise any more; none before the first acceptance.

    `agreed`: whether the owner has consented to an institution, where the caller knows it already.
    """
    if not (queries.was_accepted(need.id) if agreed is None else agreed):
        return frozenset()
    values = {name: getattr(need, name) for name in (*FIELDS.values(), "no_collateral")}
    said = {tag.partition(":")[0] for tag in need.tags} | set(need.lacks)
    answered = {field for field, column in FIELDS.items() if not is_unsaid(column, values)}
    return frozenset(answered | {field for field, word in WORDS.items() if word in said})


def is_unsaid(column: str, values: Mapping) -> bool:
    """Whether the stored columns leave this one open."""
    if column in ("security", "no_collateral"):
        return values["security"] is None and values["no_collateral"] is None
    if column == "approximate":
        return values["amount_max_fen"] is None
    return values[column] in (None, "")
