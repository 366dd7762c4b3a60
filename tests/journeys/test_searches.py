"""An account manager saves what the desk shows, is told that something has come, and finds it."""

import time

from playwright.sync_api import expect

from portal.core import inbox, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.notifications.models import NoticeChoice
from portal.searches import watching
from portal.searches.models import Pace
from tests.journeys import staff_steps as staff


def told(mobile: str) -> list[str]:
    """What has arrived once the worker has found the need; its round is not waited for."""
    deadline = time.monotonic() + 30
    while not (arrived := [one.words for one in inbox.arrived() if one.to == mobile]):
        assert time.monotonic() < deadline, "nobody was told"
        watching.tell(Pace.AT_ONCE)
        db.session.commit()
        time.sleep(0.2)
    return arrived


def test_a_saved_search_says_what_is_new(page, live_server):
    with live_server.context():
        who = staff.member(Role.BANK_MANAGER, staff.bank("示例存筛选银行"))
        staff.need("开奶茶店进货")
        db.session.add(
            NoticeChoice(person_id=staff.person_of(who.mobile).id, quiet_from=0, quiet_until=0)
        )  # at any hour
        staff.stored()
    staff.sign_in(page, who)
    page.goto("/leads?tab=open&q=奶茶")
    staff.read(page, "需求大厅")
    page.get_by_role("link", name="存下当前筛选").click()
    staff.read(page, "存下当前筛选")
    page.get_by_label("叫什么名字？").fill("示例名字很长很长的筛选也要放得下，别把页面撑坏")
    page.get_by_label("马上").check()
    staff.press(page, "保存")
    expect(page.get_by_role("status")).to_contain_text("已存下")
    with live_server.context():
        need = staff.need("奶茶连锁要开分店")
        db.session.flush()
        outbox.put("need.opened", need_id=need.id)
        db.session.commit()
        [words] = told(who.mobile)
    assert words.startswith("您有 1 条新消息（新的对接），请打开 http") and "奶茶" not in words
    page.goto("/inbox")
    staff.read(page, "消息")
    expect(page.get_by_role("main")).to_contain_text("已存筛选有新需求")
    page.goto("/leads")
    staff.read(page, "需求大厅")
    page.get_by_role("main").get_by_role("button", name="新 1").click()
    staff.read(page, "需求大厅")  # straight to the list that holds it: it was pushed to the bank meanwhile
    expect(page.get_by_role("row").filter(has_text="奶茶连锁要开分店")).to_contain_text("新")
    page.goto("/leads?tab=open")
    page.get_by_role("link", name="已存筛选").click()
    staff.read(page, "已存筛选")
    page.get_by_role("link", name="修改").first.click()
    staff.read(page, "修改")
    staff.press(page, "删除这个筛选")
    staff.read(page, "已存筛选")
    expect(page.get_by_role("main")).to_contain_text("还没有存下的筛选")
