"""Which single rule of a product keeps how many needs away, and the smallest change of it that lets some in.

Each change is made on the product and the rules are run again: nothing is estimated. Needs are read as an
institution may know them (`browsed`), so a number never tells more than bands do. Listed is, as everywhere,
what no rule keeps away and what is of some use (`rank_levels`).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from search.browsed import Browsed
from search.documents import ProductDoc
from search.facts import Facts
from search.opening_changes import Change, changes
from search.rank_levels import RELATED, level
from search.rules import RULES, condition
from search.verdicts import Verdict

ENOUGH = 5  # further needs for which a change is worth naming; below it a larger change is looked for
Ask = Callable[[Facts], list[Verdict]]


@dataclass(frozen=True, slots=True)
class Opening:
    """`alone`: needs that no rule but this one keeps away; `among`: those that others keep away as well.

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
    """Of `looked_at` needs the product is listed for `listed`, as far as bands tell.

    `rules` keep others away; to `useless` ones it is of no use: another purpose, or too little was said.
    """

    looked_at: int
    listed: int
    useless: int
    rules: tuple[Opening, ...]


def openings(product: ProductDoc, needs: Sequence[Browsed]) -> Openings:
    """The rule that keeps most away by itself stands first."""
    alone: defaultdict[str, list[Browsed]] = defaultdict(list)
    among: Counter[str] = Counter()
    ask, listed, useless = _asking(product), 0, 0
    for need in needs:
        failed = [verdict.rule for verdict in ask(need.facts) if verdict.blocks]
        if not failed:
            useful = any(_useful(product, facts, ask) for facts in (need.facts, need.strict_facts))
            listed, useless = listed + useful, useless + (not useful)
        elif len(failed) == 1:
            alone[failed[0]].append(need)
        else:
            among.update(failed)
    rules = sorted({*alone, *among}, key=lambda rule: (-len(alone[rule]), -among[rule], rule))
    found = tuple(_opening(product, rule, alone[rule], among[rule]) for rule in rules)
    return Openings(len(needs), listed, useless, found)


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
    """How many of these needs the changed product is listed for: let in by their strictest reading, and of
    some use by both, as a larger sum may make another borrower likely.
    """
    ask = _asking(changed)
    return sum(
        _certain(ask(need.strict_facts), rule)
        and all(_useful(changed, facts, ask) for facts in (need.strict_facts, need.facts))
        for need in needs
    )


def _certain(verdicts: Iterable[Verdict], rule: str) -> bool:
    return not any(one.blocks or (one.rule == rule and one.verdict == "unknown") for one in verdicts)


def _useful(product: ProductDoc, facts: Facts, ask: Ask) -> bool:
    """Whether a product that no rule keeps off the list is good enough for it."""
    return level(facts.need, product, facts, tuple(ask(facts))) >= RELATED


def _asking(product: ProductDoc) -> Ask:
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
