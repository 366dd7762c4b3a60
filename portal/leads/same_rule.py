"""Whether a product may say no for the rule by which another institution just did. Pure: verdicts only.

A bank's no is a judgement. That the same condition is met by what the firm has stated did not help it there;
so a product that asks the same is no way on, unless the rules can tell the two apart.
"""

from collections.abc import Iterable, Sequence

from search.verdicts import Verdict

CATALOGUE = frozenset({"region", "subject", "industry", "purpose"})
"""What a product lists and nobody judges: met is enough."""
LIMITS = frozenset({"amount", "term"})
"""What a product reaches to: met, and further than the one that refused."""
ANY = "requirement"  # a refusal that does not say which condition
NO_SECURITY = "credit"


def stands_against(rules: Sequence[str], offered: Sequence[Verdict], refused: Sequence[Verdict]) -> bool:
    """Whether a product with the verdicts `offered` may refuse for `rules` (a reason's) as well.

    It does where it asks for the same and nothing shows that it asks for less. `refused`: the verdicts of the
    product that was refused, () where there was none.
    """
    before = {verdict.rule: verdict for verdict in refused}
    asked = [verdict for verdict in offered if _names(rules, verdict.rule)]
    limits = [verdict for verdict in asked if verdict.rule in LIMITS]
    if limits and not _reaches_further(limits, before):
        return True
    return any(_asks_the_same(verdict, before, rules) for verdict in asked if verdict.rule not in LIMITS)


def _names(rules: Iterable[str], rule: str) -> bool:
    return any(rule == named or rule.startswith(f"{named}:") for named in rules)


def _asks_the_same(verdict: Verdict, before: dict[str, Verdict], rules: Sequence[str]) -> bool:
    if verdict.rule == "security" and NO_SECURITY in (verdict.product or ()):
        return False
    if verdict.verdict != "met":
        return True
    if verdict.rule in CATALOGUE:
        return False
    there = before.get(verdict.rule)
    if there is None and before and verdict.rule not in rules:
        return False  # not a condition of the one that refused, so not what it meant
    return there is None or there.verdict == "met"


def _reaches_further(limits: Iterable[Verdict], before: dict[str, Verdict]) -> bool:
    pairs = [(verdict, before.get(verdict.rule)) for verdict in limits]
    if any(verdict.verdict != "met" for verdict, _ in pairs):
        return False
    return any(
        there is None or there.verdict != "met" or _most(verdict) > _most(there) for verdict, there in pairs
    )


def _most(verdict: Verdict) -> float:
    most = (verdict.product or {}).get("max")
    return float("inf") if most is None else most
