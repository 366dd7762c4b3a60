"""见贷即担 and 见担即贷: a partner comes when the first one has said yes, if the owner's consent names it."""

import pytest
import sqlalchemy as sa

from portal.accounts.models import Membership
from portal.consent import naming
from portal.consent import queries as consents
from portal.consent.models import Consent, PartnerNamed
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import handlers, queries, service
from portal.leads.models import Channel, JointTalk, Lead, LeadState
from portal.leads.service import following
from portal.matching import index
from portal.needs.models import NeedInstitution, Relation
from portal.organisations.models import Organisation
from portal.products.models import Product, ProductKind, ProductPartner
from tests import factories
from tests.leads.talks import Talk, approved, talk
from tests.page import Page

pytestmark = pytest.mark.sqlite
AGREE = "同意，让他们联系我"


@pytest.fixture
def bank(app) -> Organisation:
    return factories.institution(name="青岚示例银行", type_code="I04")


@pytest.fixture
def guarantor(app) -> Organisation:
    return factories.institution(name="示例融资担保公司", type_code="I12")


@pytest.fixture
def guarantee(guarantor, bank) -> Product:
    """见贷即担: it follows the bank, which has agreed."""
    factories.membership(Role.BANK_MANAGER, at=guarantor)
    values = {"kind": ProductKind.GUARANTEE, "price_bp": 100, "cover_bp": 8000}
    return confirmed(factories.product(institution=guarantor, name="示例跟贷担", **values), bank)


def confirmed(product: Product, partner: Organisation) -> Product:
    product.partners = (partner.public_id,)
    said_by = factories.membership(Role.BANK_ADMIN, at=partner)
    said = {"agreed": True, "answered_by_id": said_by.id, "answered_at": clock.now()}
    db.session.add(ProductPartner(product_id=product.id, institution_id=partner.id, **said))
    db.session.flush()
    return product


def named(at: Talk, product: Product) -> Talk:
    naming.name_partner(
        at.owner, at.lead, product, db.session.get_one(Organisation, product.institution_id).name
    )
    db.session.flush()
    return at


def lead_at(need, institution) -> Lead | None:
    rows = sa.select(Lead).where(Lead.need_id == need.id, Lead.institution_id == institution.id)
    return db.session.scalar(rows.execution_options(populate_existing=True))


def test_the_guarantor_comes_when_the_bank_has_approved(bank, guarantor, guarantee):
    at = named(talk(bank=bank), guarantee)
    assert service.follow(at.need.id) == [], "not before the yes"
    approved(at)
    handlers.follow(at.need.id)
    lead = lead_at(at.need, guarantor)
    assert (lead.state, lead.product_id, lead.slot) == (LeadState.ACCEPTED, guarantee.id, 2)
    joint = db.session.scalars(sa.select(JointTalk)).one()
    assert (joint.bank_lead_id, joint.guarantor_lead_id) == (at.lead.id, lead.id)
    first, second = consents.live(at.lead.id), consents.live(lead.id)
    assert first.until == second.until and "beside" in second.categories
    assert queries.beside(lead).other.institution is bank
    handlers.follow(at.need.id)
    assert db.session.scalar(sa.select(sa.func.count(Lead.id))) == 2, "once"


def test_the_bank_comes_when_the_guarantor_has_agreed(bank, guarantor):
    factories.membership(Role.BANK_MANAGER, at=bank)
    loan = confirmed(factories.product(institution=bank), guarantor)
    at = approved(named(talk(bank=guarantor), loan), rate_bp=None, repayment=None)
    handlers.follow(at.need.id)
    assert lead_at(at.need, bank).state is LeadState.ACCEPTED
    joint = db.session.scalars(sa.select(JointTalk)).one()
    assert joint.guarantor_lead_id == at.lead.id


def followed_unnamed(bank, guarantor, guarantee) -> bool:
    at = approved(talk(bank=bank))
    handlers.follow(at.need.id)
    return lead_at(at.need, guarantor) is not None


def test_nobody_comes_whom_the_consent_does_not_name(bank, guarantor, guarantee):
    assert not followed_unnamed(bank, guarantor, guarantee)


def test_twin_that_ignores_the_consent_is_found_out(bank, guarantor, guarantee, monkeypatch):
    """It lets in every confirmed partner of whoever has said yes."""

    def anybody(need_id):
        for consent in db.session.scalars(sa.select(Consent).where(Consent.need_id == need_id)).all():
            row = {"consent_id": consent.id, "product_id": guarantee.id, "text_id": consent.text_id}
            db.session.add(PartnerNamed(**row))
        db.session.flush()
        rows = sa.select(PartnerNamed, Consent).join(Consent, Consent.id == PartnerNamed.consent_id)
        return rows.where(Consent.need_id == need_id)

    monkeypatch.setattr(following.naming, "named_on", anybody)
    assert followed_unnamed(bank, guarantor, guarantee)


def test_a_consent_that_was_taken_back_names_nobody(bank, guarantor, guarantee):
    at = approved(named(talk(bank=bank), guarantee))
    service.withdraw_consent(at.owner, at.lead)
    assert service.follow(at.need.id) == [] and lead_at(at.need, guarantor) is None


@pytest.mark.parametrize("why", ["barred", "gone", "nobody there"])
def test_what_holds_for_every_institution_holds_for_a_partner(bank, guarantor, guarantee, why):
    at = approved(named(talk(bank=bank), guarantee))
    if why == "barred":
        pair = {"need_id": at.need.id, "institution_id": guarantor.id}
        db.session.add(NeedInstitution(**pair, relation=Relation.BARRED))
    elif why == "gone":
        guarantee.confirmed_on = None
    else:
        members = sa.update(Membership).where(Membership.organisation_id == guarantor.id)
        db.session.execute(members.values(ended_at=clock.now()))
    db.session.flush()
    assert service.follow(at.need.id) == []


def test_who_finds_no_room_comes_when_a_talk_has_ended(bank, guarantor, guarantee):
    at = named(talk(bank=bank), guarantee)
    at.need.max_talks = 2
    other = talk(need=at.need, owner=at.owner, slot=2)
    approved(at)
    handlers.follow(at.need.id)
    assert lead_at(at.need, guarantor) is None
    service.end(other.lead, "institution_left")
    handlers.follow(at.need.id)
    assert lead_at(at.need, guarantor).slot == 2


def test_the_owner_is_told_and_ticks(bank, guarantor, guarantee, client_as):
    need = factories.need()
    firm = db.session.get_one(Organisation, need.owner_id)
    owner = client_as(factories.membership(Role.APPLICANT, at=firm))
    lead = factories.lead(need=need, institution=bank, state=LeadState.INTERESTED, channel=Channel.BROWSE)
    db.session.commit()
    index.rebuild()
    page = Page(owner.get(f"/needs/{need.public_id}"))
    assert "见贷即担" in page.text and "示例融资担保公司也可以看到上面这些内容" in page.text
    agreed = page.submit(AGREE, partner=[guarantee.public_id])
    assert "这一家批了以后，示例融资担保公司也来一起办" in agreed.text
    row = db.session.scalars(sa.select(PartnerNamed)).one()
    assert row.product_id == guarantee.id
    assert db.session.get_one(Consent, row.consent_id).lead_id == lead.id


def test_unticked_or_in_other_words_names_nobody(bank, guarantor, guarantee, client_as):
    need = factories.need()
    firm = db.session.get_one(Organisation, need.owner_id)
    owner = client_as(factories.membership(Role.APPLICANT, at=firm))
    factories.lead(need=need, institution=bank, state=LeadState.INTERESTED, channel=Channel.BROWSE)
    db.session.commit()
    index.rebuild()
    page = Page(owner.get(f"/needs/{need.public_id}"))
    assert page.submit(AGREE, partner=[guarantee.public_id], partner_terms="0" * 16).status == 409
    page.submit(AGREE)
    assert db.session.scalar(sa.select(sa.func.count(PartnerNamed.id))) == 0
    assert db.session.scalar(sa.select(sa.func.count(Consent.id))) == 1
