"""发给谁: only to those named, never to those barred, with the next request and the next push."""

import pytest
import sqlalchemy as sa

from portal.core import clock, outbox
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.leads.models import Lead, LeadState
from portal.matching import index
from portal.needs import queries, service
from portal.needs.errors import InTalks
from portal.needs.models import FinancingNeed, NeedState, Openness, Relation
from tests import factories
from tests.page import Page
from tests.world import actor

SOME = frozenset


@pytest.fixture
def owner(app):
    return factories.membership(Role.APPLICANT)


@pytest.fixture
def managers(app):
    """Three banks of Hangzhou, each with a product that fits."""
    made = []
    for number in range(3):
        bank = factories.institution(name=f"示例{number}号银行")
        made.append(factories.membership(Role.BANK_MANAGER, at=bank))
        factories.product(institution=bank)
    db.session.commit()
    index.rebuild()
    return made


@pytest.fixture
def need(owner, managers) -> FinancingNeed:
    row = factories.need(owner=db.session.get(factories.Organisation, owner.organisation_id))
    db.session.commit()
    index.rebuild()
    return row


def bank_of(member) -> factories.Organisation:
    return db.session.get(factories.Organisation, member.organisation_id)


def reads(member, need) -> bool:
    """Whether the need is on this manager's desk."""
    return queries.find(actor(member), need.public_id) is not None


def work() -> None:
    db.session.commit()
    while outbox.run_due():
        pass


def leads(need) -> dict[int, LeadState]:
    rows = sa.select(Lead.institution_id, Lead.state).where(Lead.need_id == need.id)
    return dict(db.session.execute(rows).all())


def test_only_who_is_named_reads_it(owner, managers, need):
    assert all(reads(one, need) for one in managers)
    service.choose(actor(owner), need, named=SOME({managers[0].organisation_id}), barred=SOME())
    assert [reads(one, need) for one in managers] == [True, False, False]
    assert need.openness is Openness.DIRECTED


def test_who_is_barred_reads_nothing_and_is_not_pushed_to(owner, managers, need):
    service.choose(actor(owner), need, named=SOME(), barred=SOME({managers[1].organisation_id}))
    assert [reads(one, need) for one in managers] == [True, False, True]
    work()
    assert set(leads(need)) == {managers[0].organisation_id, managers[2].organisation_id}
    assert need.openness is Openness.OPEN


def test_a_push_that_waits_is_gone_with_the_next_request_and_ends(owner, managers, need):
    for one in managers[:2]:
        factories.lead(need=need, institution=bank_of(one), state=LeadState.PUSHED)
    db.session.commit()
    service.choose(actor(owner), need, named=SOME(), barred=SOME({managers[0].organisation_id}))
    db.session.commit()
    assert [reads(one, need) for one in managers[:2]] == [False, True]
    work()
    states = leads(need)
    assert states[managers[0].organisation_id] is LeadState.ENDED
    assert states[managers[1].organisation_id] is LeadState.PUSHED
    assert managers[2].organisation_id in states, "one more institution takes the free place"


def test_twin_without_the_owners_choice_a_push_stays_on_the_desk(owner, managers, need, monkeypatch):
    factories.lead(need=need, institution=bank_of(managers[0]), state=LeadState.PUSHED)
    service.choose(actor(owner), need, named=SOME(), barred=SOME({managers[0].organisation_id}))
    db.session.commit()
    monkeypatch.setattr(queries, "_is_for", lambda _: sa.true())
    assert reads(managers[0], need)


def test_more_may_have_it_again_later(owner, managers, need):
    one = SOME({managers[0].organisation_id})
    service.choose(actor(owner), need, named=one, barred=SOME())
    work()
    assert set(leads(need)) == one
    service.choose(actor(owner), need, named=SOME(), barred=SOME())
    work()
    assert set(leads(need)) == {member.organisation_id for member in managers}


def test_nobody_in_talks_is_left_out(owner, managers, need):
    factories.lead(need=need, institution=bank_of(managers[0]), state=LeadState.ACCEPTED, slot=1)
    db.session.commit()
    for named, barred in ((SOME(), {managers[0].organisation_id}), ({managers[1].organisation_id}, SOME())):
        with pytest.raises(InTalks):
            service.choose(actor(owner), need, named=SOME(named), barred=SOME(barred))
        db.session.rollback()
    service.choose(actor(owner), need, named=SOME(), barred=SOME({managers[2].organisation_id}))


def test_the_record_says_what_was_chosen(owner, managers, need):
    service.choose(actor(owner), need, named=SOME(), barred=SOME({managers[0].organisation_id}))
    event = db.session.scalars(sa.select(LedgerEvent).where(LedgerEvent.kind == "need.audience")).one()
    assert event.values == {"openness": "open", "named": [], "barred": [managers[0].organisation_id]}


def test_the_owner_chooses_on_a_page(client_as, owner, managers, need):
    client, here = client_as(owner), f"/needs/{need.public_id}/institutions"
    first, second = (bank_of(one) for one in managers[:2])
    Page(client.get(f"/needs/{need.public_id}"))
    sent = {"openness": "directed", "named": [first.public_id], "barred": [second.public_id]}
    assert client.post(here, data=sent).location == f"/needs/{need.public_id}"
    text = Page(client.get(f"/needs/{need.public_id}")).text
    assert f"只发给：{first.name}" in text
    assert f"不发给：{second.name}" in text
    page = Page(client.get(here))
    assert page.soup.find("input", attrs={"name": "named", "value": first.public_id}).has_attr("checked")


@pytest.mark.parametrize(
    ("sent", "label", "said"),
    [
        ({"openness": "directed"}, "我选的机构", "请至少选一家"),
        ({"openness": "directed", "named": [0], "barred": [0]}, "不要发给", "请去掉一边"),
        ({"openness": "open", "barred": ["nobody"]}, "不要发给", "请从给出的几项里选"),
        ({"openness": "everybody"}, "发给谁？", "列表里"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client_as, owner, managers, need, sent, label, said):
    ids = [bank_of(one).public_id for one in managers]
    data = {name: [ids[one] if one == 0 else one for one in value] if isinstance(value, list) else value
            for name, value in sent.items()}  # fmt: skip
    answer = client_as(owner).post(f"/needs/{need.public_id}/institutions", data=data)
    assert answer.status_code == 422
    assert said in Page(answer).error_of(label)
    assert need.openness is Openness.OPEN


def test_what_has_ended_is_for_nobody_any_more(client_as, owner, need):
    need.state = NeedState.WITHDRAWN
    db.session.commit()
    answer = client_as(owner).get(f"/needs/{need.public_id}/institutions")
    assert (answer.status_code, answer.location) == (303, f"/needs/{need.public_id}")


def test_a_barred_institution_without_a_manager_just_now_stays_barred(client_as, owner, managers, need):
    """It is not among those that work there; saving the page for another reason must not let it in."""
    gone = managers[1]
    service.choose(actor(owner), need, named=SOME(), barred=SOME({gone.organisation_id}))
    gone.ended_at = clock.now()
    db.session.commit()
    Page(client_as(owner).get(f"/needs/{need.public_id}/institutions")).submit("就这样")
    barred = queries.related(need.id)[Relation.BARRED]
    assert [one.id for one in barred] == [gone.organisation_id]


def test_nobody_elses(client_as, need):
    assert client_as(Role.APPLICANT).get(f"/needs/{need.public_id}/institutions").status_code == 404
