"""银政保担: a guarantor beside a bank by one consent that names both, and neither without the other's."""

import threading

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.consent import queries as consents
from portal.consent import service as consent_service
from portal.consent import terms
from portal.consent.models import Consent
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.leads import queries, service
from portal.leads.errors import CannotBegin
from portal.leads.models import JointTalk, Lead, LeadState
from portal.matching import index
from portal.needs.models import FinancingNeed, NeedInstitution, Openness, Relation
from portal.organisations.models import Organisation
from portal.products.models import Product, ProductKind
from tests import factories
from tests.page import Page
from tests.races import each, race

SQLITE = pytest.mark.sqlite
NOTE, REFUSAL = "qznotejoint", "qzrefusaljoint"
GUARANTEE = {"kind": ProductKind.GUARANTEE, "price_bp": 100, "cover_bp": 8000}


@pytest.fixture
def bank(app):
    return factories.institution(name="青岚示例银行", type_code="I04")


@pytest.fixture
def manager(bank):
    return factories.membership(Role.BANK_MANAGER, at=bank)


@pytest.fixture
def guarantor(app):
    return factories.institution(name="示例融资担保公司", type_code="I12")


@pytest.fixture
def guard(guarantor):
    """The guarantor's manager."""
    return factories.membership(Role.BANK_MANAGER, at=guarantor)


@pytest.fixture
def guarantee(guarantor, guard) -> Product:
    return factories.product(institution=guarantor, name="示例惠企担", **GUARANTEE)


@pytest.fixture
def need(app) -> FinancingNeed:
    return factories.need()


@pytest.fixture
def owner(need):
    return factories.membership(Role.APPLICANT, at=db.session.get(Organisation, need.owner_id))


@pytest.fixture
def talk(need, owner, manager) -> Lead:
    """The bank talks already."""
    lead = service.claim(actor_of(manager.id), need)
    return service.accept(actor_of(owner.id), lead)


def invited(owner, need, bank, guarantee, **more) -> tuple[Lead, Lead]:
    joint = service.invite(actor_of(owner.id), need, bank.id, guarantee, **more)
    return db.session.get_one(Lead, joint.bank_lead_id), db.session.get_one(Lead, joint.guarantor_lead_id)


def both_covered(*leads) -> bool:
    """Whether each may know of the other, and each consent says so."""
    given = sa.select(Consent.lead_id).where(Consent.categories.has(terms.BESIDE.code), consents.holds())
    covered = set(db.session.scalars(given)) == {lead.id for lead in leads}
    return covered and all(queries.beside(lead) for lead in leads)


def test_one_consent_names_both_and_both_see_the_one_file(need, owner, bank, talk, guarantee, guarantor):
    mine, theirs = invited(owner, need, bank, guarantee)
    assert (mine.id, mine.state, theirs.state) == (talk.id, LeadState.ACCEPTED, LeadState.ACCEPTED)
    assert both_covered(mine, theirs)
    assert queries.beside(mine).other.institution is guarantor
    assert queries.beside(theirs).other.institution is bank
    events = db.session.scalars(sa.select(LedgerEvent).where(LedgerEvent.kind == "consent.given")).all()
    assert [one.values["categories"] for one in events[-2:]] == [list(terms.JOINT_CODES)] * 2
    assert len({one.values["until"] for one in events[-2:]}) == 1
    assert sorted(lead.slot for lead in (mine, theirs)) == [1, 2]


def test_twin_a_consent_that_covers_only_one_is_found_out(need, owner, bank, talk, guarantee, monkeypatch):
    give = consent_service.give
    bank_id = bank.id

    def only_the_guarantor(actor, lead, seen=None, *, joint=False):
        return give(actor, lead, seen, joint=joint and lead.institution_id != bank_id)

    monkeypatch.setattr(consent_service, "give", only_the_guarantor)
    leads = invited(owner, need, bank, guarantee)
    assert not both_covered(*leads)
    assert [queries.beside(lead) for lead in leads] == [None, None], "neither knows of the other"


def test_a_bank_that_only_asks_is_agreed_to_with_the_guarantor(need, owner, bank, manager, guarantee):
    service.claim(actor_of(manager.id), need)
    assert both_covered(*invited(owner, need, bank, guarantee))


def test_both_are_applied_to_at_once_or_neither(need, owner, bank, manager, guarantee):
    loan = factories.product(institution=bank)
    need.max_talks = 1
    db.session.commit()
    with pytest.raises(service.NeedFull):
        service.invite(actor_of(owner.id), need, bank.id, guarantee, loan=loan)
    db.session.rollback()
    assert [db.session.scalar(sa.select(sa.func.count(one.id))) for one in (Lead, Consent)] == [0, 0]
    db.session.get_one(FinancingNeed, need.id).max_talks = 2
    assert both_covered(*invited(owner, need, bank, guarantee, loan=loan))


@pytest.mark.parametrize("way", ["barred", "not named", "elsewhere", "nobody there", "a loan", "not mine"])
def test_the_rules_for_whoever_is_given_a_need_hold(
    need, owner, bank, talk, guarantee, guarantor, guard, way
):
    relate = lambda one, how: db.session.add(
        NeedInstitution(need_id=need.id, institution_id=one.id, relation=how)
    )
    match way:
        case "barred":
            relate(guarantor, Relation.BARRED)
        case "not named":
            need.openness = Openness.DIRECTED
            relate(bank, Relation.NAMED)
        case "elsewhere":
            guarantor.areas[0].region_code = "320500"
        case "nobody there":
            guard.regions[0].region_code = "320500"
        case "a loan":
            guarantee.kind = ProductKind.LOAN
        case "not mine":
            owner = factories.membership(Role.APPLICANT)
    db.session.flush()
    with pytest.raises(service.LeadError) as refused:
        service.invite(actor_of(owner.id), need, bank.id, guarantee)
    assert isinstance(refused.value, CannotBegin) is (way not in ("a loan", "not mine"))
    assert db.session.scalar(sa.select(JointTalk)) is None


def test_taking_one_back_leaves_the_other_alone(need, owner, bank, talk, guarantee):
    mine, theirs = invited(owner, need, bank, guarantee)
    service.withdraw_consent(actor_of(owner.id), theirs)
    assert (mine.state, theirs.state) == (LeadState.ACCEPTED, LeadState.ENDED)
    assert consents.live(mine.id) and not consents.live(theirs.id)
    assert queries.beside(mine) is None and db.session.scalar(sa.select(JointTalk.ended_at))
    kinds = db.session.scalars(sa.select(LedgerEvent.kind).where(LedgerEvent.kind.startswith("lead."))).all()
    assert {"lead.joined", "lead.parted"} <= set(kinds)


def test_another_may_be_asked_once_the_first_has_said_no(need, owner, bank, talk, guarantee, guard):
    mine, theirs = invited(owner, need, bank, guarantee)
    service.assign(theirs.id)
    service.bank_decline(actor_of(guard.id), theirs, "R01")
    other = factories.institution(name="示例二号担保公司", type_code="I13")
    factories.membership(Role.BANK_MANAGER, at=other)
    assert (
        both_covered(*invited(owner, need, bank, factories.product(institution=other, **GUARANTEE))) is False
    )
    assert queries.beside(mine).other.institution is other


def test_two_invitations_that_meet_leave_one_guarantor_beside_the_bank(
    app, need, owner, bank, talk, guarantee
):
    other = factories.institution(type_code="I12")
    factories.membership(Role.BANK_MANAGER, at=other)
    second = factories.product(institution=other, **GUARANTEE)
    need.max_talks = 5
    me, need_id, bank_id = actor_of(owner.id), need.id, bank.id
    db.session.commit()

    def ask(product_id):
        found = db.session.get_one(FinancingNeed, need_id)
        return service.invite(me, found, bank_id, db.session.get_one(Product, product_id)).id

    results = race(app, [each([one.id], ask, service.LeadError) for one in (guarantee, second)])
    won = [one for column in results for one in column if isinstance(one, int)]
    assert len(won) == 1
    assert db.session.scalar(sa.select(sa.func.count(JointTalk.id))) == 1
    assert db.session.scalar(sa.select(sa.func.count(Lead.id))) == 2, (
        "the loser's guarantor was not given the need"
    )


def test_twin_without_the_constraint_two_sit_there(app, need, owner, bank, talk, guarantee):
    """Whoever looks first and writes then puts two beside one bank, if nothing in the database minds."""
    db.session.execute(sa.text("DROP INDEX uq_joint_talk_bank_lead_id"))
    leads = [factories.lead(need=need).id for _ in range(2)]
    db.session.commit()
    looked, talk_id, need_id = threading.Barrier(2), talk.id, need.id

    def naive(lead_id):
        free = db.session.scalar(sa.select(JointTalk).where(JointTalk.bank_lead_id == talk_id)) is None
        db.session.commit()
        looked.wait(30)
        if free:
            db.session.add(JointTalk(need_id=need_id, bank_lead_id=talk_id, guarantor_lead_id=lead_id))

    race(app, [each([one], naive, service.LeadError) for one in leads])
    assert db.session.scalar(sa.select(sa.func.count(JointTalk.id))) == 2


@SQLITE
def test_the_pages_of_all_three(client_as, need, owner, bank, manager, guard, guarantor, guarantee, talk):
    own, here, there = (client_as(one) for one in (owner, manager, guard))
    db.session.commit()
    index.rebuild()
    page = Page(own.get(f"/needs/{need.public_id}"))
    page = Page(
        own.get(next(a["href"] for a in page.soup.find_all("a") if a.text.startswith("请一家担保公司一起谈")))
    )
    assert "示例融资担保公司：示例惠企担" in page.labels()
    assert "请选一家担保公司" in page.submit("下一步：看两家会看到什么").error_of("请哪一家担保公司？")
    page = page.submit("下一步：看两家会看到什么", guarantee=guarantee.public_id)
    for said in (
        "青岚示例银行、示例融资担保公司，",
        "一起谈的另一家是谁",
        "现在 1 家，同意后 2 家",
        "谈完再过 30 天失效，最晚到",
        "示例融资担保公司负责的客户经理",
    ):
        assert said in page.text, page.text
    assert db.session.scalar(sa.select(JointTalk)) is None, "nothing is agreed to before the consent is read"
    page = page.submit("同意两家一起谈")
    assert "这两家一起谈" in page.text and page.text.count("收回授权") >= 2

    joint = db.session.scalar(sa.select(JointTalk))
    mine, theirs = (db.session.get_one(Lead, one) for one in (joint.bank_lead_id, joint.guarantor_lead_id))
    service.assign(theirs.id)
    service.contacted(actor_of(guard.id), theirs, note=NOTE)
    db.session.commit()
    bank_reads = Page(here.get(f"/leads/{mine.public_id}"))
    guard_reads = Page(there.get(f"/leads/{theirs.public_id}"))
    assert "示例融资担保公司" in bank_reads.text and "已联系" in bank_reads.soup.find(id="beside").text
    assert "青岚示例银行" in guard_reads.text and NOTE in guard_reads.text
    assert NOTE not in bank_reads.html
    assert here.get(f"/leads/{theirs.public_id}").status_code == 404

    warned = Page(own.get(f"/leads/{theirs.public_id}/withdraw-consent"))
    assert "青岚示例银行和它一起谈，这一步不动青岚示例银行" in warned.text
    service.bank_decline(actor_of(guard.id), db.session.get_one(Lead, theirs.id), "R01", REFUSAL)
    db.session.commit()
    after = Page(here.get(f"/leads/{mine.public_id}"))
    assert "不再一起谈" in after.text
    assert REFUSAL not in after.html and "示例融资担保公司" not in after.html
