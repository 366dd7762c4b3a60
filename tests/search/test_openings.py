"""Rules that keep needs away, and changes that let them in: by running the rules again, on bands only."""

from dataclasses import replace

import pytest

from search.browsed import Browsed, browsed
from search.facts import facts_of
from search.openings import ENOUGH, Openings, gained_by
from search.openings import openings as openings_among
from search.rules import decide, is_match
from tests.search_engine.builders import Maker, listed, need, product


def young(count: int, years: float, **values) -> list:
    return [need(id=f"{years}-{n}", established_years=years, **values) for n in range(count)]


def openings(offered, needs) -> Openings:
    return openings_among(offered, [browsed(each) for each in needs])


def rule(found, name: str):
    return next(one for one in found.rules if one.rule == name)


def test_a_threshold_is_lowered_to_the_next_edge_that_lets_enough_in():
    offered = product(requirements=("years:3", "tax"))
    needs = [*young(2, 2.5), *young(6, 1.5), *young(4, 0.5), *young(3, 4)]
    found = openings(offered, needs)
    years = rule(found, "requirement:years")
    assert (found.looked_at, found.listed, years.alone) == (15, 3, 12)
    assert years.change.words == "满 3 年改为满 1 年" and years.gained == 8
    assert years.change.apply(offered).requirements == ("years:1", "tax")


def test_a_change_too_small_for_many_is_still_the_best_there_is():
    found = openings(product(requirements=("years:3",)), young(2, 2.5))
    assert rule(found, "requirement:years").gained == 2 < ENOUGH


@pytest.mark.parametrize(
    ("offered", "kept", "name", "words"),
    [
        (
            product(amount_max_yuan=100_000),
            {"amount_min_yuan": 190_000},
            "amount",
            "最高金额从 10 万元提到 30 万元",
        ),
        (product(amount_min_yuan=500_000), {}, "amount", "最低 50 万元的起点降到 10 万元"),
        (product(regions=("330109",)), {}, "region", "服务地区加上拱墅区"),
        (product(subjects=("farmer",)), {}, "subject", "也面向企业"),
        (product(industries=("51",)), {}, "industry", "行业加上餐饮业"),
        (product(industries_excluded=("62",), industries=()), {}, "industry", "不再排除餐饮业"),
        (
            product(security_accepted=("real_estate",)),
            {"no_collateral": True},
            "security",
            "接受信用方式（不要抵押）",
        ),
        (
            product(security_accepted=("real_estate",)),
            {"collateral_offered": ("equipment",), "no_collateral": False, "lacks": ("re",)},
            "security",
            "也接受机器设备",
        ),
        (product(requirements=("tax_grade:A",)), {"tags": ("tax_grade:B",)}, "requirement:tax_grade", None),
        (product(requirements=("srdi",)), {"lacks": ("srdi",)}, "requirement:srdi", "不再要求“专精特新”"),
    ],
)
def test_every_rule_has_a_smallest_change_and_it_is_verified(offered, kept, name, words):
    needs = [need(id=f"n{n}", **kept) for n in range(6)]
    found = openings(offered, needs)
    one = rule(found, name)
    assert (one.alone, one.gained) == (6, 6), found
    assert words is None or one.change.words == words
    changed = one.change.apply(offered)
    assert not any(is_match(decide(each, offered)) for each in needs)
    assert all(is_match(decide(each, changed)) for each in needs), "also by what really is"


WORKING_CAPITAL = [need(id=f"n{n}", industry_codes=("3451",)) for n in range(10)]
FOR_PLANT = product(industries=(), purpose_kinds=("plant_purchase",), requirements=("champion",))


def test_what_no_rule_keeps_away_is_listed_only_where_it_is_of_use():
    found = openings(FOR_PLANT, WORKING_CAPITAL)
    assert (found.listed, found.useless, found.rules) == (0, 10, ())
    assert not any(listed(each, FOR_PLANT) for each in WORKING_CAPITAL)


def test_a_change_gains_none_for_whom_the_product_is_of_no_use():
    offered = replace(FOR_PLANT, regions=("330109",))
    one = rule(openings(offered, WORKING_CAPITAL), "region")
    assert (one.alone, one.change, one.gained) == (10, None, 0)
    assert rule(openings(product(industries=(), regions=("330109",)), WORKING_CAPITAL), "region").gained == 10


def test_a_change_gains_none_of_whom_only_a_part_of_the_band_makes_it_useful():
    """Who borrows was not said: at 300,001 yuan a sole proprietor is likely, at a million a company."""
    offered = product(subjects=("sole_proprietor",), amount_max_yuan=5_000_000)
    unsaid = {"subjects": None, "amount_min_yuan": None, "amount_max_yuan": 600_000}
    assert openings(offered, [need(**unsaid)]).listed == 1
    assert gained_by(offered, "region", [browsed(need(**unsaid))]) == 0
    assert gained_by(offered, "region", [browsed(need(**unsaid | {"amount_max_yuan": 200_000}))]) == 1


def test_what_two_rules_keep_away_no_single_change_lets_in():
    found = openings(product(subjects=("farmer",), industries=("51",)), [need(id=f"n{n}") for n in range(6)])
    assert [(one.alone, one.among, one.change) for one in found.rules] == [(0, 6, None), (0, 6, None)]


def test_a_purpose_that_is_refused_is_not_offered_a_change():
    found = openings(product(), [need(id=f"n{n}", purpose_code="U25") for n in range(6)])
    assert rule(found, "purpose").change is None


def test_nothing_finer_than_a_band_decides():
    """Whoever moves a threshold inside a band, or a cap, reads the same numbers."""
    needs = [*young(5, 1.1), *young(5, 1.9)]
    seen = set()
    for years in ("1.2", "1.5", "1.8"):
        found = openings(product(requirements=(f"years:{years}",)), needs)
        seen.add((found.listed, tuple((one.rule, one.alone, one.gained) for one in found.rules)))
    assert len(seen) == 1
    caps = {openings(product(amount_max_yuan=cap), needs).listed for cap in (210_000, 250_000, 290_000)}
    assert len(caps) == 1


def test_twin_exact_figures_would_tell():
    """With figures instead of bands the same three thresholds tell the firms apart."""
    needs = [Browsed(one, one, facts_of(one), facts_of(one)) for one in (*young(5, 1.1), *young(5, 1.9))]
    of = lambda years: openings_among(product(requirements=(f"years:{years}",)), needs).listed
    assert len({of("1.05"), of("1.5"), of("1.95")}) > 1


def test_what_may_not_be_read_before_consent_is_not_in_the_reading():
    full = need(
        tags=("disabled", "srdi", "lenders:2", "revenue:100-200"),
        lacks=("little_giant",),
        established_years=2.3,
        text="开奶茶店",
    )
    for one in (browsed(full).kindest, browsed(full).strictest):
        assert one.tags == ("srdi", "revenue:100-200", "years:2-3") and one.lacks is None
        assert (one.industry_codes, one.established_years, one.text) == (("623",), None, "")
        assert one.amount_max_yuan != full.amount_max_yuan or full.amount_max_yuan % 100_000 == 0


def test_a_change_counts_only_what_is_then_certain():
    """A cap inside the band of the least amount may suffice, and is not counted."""
    wanted = [browsed(need(id=f"n{n}", amount_min_yuan=210_000, amount_max_yuan=210_000)) for n in range(3)]
    assert gained_by(product(amount_max_yuan=200_000), "amount", wanted) == 0
    assert gained_by(product(amount_max_yuan=300_000), "amount", wanted) == 3


def test_the_product_is_left_as_it_was():
    offered = product(requirements=("years:3",))
    before = replace(offered)
    openings(offered, young(9, 1.5))
    assert offered == before


def test_answers_that_are_used_again_are_those_of_deciding():
    maker = Maker(seed=9)
    needs = [browsed(maker.need(i)) for i in range(120)]
    for offered in (maker.product(i) for i in range(25)):
        found = openings_among(offered, needs)
        before = [is_match(decide(each.kindest, offered)) for each in needs]
        useful = [listed(each.kindest, offered) for each in needs]
        assert found.listed + found.useless == before.count(True) and found.listed >= useful.count(True)
        for one in found.rules:
            if one.change:
                changed = one.change.apply(offered)
                sure = [listed(each.strictest, changed) for each in needs]
                assert one.gained <= sum(now and not then for now, then in zip(sure, before, strict=True))
