"""What is frozen can do nothing from the next request on, and its products are gone at once."""

import pytest
import sqlalchemy as sa

from portal.accounts import service as accounts
from portal.accounts.actor import actor_of
from portal.accounts.models import Person
from portal.consent import queries as consents
from portal.core import outbox, passwords
from portal.core.db import db
from portal.core.permissions import Role
from portal.freezing import service
from portal.leads import queries as lead_queries
from portal.leads import service as leads
from portal.leads.models import Channel, Lead
from portal.matching import index
from portal.matching import queries as matching
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation
from portal.products import queries as products
from tests import factories
from tests.freezing.frozen import asking_lead, bank_of, freeze, lead_a
from tests.organisations.people import mobile
from tests.page import Page
from tests.world import actor


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
