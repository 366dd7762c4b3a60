"""What the forms offer: codes of the taxonomies in the order in which people look for them."""

from collections.abc import Iterable, Iterator

from wtforms import SelectChoice

from portal.core.identity import borrowers
from search import taxonomy

NONE, UNSURE = "none", "unsure"
SECURITIES = (
    *("real_estate", "third_party", "guarantee_company", "vehicle", "equipment", "receivable", "inventory"),
    *("deposit", "ip_pledge", "equity", "land_right", "livestock", "farm_facility", "forest_right", "vessel"),
    *("sea_use_right", "fee_right", "joint", "rural_house", "insurance_policy"),
)
QUALIFICATIONS = (
    *("invoice", "qr", "flow", "tax", "social_insurance", "no_overdue", "statements", "permit"),
    *("stall", "ebiz", "order", "recv", "chain", "export", "ip", "hitech", "gx", "tech_sme"),
    *("innovative_sme", "srdi", "little_giant", "startgrp", "returnee", "graduate", "vet"),
    *("leading", "demo", "insured", "recom", "green"),
)
PURPOSE_GROUPS = (
    ("日常周转", ("working_capital",)),
    ("设备、场地和项目", ("fixed_assets", "plant_purchase")),
    ("还贷续贷", ("renewal",)),
    ("保函、保证金", ("bond",)),
    ("其他", ("other",)),
)
BANDS = frozenset({"employees", "revenue"})  # figures that are asked as bands
COMMON_SECURITIES = frozenset({*SECURITIES[:7], NONE, UNSURE})  # the others fold away on the page


def offered(*pairs: tuple[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


GRADES = offered(*((grade, f"{grade} 级") for grade in "ABMCD"), (NONE, "没有评级"), ("", "不确定"))
FIRST = offered(("yes", "没贷过"), ("no", "贷过"), ("", "不想说"))
TALKS = offered(*((str(n), f"{n} 家" + ("（建议）" if n == 3 else "")) for n in range(1, 6)))
MONTHS = offered(("", "不记得"), *((str(n), f"{n} 月") for n in range(1, 13)))


def purposes() -> list[SelectChoice]:
    """Grouped; those that no institution may lend for are there too, so that choosing one is answered."""
    found = offered(("", "请选择"))
    for label, kinds in PURPOSE_GROUPS:
        entries = [entry for entry in taxonomy.purposes.all() if entry.kind in kinds]
        found += [SelectChoice(entry.code, entry.name, optgroup=label) for entry in entries]
    return found


def product_groups(more: tuple[str, ...] = ()) -> list[SelectChoice]:
    """The groups, and finer types of `more` that were stated elsewhere."""
    groups = [entry for entry in taxonomy.product_types.all() if not entry.parent or entry.code in more]
    return offered(*((entry.code, entry.name) for entry in groups), (UNSURE, "不确定"))


def securities(more: tuple[str, ...] = ()) -> list[SelectChoice]:
    """`more`: rarer kinds that were stated elsewhere and must not get lost here."""
    rare = [word for word in more if word not in SECURITIES and taxonomy.securities.by_word(word)]
    named = [(word, taxonomy.securities.by_word(word).name) for word in (*SECURITIES, *rare)]
    return offered(*named, (NONE, "都没有"), (UNSURE, "不确定"))


def qualifications(more: tuple[str, ...] = ()) -> list[SelectChoice]:
    """`more`: rarer ones, in their written form, that were read from words and must not get lost here."""
    rare = (written for written in more if written not in QUALIFICATIONS)
    return offered(*_named([*QUALIFICATIONS, *rare]))


def lacking(words: tuple[str, ...]) -> list[SelectChoice]:
    """Qualifications that were said not to be there; nobody is asked for them otherwise."""
    return offered(*_named(words))


def _named(written: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(written form, its name and figure) of qualifications; what the taxonomy does not know is left out."""
    for one in written:
        word, _, value = one.partition(":")
        entry = taxonomy.requirements.by_word(word)
        if entry and (not value or entry.takes_value(value)):
            yield one, f"{entry.name} {value} {entry.unit}".strip() if value else entry.name


def subjects() -> list[SelectChoice]:
    return offered(("", "说不清"), *((entry.code, entry.name) for entry in borrowers()))


def bands(kind: str) -> list[SelectChoice]:
    return offered(("", "不想说"), *((band.code, band.short) for band in taxonomy.bands.all(kind)))
