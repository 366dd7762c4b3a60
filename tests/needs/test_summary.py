"""What banks read before the owner agreed: whoever writes how, no contact, name, address or exact figure."""

from dataclasses import replace

import pytest

from portal.accounts.actor import actor_of
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.matching import index
from portal.matching import queries as matching
from portal.matching.documents import need_doc
from portal.needs import service
from portal.needs.models import NeedState
from search.language import scrub
from tests import factories
from tests.needs.test_service import DRAFT
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business

SECRETS = (
    "小满茶铺",
    "林小满",
    "13900001111",
    "一三九零零零零一一一一",
    "xiaoman@example.com",
    "文晖路88号",
    "20万",
    "9个月",
    "2016年",
    "12年",
    "38",
    "860万",
    "35万",
    "示例湖",
    "农商行",
)
WORDS = [
    "我是小满茶铺的林小满，想借20万用9个月，打13900001111",
    "电话一三九零零零零一一一一，邮箱xiaoman@example.com",
    "店在文晖路88号，微信 13900001111，想借20万",
    "2016年开的店，做了12年，请了38个人，一年卖860万，在示例湖银行还欠着35万，农商行也有一笔",
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
    monkeypatch.setattr("portal.needs.draft.scrub.of_firm", lambda text, known, figures: scrub.Scrubbed(text))
    assert set(leaks(actor)) == set(SECRETS)


def test_what_only_own_rows_know_needs_own_rows(actor, monkeypatch):
    """The broken twin: a scrubber that is told nothing of the writer lets the shop's name pass."""
    monkeypatch.setattr("portal.needs.service.filing.known_of", lambda *rows: scrub.NOBODY)
    assert "小满茶铺" in leaks(actor)


def read_and_found(actor, client_as) -> tuple[str, list[str]]:
    """What a manager who browses reads of such a need, and the words of these by which it is found."""
    need = service.file(actor, replace(DRAFT, words=WORDS[-1], term_months=9))
    need.state, need.opened_at = NeedState.OPEN, clock.now()
    db.session.commit()
    index.ensure()
    client = client_as(factories.membership(Role.BANK_MANAGER))
    pages = [client.get("/leads?tab=open"), client.get(f"/leads/needs/{need.public_id}")]
    asked = ("示例湖", "农商行", "12年", "38", "2016")
    docs = {need.id: need_doc(need)}
    found = [w for w in asked if matching.search_needs(f"“{w}”") or matching.holding(f"“{w}”", docs)]
    return "".join(Page(page).text for page in pages), found


def test_a_manager_reads_bands_only_and_finds_by_nothing_else(actor, client_as):
    text, found = read_and_found(actor, client_as)
    assert "请了〔20–49人〕" in text and "〔银行〕" in text
    assert [secret for secret in SECRETS[8:] if secret in text] == [] == found


def test_twin_with_the_scrubber_for_other_texts_he_reads_and_finds_all(actor, client_as, monkeypatch):
    monkeypatch.setattr("portal.needs.draft.scrub.of_firm", scrub.scrub)
    text, found = read_and_found(actor, client_as)
    assert {"2016年", "12年", "示例湖", "农商行"} <= {secret for secret in SECRETS[8:] if secret in text}
    assert {"示例湖", "农商行"} <= set(found)
