"""Wherever an owner agrees, the partner that may follow is offered: on a product's page, unmatched too."""

import pytest
import sqlalchemy as sa

from portal.consent.models import PartnerNamed
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import partner_choice
from portal.leads.models import Channel, LeadState
from portal.matching import index
from portal.needs.models import NeedInstitution, Relation, Scope
from portal.organisations.models import Organisation
from portal.products.models import ProductKind
from tests import factories
from tests.leads.test_partners_follow import AGREE, confirmed
from tests.page import Page

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TICK = "示例融资担保公司也可以看到上面这些内容"


@pytest.fixture
def bank(app):
    house = factories.institution(name="青岚示例银行", type_code="I04")
    factories.membership(Role.BANK_MANAGER, at=house)
    return house


@pytest.fixture
def guarantor(app):
    house = factories.institution(name="示例融资担保公司", type_code="I12")
    factories.membership(Role.BANK_MANAGER, at=house)
    return house


@pytest.fixture
def guarantee(guarantor, bank):
    values = {"kind": ProductKind.GUARANTEE, "price_bp": 100, "cover_bp": 8000}
    return confirmed(factories.product(institution=guarantor, name="示例跟贷担", **values), bank)


@pytest.fixture
def need(app):
    return factories.need()


@pytest.fixture
def owner(need, client_as):
    firm = db.session.get_one(Organisation, need.owner_id)
    return client_as(factories.membership(Role.APPLICANT, at=firm))


def product_page(owner, bank) -> Page:
    loan = factories.product(institution=bank, name="示例周转贷")
    db.session.commit()
    return Page(owner.get(f"/products/{loan.public_id}"))


def test_on_a_products_own_page(bank, guarantee, need, owner):
    page = product_page(owner, bank)
    assert TICK in page.text
    page.submit("用我的需求申请", partner=[guarantee.public_id])
    assert db.session.scalars(sa.select(PartnerNamed.product_id)).all() == [guarantee.id]


def test_while_the_index_is_away(bank, guarantee, need, owner, monkeypatch):
    factories.lead(need=need, institution=bank, state=LeadState.INTERESTED, channel=Channel.BROWSE)
    db.session.commit()
    monkeypatch.setattr("portal.matching.queries.matches_for", lambda *_, **__: None)
    page = Page(owner.get(f"/needs/{need.public_id}"))
    assert TICK in page.text and "匹配服务正在恢复" in page.text
    page.submit(AGREE, partner=[guarantee.public_id])
    assert db.session.scalars(sa.select(PartnerNamed.product_id)).all() == [guarantee.id]


def test_at_the_second_door(bank, guarantee, need, owner):
    loan = factories.product(institution=bank, name="示例周转贷")
    other = factories.institution(name="别家示例银行")
    no = {"reason_code": "R01", "stage": "first"}
    factories.lead(need=need, institution=other, state=LeadState.BANK_DECLINED, channel=Channel.MATCH, **no)
    db.session.commit()
    index.rebuild()
    page = Page(owner.get(f"/needs/{need.public_id}"))
    assert page.soup.select_one(f"#partner-door-{loan.public_id}") is not None


def offered(bank, need) -> bool:
    db.session.flush()
    return bank.public_id in partner_choice.beside(need, [bank.public_id])


@pytest.mark.parametrize("why", ["barred", "gone", "not agreed", "batch"])
def test_nobody_is_offered_who_could_not_follow(bank, guarantor, guarantee, need, why):
    assert offered(bank, need)
    if why == "barred":
        db.session.add(
            NeedInstitution(need_id=need.id, institution_id=guarantor.id, relation=Relation.BARRED)
        )
    elif why == "gone":
        guarantee.confirmed_on = None
    elif why == "batch":
        need.scope = Scope.BATCH
    else:
        db.session.execute(sa.text("UPDATE product_partner SET agreed = 0"))
    assert not offered(bank, need)


def test_twin_that_asks_no_obstacle_offers_the_barred(bank, guarantor, guarantee, need, monkeypatch):
    monkeypatch.setattr(partner_choice, "able", lambda need: {guarantor.id})
    db.session.add(NeedInstitution(need_id=need.id, institution_id=guarantor.id, relation=Relation.BARRED))
    assert offered(bank, need)
