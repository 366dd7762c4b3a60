"""谁看过我: every person who looked, by name, over all needs; the operator reads how often and no firm."""

from datetime import timedelta

import pytest

from portal.accounts.actor import actor_of
from portal.consent import looking
from portal.consent import service as consent
from portal.core import clock, erasing
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service
from portal.organisations.models import Organisation
from tests import factories
from tests.page import Page


@pytest.fixture
def bank(app):
    return factories.institution(name="青岚示例银行")


@pytest.fixture
def people(bank):
    return [factories.membership(Role.BANK_MANAGER, at=bank) for _ in range(2)]


@pytest.fixture
def need(app):
    return factories.need(owner=factories.organisation(name="示例·小满茶铺"))


@pytest.fixture
def owner(need):
    return factories.membership(Role.APPLICANT, at=db.session.get(Organisation, need.owner_id))


def name_of(member) -> str:
    return db.session.get_one(factories.Person, member.person_id).name


def look(member, need, *, in_full=False, days=0):
    with clock.at(clock.now() + timedelta(days=days)):
        consent.note_card_view(actor_of(member.id), need.id, in_full=in_full)


def test_each_person_is_one_row_a_day(people, need):
    for member in (*people, people[0]):
        look(member, need)
    look(people[0], need, days=1)
    seen = looking.looks(need.id)
    assert [one.person for one in seen].count(name_of(people[0])) == 2
    assert [one.person for one in seen].count(name_of(people[1])) == 1, "a second colleague is not left out"
    assert seen[0].who == f"青岚示例银行 客户经理 {name_of(people[0])}"


def test_cards_all_of_it_and_contacts_stand_on_one_page(client_as, people, need, owner):
    lead = service.accept(actor_of(owner.id), service.claim(actor_of(people[0].id), need))
    look(people[1], need)
    look(people[0], need, in_full=True)
    service.reveal(actor_of(people[0].id), lead, "first_call")
    other = factories.need(owner=db.session.get(Organisation, owner.organisation_id))
    look(factories.membership(Role.BANK_MANAGER, at=factories.institution(name="远舟示例银行")), other)
    client = client_as(owner)
    page = Page(client.get(f"/needs/{need.public_id}")).follow("全部 3 条记录")
    assert "共 3 次，其中点开电话和地址 1 次" in page.text and "远舟示例银行" not in str(page.soup.tbody)
    whole = Page(client.get("/needs/looks"))
    assert "共 4 次" in whole.text and name_of(people[0]) in whole.text
    bank_id = db.session.get_one(Organisation, people[0].organisation_id).public_id
    assert "共 3 次" in Page(client.get(f"/needs/looks?institution={bank_id}")).text
    assert "没有这样的记录" in Page(client.get("/needs/looks?need=nothing&page=²")).text


def test_many_looks_are_paged_with_few_questions(client_as, people, need, owner, count_queries):
    for day in range(looking.PAGE + 3):
        look(people[day % 2], need, days=-day)
    client = client_as(owner)
    client.get("/needs/looks")
    with count_queries() as asked:
        page = Page(client.get("/needs/looks"))
    assert len(asked) <= 15, "\n".join(one[:90] for one in asked)
    assert len(page.soup.select("tbody tr")) == looking.PAGE
    assert len(page.follow("更早的").soup.select("tbody tr")) == 3


def names_a_stranger(client_as, need) -> bool:
    stranger = factories.membership(Role.APPLICANT)
    page = Page(client_as(stranger).get(f"/needs/looks?need={need.public_id}"))
    return "青岚示例银行" in page.html


def test_a_stranger_reads_nothing_of_it(client_as, people, need):
    look(people[0], need)
    assert not names_a_stranger(client_as, need)
    assert client_as(people[0]).get("/needs/looks").status_code == 403


def test_twin_a_page_that_goes_by_the_address_alone_is_noticed(monkeypatch, client_as, people, need):
    look(people[0], need)
    monkeypatch.setattr(looking, "of_owner", lambda *_, **__: looking.latest(need.id, 50))
    monkeypatch.setattr("portal.consent.look_routes._link", lambda need: {"public_id": "x", "title": "x"})
    monkeypatch.setattr("portal.consent.look_routes.needs.mine", lambda actor: [need])
    assert names_a_stranger(client_as, need)


def test_whoever_was_erased_stays_as_institution_and_role(people, need):
    look(people[0], need)
    erasing.destroy(db.session.get_one(factories.Person, people[0].person_id).key_id)
    db.session.expire_all()
    assert looking.looks(need.id)[0].who == "青岚示例银行 客户经理"


def test_the_operator_reads_how_often_and_no_firm(client_as, people, need, owner):
    lead = service.accept(actor_of(owner.id), service.claim(actor_of(people[0].id), need))
    look(people[1], need)
    service.reveal(actor_of(people[0].id), lead, "first_call")
    look(people[0], need, in_full=True, days=-40)
    page = Page(client_as(Role.OPERATOR).get("/desk/looks"))
    cells = [cell.get_text(strip=True) for cell in page.soup.select("tbody tr td")]
    assert cells[:6] == ["青岚示例银行", "1", "0", "1", "1", "2"]
    for secret in ("小满茶铺", need.public_id, need.case_number, name_of(people[0])):
        assert secret not in page.html
    assert "看全部内容" in Page(client_as(Role.OPERATOR).get("/desk/looks?days=90")).text
    assert client_as(Role.AUDITOR).get("/desk/looks").status_code == 403
