"""The consent's text: a site adds to it by two operators; who agreed keeps what they read."""

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.consent import service as consent
from portal.consent import terms
from portal.consent.models import ConsentText
from portal.core import once
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.core.settings import Topic
from portal.desk import service
from portal.leads import service as leads
from portal.organisations.models import Organisation
from portal.rights import export
from tests import factories
from tests.page import Page

SQLITE = pytest.mark.sqlite
ADDED = "银行按规定保存您的资料。"


@pytest.fixture
def need(app):
    return factories.need(owner=factories.organisation(name="示例·小满茶铺"))


@pytest.fixture
def owner(client_as, need):
    return client_as(factories.membership(Role.APPLICANT, at=db.session.get(Organisation, need.owner_id)))


def asked(need):
    return leads.claim(actor_of(factories.membership(Role.BANK_MANAGER).id), need)


def add(actors, words: str) -> None:
    row = service.put(actors[0], Topic.CONSENT, {"addition": words}, service.newest(Topic.CONSENT))
    service.approve(actors[1], row)
    db.session.commit()


def test_what_a_site_adds_stands_in_the_sentence_once_another_operator_agrees(first, second, owner, need):
    asked(need)
    shown = Page(first.get("/desk/consent"))
    assert terms.SENTENCE in shown.text
    shown.submit("提出修改", {"补充的话（可不填）": f" {ADDED}\n"})
    address = f"/needs/{need.public_id}"
    assert ADDED not in owner.get(address).get_data(as_text=True)
    Page(second.get("/desk/consent")).submit("批准")
    assert terms.SENTENCE + ADDED in Page(owner.get(address)).text
    event = db.session.scalars(sa.select(LedgerEvent).where(LedgerEvent.kind == "setting.approved")).one()
    assert set(event.values) == {"topic", "version", "digest"}, "a text is not in the ledger"


def agreed_to_what_they_read(actors, owner, need) -> bool:
    """An owner reads a page; the text changes; they press 同意. What then is on record, if anything?"""
    lead = asked(need)
    page = Page(owner.get(f"/needs/{need.public_id}"))
    read = terms.sentence()
    add(actors, ADDED)
    page.submit("同意，让他们联系我")
    once.forget()
    given = db.session.scalars(sa.select(ConsentText.sentence)).all()
    assert lead.id
    return given in ([], [read])


def test_nobody_is_held_to_a_text_that_came_after_they_had_read(actors, owner, need):
    assert agreed_to_what_they_read(actors, owner, need)
    page = Page(owner.get(f"/needs/{need.public_id}"))
    assert ADDED in page.text
    page.submit("同意，让他们联系我")
    assert db.session.scalars(sa.select(ConsentText.sentence)).all() == [terms.SENTENCE + ADDED]


@SQLITE
def test_twin_a_press_that_does_not_say_what_was_read_is_noticed(actors, owner, need, monkeypatch):
    real = consent.give
    monkeypatch.setattr(consent, "give", lambda actor, lead, seen, **more: real(actor, lead, **more))
    assert not agreed_to_what_they_read(actors, owner, need)


def words_kept(actors, owner, need) -> bool:
    """Whether an owner finds the text they agreed to where they look for it, whatever came later."""
    lead = asked(need)
    Page(owner.get(f"/needs/{need.public_id}")).submit("同意，让他们联系我")
    before = terms.sentence()
    add(actors, ADDED)
    page = Page(owner.get(f"/leads/{lead.public_id}/withdraw-consent"))
    file = export.as_json(export.collect(owner.membership.person_id))
    return before in page.text and ADDED not in page.text and ADDED not in file and before in file


def test_who_agreed_finds_what_they_agreed_to(actors, owner, need):
    assert words_kept(actors, owner, need)


@SQLITE
def test_twin_a_page_that_shows_the_text_of_today_is_noticed(actors, owner, need, monkeypatch):
    monkeypatch.setattr("portal.consent.queries.agreed_words", lambda lead_id: terms.sentence())
    assert not words_kept(actors, owner, need)


def test_one_wording_is_kept_once_however_many_agree(actors, owner, need):
    for one in (need, factories.need(owner=db.session.get(Organisation, need.owner_id))):
        leads.accept(actor_of(owner.membership.id), asked(one))
    assert db.session.scalar(sa.select(sa.func.count(ConsentText.id))) == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [("<b>重要</b>", "尖括号"), ("{{ 7 * 7 }}", "花括号"), ("字" * 201, "最多 200 个字")],
)
def test_an_addition_is_words_only(first, typed, told):
    page = Page(first.get("/desk/consent")).submit("提出修改", {"补充的话（可不填）": typed})
    assert page.status == 422 and told in page.error_of("补充的话（可不填）")
    assert typed in page.control("补充的话（可不填）").text
