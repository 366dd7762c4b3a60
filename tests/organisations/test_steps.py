"""The way of a registration, as its owner reads it."""

import pytest

from portal.core.db import db
from portal.core.permissions import Role
from portal.needs.models import NeedState
from tests import factories
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business


@pytest.mark.parametrize(
    ("state", "reads"),
    [
        (NeedState.AWAITING_VERIFICATION, "还差验证手机号"),
        (NeedState.OPEN, "需求发给合适的机构"),
    ],
)
def test_a_need_that_waits_for_a_mobile_is_not_called_sent(client_as, state, reads):
    firm = factories.organisation()
    member = factories.membership(Role.APPLICANT, at=firm)
    factories.need(owner=firm, state=state)
    db.session.commit()
    steps = Page(client_as(member).get("/organisation")).soup.select("aside .timeline li")
    assert reads in steps[-1].get_text() and len(steps) == 3
