"""The inbox: whose it is, what it says, what opening and marking do; and the page of choices."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import transition
from portal.leads.models import Lead, LeadState
from portal.notifications import queries, service, views
from portal.notifications.kinds import GONE, KINDS
from portal.notifications.models import Notice, NoticeChoice, Pace
from portal.notifications.places import OF_ROWS, PAGES
from tests import factories
from tests.application import ROOT
from tests.notifications.told import work_off
from tests.page import Page

pytestmark = pytest.mark.sqlite


def inbox(client) -> Page:
    return Page(client.get("/inbox"))


@pytest.mark.parametrize("role", Role)
def test_everybody_has_an_inbox_and_an_empty_one_helps(app, client_as, role):
    page = inbox(client_as(role))
    assert page.heading == "消息" and "还没有消息" in page.text and "去办事" in page.html


def test_an_owner_reads_who_wants_to_talk_about_what(cast, lead, acting, client_as):
    transition.make(lead, "claim", acting(cast.manager), assigned_id=cast.manager.id)
    work_off("lead.moved")
    client = client_as(cast.owner)
    page = inbox(client)
    assert f"{cast.bank.name}想和您谈" in page.text and "流动资金" in page.text
    assert "1 条没看过" in page.text and "今天 · " in page.text
    assert "消息 1 件待处理" in Page(client.get("/needs")).soup.nav.get_text(" ", strip=True)


def press(client, words: str):
    """Open the newest notice that begins like this."""
    page = inbox(client)
    button = next(one for one in page.soup.find_all("button") if one.get_text().startswith(words))
    form = button.find_parent("form")
    return client.post(form["action"], data={})


def test_opening_leads_to_the_thing_and_marks_it(cast, lead, client_as):
    work_off("lead.moved")
    client = client_as(cast.manager)
    answer = press(client, "新推给你们一条需求")
    assert (answer.status_code, answer.location) == (303, f"/leads/{lead.public_id}")
    assert "都看过了" in inbox(client).text
    assert client.get(answer.location).status_code == 200


def test_a_look_changes_no_row(cast, lead, client_as):
    work_off("lead.moved")
    client, rows = client_as(cast.manager), sa.select(Notice.id, Notice.read_at, Notice.texted_at)
    before = db.session.execute(rows).all()
    inbox(client)
    assert db.session.execute(rows).all() == before


def test_one_press_marks_all_that_was_there(cast, client_as):
    client = client_as(cast.owner)
    for number in range(3):
        service.tell([cast.owner], "report_resolved", f"report {number}")
    page = inbox(client)
    service.tell([cast.owner], "report_resolved", "report later")
    db.session.commit()
    page.submit("全部标为看过")
    assert "1 条没看过" in inbox(client).text, "what came since is still new"


def test_others_notices_are_not_there(cast, lead, client_as):
    work_off("lead.moved")
    theirs = db.session.scalar(sa.select(Notice).where(Notice.person_id == cast.manager.person_id))
    client = client_as(cast.rival)
    assert client.post(f"/inbox/{theirs.public_id}", data={}).status_code == 404
    assert client.post("/inbox/read", data={"newest": theirs.public_id}).status_code == 400
    db.session.refresh(theirs)
    assert theirs.read_at is None


def says_too_much(cast, lead, client_as) -> bool:
    """Whether a colleague still reads what a lead is about that somebody else has taken."""
    work_off("lead.moved")
    lead.assigned_id, lead.state = cast.manager.id, LeadState.INTERESTED
    db.session.commit()
    return "流动资金" in inbox(client_as(cast.colleague)).text


def test_what_went_to_a_colleague_says_no_more_than_that(cast, lead, client_as):
    assert not says_too_much(cast, lead, client_as)
    page = inbox(client_as(cast.colleague))
    assert GONE in page.text and "新推给你们" not in page.text


def test_twin_that_keeps_the_words_is_found_out(cast, lead, client_as, monkeypatch):
    loaded = [sa.orm.joinedload(one) for one in (Lead.institution, Lead.product, Lead.need)]
    every = sa.select(Lead).options(*loaded)
    monkeypatch.setattr(
        queries, "_leads", lambda actor, ids: {one.id: one for one in db.session.scalars(every)}
    )
    assert says_too_much(cast, lead, client_as)


def test_the_badge_and_the_list_are_of_who_one_acts_for(cast, client_as):
    """Somebody with two firms reads of one at a time, and where there is more."""
    second = factories.membership(of=db.session.get(factories.Person, cast.owner.person_id))
    service.tell([second], "need_expired", "need 1")
    service.tell_person(cast.owner.person_id, None, "password_reset", "event 1")
    client = client_as(cast.owner)
    page = inbox(client)
    assert "密码重设了" in page.text and "需求已过期" not in page.text
    assert "那边有 1 条没看过" in page.text and page.link("换一个看") == "/account/acting-for"


def test_pages_and_days(cast, client_as, count_queries):
    for number in range(23):
        with clock.at(clock.now() - timedelta(days=23 - number)):
            service.tell([cast.owner], "report_resolved", f"report {number}")
    client = client_as(cast.owner)
    client.get("/inbox")
    with count_queries() as asked:
        page = inbox(client)
    assert len(asked) <= 15
    assert "第 1–20 条，共 23 条" in page.text and "昨天 · " in page.text
    assert "第 21–23 条" in page.follow("下一页").text
    assert client.get("/inbox?page=99999999999").status_code == 200


def test_choices_are_kept_and_hold_only_what_concerns_one(cast, client_as):
    client = client_as(cast.owner)
    page = Page(client.get("/account/notices"))
    assert "新的对接" not in page.text and "发短信到 100****" in page.text
    values = {"progress": "daily", "by_mail": "y", "quiet_from": "22", "quiet_until": "7"}
    page.submit("保存", **values)
    row = db.session.scalars(sa.select(NoticeChoice)).one()
    assert (row.person_id, row.progress, row.decisions) == (cast.owner.person_id, Pace.DAILY, Pace.AT_ONCE)
    assert (row.by_text, row.by_mail, row.quiet_from, row.quiet_until) == (True, True, 22, 7)
    assert "新的对接" in Page(client_as(cast.manager).get("/account/notices")).text


def test_safety_has_no_off(cast, client_as):
    client = client_as(cast.owner)
    Page(client.get("/account/notices"))
    data = dict.fromkeys(("decisions", "progress", "reminders"), "inbox") | {"safety": "inbox"}
    answer = client.post("/account/notices", data=data | {"quiet_from": "21", "quiet_until": "8"})
    assert answer.status_code == 422
    assert db.session.scalar(sa.select(NoticeChoice.id)) is None


def test_every_kind_can_be_shown(cast, lead, client_as):
    """Words without what fills them in never reach a page as braces."""
    for member in (cast.owner, cast.manager, cast.admin):
        for name in KINDS:
            event = f"clock {lead.id} decision {clock.now().isoformat()}"
            service.tell([member], name, event, lead_id=lead.id, need_id=cast.need.id)
        page = inbox(client_as(member))
        assert "{" not in page.text and "}" not in page.text and "None" not in page.text


def test_every_kind_leads_somewhere(app):
    assert {kind.opens for kind in KINDS.values()} <= {*PAGES, *OF_ROWS, "served"}
    assert set(views.STATES) <= set(KINDS)


def test_every_kind_is_told_by_something(app):
    rooms = [file for file in (ROOT / "portal").rglob("*.py") if file.name != "kinds.py"]
    source = "\n".join(file.read_text() for file in rooms)
    assert [name for name in KINDS if f'"{name}"' not in source] == []
