"""Who most likely borrows where nobody said so: never a fact, only a ground for what comes first in a list.

A person who sows or herds and does not speak of a company farms for himself; a shop, an eating-house or a
van for a small sum is a sole proprietor's, or nobody has registered it at all.
"""

from search.documents import NeedDoc
from search.taxonomy import industries

FARMING = ("01", "02", "03", "04")
SMALL_TRADES = ("52", "543", "5413", "61", "62", "80", "81")
SMALL_YUAN, FARM_YUAN = 500_000, 3_000_000
FARMERS = frozenset({"farmer", "family_farm"})
SMALL_OPERATORS = frozenset({"sole_proprietor", "unregistered"})


def presumed_subjects(need: NeedDoc) -> frozenset[str]:
    """The subjects stated, else the likely ones; empty where nothing points to any."""
    if need.subjects:
        return frozenset(need.subjects)
    wanted = need.amount_max_yuan or need.amount_min_yuan or 0
    if wanted <= FARM_YUAN and _in(need, FARMING):
        return FARMERS
    return SMALL_OPERATORS if wanted <= SMALL_YUAN and _in(need, SMALL_TRADES) else frozenset()


def _in(need: NeedDoc, codes: tuple[str, ...]) -> bool:
    """Whether the main trade lies in one of these."""
    main = (need.industry_codes or ("",))[0]
    return any(industries.covers(broad, main) for broad in codes)
