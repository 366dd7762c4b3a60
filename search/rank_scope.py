"""Limits that follow from what lending is like, where no single rule speaks: published with the formula."""

from functools import lru_cache

from search.documents import NeedDoc, ProductDoc
from search.facts import Facts, trades_above
from search.presumed import COMPANIES
from search.taxonomy import COUNTRY, product_types

MADE_FOR, POSSIBLE, RELATED, NO_USE = 3, 2, 1, 0  # the levels
# Trades that a product which names no trade does not mean.
SELDOM_FINANCED = ("B", "J", "901")  # mining, lending money on, indoor entertainment
FARMING_TRADES = ("A", "13", "14", "15")  # and who works up what is farmed
PRECISE = 3  # digits from which on a product names a trade and not a whole field
TOURISM_TRADES = ("61", "62", "903", "786")
FARMERS = frozenset({"farmer", "family_farm", "cooperative"})
COUNTRY_WORDS = (  # two characters and more: 山 alone is in 佛山, 乡 in 家乡菜
    *(
        "农村",
        "乡村",
        "山村",
        "渔村",
        "牧村",
        "村里",
        "村口",
        "村头",
        "进村",
        "村民",
        "乡下",
        "乡镇",
        "镇上",
        "农家",
        "农庄",
        "田园",
    ),
    *(
        "渔家",
        "渔排",
        "牧区",
        "牧场",
        "牧家",
        "山里",
        "山区",
        "山上",
        "民宿",
        "景区",
        "采摘",
        "古镇",
        "草原",
        "藏家",
    ),
)
FARM_LOANS = "P11"  # the group of agricultural products in product_types.csv
START_UPS = frozenset({"hitech", "park", "startgrp", "talent", "incubated", "graduate", "newcomer", "vet"})


def scope_limit(need: NeedDoc, product: ProductDoc, facts: Facts) -> int:
    """The lowest of the limits, 0–3."""
    return min(
        _seldom_financed(need, product),
        _without_revenue(product, facts),
        _townspeople(need, product, facts),
        _other_members(product, facts),
    )


def _seldom_financed(need: NeedDoc, product: ProductDoc) -> int:
    return NO_USE if not product.industries and _trades_in(need, SELDOM_FINANCED) else MADE_FOR


def _without_revenue(product: ProductDoc, facts: Facts) -> int:
    """A firm that earns nothing yet is for products that say they are for beginners."""
    if "norev" not in facts.values or product.industries:
        return MADE_FOR
    required = {written.partition(":")[0] for written in product.requirements or ()}
    return MADE_FOR if required & START_UPS else RELATED


def _other_members(product: ProductDoc, facts: Facts) -> int:
    """Whose members a product for the whole country means is open: one association is not another."""
    asks = "assoc" in facts.values and "assoc" in (product.requirements or ())
    return RELATED if asks and COUNTRY in (product.regions or ()) else MADE_FOR


def _townspeople(need: NeedDoc, product: ProductDoc, facts: Facts) -> int:
    """Agricultural products are for the country: not for a shop, an inn or a restaurant in town."""
    if not _for_farms(product.product_type_codes or ()):
        return MADE_FOR
    if not need.industry_codes and facts.presumed != COMPANIES:
        return MADE_FOR
    if FARMERS.intersection(need.subjects or ()) or _trades_in(need, FARMING_TRADES):
        return MADE_FOR
    if _trades_in(need, tuple(code for code in product.industries or () if len(code) >= PRECISE)):
        return MADE_FOR
    if any(word in need.text for word in COUNTRY_WORDS):
        return MADE_FOR
    made_for_guests = all(code.startswith(TOURISM_TRADES) for code in product.industries or ("A",))
    return NO_USE if made_for_guests else RELATED


@lru_cache(maxsize=1_000)
def _for_farms(types: tuple[str, ...]) -> bool:
    return any(product_types.covers(FARM_LOANS, code) for code in types)


def _trades_in(need: NeedDoc, codes: tuple[str, ...]) -> bool:
    return not trades_above(need.industry_codes or ()).isdisjoint(codes)
