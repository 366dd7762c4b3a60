"""An owner takes their data along and leaves; the bank that talked with them finds nobody there any more."""

import json
import zipfile

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from portal.accounts.actor import Actor, actor_of
from portal.accounts.models import Membership
from portal.core import clock
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.leads import service
from portal.leads.models import Channel
from portal.rights.models import Erasure
from tests import factories
from tests.journeys import staff_steps as steps
from tests.journeys.looks import look
from tests.journeys.owner_steps import press

NAME = "示例将要注销的茶铺"


@pytest.fixture
def talk(live_server):
    """A firm that talks with a bank: who signs in for either."""
    with live_server.context():
        bank, firm = factories.institution(name="示例注销旅程银行"), factories.organisation(name=NAME)
        manager, owner = steps.member(Role.BANK_MANAGER, bank), steps.member(Role.APPLICANT, firm)
        need = factories.need(owner=firm, words="示例原话，只给同意的机构看")
        banker, mine = _member(bank), _member(firm)
        lead = service.push(need.id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=8000)
        lead = service.claim(banker, need, sentence="")
        service.accept(mine, lead)
        service.contacted(banker, lead)
        address = f"/leads/{lead.public_id}"
        db.session.commit()
    return owner, manager, address


def _member(organisation) -> Actor:
    of_firm = sa.select(Membership.id).where(Membership.organisation_id == organisation.id)
    return actor_of(db.session.scalar(of_firm))


def test_an_owner_exports_leaves_and_is_gone(page, new_page, live_server, talk):
    owner, manager, address = talk
    bank = new_page()
    steps.sign_in(bank, manager)
    bank.goto(address)
    expect(bank.get_by_role("main")).to_contain_text(NAME)

    steps.sign_in(page, owner)
    page.goto("/account")
    look(page)
    page.get_by_role("link", name="导出").click()
    look(page)
    page.get_by_label("密码").fill(steps.PASSWORD)
    with page.expect_download() as download:
        press(page, "下载文件")
    with zipfile.ZipFile(download.value.path()) as file:
        data = json.loads(file.read("data.json"))
    assert [one["name"] for one in data["organisations"]] == [NAME]
    press(page, "在页面上看")  # the form is still there, with what was typed
    expect(page.get_by_role("main")).to_contain_text("示例原话，只给同意的机构看")
    look(page)

    page.goto("/account/erase")
    look(page)
    page.get_by_label("密码").fill(steps.PASSWORD)
    page.get_by_label("确认").fill("注销")
    press(page, "注销")
    expect(page.get_by_role("main")).to_contain_text("在那以前可以撤销")
    look(page)
    bank.goto(address)
    expect(bank.get_by_role("main")).not_to_contain_text(NAME)

    three_days_later(live_server)
    steps.sign_in(page, owner)
    expect(page.locator("#password-error")).to_be_visible()
    bank.goto(address)
    expect(bank.get_by_role("main")).to_contain_text("已注销主体")


def three_days_later(live_server) -> None:
    """What waits is due; the site's own worker does the rest."""
    with live_server.context():
        for row in [*db.session.scalars(sa.select(Erasure)), *db.session.scalars(_due())]:
            row.due_at = clock.now()
        db.session.commit()
        steps.worked_off()
        assert db.session.scalar(sa.select(sa.func.count()).where(Erasure.pending.is_(True))) == 0


def _due() -> sa.Select:
    return sa.select(OutboxMessage).where(OutboxMessage.topic == "erasure.due")
