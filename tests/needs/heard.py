"""A reader that has heard what a test says, so that a page is judged by itself."""

from search.language.reader import Draft, Question, Quoted
from search.language.reader.draft import LISTS

VALUES = {
    "amount_min_yuan": 200_000,
    "amount_max_yuan": 200_000,
    "purpose_code": "U01",
    "industry_codes": ["6239"],
    "region_code": "330105",
    "no_collateral": True,
    "established_years": 3,
    "tags": ["invoice", "firsthand", "woman"],
    "lacks": ["tax_grade", "qr"],
}
QUOTED = {
    "amount_min_yuan": "20万",
    "amount_max_yuan": "20万",
    "purpose_code": "周转",
    "industry_codes": "开奶茶店的",
    "region_code": "拱墅",
    "no_collateral": "没有抵押",
    "established_years": "做了三年",
}


def heard(values=None, likely=(), asks=()) -> Draft:
    """A draft with these values, each quoted; `likely` keys are only likely, `asks` [(key, question)]."""
    values = VALUES if values is None else values
    spans = [
        Quoted(key, one, QUOTED.get(key, key), 0, 1, "likely" if key in likely else "said")
        for key, value in values.items()
        for one in (value if key in LISTS else [value])
    ]
    return Draft(values, tuple(spans), tuple(Question(*ask) for ask in asks))
