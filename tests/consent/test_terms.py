"""Before an owner agrees: what will be seen, by whom, until when; and that this is what counts."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.consent import terms
from portal.consent.models import Consent
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service
from portal.organisations.models import Organisation
from tests import factories
from tests.page import Page

MONDAY = clock.shanghai(date(2026, 11, 23), 10)
AGREE = "同意，让他们联系我"


@pytest.fixture
def need(app):
    return factories.need(opened_at=MONDAY)


@pytest.fixture
def owner(need):
    return factories.membership(Role.APPLICANT, at=db.session.get(Organisation, need.owner_id))


def asked(need, name: str):
    manager = factories.membership(Role.BANK_MANAGER, at=factories.institution(name=name))
    return service.claim(actor_of(manager.id), need), manager


def test_each_bank_that_asks_stands_with_who_there_and_until_when(client_as, need, owner):
    people = [asked(need, name)[1] for name in ("青岚示例银行", "远舟示例银行")]
    page = Page(client_as(owner).get(f"/needs/{need.public_id}"))
    for name, member in zip(("青岚示例银行", "远舟示例银行"), people, strict=True):
        person = db.session.get_one(factories.Person, member.person_id).name
        assert f"{name}的客户经理{person}（现在负责，换了人会写在这里）和机构管理员" in page.text
    assert page.text.count(terms.shown()["until"]) == 2
    assert "负责的客户经理和机构管理员" in terms.SENTENCE and "这不是征信查询授权" in page.text


def lasts_as_read(need, owner) -> bool:
    """Somebody reads a page, sleeps over it and agrees: does the consent end on the day that they read?"""
    with clock.at(MONDAY):
        lead, _ = asked(need, "青岚示例银行")
        read = terms.shown()
    with clock.at(MONDAY + timedelta(hours=20)):
        service.accept(actor_of(owner.id), lead, read["terms"])
    until = db.session.scalar(sa.select(Consent.until))
    return until == clock.shanghai(date(2027, 5, 23)) and "5月22日" in read["until"]


def test_it_lasts_no_longer_than_what_was_read(need, owner):
    assert lasts_as_read(need, owner)


def test_twin_a_day_that_is_not_sent_along_is_noticed(monkeypatch, need, owner):
    real = terms.read
    monkeypatch.setattr(terms, "read", lambda seen: (real(seen)[0], None))
    assert not lasts_as_read(need, owner)


@pytest.mark.parametrize("seen", ["", "0123456789abcdef", "{digest}@soon", "{digest}@2026-11-22"])
def test_what_nobody_can_have_read_counts_for_nothing(need, owner, seen):
    with clock.at(MONDAY):
        lead, _ = asked(need, "青岚示例银行")
        with pytest.raises(service.OtherWords):
            service.accept(actor_of(owner.id), lead, seen.format(digest=terms.digest()))


def test_applying_says_it_of_the_bank_whose_product_it_is(client_as, need, owner):
    product = factories.product(institution=factories.institution(name="远舟示例银行"))
    page = Page(client_as(owner).get(f"/products/{product.public_id}?need={need.public_id}"))
    assert "看得到的人：远舟示例银行负责的客户经理" in page.text and "谈完再过 30 天失效，最晚到" in page.text
    page.submit("用我的需求申请")
    assert db.session.scalar(sa.select(Consent.until))
