"""How far a product that may be shown stands for a need: the weakest point decides.

3 made for the case, 2 it can be done, 1 related but something essential is open, 0 of no use. Each open or
half met rule sets a limit; the level is the lowest of them. docs/ranking.md says the same in words.
"""

from functools import lru_cache

from search.documents import NeedDoc, ProductDoc
from search.facts import Facts
from search.rank_scope import MADE_FOR, NO_USE, POSSIBLE, RELATED, scope_limit
from search.rule_security import PERSONAL, PROVIDED, contracts, takes_offered, things
from search.taxonomy import requirements
from search.verdicts import Verdict

SELDOM_OF_FARMS = frozenset({"tax", "tax_grade", "tax_paid", "invoice"})
# A condition that was not stated: by its group; a rare one nearly nobody has without saying so.
UNSTATED_RECORD, UNSTATED_TRADE_RECORD, UNSTATED_COMMON, UNSTATED_RARE = POSSIBLE, POSSIBLE, RELATED, NO_USE
RECORDS, TRADE_RECORDS = "信用与税务", "经营数据"
STATUS = frozenset({"firsthand", "renewing"})  # among the records, but a state that not everybody is in
OFTEN_UNSAID = frozenset({"order"})  # rare by its list, yet many have one and do not say so
# (what the money is for, what the product is for): how far the one serves the other
SERVES = {
    ("fixed_assets", "working_capital"): RELATED,
    ("renewal", "working_capital"): RELATED,
    ("plant_purchase", "fixed_assets"): RELATED,
}
GOOD_DEBTORS = frozenset({"chain", "govc", "medins", "edi", "refund"})  # conditions that name a sure payer
OWN_PURPOSES = frozenset({"renewal", "plant_purchase", "bond"})  # who makes products for these means them


def level(need: NeedDoc, product: ProductDoc, facts: Facts, verdicts: tuple[Verdict, ...]) -> int:
    """0–3; only for a product that no rule keeps off the list."""
    limits = [limit_of(verdict, need, product, facts) for verdict in verdicts]
    spanning = scope_limit(need, product, facts), made_for(product, facts)
    return min(*limits, *spanning, nobody_nowhere(need, verdicts))


def nobody_nowhere(need: NeedDoc, verdicts: tuple[Verdict, ...]) -> int:
    """0 where neither who nor where is known, or neither who nor what trade."""
    if need.subjects:
        return MADE_FOR
    open_rules = {verdict.rule for verdict in verdicts if verdict.verdict == "unknown" and _narrows(verdict)}
    return NO_USE if "subject" in open_rules and open_rules & {"region", "industry"} else MADE_FOR


def _narrows(verdict: Verdict) -> bool:
    """Whether the product names trades; those it only leaves out hardly narrow it."""
    return verdict.rule != "industry" or bool(verdict.product["only"])


def limit_of(verdict: Verdict, need: NeedDoc, product: ProductDoc, facts: Facts) -> int:
    """The highest level that one verdict leaves."""
    if verdict.verdict == "met":
        return MADE_FOR
    if verdict.verdict == "unknown":
        return _open(verdict, need, product, facts) if verdict.product else MADE_FOR
    match verdict.rule:
        case "term":
            return _other_term(verdict, facts)
        case "purpose":
            return _serves(product, facts)
        case _:  # below the wanted amount, another type than wished
            return POSSIBLE


def _open(verdict: Verdict, need: NeedDoc, product: ProductDoc, facts: Facts) -> int:
    rule, _, word = verdict.rule.partition(":")
    match rule:
        case "requirement":
            return min(
                _unstated(word, facts), RELATED if word in SELDOM_OF_FARMS and facts.farms else MADE_FOR
            )
        case "subject":
            return _who(need, product, facts)
        case "security":
            return _security_unsaid(product, facts)
        case "purpose":
            return MADE_FOR if "working_capital" in verdict.product else RELATED
        case "industry" if not verdict.product["only"]:
            return POSSIBLE  # for every trade but a few
        case "region" | "industry":
            return RELATED
        case _:
            return MADE_FOR


def _who(need: NeedDoc, product: ProductDoc, facts: Facts) -> int:
    """Who borrows was not said; or a firm was, and only its owner could borrow in person."""
    if need.subjects:
        return RELATED
    if not facts.presumed:
        return POSSIBLE
    return MADE_FOR if facts.presumed.intersection(product.subjects or ()) else NO_USE


def _security_unsaid(product: ProductDoc, facts: Facts) -> int:
    """What is owned could be offered; a contract that is required is itself the security."""
    accepted = set(product.security_accepted or ())
    if not contracts(product.requirements or ()).isdisjoint(facts.values):
        return MADE_FOR
    owned = {entry.security_word for word in facts.values if (entry := requirements.by_word(word))}
    return POSSIBLE if accepted & (owned | PERSONAL) else RELATED


def _unstated(word: str, facts: Facts) -> int:
    """A condition nobody spoke of."""
    entry = requirements.by_word(word)
    if entry is None or word == "years":
        return MADE_FOR if entry else UNSTATED_COMMON
    if entry.rarity == "rare":
        return (
            UNSTATED_COMMON if word in OFTEN_UNSAID or facts.values.keys() & entry.implies else UNSTATED_RARE
        )
    if "norev" in facts.values and entry.group in (RECORDS, TRADE_RECORDS) and word not in STATUS:
        return NO_USE  # without revenue there is no record of it
    if entry.group == RECORDS and word not in STATUS:
        return UNSTATED_COMMON if facts.just_begun else UNSTATED_RECORD
    if entry.group == TRADE_RECORDS and facts.individual:
        return UNSTATED_TRADE_RECORD
    return UNSTATED_COMMON


def _other_term(verdict: Verdict, facts: Facts) -> int:
    longest = verdict.product["max"]
    far_too_short = longest is not None and verdict.need > 2 * longest
    return RELATED if far_too_short and facts.purpose_kind == "fixed_assets" else POSSIBLE


def _serves(product: ProductDoc, facts: Facts) -> int:
    """How far a product for other purposes helps."""
    kinds = product.purpose_kinds or ()
    if facts.purpose_kind == "fixed_assets" and facts.small_sum and "working_capital" in kinds:
        return POSSIBLE
    return max((SERVES.get((facts.purpose_kind or "", kind), NO_USE) for kind in kinds), default=NO_USE)


def made_for(product: ProductDoc, facts: Facts) -> int:
    """3 if its trade, purpose, security or a condition is this need's own; else it is for everybody: 2."""
    if facts.purpose_kind in OWN_PURPOSES and facts.purpose_kind in (product.purpose_kinds or ()):
        return MADE_FOR
    if product.industries:
        return MADE_FOR
    if _debtor_unknown(product, facts):
        return POSSIBLE
    if _takes_assets(product, facts):
        return MADE_FOR
    if _leaves_assets(facts):
        return POSSIBLE
    special = _special(product.requirements or ())
    return MADE_FOR if special or _small_operator(facts) else POSSIBLE


@lru_cache(maxsize=20_000)
def _special(required: tuple[str, ...]) -> bool:
    """Whether there is a condition besides years in business."""
    return any(written.partition(":")[0] != "years" for written in required)


def _takes_assets(product: ProductDoc, facts: Facts) -> bool:
    return takes_offered(things(product.security_accepted or ()), facts)


def _debtor_unknown(product: ProductDoc, facts: Facts) -> bool:
    """Whether claims are all that secures it and nothing says who owes them: large buyers pay, others may."""
    return product.security_accepted == ("receivable",) and GOOD_DEBTORS.isdisjoint(facts.values)


def _leaves_assets(facts: Facts) -> bool:
    """Whether things are offered, which a product that takes none of them leaves unused."""
    return any(word not in PROVIDED for word in things(facts.offered))


def _small_operator(facts: Facts) -> bool:
    """An everyday product is made for an individual who wants a little working capital."""
    return facts.purpose_kind == "working_capital" and facts.small_sum
