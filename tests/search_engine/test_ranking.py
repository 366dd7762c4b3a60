"""The formula: within 0–1, the same in every order, for the specific before the general."""

import random
from collections import Counter
from dataclasses import replace

from search.engines import open_engine
from search.evaluation import matcher_over
from search.matcher import Matcher
from search.ranking import WEIGHTS, tie_break
from tests.search_engine.builders import Maker, need, product

SCORER = Matcher(open_engine("null"), lambda ids: {}, lambda ids: {}, week="2026-W01")


def test_weights_add_up_to_one():
    assert abs(sum(WEIGHTS.values()) - 1) < 1e-9


def test_scores_lie_in_0_1():
    maker = Maker(seed=1)
    products = [maker.product(i) for i in range(60)]
    for asked in (maker.need(i) for i in range(60)):
        assert all(0 <= SCORER.score(asked, offered) <= 1 for offered in products)


def ranked(asked, products, week="2026-W01"):
    by_id = {offered.id: offered for offered in products}
    matcher = matcher_over([asked], products, open_engine("null"))
    matcher._week = week
    matcher._load_products = lambda ids: {key: by_id[key] for key in sorted(ids, key=list(by_id).index)}
    return [match.product_id for match in matcher.products_for(asked, limit=500, near=0).matches]


def test_the_order_does_not_depend_on_the_order_of_the_products():
    maker = Maker(seed=2)
    products = [maker.product(i) for i in range(80)]
    for asked in (maker.need(i) for i in range(15)):
        shuffled = random.Random(asked.id).sample(products, len(products))
        assert ranked(asked, products) == ranked(asked, shuffled)


def first_of_twins(week):
    return ranked(need(), [product(id=f"twin-{i}") for i in range(4)], week)[0]


def test_among_equals_nobody_is_first_for_ever():
    firsts = Counter(first_of_twins(f"2026-W{week:02d}") for week in range(1, 53))
    assert len(firsts) == 4
    assert first_of_twins("2026-W07") == first_of_twins("2026-W07")
    assert tie_break("n", "p", "2026-W01") != tie_break("n", "p", "2026-W02")


def better(asked, offered, **worse):
    return SCORER.score(asked, offered) > SCORER.score(asked, replace(offered, **worse))


def test_the_specific_comes_before_the_general():
    asked = need(established_years=3, tags=("tax",))
    offered = product(rate_low=3.0, answer_days=1.0)
    assert better(asked, offered, industries=())
    assert better(asked, offered, regions=("000000",))
    assert better(asked, offered, subjects=("company", "sole_proprietor", "farmer"))
    assert better(asked, offered, purpose_kinds=("working_capital", "fixed_assets"))
    assert better(asked, offered, security_accepted=("guarantee_company",))
    assert better(asked, offered, rate_low=6.0)
    assert better(asked, offered, answer_days=9.0)
    assert better(asked, offered, answer_days=None)
    assert better(asked, offered, text="海域使用权抵押")
    assert better(asked, offered, amount_max_yuan=150_000)
    assert better(asked, offered, term_max_months=6)
    assert better(asked, offered, requirements=("invoice",))  # unknown lowers rank


def test_a_claim_that_is_required_and_there_fits_as_well_as_security_that_is_offered():
    asked = need(tags=("recv", "chain"), collateral_offered=None)
    claims = {"security_accepted": ("receivable",), "requirements": ("recv",)}
    owed = product(id="owed", **claims)
    assert SCORER.score(asked, owed) == SCORER.score(replace(asked, collateral_offered=("receivable",)), owed)
    assert SCORER.score(replace(asked, tags=("chain",)), owed) < SCORER.score(asked, owed)


def test_nobody_can_pay_for_a_place():
    """Nothing of the institution but its observed speed and price enters the formula."""
    assert SCORER.score(need(), product()) == SCORER.score(need(), product(institution_id="another"))


def test_a_question_is_worth_the_products_that_wait_for_it():
    products = [
        product(id="a", requirements=("years:2",)),
        product(id="b", requirements=("years:1", "tax")),
        product(id="c"),
    ]
    matcher = matcher_over([need()], products, open_engine("null"))
    questions = {q.key: q.worth for q in matcher.products_for(need()).questions}
    assert questions == {"established_years": 2, "tags:tax": 1}
    assert matcher.products_for(need(established_years=3, tags=("tax",))).questions == ()
