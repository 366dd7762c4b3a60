"""What banks read before the owner agreed: whoever writes how, no contact, name, address or exact figure."""

from dataclasses import replace

import pytest

from portal.accounts.actor import actor_of
from portal.core.db import db
from portal.needs import service
from search.language import scrub
from tests import factories
from tests.needs.test_service import DRAFT

SECRETS = (
    "小满茶铺",
    "林小满",
    "13900001111",
    "一三九零零零零一一一一",
    "xiaoman@example.com",
    "文晖路88号",
    "20万",
    "9个月",
)
WORDS = [
    "我是小满茶铺的林小满，想借20万用9个月，打13900001111",
    "电话一三九零零零零一一一一，邮箱xiaoman@example.com",
    "店在文晖路88号，微信 13900001111，想借20万",
]


@pytest.fixture
def actor(app):
    owner = factories.organisation(name="小满茶铺")
    owner.representative, owner.street = "林小满", "文晖路88号"
    person = factories.person(mobile="13900001111")
    return actor_of(factories.membership(at=owner, of=person).id)


def leaks(actor) -> list[str]:
    """Every secret that the summaries of these needs give away."""
    needs = [service.file(actor, replace(DRAFT, words=words, term_months=9)) for words in WORDS]
    db.session.flush()
    return [secret for need in needs for secret in SECRETS if secret in need.summary]


def test_no_summary_holds_contact_names_or_exact_figures(actor):
    assert leaks(actor) == []


def test_a_summary_that_is_not_scrubbed_is_caught(actor, monkeypatch):
    """The broken twin: the words as they were typed."""
    monkeypatch.setattr("portal.needs.draft.scrub.scrub", lambda text, known, figures: scrub.Scrubbed(text))
    assert set(leaks(actor)) == set(SECRETS)


def test_what_only_own_rows_know_needs_own_rows(actor, monkeypatch):
    """The broken twin: a scrubber that is told nothing of the writer lets the shop's name pass."""
    monkeypatch.setattr("portal.needs.service.filing.known_of", lambda *rows: scrub.NOBODY)
    assert "小满茶铺" in leaks(actor)
