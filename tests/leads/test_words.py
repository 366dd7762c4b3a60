"""Each kind of product has its own words for every state: nothing of a guarantor's sounds like a loan."""

import pytest

from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import words
from portal.leads.models import Clock, LeadState
from portal.organisations.models import Organisation
from portal.products.models import ProductKind
from tests import factories
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business

K, S = ProductKind, LeadState
LOAN_WORDS = ("授信", "放款", "贷款", "借款", "我行", "本行", "银行")
TYPES = {K.GUARANTEE: "I12", K.INSURANCE: "I15", K.LEASING: "I17"}
CHAINS = {
    K.LOAN: ["已授信", "企业接受", "已放款"],
    K.GUARANTEE: ["同意担保", "签保证合同", "担保生效"],
    K.INSURANCE: ["承保", "企业投保", "出单"],
    K.LEASING: ["批复", "签租赁合同", "起租"],
}
STAGES = ("first_answer", "due_diligence", "approval")


@pytest.mark.parametrize("kind", K)
def test_every_state_stage_and_clock_has_its_word(kind):
    said = [words.state_word(state, kind) for state in S] + [words.clock_word(which, kind) for which in Clock]
    said += [words.state_word(S.BANK_DECLINED, kind, stage) for stage in STAGES]
    assert all(said)
    assert [words.state_word(state, kind) for state in (S.APPROVED, S.TAKEN, S.DISBURSED)] == CHAINS[kind]
    assert len({words.state_word(S.BANK_DECLINED, kind, stage) for stage in STAGES}) == len(STAGES)


@pytest.mark.parametrize(
    ("type_code", "kind"), [*((code, kind) for kind, code in TYPES.items()), ("I05", K.LOAN), (None, K.LOAN)]
)
def test_without_a_product_the_institution_says_what_it_is_about(app, type_code, kind):
    lead = factories.lead(institution=factories.institution(type_code=type_code))
    db.session.refresh(lead, ["product", "institution"])
    assert words.kind_of(lead) is kind


def test_the_product_decides_before_the_institution(app):
    bank = factories.institution(type_code="I05")
    leased = factories.product(institution=bank, kind=K.LEASING)
    lead = factories.lead(institution=bank, product_id=leased.id)
    db.session.refresh(lead, ["product", "institution"])
    assert words.kind_of(lead) is K.LEASING


def pages_of(kind, client_as):
    """(lead, its institution's page, the owner's page without the products below it), each read anew."""
    house = factories.institution(name="示例甲机构", type_code=TYPES[kind])
    member = factories.membership(Role.BANK_MANAGER, at=house)
    need = factories.need()
    owner = factories.membership(Role.APPLICANT, at=db.session.get(Organisation, need.owner_id))
    lead = factories.lead(need=need, institution=house, assigned_id=member.id)
    staff, own = client_as(member), client_as(owner)
    return (
        lead,
        lambda: Page(staff.get(f"/leads/{lead.public_id}")).text,
        lambda: Page(own.get(f"/needs/{need.public_id}")).text.partition("和您匹配的产品")[0],
    )


@pytest.mark.parametrize("kind", TYPES)
def test_no_page_of_another_kind_speaks_of_loans(client_as, kind):
    lead, staff, owner = pages_of(kind, client_as)
    clocks = {S.CONTACTED: Clock.DECISION, S.TAKEN: Clock.DISBURSEMENT}
    refused = [(S.BANK_DECLINED, stage) for stage in STAGES]
    for state, stage in [*((state, None) for state in S if state is not S.BANK_DECLINED), *refused]:
        lead.state, lead.stage, lead.clock = state, stage, clocks.get(state)
        db.session.commit()
        for text in (staff(), owner()):
            said = "1 家机构想联系您" if text.startswith("我的需求") and state is S.INTERESTED else ""
            assert (said or words.state_word(state, kind, stage)) in text, (state, stage)
            assert (which := clocks.get(state)) is None or words.clock_word(which, kind) in text
            assert not [word for word in LOAN_WORDS if word in text.replace("已有贷款", "")], (state, text)


def test_twin_one_table_for_all_is_found_out(client_as, monkeypatch):
    monkeypatch.setattr(words, "kind_of", lambda lead: K.LOAN)
    lead, staff, owner = pages_of(K.GUARANTEE, client_as)
    lead.state = S.APPROVED
    db.session.commit()
    assert "已授信" in staff() and "已授信" in owner()
