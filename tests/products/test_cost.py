"""年化综合成本: known values, properties, and a sum that forgets a fee and is found out."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core import lpr
from portal.products import cost
from portal.products.cost import Terms, effective_bp
from portal.products.models import Product, RateKind, Repayment

WAN = 1_000_000  # fen

repayments = st.sampled_from(Repayment)
rates = st.integers(0, 2400)
amounts = st.integers(WAN // 10, 1000 * WAN)
terms = st.integers(1, 120)
fees = st.integers(0, 500)


def product(**values) -> Product:
    plain = {
        "repayment": Repayment.INTEREST_FIRST,
        "rate_kind": RateKind.FIXED,
        "rate_low_bp": 435,
        "rate_high_bp": 560,
        "fee_once_bp": 0,
        "fee_yearly_bp": 0,
        "fee_fixed_fen": 0,
    }
    return Product(**(plain | values))


@pytest.mark.parametrize("repayment", [Repayment.INTEREST_FIRST, Repayment.REVOLVING, Repayment.INSTALMENTS])
@pytest.mark.parametrize(("rate", "expected"), [(0, 0), (365, 371), (435, 444), (1200, 1268)])
def test_without_fees_monthly_interest_only_compounds(repayment, rate, expected):
    assert effective_bp(Terms(repayment), rate, 20 * WAN, 12) == expected


def test_interest_at_the_end_of_one_year_is_the_simple_rate():
    assert effective_bp(Terms(Repayment.AT_ONCE), 435, 20 * WAN, 12) == 435


def test_a_yearly_fee_of_a_one_year_loan_weighs_as_if_lent_less():
    # 20 万元, interest 4 % and a guarantee fee of 1 % in advance, all repaid after a year: 20.8 for 19.8.
    found = effective_bp(Terms(Repayment.AT_ONCE, fee_yearly_bp=100), 400, 20 * WAN, 12)
    assert found == round((20.8 / 19.8 - 1) * 10_000)


def test_the_yearly_fee_falls_due_at_the_start_of_each_year_begun():
    flows = cost.cash_flows(Terms(Repayment.AT_ONCE, fee_yearly_bp=100), 0, 100 * WAN, 25)
    due = {month for month, paid in enumerate(flows) if month and paid}
    assert (flows[0], due, flows[12], cost.years_begun(25)) == (99 * WAN, {12, 24, 25}, WAN, 3)
    exactly_two_years = cost.cash_flows(Terms(Repayment.AT_ONCE, fee_yearly_bp=100), 0, 100 * WAN, 24)
    assert exactly_two_years[24] == 100 * WAN


def test_instalments_repay_exactly_the_amount_when_there_is_no_interest():
    assert sum(cost.repayments(Repayment.INSTALMENTS, 0, 12 * WAN, 12)) == pytest.approx(12 * WAN)


def test_fees_that_leave_nothing_are_no_rate():
    assert effective_bp(Terms(Repayment.AT_ONCE, fee_fixed_fen=WAN), 400, WAN, 12) is None
    assert effective_bp(Terms(Repayment.AT_ONCE, fee_fixed_fen=WAN - 1), 400, WAN, 1) is None


def test_a_spread_is_counted_from_the_lpr_in_force_on_that_day(app):
    tied = product(rate_kind=RateKind.LPR, lpr_tenor="1Y", rate_low_bp=135, rate_high_bp=260)
    assert cost.rates_bp(tied, date(2026, 8, 25)) == (435, 560)
    assert cost.lpr(tied, date(2026, 8, 25)) == lpr.Rate(300, date(2026, 8, 20), "1Y")
    assert cost.rates_bp(tied, date(2019, 9, 1)) == (560, 685)


def test_one_stated_rate_is_both_ends_and_none_is_no_cost():
    assert cost.rates_bp(product(rate_high_bp=None)) == (435, 435)
    assert cost.annual_cost_bp(product(rate_low_bp=None, rate_high_bp=None), WAN, 12) is None


def test_the_breakdown_adds_up_and_leaves_the_subsidy_apart():
    lent = product(fee_once_bp=50, fee_yearly_bp=100, fee_fixed_fen=30_000, subsidy_bp=200)
    parts = cost.breakdown(lent, 20 * WAN, 12)
    assert parts.interest == (870_000, 1_120_000)
    assert (parts.fee_once, parts.fee_yearly, parts.fee_fixed) == (100_000, 200_000, 30_000)
    assert parts.total == (1_200_000, 1_450_000)
    assert parts.subsidy == 400_000
    assert cost.annual_cost_bp(lent, 20 * WAN, 12) == cost.annual_cost_bp(
        product(fee_once_bp=50, fee_yearly_bp=100, fee_fixed_fen=30_000), 20 * WAN, 12
    )


def test_the_subsidy_lowers_only_the_figure_that_says_so():
    assert cost.after_subsidy_bp(product(subsidy_bp=200), 20 * WAN, 12) == (238, 366)
    assert cost.after_subsidy_bp(product(subsidy_bp=500), 20 * WAN, 12)[0] == 0
    assert cost.after_subsidy_bp(product(), 20 * WAN, 12) is None


@given(repayments, rates, amounts, terms, fees, fees, st.integers(0, WAN // 100))
def test_the_rate_found_makes_the_flows_worth_nothing(repayment, rate, amount, months, once, yearly, fixed):
    flows = cost.cash_flows(Terms(repayment, once, yearly, fixed), rate, amount, months)
    monthly = cost._monthly_return(flows)
    left = flows[0] - sum(paid / (1 + monthly) ** month for month, paid in enumerate(flows) if month)
    assert abs(left) < 1e-6 * amount


@given(repayments, rates, amounts, terms)
def test_without_fees_the_cost_is_never_far_from_the_rate(repayment, rate, amount, months):
    found = effective_bp(Terms(repayment), rate, amount, months)
    compounded = ((1 + rate / 120_000) ** 12 - 1) * 10_000
    if repayment is Repayment.AT_ONCE and months > 12:
        assert found <= compounded + 1  # simple interest over years is cheaper than compounded
    else:
        assert rate - 1 <= found <= compounded + 1


def dearer_with_each_fee(effective, repayment, rate, amount, months, step) -> bool:
    """Whether every fee on top makes the cost higher."""
    bare = effective(Terms(repayment), rate, amount, months)
    charged = [
        Terms(repayment, fee_once_bp=step),
        Terms(repayment, fee_yearly_bp=step),
        Terms(repayment, fee_fixed_fen=amount * step // 10_000),
    ]
    return all(effective(terms, rate, amount, months) > bare for terms in charged)


@settings(max_examples=60)
@given(repayments, rates, amounts, terms, st.integers(100, 500))
def test_every_fee_makes_it_dearer(repayment, rate, amount, months, step):
    assert dearer_with_each_fee(effective_bp, repayment, rate, amount, months, step)


def test_broken_twin_a_sum_that_forgets_the_fixed_fee_is_found_out():
    def forgetful(terms, rate, amount, months):
        rest = Terms(terms.repayment, terms.fee_once_bp, terms.fee_yearly_bp)
        return effective_bp(rest, rate, amount, months)

    assert not dearer_with_each_fee(forgetful, Repayment.INSTALMENTS, 400, 20 * WAN, 12, 100)
