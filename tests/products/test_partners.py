"""见贷即担: shown only once both have said so, with what it means and what the site does about it."""

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.products import partners, queries
from portal.products.models import Product, ProductKind
from portal.products.service import ProductError
from tests import factories
from tests.page import Page

SQLITE = pytest.mark.sqlite


@pytest.fixture
def bank(app):
    return factories.institution(name="青岚示例银行", type_code="I05")


@pytest.fixture
def guarantor(app):
    return factories.institution(name="示例融资担保公司", type_code="I12")


@pytest.fixture
def guarantee(bank, guarantor) -> Product:
    values = {"kind": ProductKind.GUARANTEE, "price_bp": 100, "cover_bp": 8000, "partners": (bank.public_id,)}
    return factories.product(institution=guarantor, name="示例惠企担", **values)


def at(institution):
    return factories.membership(Role.BANK_MANAGER, at=institution)


def test_the_partners_yes_and_no_and_nobody_elses(bank, guarantee):
    me, stranger = (actor_of(at(house).id) for house in (bank, factories.institution()))
    assert partners.confirmed([guarantee]) == {}
    with pytest.raises(ProductError):
        partners.answer(stranger, guarantee, agreed=True)
    partners.answer(me, guarantee, agreed=True)
    assert partners.confirmed([guarantee]) == {guarantee.id: [bank]}
    partners.answer(me, guarantee, agreed=False)
    assert partners.confirmed([guarantee]) == {}
    said = db.session.scalars(sa.select(LedgerEvent).where(LedgerEvent.kind == "product.partnered")).all()
    assert [(one.institution_id, one.values["agreed"]) for one in said] == [(bank.id, True), (bank.id, False)]


def test_who_is_named_no_more_or_is_frozen_is_not_shown(bank, guarantee):
    partners.answer(actor_of(at(bank).id), guarantee, agreed=True)
    bank.frozen_at = sa.func.now()
    db.session.flush()
    assert partners.confirmed([guarantee]) == {}
    bank.frozen_at = None
    guarantee.partners = ()
    assert partners.confirmed([guarantee]) == {}


@SQLITE
def test_the_owner_reads_of_it_once_the_bank_has_agreed(client, client_as, bank, guarantee):
    address = f"/products/{guarantee.public_id}"
    me = client_as(at(bank))
    assert "青岚示例银行" not in Page(client.get(address)).text
    listed = Page(me.get("/products/mine"))
    assert "还没有答复，企业看不到" in listed.text
    assert "已确认，企业看得到" in listed.submit("是的，我们配合").text
    page = Page(client.get(address))
    for said in ("见贷即担", "和 青岚示例银行 配合", "银行批了贷款", "平台做三件事"):
        assert said in page.text
    assert "见贷即担 · 青岚示例银行" in Page(client.get("/products")).text
    assert "不再配合" in Page(me.get("/products/mine")).text


@SQLITE
def test_twin_that_believes_the_product_alone_is_found_out(client, bank, guarantee, monkeypatch):
    db.session.commit()
    monkeypatch.setattr(partners, "confirmed", lambda products: {guarantee.id: [bank]})
    assert "青岚示例银行" in Page(client.get(f"/products/{guarantee.public_id}")).text


@SQLITE
def test_only_houses_of_the_other_kind_can_be_named(client_as, bank, guarantor):
    page = Page(client_as(at(guarantor)).get("/products/new"))
    assert "青岚示例银行" in page.labels() and "示例融资担保公司" not in page.labels()
    other = factories.institution(name="示例保险公司", type_code="I15")
    assert "和哪几家配合" not in Page(client_as(at(other)).get("/products/new")).text


def test_a_partner_that_the_form_does_not_offer_is_refused(client_as, guarantor):
    stranger = factories.organisation()
    me = client_as(at(guarantor))
    page = Page(me.post("/products/new", data={"name": "示例新担", "partners": [stranger.public_id]}))
    assert "请从列出的选项里选" in page.errors()
    assert db.session.scalar(queries.own(actor_of(me.membership.id))) is None
