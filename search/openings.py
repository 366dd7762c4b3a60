"""Which single rule of a product keeps how many needs away, and the smallest change of it that lets some in.

Each change is made on the product and the rules are run again: nothing is estimated. Needs are read as an
institution may know them (`browsed`), so a number never tells more than bands do.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from search.browsed import Browsed
from search.documents import ProductDoc
from search.facts import Facts
from search.opening_changes import Change, changes
from search.rules import RULES, condition
from search.verdicts import Verdict

ENOUGH = 5  # further needs for which a change is worth naming; below it a larger change is looked for


@dataclass(frozen=True, slots=True)
class Opening:
    """`alone`: needs that nothing but this rule keeps away; `among`: those that others keep away as well.

    `change` is the smallest change of the rule that lets `ENOUGH` of them in, or else the one that lets most
    in; None where nothing helps. `gained` of them are then listed for certain.
    """

    rule: str
    alone: int
    among: int
    change: Change | None
    gained: int


@dataclass(frozen=True, slots=True)
class Openings:
    """Of `looked_at` needs the product is listed for `listed`; `rules` keep the others away."""

    looked_at: int
    listed: int
    rules: tuple[Opening, ...]


def openings(product: ProductDoc, needs: Sequence[Browsed]) -> Openings:
    """The rule that keeps most away by itself stands first."""
    alone: defaultdict[str, list[Browsed]] = defaultdict(list)
    among: Counter[str] = Counter()
    ask, listed = _asking(product), 0
    for need in needs:
        failed = [verdict.rule for verdict in ask(need.facts) if verdict.blocks]
        listed += not failed
        if len(failed) == 1:
            alone[failed[0]].append(need)
        else:
            among.update(failed)
    rules = sorted({*alone, *among}, key=lambda rule: (-len(alone[rule]), -among[rule], rule))
    found = tuple(_opening(product, rule, alone[rule], among[rule]) for rule in rules)
    return Openings(len(needs), listed, found)


def _opening(product: ProductDoc, rule: str, kept: Sequence[Browsed], among: int) -> Opening:
    best: Change | None = None
    most = 0
    for change in changes(product, rule, kept):
        gained = gained_by(change.apply(product), rule, kept)
        if gained > most:
            best, most = change, gained
        if most >= ENOUGH and change.ordered:
            break
    return Opening(rule, len(kept), among, best, most)


def gained_by(changed: ProductDoc, rule: str, needs: Iterable[Browsed]) -> int:
    """How many of these needs the changed product is listed for, by their strictest reading."""
    ask = _asking(changed)
    return sum(_certain(ask(need.strict_facts), rule) for need in needs)


def _certain(verdicts: Iterable[Verdict], rule: str) -> bool:
    return not any(one.blocks or (one.rule == rule and one.verdict == "unknown") for one in verdicts)


def _asking(product: ProductDoc) -> Callable[[Facts], list[Verdict]]:
    """Every rule's verdict as `decide` gives it; what two needs say alike is answered once."""
    rules = [*RULES[:-1], *map(condition, product.requirements or ()), RULES[-1]]
    known: list[tuple] = [(rule, rule.key or attrgetter(*rule.need), {}) for rule in rules]

    def ask(facts: Facts) -> list[Verdict]:
        verdicts = []
        for rule, key_of, answers in known:
            key = key_of(facts)
            if key not in answers:
                answers[key] = rule.answer(facts.need, product, facts)
            verdicts.append(answers[key])
        return verdicts

    return ask
