"""The second half of the formula: how much is left of a fit when rules are open or only half met."""

from search.documents import NeedDoc
from search.taxonomy import purposes, requirements
from search.verdicts import Verdict

# Unknown because the need does not say; a product's own silence costs nothing.
UNKNOWN = {
    "region": 0.4,
    "subject": 0.5,
    "industry": 0.4,
    "amount": 0.9,
    "term": 0.97,
    "purpose": 0.85,
    "security": 0.4,
}
UNKNOWN_REQUIREMENT = {"信用与税务": 0.75, "年限与规模": 0.8}
UNKNOWN_COMMON, UNKNOWN_RARE = 0.5, 0.15
BELOW_WANTED, OTHER_TERM, OTHER_TYPE = 0.8, 0.8, 0.6
TERM_TOO_SHORT = 0.45  # the wanted term is more than twice the product's
SMALL_INVESTMENT_YUAN = 500_000
# (what the money is for, what the product is for): how far the one serves the other
SERVES = {
    ("fixed_assets", "working_capital"): 0.45,
    ("renewal", "working_capital"): 0.4,
    ("plant_purchase", "fixed_assets"): 0.4,
}
SMALL_TOOLS = 0.75  # small tools or fitting-out out of working capital
OTHER_PURPOSE = 0.12


def trust(need: NeedDoc, verdicts: tuple[Verdict, ...]) -> float:
    """The product of one factor a rule, 0–1."""
    left = 1.0
    for verdict in verdicts:
        if verdict.verdict == "unknown":
            left *= _open(verdict)
        elif verdict.verdict == "not_met":
            left *= _half_met(need, verdict)
    return left


def _open(verdict: Verdict) -> float:
    if not verdict.product:
        return 1.0
    rule, _, word = verdict.rule.partition(":")
    if rule != "requirement":
        silent = verdict.rule in ("amount", "term") and verdict.need is not None
        return 1.0 if silent else UNKNOWN.get(rule, 1.0)
    entry = requirements.by_word(word)
    if entry is not None and entry.rarity == "rare":
        return UNKNOWN_RARE
    return UNKNOWN_REQUIREMENT.get(entry.group, UNKNOWN_COMMON) if entry else UNKNOWN_COMMON


def _half_met(need: NeedDoc, verdict: Verdict) -> float:
    match verdict.rule:
        case "amount":
            return BELOW_WANTED
        case "term":
            longest = verdict.product["max"]
            return TERM_TOO_SHORT if longest is not None and verdict.need > 2 * longest else OTHER_TERM
        case "purpose":
            return _serves(need, verdict)
        case "product_type":
            return OTHER_TYPE
        case _:
            return 1.0


def _serves(need: NeedDoc, verdict: Verdict) -> float:
    entry = purposes.get(verdict.need)
    kind = entry.kind if entry else ""
    best = max(SERVES.get((kind, offered), OTHER_PURPOSE) for offered in verdict.product)
    wanted = need.amount_max_yuan
    small = kind == "fixed_assets" and wanted is not None and wanted <= SMALL_INVESTMENT_YUAN
    return SMALL_TOOLS if small and "working_capital" in verdict.product else best
