"""Over the ledger alone: every contact was opened while a consent held; after it was taken back none."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.consent import queries
from portal.consent import service as consent
from portal.consent.replay import reveals_without_consent
from portal.core import clock
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.leads import service
from portal.needs import service as needs
from portal.organisations.models import Organisation
from tests import factories
from tests.page import Page

DAY = timedelta(days=1)


@pytest.fixture
def need(app):
    return factories.need()


@pytest.fixture
def owner(need):
    return actor_of(factories.membership(Role.APPLICANT, at=db.session.get(Organisation, need.owner_id)).id)


@pytest.fixture
def manager(app):
    return actor_of(factories.membership(Role.BANK_MANAGER).id)


@pytest.fixture
def lead(need, owner, manager):
    return service.accept(owner, service.claim(manager, need))


def kinds() -> list[str]:
    rows = sa.select(LedgerEvent.kind).where(LedgerEvent.kind.startswith("consent."))
    return list(db.session.scalars(rows.order_by(LedgerEvent.seq)))


@pytest.fixture
def unasked(monkeypatch, lead):
    """The twin: a reveal that goes by the consent which it once saw."""
    seen = queries.live(lead.id)
    monkeypatch.setattr("portal.leads.service.revealing.consents.live", lambda lead_id: seen)


def test_looks_under_consent_are_no_finding(lead, owner, manager):
    service.reveal(manager, lead, "first_call")
    service.withdraw_consent(owner, lead)
    with pytest.raises(service.NoConsent):
        service.reveal(manager, lead, "visit")
    assert reveals_without_consent() == []
    assert reveals_without_consent(last=5) == []


def test_twin_a_look_after_the_withdrawal_is_found(client_as, unasked, lead, owner, manager):
    service.withdraw_consent(owner, lead)
    service.reveal(manager, lead, "first_call")
    [found] = reveals_without_consent()
    assert found.lead_id == lead.id and found.why == "withdrawn before"
    assert reveals_without_consent(last=1) == [found]
    page = Page(client_as(Role.AUDITOR).get("/ledger"))
    assert "没有授权就查看了联系方式" in page.text and f"第 {found.seq} 条" in page.text


def test_twin_a_look_after_the_need_was_withdrawn_is_found(unasked, lead, need, owner, manager):
    """The consent's own row says nothing of it: the need takes it along."""
    needs.withdraw(owner, need, "K04")
    service.reveal(manager, lead, "first_call")
    assert [one.why for one in reveals_without_consent()] == ["withdrawn before"]


def test_the_end_of_the_talks_shortens_it_in_the_ledger_too(unasked, lead, owner, manager):
    service.end(lead, "need_closed")
    assert kinds() == ["consent.given", "consent.shortened"]
    with clock.at(clock.now() + 29 * DAY):
        service.reveal(manager, lead, "visit")
    assert reveals_without_consent() == []
    with clock.at(clock.now() + 31 * DAY):
        service.reveal(manager, lead, "visit")
    assert [one.why[:6] for one in reveals_without_consent()] == ["ended "]


def test_twin_an_end_that_is_not_told_leaves_the_longer_time(monkeypatch, unasked, lead, manager):
    monkeypatch.setattr("portal.consent.service._note", lambda *_, **__: None)
    service.end(lead, "need_closed")
    with clock.at(clock.now() + 31 * DAY):
        service.reveal(manager, lead, "visit")
    assert reveals_without_consent() == [], "what was not recorded cannot be played back"


def test_a_consent_that_is_gone_or_short_is_not_shortened(lead, owner):
    with clock.at(clock.now() + 160 * DAY):
        consent.shorten(lead.id)
    service.withdraw_consent(owner, lead)
    assert kinds() == ["consent.given", "consent.withdrawn"]


def test_agreeing_anew_counts_anew(lead, owner, manager):
    service.withdraw_consent(owner, lead)
    consent.give(owner, lead)
    service.reveal(manager, lead, "visit")
    assert reveals_without_consent() == []
