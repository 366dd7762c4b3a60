"""The published formula: how well a product that may be shown is made for a need.

docs/ranking.md says it in words. score = (level + fit) / 4. *level* (`rank_levels`) is how far the product
stands for this need, 0–3, by its weakest point; *fit*, 0–1, orders those of one level: a weighted mean of
how specifically the product is made for the need. Lists leave out level 0.
"""

import hashlib
from collections.abc import Callable
from functools import lru_cache

from search.documents import NeedDoc, ProductDoc
from search.facts import Facts, trades_above
from search.rank_levels import MADE_FOR, POSSIBLE, RELATED, level
from search.rule_security import PROVIDED, contracts, takes_offered
from search.taxonomy import regions, requirements
from search.verdicts import Verdict

WEIGHTS = {
    "industry": 0.24,
    "region": 0.12,
    "subject": 0.10,
    "purpose": 0.10,
    "security": 0.16,
    "qualification": 0.12,
    "text": 0.08,
    "price": 0.04,
    "speed": 0.04,
}
INDUSTRY_LEVEL = {1: 0.6, 2: 0.85, 3: 0.95, 4: 1.0}  # by the length of the code the product names
REGION_LEVEL = {"country": 0.4, "province": 0.7, "city": 0.9, "county": 1.0}
ANY_TRADE, NOT_SAID, NOT_OBSERVED = 0.35, 0.3, 0.5
EACH_FURTHER, LEAST_FEW = 0.15, 0.4  # what each further kind takes away, and what is left at least
TAKEN, UNSECURED, NEEDLESS, PROVIDED_FOR = 1.0, 0.8, 0.35, 0.5  # security: see _security
RARE_CONDITION, COMMON_CONDITION, NO_CONDITION = 1.0, 0.7, 0.4
LEVELS = MADE_FOR + 1
MOST_FIT = 0.9999  # a perfect fit stays on its level
LEAST_LISTED, WORTH_A_TALK = RELATED / LEVELS, POSSIBLE / LEVELS  # scores where level 1 and level 2 begin
RATE_BEST, RATE_WORST = 2.5, 8.5  # % a year
DAYS_WORST = 10.0  # working days until an answer


def score(
    need: NeedDoc, product: ProductDoc, facts: Facts, verdicts: tuple[Verdict, ...], text: float
) -> float:
    """The score of a match, 0–1; `text` is the text relevance, 0–1."""
    shown = sum(part_of(name, need, product, facts) for name in PARTS)
    met = max(map(qualified, verdicts))
    return on_level(level(need, product, facts, verdicts), fit(shown, met, text, product))


def part_of(rule: str, need: NeedDoc, product: ProductDoc, facts: Facts) -> float:
    """What one rule's subject adds to the fit, weighted; it reads what the rule reads."""
    return WEIGHTS[rule] * PARTS[rule](need, product, facts) if rule in PARTS else 0.0


def fit(shown: float, met: float, text: float, product: ProductDoc) -> float:
    """The whole fit: the sum of `part_of`, the highest `qualified`, and what needs no rule."""
    offered = _offer(product.rate_low, product.answer_days)
    return shown + WEIGHTS["qualification"] * met + WEIGHTS["text"] * text + offered


def on_level(reached: int, value: float) -> float:
    """The score of a fit on a level."""
    return round((reached + min(value, MOST_FIT)) / LEVELS, 6)


def tie_break(need_id: str, product_id: str, week: str) -> str:
    """Equal scores are ordered by this hash, so none is first for ever. `week` is ISO, "2026-W48"."""
    return hashlib.sha256(f"{need_id}\n{product_id}\n{week}".encode()).hexdigest()


def _industry(need: NeedDoc, product: ProductDoc, facts: Facts) -> float:
    if not product.industries:
        return ANY_TRADE if product.industries == () else NOT_SAID
    named = trades_above(need.industry_codes or ()).intersection(product.industries)
    return max((INDUSTRY_LEVEL.get(len(code), 1.0) for code in named), default=NOT_SAID)


def _region(need: NeedDoc, product: ProductDoc, facts: Facts) -> float:
    served = product.regions or ()
    for place in regions.ancestors(facts.region) if facts.region else ():  # the smallest first
        if place in served and (region := regions.get(place)):
            return REGION_LEVEL[region.level]
    return NOT_SAID


def _few(values: tuple[str, ...] | None) -> float:
    """The fewer a product is made for, the more it is made for each: 1, 0.85, 0.7 …"""
    return max(LEAST_FEW, 1 - EACH_FURTHER * (len(values) - 1)) if values else NOT_SAID


def _purpose(need: NeedDoc, product: ProductDoc, facts: Facts) -> float:
    return _few(product.purpose_kinds) if facts.purpose_kind in (product.purpose_kinds or ()) else NOT_SAID


def _security(need: NeedDoc, product: ProductDoc, facts: Facts) -> float:
    """Security that is offered and taken fits best; then no security where none is offered."""
    accepted = product.security_accepted or ()
    if takes_offered(accepted, facts) or not contracts(product.requirements or ()).isdisjoint(facts.values):
        return TAKEN
    if "credit" in accepted:
        return NEEDLESS if facts.offered else UNSECURED
    return PROVIDED_FOR if PROVIDED.intersection(accepted) else NOT_SAID


def qualified(verdict: Verdict) -> float:
    """A special condition that the borrower meets shows a product made for such borrowers."""
    if verdict.verdict != "met" or not verdict.rule.startswith("requirement:"):
        return NO_CONDITION
    entry = requirements.by_word(verdict.rule.partition(":")[2])
    return NO_CONDITION if entry is None else RARE_CONDITION if entry.rarity == "rare" else COMMON_CONDITION


@lru_cache(maxsize=10_000)
def _offer(rate_low: float | None, answer_days: float | None) -> float:
    """What price and speed add, weighted."""
    price = speed = NOT_OBSERVED
    if rate_low is not None:
        price = min(1.0, max(0.0, (RATE_WORST - rate_low) / (RATE_WORST - RATE_BEST)))
    if answer_days is not None:
        speed = min(1.0, max(0.0, 1 - answer_days / DAYS_WORST))
    return WEIGHTS["price"] * price + WEIGHTS["speed"] * speed


PARTS: dict[str, Callable[[NeedDoc, ProductDoc, Facts], float]] = {
    "region": _region,
    "subject": lambda need, product, facts: _few(product.subjects),
    "industry": _industry,
    "purpose": _purpose,
    "security": _security,
}
"""By rule, in the order of verdicts."""
