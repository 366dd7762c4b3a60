"""A form completed by its own words: what it leaves open is read from the text; what it says always wins."""

from collections.abc import Mapping
from typing import Any

from search.language.reader import understand

# What is said of one thing: a form that says part of it is not completed by words about the rest.
TOGETHER = (
    ("subjects",),
    ("industry_codes",),
    ("region_code",),
    ("amount_min_yuan", "amount_max_yuan"),
    ("term_months",),
    ("purpose_code",),
    ("product_type_codes",),
    ("collateral_offered", "no_collateral"),
    ("established_years",),
    ("tags", "lacks"),
)


def completed(form: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a form (keys of a need, with `text`), and those that only its text tells."""
    values = dict(form)
    read = understand(values.get("text") or "").to_need("", "").to_dict()
    for keys in TOGETHER:
        if all(values.get(key) is None for key in keys):
            values.update({key: read[key] for key in keys})
    return values
