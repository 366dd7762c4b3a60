"""Near misses: off the list for one thing that can be changed, each change tried out by the rules."""

from search.advice import apply_change, change_words
from search.answers import NearMiss
from search.documents import NeedDoc, ProductDoc
from search.rules import decide, is_match
from search.verdicts import Verdict


def blocking(verdicts: tuple[Verdict, ...]) -> list[Verdict]:
    """The verdicts that keep a product off the list."""
    return [verdict for verdict in verdicts if verdict.blocks]


def near_miss(need: NeedDoc, product: ProductDoc, verdicts: tuple[Verdict, ...]) -> NearMiss | None:
    """A near miss if its first change alone, verified by the rules, makes it a match."""
    failed = blocking(verdicts)
    if not failed or failed[0].change is None or any(verdict.severity == "hard" for verdict in failed):
        return None
    change = failed[0].change
    if not is_match(decide(apply_change(need, change), product)):
        return None
    shown = {"key": change.key, "to": change.to, "words": change_words(change, failed[0])}
    return NearMiss(product.id, tuple(verdict.rule for verdict in failed), shown, verdicts)
