"""Who most likely borrows where nobody said so: never a fact, only a ground for what comes first in a list.

A person who sows or herds and does not speak of a company farms for himself; a shop, an eating-house or a
van for a small sum is a sole proprietor's, or nobody has registered it at all; a factory, a building firm or
a large sum is a company's. A small sum for anything else, or for nobody knows what, is a villager's where the
words speak of a village.
"""

from search.documents import NeedDoc
from search.taxonomy import industries

AGRICULTURE = ("A",)
FARMING = ("01", "02", "03", "04")
SMALL_TRADES = ("51", "52", "543", "5413", "61", "62", "80", "81", "90")
WORKS = ("B", "C", "D", "E", "I", "M")  # works, building, software and research are seldom one person's
SMALL_YUAN, WORKSHOP_YUAN, COMPANY_YUAN, FARM_YUAN = 500_000, 200_000, 1_000_000, 2_000_000
FARMERS = frozenset({"farmer", "family_farm"})
LARGE_FARMS = frozenset({"company", "cooperative"})
SMALL_OPERATORS = frozenset({"sole_proprietor", "unregistered"})
BEGINNERS = frozenset({"unregistered"})  # what is not open yet has no licence yet
COMPANIES = frozenset({"company"})
# Conditions that hardly anybody but a company meets.
COMPANY_TAGS = frozenset({"hitech", "srdi", "ip", "govc", "export", "tax_grade", "chain", "statements"})
VILLAGE_WORDS = ("农村", "乡下", "村里", "村民", "农户", "山村", "渔村", "牧民")
SMALL_WORDS = ("小买卖", "小生意", "摆摊", "小摊", "小店", "小本")
NOBODY: frozenset[str] = frozenset()
ALL_WHO_FARM = FARMERS | {"cooperative"}


def presumed_subjects(need: NeedDoc) -> frozenset[str]:
    """The subjects stated, else the likely ones; empty where nothing points to any."""
    if need.subjects:
        return frozenset(need.subjects)
    wanted = need.amount_max_yuan or need.amount_min_yuan or 0
    main = need.industry_codes[0] if need.industry_codes else ""
    if _in(main, FARMING):
        return FARMERS if wanted <= FARM_YUAN else LARGE_FARMS
    if COMPANY_TAGS.intersection(tag.partition(":")[0] for tag in need.tags or ()):
        return COMPANIES
    if not main:
        return _by_words(need, wanted)
    if need.established_years == 0 and wanted <= SMALL_YUAN and _in(main, SMALL_TRADES):
        return BEGINNERS
    small = 0 < wanted <= (WORKSHOP_YUAN if _in(main, WORKS) else SMALL_YUAN)
    if small and _in(main, (*SMALL_TRADES, "C")):
        return SMALL_OPERATORS
    if not small and (wanted >= COMPANY_YUAN or _in(main, WORKS)):
        return COMPANIES
    return _villager(need, small)


def _by_words(need: NeedDoc, wanted: int) -> frozenset[str]:
    """Where no trade is known: who speaks of a village, of a small business, or wants a large sum."""
    small = 0 < wanted <= SMALL_YUAN
    if small and any(word in need.text for word in SMALL_WORDS):
        return SMALL_OPERATORS
    if wanted < COMPANY_YUAN or any(word in need.text for word in VILLAGE_WORDS):
        return _villager(need, small)
    return COMPANIES


def _villager(need: NeedDoc, small: bool) -> frozenset[str]:
    return FARMERS if small and any(word in need.text for word in VILLAGE_WORDS) else NOBODY


def farms(need: NeedDoc) -> bool:
    """Whether the borrower is said to farm, or to do what farmers do."""
    if not ALL_WHO_FARM.isdisjoint(need.subjects or ()):
        return True
    return any(_in(trade, AGRICULTURE) for trade in need.industry_codes or ())


def _in(trade: str, codes: tuple[str, ...]) -> bool:
    return not frozenset(industries.ancestors(trade)).isdisjoint(codes)
