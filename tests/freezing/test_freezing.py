"""What is frozen can do nothing from the next request on, and its products are gone at once."""

import threading

import pytest
import sqlalchemy as sa

from portal.accounts import service as accounts
from portal.accounts import standing
from portal.accounts.actor import actor_of
from portal.accounts.models import Person
from portal.consent import queries as consents
from portal.core import outbox, passwords
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.freezing import service
from portal.freezing.models import Freeze, FreezeReason
from portal.leads import queries as lead_queries
from portal.leads import service as leads
from portal.leads.models import Channel, Lead
from portal.matching import index
from portal.matching import queries as matching
from portal.matching.loaders import load_needs
from portal.needs import queries as needs
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation
from portal.products import queries as products
from tests import factories
from tests.organisations.people import mobile
from tests.page import Page
from tests.races import race
from tests.world import actor

OTHER = FreezeReason.OTHER


def bank_of(world) -> Organisation:
    return db.session.get(Organisation, world.members["accepted"].organisation_id)


def lead_a(world) -> Lead:
    return lead_queries.find(
        actor(world.members["accepted"]), world.rows["leads"]["A"], owner=True
    ) or db.session.scalar(sa.select(Lead).where(Lead.public_id == world.rows["leads"]["A"]))


def freeze(world, row):
    operator = actor(world.members["operator"])
    work = service.freeze_person if isinstance(row, Person) else service.freeze_organisation
    made = work(operator, row, OTHER)
    db.session.commit()
    return made


def test_the_next_click_of_everybody_there_is_out(world, as_persona):
    desks = {name: as_persona(name) for name in ("accepted", "colleague", "bank_admin", "browsing")}
    assert all(desk.get("/leads").status_code == 200 for desk in desks.values())
    page = as_persona("operator").post(
        f"/freezing/institutions/{world.rows['institutions']['A']}", data={"reason": "fees"}
    )
    assert page.status_code == 303
    after = {name: desk.get("/leads").status_code for name, desk in desks.items()}
    assert after == {"accepted": 302, "colleague": 302, "bank_admin": 302, "browsing": 200}


@pytest.mark.parametrize(
    ("what", "said"), [("person", "这个账号已被平台冻结"), ("bank", "您的单位已被平台冻结")]
)
def test_signing_in_is_refused_with_a_plain_sentence(world, client, what, said):
    person = db.session.get(Person, world.members["accepted"].person_id)
    person.password_hash, person.mobile = passwords.hashed("示例-password-1"), mobile(81_000)
    person.mobile_index = accounts.mobile_index(person.mobile)
    freeze(world, person if what == "person" else bank_of(world))
    sent = {"identifier": person.mobile, "password": "示例-password-1"}
    assert said in Page(client.post("/sign-in", data=sent)).text
    wrong = client.post("/sign-in", data={**sent, "password": "示例-password-2"})
    assert "冻结" not in Page(wrong).text, "who does not know the password learns nothing"


def test_products_vanish_while_the_index_stands_still(world, client):
    """The twin of waiting for the worker: nothing has told the index, the rows decide."""
    index.rebuild()
    need = db.session.scalar(
        sa.select(FinancingNeed).where(FinancingNeed.public_id == world.rows["needs"]["C"])
    )
    bank = bank_of(world)
    name = "示例周转贷A"
    assert bank.id in {key for key, _, _ in matching.institutions_for(need)}
    assert name in client.get("/products").get_data(as_text=True)
    freeze(world, bank)
    assert index.engine().count("product") == 4, "the index has not been told"
    assert bank.id not in {key for key, _, _ in matching.institutions_for(need)}
    assert name not in client.get("/products").get_data(as_text=True)
    own = sa.select(products.Product.id).where(products.Product.institution_id == bank.id)
    index.put_products(list(db.session.scalars(own)))
    assert index.engine().count("product") == 3


def test_the_owner_is_told_and_may_still_take_the_consent_back(world, as_persona):
    owner, lead = as_persona("owner"), lead_a(world)
    freeze(world, bank_of(world))
    page = Page(owner.get(f"/needs/{world.rows['needs']['A']}"))
    assert "平台已冻结这家机构" in page.text
    assert consents.stands(lead.id) and consents.live(lead.id) is None and not consents.live_leads([lead.id])
    way = f"/leads/{lead.public_id}/withdraw-consent"
    assert owner.get(way).status_code == 200 and owner.post(way, data={}).status_code == 303
    assert not consents.stands(lead.id)


def test_nothing_goes_on_with_a_frozen_institution(world):
    bank = bank_of(world)
    need = db.session.scalar(
        sa.select(FinancingNeed).where(FinancingNeed.public_id == world.rows["needs"]["C"])
    )
    manager = actor(world.members["accepted"])
    freeze(world, bank)
    with pytest.raises(leads.CannotBegin):
        leads.push(need.id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=None)
    with pytest.raises(leads.LeadError):
        leads.claim(manager, need)


def asking_lead() -> tuple:
    """(owner, manager, lead) of an institution that waits for the owner's answer."""
    owner, manager = factories.membership(Role.APPLICANT), factories.membership(Role.BANK_MANAGER)
    need = factories.need(owner=db.session.get(Organisation, owner.organisation_id))
    lead = leads.claim(actor_of(manager.id), need)
    db.session.commit()
    return owner, manager, lead


def test_nothing_is_promised_by_who_is_frozen(world, client_as):
    owner, manager, lead = asking_lead()
    desk, lead_id, way = client_as(owner), lead.id, f"/leads/{lead.public_id}/accept"
    here = f"/needs/{db.session.get(FinancingNeed, lead.need_id).public_id}"
    assert "同意，让他们联系我" in Page(desk.get(here)).text
    freeze(world, db.session.get(Organisation, manager.organisation_id))
    page = Page(desk.get(here)).text
    assert "暂时不能谈" in page and "同意，让他们联系我" not in page and "请在这天前答复" not in page
    answer = desk.post(way, data={})
    assert answer.status_code == 409 and "平台已冻结这家机构" in Page(answer).text
    assert not consents.stands(lead_id)
    assert not db.session.scalar(lead_queries.decisions_waiting(actor_of(owner.id))[0])


def test_leads_of_a_frozen_manager_go_to_colleagues(world):
    _, manager, lead = asking_lead()
    colleague = factories.membership(
        Role.BANK_MANAGER, at=db.session.get(Organisation, manager.organisation_id)
    )
    made = freeze(world, db.session.get(Person, manager.person_id))
    while outbox.run_due():
        pass
    assert db.session.get(Lead, lead.id, populate_existing=True).assigned_id == colleague.id
    service.lift(actor(world.members["operator"]), made)
    assert leads.hand_over_frozen(manager.person_id) == 0, "whoever may go on keeps what they have"


def test_another_operator_lifts_it_where_there_is_one(world):
    operator, made = actor(world.members["operator"]), freeze(world, bank_of(world))
    second = actor_of(factories.membership(Role.OPERATOR).id)
    with pytest.raises(service.CannotFreeze):
        service.lift(operator, made)
    service.lift(second, made)
    assert bank_of(world).frozen_at is None
    assert actor_of(world.members["accepted"].id) is not None
    with pytest.raises(service.CannotFreeze, match="已经恢复"):
        service.lift(second, made)


def test_the_list_offers_lifting_only_to_who_may(world, client_as, as_persona):
    way = f"/freezing/{freeze(world, bank_of(world)).public_id}/lift"
    alone = Page(as_persona("operator").get("/freezing")).html
    assert way in alone
    second = client_as(Role.OPERATOR)
    mine = Page(as_persona("operator").get("/freezing"))
    assert way not in mine.html and "等另一位运营恢复" in mine.text
    assert "等另一位运营人员看过" in Page(as_persona("operator").get(way)).text
    assert way in Page(second.get("/freezing")).html
    assert Page(second.get(way)).submit("查清楚了，恢复").response.status_code == 200


def test_one_operator_alone_lifts_it_and_nobody_freezes_the_platform(world):
    operator, made = actor(world.members["operator"]), freeze(world, bank_of(world))
    service.lift(operator, made)
    with pytest.raises(service.CannotFreeze):
        service.freeze_person(operator, db.session.get(Person, operator.person_id), OTHER)
    assert db.session.scalar(sa.select(sa.func.count(Freeze.id)).where(Freeze.lifted_at.is_(None))) == 0


# A reveal in flight


def opened_in_flight(world, row) -> bool:
    """A request has read who asks and which lead; then the freeze commits; then it goes on."""
    manager, lead = actor(world.members["accepted"]), lead_a(world)
    db.session.rollback()
    freeze(world, row)
    try:
        leads.reveal(manager, lead, "first_call")
    except leads.LeadError:
        db.session.rollback()
        return False
    db.session.commit()
    return True


@pytest.mark.parametrize("what", ["person", "bank"])
def test_a_reveal_in_flight_opens_nothing(world, what):
    person = db.session.get(Person, world.members["accepted"].person_id)
    assert not opened_in_flight(world, person if what == "person" else bank_of(world))


def test_twin_who_trusts_what_the_request_began_with_opens_it(world, monkeypatch):
    monkeypatch.setattr(standing, "hold", lambda *who: True)
    monkeypatch.setattr(consents, "_acted_on", sa.true)
    assert opened_in_flight(world, bank_of(world))


ROUNDS = 12


def revealed_after(app) -> list[int]:
    """Reveal and freeze at the same moment, again and again: institutions with a reveal after the freeze."""
    operator = actor_of(factories.membership(Role.OPERATOR).id)
    pairs = []
    for _ in range(ROUNDS):
        bank, owner = factories.institution(), factories.membership(Role.APPLICANT)
        manager = factories.membership(Role.BANK_MANAGER, at=bank)
        need = factories.need(owner=db.session.get(Organisation, owner.organisation_id))
        lead = leads.claim(actor_of(manager.id), need)
        leads.accept(actor_of(owner.id), lead)
        pairs.append((actor_of(manager.id), lead.id, bank.id))
    db.session.commit()
    together = threading.Barrier(2)

    def reveals():
        for manager, lead_id, _ in pairs:
            lead = db.session.get(Lead, lead_id)
            db.session.commit()
            together.wait(30)
            try:
                leads.reveal(manager, lead, "first_call")
                db.session.commit()
            except leads.LeadError:
                db.session.rollback()

    def freezes():
        for _, _, bank_id in pairs:
            bank = db.session.get(Organisation, bank_id)
            db.session.commit()
            together.wait(30)
            service.freeze_organisation(operator, bank, OTHER)
            db.session.commit()

    race(app, [reveals, freezes])
    frozen = dict(
        db.session.execute(
            sa.select(LedgerEvent.institution_id, LedgerEvent.seq).where(
                LedgerEvent.kind == "institution.frozen"
            )
        ).all()
    )
    looks = sa.select(LedgerEvent).where(LedgerEvent.kind == "contact.revealed")
    return [
        look.institution_id for look in db.session.scalars(looks) if look.seq > frozen[look.institution_id]
    ]


def test_no_reveal_after_the_freeze_however_they_meet(app):
    assert revealed_after(app) == []


# A borrower


def owner_of(world) -> Person:
    return db.session.get_one(Person, world.members["owner"].person_id)


def need_of(world, letter: str) -> FinancingNeed:
    wanted = sa.select(FinancingNeed).where(FinancingNeed.public_id == world.rows["needs"][letter])
    return db.session.scalars(wanted).one()


def freeze_borrower(world, what: str, letter: str = "A") -> Freeze:
    need = need_of(world, letter)
    row = db.session.get_one(
        *((Person, need.filed_by_id) if what == "person" else (Organisation, need.owner_id))
    )
    return freeze(world, row)


@pytest.mark.parametrize(
    ("way", "said"),
    [("冻结登记人的账号", "这个账号已被平台冻结"), ("冻结这家主体", "您的单位已被平台冻结")],
)
def test_a_borrower_is_stopped_from_their_claim_and_cannot_sign_in(world, client, as_persona, way, said):
    owner, who = as_persona("owner"), owner_of(world)
    who.password_hash = passwords.hashed("示例-password-1")
    who.mobile, who.mobile_index = mobile(81_000), accounts.mobile_index(mobile(81_000))
    name = who.name
    db.session.commit()
    page = Page(as_persona("operator").get(f"/claims/{world.rows['claims']['A']}")).follow(way)
    assert name not in page.html, "the operator is not verifying"
    listed = page.submit("马上冻结", reason="impostor")
    assert listed.heading == "冻结的账号和机构" and name not in listed.html
    assert owner.get("/needs").status_code == 302
    sent = {"identifier": mobile(81_000), "password": "示例-password-1"}
    assert said in Page(client.post("/sign-in", data=sent)).text


def offered(world) -> set[str]:
    """Where the need of firm C, which nobody has taken up, is put before a bank."""
    need, manager, bank = need_of(world, "C"), actor(world.members["accepted"]), bank_of(world)
    found = set()
    if need in db.session.scalars(needs.browsable(manager)).all():
        found.add("list")
    if needs.find(manager, need.public_id):
        found.add("page")
    if load_needs([str(need.id)]):
        found.add("search")
    for name, work in {
        "push": lambda: leads.push(need.id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=None),
        "claim": lambda: leads.claim(manager, need),
    }.items():
        try:
            work()
            found.add(name)
        except leads.LeadError:
            pass
        db.session.rollback()
    return found


@pytest.mark.parametrize("what", ["person", "firm"])
def test_needs_of_a_stopped_borrower_are_offered_to_nobody_and_come_back(world, what):
    before = offered(world)
    assert before == {"list", "page", "search", "push", "claim"}
    made = freeze_borrower(world, what, "C")
    assert offered(world) == set()
    service.lift(actor(world.members["operator"]), made)
    db.session.commit()
    assert offered(world) == before, "the twin: the same need, its firm not frozen"


@pytest.mark.parametrize("what", ["person", "firm"])
def test_a_talk_with_a_stopped_borrower_says_so_and_opens_no_contact(world, as_persona, what):
    bank, address = as_persona("accepted"), f"/leads/{world.rows['leads']['A']}"
    assert "平台已冻结这家企业" not in Page(bank.get(address)).text
    freeze_borrower(world, what)
    page = Page(bank.get(address))
    assert "平台已冻结这家企业" in page.text and owner_of(world).mobile not in page.html
    manager, lead = actor(world.members["accepted"]), lead_a(world)
    with pytest.raises(leads.LeadError, match="平台已冻结这家企业"):
        leads.reveal(manager, lead, "first_call")
    assert consents.stands(lead.id), "the consent itself is not touched"


def opened_in_flight_of_borrower(world) -> bool:
    """The request has read everything; then the firm is frozen; then it goes on."""
    manager, lead = actor(world.members["accepted"]), lead_a(world)
    db.session.rollback()
    freeze_borrower(world, "firm")
    try:
        leads.reveal(manager, lead, "first_call")
    except leads.LeadError:
        return False
    return True


def test_twin_looking_at_the_bank_alone_opens_a_stopped_borrower(world, monkeypatch):
    assert not opened_in_flight_of_borrower(world)
    monkeypatch.setattr("portal.leads.slots.hold_borrower", lambda need_id: None)
    monkeypatch.setattr(consents, "_acted_on", sa.true)
    manager = actor(world.members["accepted"])
    assert leads.reveal(manager, lead_a(world), "first_call")
