"""Who may report whom, who reads it, and what came of it."""

import json
import re

import pytest
import sqlalchemy as sa

from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.needs import queries as needs
from portal.needs.models import FinancingNeed
from portal.reports import service
from portal.reports.models import Outcome, Report, ReportState
from tests import factories
from tests.page import Page
from tests.world import A, actor

SENT = {"kind": "fees", "words": "让我先交保证金"}


def reports() -> list[Report]:
    return list(db.session.scalars(sa.select(Report).order_by(Report.id)))


def test_signed_out_with_a_code_that_nobody_has(client):
    sent = {**SENT, "contact": "100 0000 0123", "caller": "100 0000 0999 小陈"}
    answer = client.post("/report?code=ZZZZ-ZZZZ", data=sent)
    (filed,) = reports()
    assert "100 0000 0999 小陈" in filed.about
    assert answer.status_code == 303 and filed.membership_id is None and "ZZZZ-ZZZZ" in filed.about
    page = client.get("/report/filed").get_data(as_text=True)
    number, receipt = re.findall(r'big-code">([^<]+)<', page)
    right = Page(client.post("/report/status", data={"number": number.lower(), "receipt": receipt.lower()}))
    assert "已收到" in right.text and SENT["words"] in right.text
    wrong = client.post("/report/status", data={"number": number, "receipt": "ZZZZ-ZZZZ"})
    assert wrong.status_code == 422 and SENT["words"] not in wrong.get_data(as_text=True)


def test_a_code_names_its_holder_to_the_operator_alone(client, client_as):
    bank = factories.institution(name="示例被举报银行")
    manager = factories.membership(Role.BANK_MANAGER, at=bank)
    way = f"/report?code={manager.work_code}"
    assert "示例被举报银行" not in client.get(way).get_data(as_text=True), "asking it would go around /verify"
    client.post(way, data=SENT)
    (filed,) = reports()
    assert filed.membership_id == manager.id
    page = Page(client_as(Role.OPERATOR).get(f"/cases/{filed.public_id}"))
    assert "示例被举报银行" in page.text and "冻结这个账号" in page.text


@pytest.mark.parametrize(("sent", "label"), [({"words": ""}, "经过"), ({"about": ""}, "对方是谁？")])
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, sent, label):
    answer = client.post("/report", data={**SENT, "about": "小陈", "contact": "微信 abc", **sent})
    page = Page(answer)
    assert answer.status_code == 422 and page.error_of(label) and "微信 abc" in page.html
    assert not reports()


def test_sent_twice_it_is_one_report(client):
    sent = {**SENT, "about": "小陈", "key": "the-same-key-twice"}
    answers = [client.post("/report", data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303] and len(reports()) == 1


def test_the_eleventh_of_a_day_is_refused(client_as):
    owner = client_as(Role.APPLICANT)
    codes = [owner.post("/report", data={**SENT, "about": "小陈"}).status_code for _ in range(11)]
    assert codes == [303] * 10 + [429]


def news_for(person_id: int) -> int:
    rows = sa.select(OutboxMessage).where(OutboxMessage.topic == "person.news")
    return sum(json.loads(row.payload)["person_id"] == person_id for row in db.session.scalars(rows))


def test_the_owner_reads_what_came_of_it(world, as_persona):
    person_id, filed = world.members["owner"].person_id, world.rows["reports"]["owner"]
    desk = as_persona("operator")
    assert desk.post(f"/cases/{filed}/take", data={}).status_code == 303
    assert "正在查" in Page(as_persona("owner").get("/reports")).text
    said = {"outcome": "true", "words": "已提醒这家机构，电话 13900001111 已处理"}
    assert news_for(person_id) == 0
    assert desk.post(f"/cases/{filed}/resolve", data=said).status_code == 303
    assert news_for(person_id) == 1
    page = Page(as_persona("owner").get("/reports")).text
    assert "属实，已处理" in page and "已提醒这家机构" in page and "13900001111" not in page
    assert desk.post(f"/cases/{filed}/resolve", data=said).status_code == 409, "once is enough"
    assert "qzreport" not in as_persona("other_owner").get("/reports").get_data(as_text=True)


def test_a_need_is_read_in_full_only_while_it_is_reported(world, as_persona):
    filed = db.session.scalar(sa.select(Report).where(Report.public_id == world.rows["reports"]["owner"]))
    desk, operator = as_persona("operator"), actor(world.members["operator"])
    need = FinancingNeed.public_id == world.rows["needs"]["A"]
    assert A.name in desk.get(f"/cases/{filed.public_id}").get_data(as_text=True)
    assert db.session.scalar(needs.in_full(operator).where(need)) is not None
    service.resolve(operator, filed, Outcome.UNPROVEN, "没有查实")
    assert filed.state is ReportState.RESOLVED
    assert A.name not in desk.get(f"/cases/{filed.public_id}").get_data(as_text=True)
    assert db.session.scalar(needs.in_full(operator).where(need)) is None


def test_the_ledger_says_neither_who_nor_which_need(world):
    events = db.session.execute(
        sa.text("SELECT actor_id, need_id, lead_id FROM ledger_event WHERE kind = 'report.filed'")
    ).all()
    assert len(events) == 2 and all(row == (None, None, None) for row in events)


def test_of_two_operators_one_takes_it(world):
    filed = db.session.scalar(sa.select(Report).limit(1))
    first = actor(world.members["operator"])
    service.take(first, filed)
    with pytest.raises(service.OtherState):
        service.take(first, filed)
