"""A need that nobody could serve ends by itself; one that got a part of the money ends as funded."""

from datetime import date, timedelta

import pytest

from portal.core import clock
from portal.core.db import db
from portal.leads.models import LeadState
from portal.needs import service
from portal.needs.models import NeedState
from tests import factories
from tests.leads.talks import DAY, WAN, paid, taken

MONDAY = clock.shanghai(date(2026, 11, 2), 10)
LATER = clock.shanghai(date(2026, 11, 24), 0)  # fifteen working days later are over
pytestmark = pytest.mark.sqlite


def ended(need, state=LeadState.BANK_DECLINED, at=MONDAY):
    return factories.lead(need=need, state=state, state_since=at)


def closed_at(need, moment) -> NeedState:
    with clock.at(moment):
        service.close_unserved()
    db.session.refresh(need)
    return need.state


@pytest.mark.parametrize("state", [LeadState.BANK_DECLINED, LeadState.LAPSED, LeadState.FIRM_DECLINED])
def test_fifteen_working_days_after_the_last_institution(app, state):
    need = factories.need()
    ended(need, at=MONDAY - 20 * DAY)
    ended(need, state)
    assert closed_at(need, LATER - timedelta(minutes=1)) is NeedState.OPEN
    assert closed_at(need, LATER) is NeedState.CLOSED
    assert need.closing_code == "K07"


@pytest.mark.parametrize("state", [LeadState.PUSHED, LeadState.TAKEN, LeadState.DISBURSED])
def test_not_while_somebody_has_it_or_has_paid(app, state):
    need = factories.need()
    ended(need)
    ended(need, state)
    assert closed_at(need, LATER + 9 * DAY) is NeedState.OPEN


def test_not_where_nobody_was_asked(app):
    need = factories.need()
    assert closed_at(need, LATER + 9 * DAY) is NeedState.OPEN


def test_twin_without_the_wait_it_ends_too_early(app, monkeypatch):
    monkeypatch.setattr("portal.needs.service.unserved.PATIENCE", 14)
    need = factories.need()
    ended(need)
    assert closed_at(need, LATER - timedelta(minutes=1)) is NeedState.CLOSED


def test_one_that_was_paid_in_part_ends_as_funded(app):
    at = paid(taken(keep_open=True, amount_fen=12 * WAN, words="先批这么多"), 12)
    at.need.expires_on = clock.today() - DAY
    db.session.flush()
    assert service.reasons_of(at.need) == ("K02",), "its owner says that this is enough"
    service.expire()
    db.session.refresh(at.need)
    assert (at.need.state, at.need.closing_code) == (NeedState.FUNDED, "K01")
