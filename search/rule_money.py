"""Amount and term. Amounts in whole yuan, terms in months."""

from search.documents import NeedDoc, ProductDoc
from search.verdicts import Answer, Change, Severity, Verdict


def amount(need: NeedDoc, product: ProductDoc) -> Verdict:
    """Hard below half of the least that helps or under the floor; near up to the least; then ranking."""
    least, wanted = need.amount_min_yuan, need.amount_max_yuan
    floor, cap = product.amount_min_yuan, product.amount_max_yuan
    most = wanted if wanted is not None else least

    def says(answer: Answer, severity: Severity = "rank", change: Change | None = None) -> Verdict:
        return Verdict("amount", answer, severity, _span(least, wanted), _span(floor, cap), change)

    if wanted is not None and floor is not None and wanted < floor:
        return says("not_met", "hard")
    if least is not None and cap is not None and 2 * cap < least:
        return says("not_met", "hard")
    if least is not None and cap is not None and cap < least:
        return says("not_met", "near", Change("amount_max_yuan", cap))
    if most is None or cap is None:
        return says("unknown")
    return says("met" if cap >= most else "not_met")


def term(need: NeedDoc, product: ProductDoc) -> Verdict:
    """Ranking only: whether the wanted term lies within the product's."""
    months, shortest, longest = need.term_months, product.term_min_months, product.term_max_months
    answer: Answer
    if months is None or (shortest is None and longest is None):
        answer = "unknown"
    elif (longest is not None and months > longest) or (shortest is not None and months < shortest):
        answer = "not_met"
    else:
        answer = "met" if longest is not None else "unknown"
    return Verdict("term", answer, "rank", months, _span(shortest, longest))


def _span(low: int | None, high: int | None) -> dict[str, int | None] | None:
    return None if low is None and high is None else {"min": low, "max": high}
