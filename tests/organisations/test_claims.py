"""What the operator decides: attached to what exists, told to the right people, put right when refused."""

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.accounts.models import Membership
from portal.core import clock, outbox, wording
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.organisations import service
from portal.organisations.models import Claim, Organisation, OrganisationState
from tests import factories
from tests.organisations.claiming import claim_of, need_of
from tests.organisations.people import MILK_TEA, code, registered
from tests.page import Page


def test_a_new_firm_becomes_itself(operator):
    _, membership = registered(1, code(1))
    organisation = service.approve(operator, claim_of(membership))
    assert organisation.id == membership.organisation_id
    assert organisation.state is OrganisationState.ACTIVE
    assert organisation.code_index == service.code_index(code(1))
    assert organisation.verified_at is not None
    event = db.session.scalars(
        sa.select(LedgerEvent).where(LedgerEvent.kind == "organisation.verified")
    ).one()
    assert event.values == {
        "claim": claim_of(membership).id,
        "merged": False,
        "organisation": organisation.id,
    }


def test_a_person_without_a_code_is_verified_too(operator):
    _, membership = registered(1, None, subject_code="T07")
    organisation = service.approve(operator, claim_of(membership))
    assert (organisation.state, organisation.code_index) == (OrganisationState.ACTIVE, None)


@pytest.mark.parametrize("state", [OrganisationState.ACTIVE, OrganisationState.UNCLAIMED])
def test_the_firm_that_exists_takes_over_people_and_needs(operator, state):
    verified = state is OrganisationState.ACTIVE
    existing = factories.organisation(
        code_index=service.code_index(code(1)), state=state, verified=verified, name="示例老名字"
    )
    _, membership = registered(1, code(1))
    need = need_of(membership)
    provisional_id, old_key = membership.organisation_id, need.key_id
    assert service.approve(operator, claim_of(membership)) is existing
    db.session.commit()
    db.session.expire_all()
    assert db.session.get_one(Membership, membership.id).organisation_id == existing.id
    assert need.owner_id == existing.id
    assert need.key_id == existing.key_id != old_key
    assert need.words == "想借二十万"
    provisional = db.session.get_one(Organisation, provisional_id)
    assert (provisional.state, provisional.merged_into_id) == (OrganisationState.MERGED, existing.id)
    assert existing.state is OrganisationState.ACTIVE
    assert existing.verified_at is not None
    assert existing.name == ("示例老名字" if verified else "示例奶茶铺")


def test_who_joined_a_firm_that_existed_still_reads_when(operator, client_as):
    factories.organisation(code_index=service.code_index(code(1)))
    _, membership = registered(1, code(1))
    number = claim_of(membership).case_number
    service.approve(operator, claim_of(membership))
    db.session.commit()
    db.session.expire_all()
    text = Page(client_as(membership).get("/organisation")).text
    assert number in text
    assert text.count(wording.day_in_sentence(clock.today())) == 2  # filed, and verified


def test_news_goes_to_the_organisation_that_counts(operator, monkeypatch):
    monkeypatch.setitem(outbox._by_topic, "organisation.verified", [outbox.Handler("test.one", print, False)])
    existing = factories.organisation(code_index=service.code_index(code(1)))
    _, membership = registered(1, code(1))
    service.approve(operator, claim_of(membership))
    payloads = db.session.scalars(
        sa.select(OutboxMessage.payload).where(OutboxMessage.handler == "test.one")
    ).all()
    assert payloads == [f'{{"organisation_id": {existing.id}}}']


def test_who_acts_there_already_keeps_one_membership(operator):
    person, first = registered(1, code(1))
    service.approve(operator, claim_of(first))
    second = service.register(person=person, **{**MILK_TEA, "credit_code": None, "subject_code": "T07"})
    claim = claim_of(second)
    claim.code_index = service.code_index(code(1))
    db.session.flush()
    service.approve(operator, claim)
    alive = sa.select(Membership).where(Membership.person_id == person.id, Membership.ended_at.is_(None))
    assert [row.organisation_id for row in db.session.scalars(alive)] == [first.organisation_id]


def test_a_refused_claim_is_corrected_and_filed_again(operator, client_as):
    person, membership = registered(1, code(1))
    need = need_of(membership)
    service.refuse(operator, claim_of(membership), "名称和执照不一致，请照执照填写")
    db.session.commit()
    client = client_as(membership)
    page = Page(client.get("/organisation"))
    assert "名称和执照不一致" in page.text
    page = page.follow("改好再提交")
    assert page.control("名称")["value"] == "示例奶茶铺"
    page = page.submit("重新提交登记", organisation_name="示例奶茶二店")
    assert "等待核验" in page.text
    newest = sa.select(Claim).where(Claim.person_id == person.id).order_by(Claim.id.desc()).limit(1)
    organisation = service.approve(operator, db.session.scalar(newest))
    assert organisation.name == "示例奶茶二店"
    assert need.owner_id == organisation.id


def test_only_a_refused_claim_is_filed_again(operator, client_as):
    _, membership = registered(1, code(1))
    with pytest.raises(service.NotRefused):
        service.resubmit(actor_of(membership.id), **MILK_TEA, credit_code=code(1))
    assert client_as(membership).get("/organisation/correct").location == "/organisation"


def test_nobody_decides_on_an_own_claim(operator, app):
    person, membership = registered(1, code(1))
    own = factories.membership(Role.OPERATOR, of=person)
    with pytest.raises(service.OwnClaim):
        service.approve(actor_of(own.id), claim_of(membership))
