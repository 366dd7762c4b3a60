"""Near misses: off the list for one thing that can be changed, each change tried out by the rules."""

from search.advice import apply_change, change_words
from search.answers import NearMiss
from search.documents import NeedDoc, ProductDoc
from search.rules import decide, is_match
from search.verdicts import Verdict


def near_miss(
    need: NeedDoc, product: ProductDoc, verdicts: tuple[Verdict, ...]
) -> tuple[NearMiss, NeedDoc] | None:
    """A near miss with the need as changed, if the first failure's change alone makes it a match."""
    failed = [verdict for verdict in verdicts if verdict.blocks]
    if not failed or any(verdict.severity == "hard" for verdict in failed):
        return None
    if (change := failed[0].change) is None:
        return None
    changed = apply_change(need, change)
    if not is_match(decide(changed, product)):
        return None
    shown = {"key": change.key, "to": change.to, "words": change_words(change, failed[0])}
    return NearMiss(product.id, tuple(verdict.rule for verdict in failed), shown, verdicts), changed
