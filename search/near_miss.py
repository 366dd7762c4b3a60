"""Near misses: off the list for one thing that can be changed, each change tried out by the rules."""

from collections.abc import Iterable

from search.advice import apply_change, change_words
from search.answers import NearMiss
from search.judging import NeedJudge, Pair, best
from search.verdicts import Change, Verdict


def near_misses(judge: NeedJudge, pairs: Iterable[Pair], count: int) -> list[NearMiss]:
    """Of pairs off the list those that the first failure's change alone brings on, best first."""
    judges: dict[tuple, NeedJudge] = {}  # many products ask for the same change
    missed: dict[str, tuple[Pair, Change, Pair]] = {}
    changed = []
    for pair in pairs:
        if pair.allowed or (change := _change(pair.verdicts)) is None:
            continue
        key = (change.key, change.to)
        if key not in judges:
            judges[key] = judge.changed(apply_change(judge.need, change))
        after = judges[key].pair(pair.product)
        if after.allowed:
            changed.append(after)
            missed[pair.product.id] = pair, change, after
    ranked = sorted((-score, pair.product.id) for score, pair in best(changed, count))
    return [_told(*missed[product_id]) for _, product_id in ranked[:count]]


def _change(verdicts: tuple[Verdict, ...]) -> Change | None:
    """The change that the first failure names; None if nothing can be done about one of them."""
    failed = [verdict for verdict in verdicts if verdict.blocks]
    return None if any(verdict.severity == "hard" for verdict in failed) else failed[0].change


def _told(pair: Pair, change: Change, after: Pair) -> NearMiss:
    failed = [verdict for verdict in pair.verdicts if verdict.blocks]
    shown = {"key": change.key, "to": change.to, "words": change_words(change, failed[0], after.verdicts)}
    return NearMiss(pair.product.id, tuple(verdict.rule for verdict in failed), shown, pair.verdicts)
