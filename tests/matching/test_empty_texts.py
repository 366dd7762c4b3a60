"""What an owner reads of products when none can be talked about: only what is there, else what to do."""

import pytest

from portal.core.db import db
from portal.core.permissions import Role
from portal.matching import index
from portal.needs.models import NeedState
from tests import factories
from tests.page import Page

BELOW = "下面是只差一点的"


@pytest.fixture
def owner(client_as):
    return client_as(Role.APPLICANT)


def page_of(owner, **values) -> Page:
    firm = db.session.get(factories.Organisation, owner.membership.organisation_id)
    need = factories.need(owner=firm, **values)
    db.session.commit()
    index.rebuild()
    return Page(owner.get(f"/needs/{need.public_id}"))


def test_a_bare_draft_says_what_is_missing_and_where_to_fill_it_in(owner):
    nothing = {"amount_max_fen": None, "amount_min_fen": None, "purpose_code": None, "industry_code": None}
    page = page_of(owner, state=NeedState.AWAITING_OWNER, opened_at=None, **nothing)
    assert "还没有填金额、用途、行业，所以一款也没有比出来" in page.text
    assert page.link("去填写").endswith("/edit")
    assert BELOW not in page.text


def test_a_full_need_that_nobody_takes_says_why_there_is_nothing(owner):
    factories.product(amount_min_fen=100_000_000, amount_max_fen=900_000_000)
    page = page_of(owner)
    assert "为什么没有：比较了 1 款" in page.text
    assert "1 款给不到您最少要的金额，或者起点比您要的高" in page.text
    assert page.link("去补充").endswith("/edit")
    assert BELOW not in page.text


def test_what_misses_narrowly_is_announced_when_it_stands_below(owner):
    factories.product(security_accepted=("real_estate",))
    page = page_of(owner, no_collateral=True, security=())
    assert BELOW in page.text
    assert "只差一点的 1 款" in page.text
