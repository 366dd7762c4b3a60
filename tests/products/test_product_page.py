"""A product's page: the cost down to the last fee, the verdict against one's own need, the way to apply."""

import pytest

from portal.consent import terms
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.needs.models import NeedState
from portal.products.models import RateKind, Repayment
from tests import factories
from tests.counting import count_queries  # noqa: F401 - a fixture
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business


def organisation_of(client) -> factories.Organisation:
    return db.session.get(factories.Organisation, client.membership.organisation_id)


def test_the_cost_is_shown_to_the_last_fee(client, app):
    product = factories.product(
        repayment=Repayment.INTEREST_FIRST,
        fee_once_bp=50,
        fee_yearly_bp=100,
        fee_fixed_fen=30_000,
        subsidy_bp=200,
    )
    page = Page(client.get(f"/products/{product.public_id}?amount=20&months=12"))
    for said in (
        "8,700–11,200 元",
        "借款的 0.50%",
        "1,000 元",
        "借款的 1.00%，按 1 年收",
        "300 元",
        "12,000–14,500 元",
    ):
        assert said in page.text
    assert "年化利率（单利）4.35–5.60%" in page.text
    assert "约 4,000 元由财政等承担" in page.text


def test_an_amount_beyond_the_product_is_moved_inside_and_said_so(client, app):
    product = factories.product()
    page = Page(client.get(f"/products/{product.public_id}?amount=900&months=1"))
    assert "按借 50 万元、3 个月算" in page.text


def test_an_amount_that_cannot_be_read_is_a_message(client, app):
    product = factories.product()
    page = Page(client.get(f"/products/{product.public_id}?amount=许多&months=12"))
    assert "请写成 30 或 30万" in page.error_of("借多少")


def test_a_rate_tied_to_the_lpr_names_its_day(client, app):
    product = factories.product(rate_kind=RateKind.LPR, lpr_tenor="1Y", rate_low_bp=135, rate_high_bp=260)
    assert "公布） +135 至 +260 个基点" in Page(client.get(f"/products/{product.public_id}")).text


def test_signed_out_the_way_leads_to_filing(client, app):
    page = Page(client.get(f"/products/{factories.product().public_id}"))
    assert "谁能申请" in page.text
    assert page.link("填写我的需求")


def test_an_applicant_reads_the_verdict_and_what_applying_opens_before_the_button(client_as):
    applicant = client_as(Role.APPLICANT)
    need = factories.need(owner=organisation_of(applicant))
    page = Page(applicant.get(f"/products/{factories.product().public_id}"))
    assert "您合不合适" in page.text
    assert "您要 20 万元" in page.text
    assert need.case_number in page.text
    assert terms.SENTENCE in page.text
    assert page.html.index(terms.SENTENCE) < page.html.index("用我的需求申请")
    assert "按借 20 万元、12 个月算" in page.text


def test_a_need_that_is_not_open_cannot_be_sent_yet(client_as):
    applicant = client_as(Role.APPLICANT)
    factories.need(owner=organisation_of(applicant), state=NeedState.DRAFT)
    page = Page(applicant.get(f"/products/{factories.product().public_id}"))
    assert "提交以后就能申请" in page.text
    assert "用我的需求申请" not in page.buttons()


def test_one_chooses_among_own_needs_and_never_anothers(client_as):
    applicant = client_as(Role.APPLICANT)
    first, second = (factories.need(owner=organisation_of(applicant)) for _ in range(2))
    foreign = factories.need()
    product = factories.product()
    page = Page(applicant.get(f"/products/{product.public_id}?need={first.public_id}"))
    assert f"换成 {second.case_number}" in page.text
    page = Page(applicant.get(f"/products/{product.public_id}?need={foreign.public_id}"))
    assert foreign.case_number not in page.html


def test_the_page_says_until_when_it_is_confirmed(client, app):
    page = Page(client.get(f"/products/{factories.product().public_id}"))
    assert f"{clock.today():%Y-%m-%d}，今天" in page.text
    assert "否则隐藏" in page.text


def test_the_page_asks_few_questions(client_as, count_queries):  # noqa: F811
    applicant = client_as(Role.APPLICANT)
    factories.need(owner=organisation_of(applicant))
    product = factories.product()
    with count_queries() as statements:
        applicant.get(f"/products/{product.public_id}")
    assert len(statements) <= 15, statements
