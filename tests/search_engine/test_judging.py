"""The fast way gives what the plain one gives, and each rule reads no more than it says."""

from dataclasses import replace

import pytest

from search import judging
from search.documents import NeedDoc, ProductDoc
from search.engines import open_engine
from search.evaluation import matcher_over
from search.facts import facts_of
from search.judging import NeedJudge, Pair, ProductJudge, point
from search.rules import RULES, condition, decide
from tests.search_engine import plain
from tests.search_engine.builders import WANTED, Maker

NEEDS, PRODUCTS = 25, 120


def market(seed: int):
    maker = Maker(seed)
    needs = [maker.need(number) for number in range(NEEDS)]
    products = [maker.product(number) for number in range(PRODUCTS)]
    return needs, products, matcher_over(needs, products, open_engine("null"))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_need_gets_the_same_answer_as_by_the_plain_way(seed):
    needs, _, matcher = market(seed)
    limits, nears = [1, 5, 20, 300, 0] * NEEDS, [300, 5, 1, 20, 3, 0, 8] * NEEDS
    for asked, limit, near in zip(needs, limits, nears, strict=False):
        assert matcher.products_for(asked, limit, near) == plain.products_for(matcher, asked, limit, near)


@pytest.mark.parametrize("seed", [4])
def test_a_product_gets_the_same_needs_as_by_the_plain_way(seed):
    _, products, matcher = market(seed)
    for offered, limit in zip(products, [1, 5, 50, 0] * PRODUCTS, strict=False):
        assert matcher.needs_for(offered, limit) == plain.needs_for(matcher, offered, limit)


def test_pairs_are_scored_as_by_the_plain_way():
    needs, products, matcher = market(6)
    for asked in needs[:10]:
        expected = [plain.judge(asked, offered) for offered in products]
        assert matcher.scores(asked, products) == [match.score for match in expected]
        assert [matcher.explain(asked, offered) for offered in products[:50]] == expected[:50]


def test_of_a_few_products_the_first_of_the_best_is_taken():
    needs, products, matcher = market(11)
    for asked, few in zip(needs, (products[at : at + 5] for at in range(0, 100, 4)), strict=True):
        judged = [plain.judge(asked, offered) for offered in few]
        best = max(judged, key=lambda match: match.score)
        assert matcher.best_product(asked, few) == (best if best.score else None)
    assert matcher.best_product(asked, []) is None


def differ(seed: int = 7) -> bool:
    needs, products, matcher = market(seed)
    return any(
        matcher.products_for(asked, 20, 5) != plain.products_for(matcher, asked, 20, 5) for asked in needs
    ) or any(matcher.needs_for(offered, 5) != plain.needs_for(matcher, offered, 5) for offered in products)


@pytest.mark.parametrize("side", ["need", "product"])
@pytest.mark.parametrize("number", range(len(RULES)))
def test_twin_a_rule_that_reads_more_than_it_says_is_noticed(monkeypatch, side, number):
    """Each rule with its fields kept back: it calls pairs equal that are not."""
    kept_back = replace(
        RULES[number], key=None, product_key=None, **{side: ("need.text" if side == "need" else "text",)}
    )
    monkeypatch.setattr(judging, "RULES", (*RULES[:number], kept_back, *RULES[number + 1 :]))
    assert differ()


def test_twin_a_list_that_is_cut_too_early_is_noticed(monkeypatch):
    """By a bound that is too low for some."""
    most = Pair.most
    monkeypatch.setattr(Pair, "most", lambda self: most(self) - 0.2 * (len(self.verdicts) > 9))
    assert differ()


class Spy:
    """A document, or facts, that remembers what was read of it; of the need inside facts, with "need."."""

    def __init__(self, of, read: set[str], before: str = "") -> None:
        self._of, self._read, self._before = of, read, before

    def __getattr__(self, name: str):
        if name == "interval":  # of a value
            name_read = "values"
        elif name == "need":
            return Spy(self._of.need, self._read, "need.")
        else:
            name_read = name
        self._read.add(self._before + name_read)
        return getattr(self._of, name)


def reads(rule, need: NeedDoc, product: ProductDoc) -> tuple[set[str], set[str]]:
    """Fields of both sides that a rule reads, and whatever follows from it."""
    of_need, of_product = set(), set()
    facts = Spy(facts_of(need), of_need)
    point(rule, facts.need, Spy(product, of_product), facts)
    return of_need, of_product


@pytest.mark.parametrize("rule", [*RULES, *map(condition, WANTED)])
def test_a_rule_reads_only_what_it_says(rule):
    maker = Maker(seed=8)
    for number in range(150):
        of_need, of_product = reads(rule, maker.need(number), maker.product(number))
        assert of_need <= set(rule.need)
        assert of_product <= set(rule.product)


def test_verdicts_are_those_of_the_rules_and_no_score_passes_its_bound():
    needs, products, _ = market(9)
    for asked in needs:
        judge = NeedJudge(asked)
        for offered in products:
            pair = judge.pair(offered)
            assert pair.verdicts == decide(asked, offered)
            assert pair.verdicts == ProductJudge(offered).pair(asked).verdicts
            if pair.allowed:
                assert pair.score() <= pair.most() <= 1


def test_a_changed_need_keeps_only_what_does_not_read_the_change():
    maker = Maker(seed=10)
    for number in range(100):
        asked, other = maker.need(number), maker.need(1000 + number)
        changed = replace(
            asked,
            amount_max_yuan=other.amount_max_yuan,
            tags=other.tags if number % 2 else asked.tags,
            collateral_offered=other.collateral_offered if number % 3 else asked.collateral_offered,
        )
        judge, offered = NeedJudge(asked), [maker.product(of) for of in range(20)]
        for one in offered:
            judge.pair(one)
        after = judge.changed(changed)
        assert [after.pair(one).verdicts for one in offered] == [decide(changed, one) for one in offered]
