"""No lead before the owner's word, and none after it was taken back."""

from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads.models import Lead
from portal.needs import queries as need_queries
from portal.needs import service as needs
from portal.needs.models import FinancingNeed, NeedState
from portal.organisations import service as organisations
from portal.organisations.models import Claim, Organisation, OrganisationState
from portal.referrals import service
from portal.referrals.models import ListedFirm, ListingState, Referral, ReferralState
from portal.referrals.service import delivering
from tests import factories
from tests.page import Page
from tests.referrals.conftest import owner_of, work

COMPLETE = {
    "amount_max_fen": 20_000_000,
    "purpose_code": "U01",
    "industry_code": "6239",
    "region_code": factories.GONGSHU,
    "subject_code": "T06",
}


def list_and_push(officer, code) -> ListedFirm:
    [listed] = service.list_codes(officer, [code], "示例名单").firms
    service.push(officer, service.Choice((), [listed], None))
    work()
    db.session.refresh(listed)
    return listed


def leads() -> int:
    return db.session.scalar(sa.select(sa.func.count(Lead.id)))


def test_an_open_need_is_not_pushed_before_its_owner_agrees(officer, banks, firm):
    need = factories.need(owner=firm)
    listed = list_and_push(officer, firm.credit_code)
    assert (listed.state, listed.organisation_id, leads()) == (ListingState.AWAITING, firm.id, 0)
    assert need_queries.find(officer, need.public_id) is None
    service.agree(owner_of(firm), listed)
    work()
    assert leads() == 3
    assert need_queries.find(officer, need.public_id) is not None


def test_twin_a_worker_that_does_not_wait_pushes_at_once(officer, banks, firm, monkeypatch):
    need = factories.need(owner=firm)
    monkeypatch.setattr(delivering, "ListingState", SimpleNamespace(CONFIRMED=ListingState.AWAITING))
    listed = list_and_push(officer, firm.credit_code)
    db.session.execute(sa.update(Referral).values(need_id=need.id))
    service.deliver(db.session.scalar(sa.select(Referral.id).where(Referral.listed_firm_id == listed.id)))
    assert leads() > 0


def test_an_unknown_code_becomes_an_unclaimed_firm_whose_owner_completes_the_draft(officer, banks):
    code = factories.credit_code()
    listed = list_and_push(officer, code)
    firm, draft = (
        db.session.get(Organisation, listed.organisation_id),
        db.session.get(FinancingNeed, listed.need_id),
    )
    assert (firm.state, firm.credit_code) == (OrganisationState.UNCLAIMED, code)
    assert (draft.state, draft.amount_max_fen) == (NeedState.AWAITING_OWNER, None)
    person = factories.person()
    member = organisations.register(
        person=person, subject_code="T06", name="示例茶铺", credit_code=code, representative=None,
        region_code=factories.GONGSHU, industry_code="6239", street=None,
    )  # fmt: skip
    operator = actor_of(factories.membership(Role.OPERATOR).id)
    claim = db.session.scalars(sa.select(Claim)).one()
    assert organisations.approve(operator, claim).id == firm.id
    for column, value in COMPLETE.items():
        setattr(draft, column, value)
    work()
    assert leads() == 0
    needs.confirm(actor_of(member.id), draft)
    work()
    db.session.refresh(listed)
    assert (listed.state, leads()) == (ListingState.CONFIRMED, 3)


def claimed(operator, code: str):
    """Somebody registers the firm of this code and the operator approves it; their membership."""
    member = organisations.register(
        person=factories.person(), subject_code="T06", name="示例茶铺", credit_code=code, representative=None,
        region_code=factories.GONGSHU, industry_code="6239", street=None,
    )  # fmt: skip
    organisations.approve(operator, db.session.scalars(sa.select(Claim)).one())
    return member


def test_a_claim_after_the_listing_tells_the_draft_what_is_known(officer, banks, client_as):
    code = factories.credit_code()
    listed = list_and_push(officer, code)
    draft = db.session.get(FinancingNeed, listed.need_id)
    assert (draft.subject_code, draft.industry_code, draft.region_code) == (None, None, None)
    member = claimed(actor_of(factories.membership(Role.OPERATOR).id), code)
    db.session.commit()
    assert (draft.subject_code, draft.industry_code, draft.region_code) == ("T06", "6239", factories.GONGSHU)
    text = Page(client_as(member).get(f"/needs/{draft.public_id}/confirm")).text
    assert "拱墅区" in text and "个体工商户" in text


def test_one_answer_serves_the_list_and_its_draft(officer, banks, client_as):
    """From 同意被推送 to the sent need nobody asks whether the need is theirs."""
    code = factories.credit_code()
    listed = list_and_push(officer, code)
    owner = client_as(claimed(actor_of(factories.membership(Role.OPERATOR).id), code))
    page = Page(owner.get(f"/referrals/answers/{listed.public_id}")).submit("同意被推送")
    draft = f"/needs/{db.session.get(FinancingNeed, listed.need_id).public_id}"
    assert owner.get(f"{draft}/confirm").location == f"{draft}/edit", "whoever comes back is not asked again"
    page = page.submit("改好了，回去核对", amount="20万", purpose="U01")
    page.submit("确认并提交")
    work()
    db.session.refresh(listed)
    draft = db.session.get(FinancingNeed, listed.need_id, populate_existing=True)
    assert (listed.state, draft.state, leads()) == (ListingState.CONFIRMED, NeedState.OPEN, 3)


def test_a_known_firm_without_a_need_gets_a_draft_and_one_with_a_need_does_not(officer, firm):
    assert list_and_push(officer, firm.credit_code).need_id is not None
    other = factories.organisation(code_index="x")
    code = factories.credit_code()
    other.code_index, other.credit_code = organisations.code_index(code), code
    factories.need(owner=other)
    assert list_and_push(officer, code).need_id is None


def test_saying_no_ends_the_draft_and_what_waits(officer, banks, firm):
    listed = list_and_push(officer, firm.credit_code)
    service.disagree(owner_of(firm), listed)
    work()
    assert db.session.get(FinancingNeed, listed.need_id).state is NeedState.WITHDRAWN
    referral = db.session.scalars(sa.select(Referral)).one()
    assert (referral.state, referral.reason_code) == (ReferralState.NOT_PUSHED, "declined")


@pytest.mark.parametrize("agreed_before", [False, True])
def test_disowning_the_draft_answers_the_list(officer, firm, agreed_before):
    listed = list_and_push(officer, firm.credit_code)
    if agreed_before:
        service.agree(owner_of(firm), listed)
    needs.disown(owner_of(firm), db.session.get(FinancingNeed, listed.need_id))
    work()
    db.session.refresh(listed)
    assert listed.state is ListingState.DECLINED


def test_taking_the_word_back_hides_the_needs_and_stops_pushes(officer, banks, firm):
    need = factories.need(owner=firm)
    listed = list_and_push(officer, firm.credit_code)
    owner = owner_of(firm)
    service.agree(owner, listed)
    service.disagree(owner, listed)
    work()
    assert leads() == 0
    assert need_queries.find(officer, need.public_id) is None


def test_only_the_first_answer_counts(officer, firm):
    listed = list_and_push(officer, firm.credit_code)
    service.agree(owner_of(firm), listed)
    with pytest.raises(service.OtherState):
        service.agree(owner_of(firm), listed)


def test_listing_twice_and_looking_up_twice_change_nothing(officer, firm):
    listed = list_and_push(officer, firm.credit_code)
    again = service.list_codes(officer, [firm.credit_code])
    assert (again.before, [row.id for row in again.firms]) == (1, [listed.id])
    service.find_firm(listed.id)
    assert db.session.scalar(sa.select(sa.func.count(FinancingNeed.id))) == 1
