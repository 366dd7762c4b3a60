"""A no at the stage that the talk has reached: its own codes, its own word, the same preview."""

import pytest

from portal.accounts.actor import actor_of
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import refusals, service
from portal.leads.models import Lead, LeadState
from portal.leads.moves import OPEN
from portal.leads.refusals import APPROVAL, DILIGENCE, FIRST_STAGE
from tests import factories
from tests.page import Page

S = LeadState
NEVER = ("R16", "R17", "R99", "")


@pytest.fixture
def bank(app):
    return factories.institution()


@pytest.fixture
def manager(bank):
    return factories.membership(Role.BANK_MANAGER, at=bank)


def stands(bank, manager, state, **values):
    """A lead of this manager in a state, with the owner's slot where such a lead has one."""
    slot = 1 if state in OPEN[2:] else None
    return factories.lead(institution=bank, state=state, assigned_id=manager.id, slot=slot, **values)


@pytest.mark.parametrize(
    ("state", "stage", "code"),
    [
        (S.CONTACTED, FIRST_STAGE, "R19"),
        (S.CONTACTED, APPROVAL, "R10"),
        (S.DUE_DILIGENCE, DILIGENCE, "R34"),
        (S.DUE_DILIGENCE, APPROVAL, "R30"),
        (S.WAITING_MATERIALS, DILIGENCE, "R21"),
        (S.APPROVED, APPROVAL, "R31"),
        (S.TAKEN, APPROVAL, "R12"),
    ],
)
def test_each_stage_has_its_own_codes(bank, manager, state, stage, code):
    lead = stands(bank, manager, state)
    for never in NEVER:
        with pytest.raises(service.LeadError):
            service.bank_decline(actor_of(manager.id), lead, never, "", stage)
    service.bank_decline(actor_of(manager.id), lead, code, "", stage)
    assert (lead.state, lead.stage, lead.reason_code, lead.slot) == (S.BANK_DECLINED, stage, code, None)


@pytest.mark.parametrize(
    ("state", "stage", "code"),
    [
        (S.PUSHED, APPROVAL, "R31"),
        (S.ACCEPTED, DILIGENCE, "R05"),
        (S.DUE_DILIGENCE, FIRST_STAGE, "R19"),
        (S.TAKEN, DILIGENCE, "R34"),
        (S.DUE_DILIGENCE, DILIGENCE, "R19"),  # the stage is right, the code is another one's
        (S.DISBURSED, APPROVAL, "R31"),
    ],
)
def test_what_does_not_fall_there_is_refused(bank, manager, state, stage, code):
    lead = stands(bank, manager, state)
    with pytest.raises(service.LeadError):
        service.bank_decline(actor_of(manager.id), lead, code, "", stage)
    assert lead.state is state


def test_a_colleague_may_not_the_admin_may(bank, manager):
    lead = stands(bank, manager, S.DUE_DILIGENCE)
    colleague = actor_of(factories.membership(Role.BANK_MANAGER, at=bank).id)
    stranger = actor_of(factories.membership(Role.BANK_ADMIN).id)
    for other in (colleague, stranger):
        with pytest.raises(service.LeadError):
            service.bank_decline(other, lead, "R34")
    admin = actor_of(factories.membership(Role.BANK_ADMIN, at=bank).id)
    assert service.bank_decline(admin, lead, "R34").stage == DILIGENCE


def test_every_open_state_may_fail_and_no_other():
    assert {state for state in S if refusals.stages_of(state)} == set(OPEN)
    for state in OPEN:
        for stage in refusals.stages_of(state):
            codes = {one.code for group in refusals.by_group(stage).values() for one in group}
            assert codes and not codes & refusals.NEVER_OFFERED


def test_the_page_bears_the_stages_word_and_previews(client_as, bank, manager):
    lead = stands(bank, manager, S.DUE_DILIGENCE)
    client = client_as(manager)
    page = Page(client.get(f"/leads/{lead.public_id}")).follow("选原因")
    assert page.heading == "尽调未通过" and "R34" in page.text and "R31" not in page.text
    page = page.follow("审批未通过")
    assert page.heading == "审批未通过" and "R31" in page.text and "R34" not in page.text
    preview = page.submit("看看企业会看到什么", code="R31")
    assert "本机构近期信贷安排所限" in preview.text
    preview.submit("确认，并告知企业")
    kept = db.session.get(Lead, lead.id, populate_existing=True)
    assert (kept.state, kept.stage, kept.reason_code) == (S.BANK_DECLINED, APPROVAL, "R31")


def test_the_institution_reads_again_what_it_wrote(client_as, bank, manager):
    lead = stands(bank, manager, S.CONTACTED)
    service.bank_decline(actor_of(manager.id), lead, "R01", "等您满一年再来")
    client = client_as(manager)
    for address in (f"/leads/{lead.public_id}", f"/leads/{lead.public_id}/record"):
        assert "写给企业的话：“等您满一年再来”" in Page(client.get(address)).text
