"""Why nothing serves a need, counted by rule, and what comes nearest with the one thing against it."""

from dataclasses import replace

from search.nearest import barriers
from tests.search_engine.builders import need, product

WEEK = "2026-W48"


def keys(found) -> list[tuple[str, str]]:
    return [(one.product_id, one.against.rule) for one in found.nearest]


def test_each_rule_is_counted_and_who_fails_one_alone_is_near():
    offered = [
        product(id="far", regions=("650000",)),
        product(id="far-too", regions=("650000",), industries=("01",)),
        product(id="small", amount_max_yuan=20_000),
    ]
    found = barriers(need(), offered, WEEK)
    assert found.rules == (("region", 2), ("amount", 1), ("industry", 1))
    assert found.unsaid == 0
    assert set(keys(found)) == {("far", "region"), ("small", "amount")}


def test_of_several_that_fail_one_rule_the_better_made_comes_first():
    plain = product(id="plain", regions=("650000",), industries=())
    made = product(id="made", regions=("650000",), industries=("6239",))
    for offered in ([plain, made], [made, plain]):
        assert [key for key, _ in keys(barriers(need(), offered, WEEK))] == ["made", "plain"]
    assert len(barriers(need(), [replace(made, id=str(n)) for n in range(9)], WEEK, limit=4).nearest) == 4


def test_what_would_not_be_listed_even_so_is_not_near():
    odd = product(id="odd", regions=("650000",), requirements=("little_giant",))
    assert keys(barriers(need(), [odd], WEEK)) == []


def test_conditions_nobody_spoke_of_keep_nothing_away_but_are_counted():
    unsaid = product(id="unsaid", requirements=("little_giant",))
    found = barriers(need(), [unsaid, product(id="fits")], WEEK)
    assert (found.rules, found.unsaid, found.nearest) == ((), 1, ())
