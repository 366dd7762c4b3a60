"""A gateway that is away: what was to be sent is tried again for a day, then stands at the desk."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock, inbox, outbox, texts
from portal.core.db import db
from portal.core.notices import NotSent
from portal.core.outbox import ATTEMPTS, OutboxMessage
from portal.core.permissions import Role
from portal.notifications import service
from portal.notifications.models import Notice
from tests import factories
from tests.notifications.conftest import MONDAY
from tests.page import Page

pytestmark = pytest.mark.sqlite


def away(*_, **__):
    raise NotSent("the gateway for texts answered 503")


def test_what_cannot_be_sent_is_tried_for_a_day_and_then_the_operators_to_decide(app, client_as, monkeypatch):
    honest, somebody = texts.send, factories.membership()
    monkeypatch.setattr(texts, "send", away)
    with clock.at(MONDAY):
        service.tell([somebody], "password_reset", "event 1")
        db.session.commit()
    for hour in range(0, 70, 2):  # longer than all the waits together
        with clock.at(MONDAY + timedelta(hours=hour)):
            for _ in range(ATTEMPTS):
                outbox.run_due()
    db.session.expire_all()
    row = db.session.scalars(sa.select(OutboxMessage)).one()
    assert (row.handler, row.error) == ("notifications.text", "NotSent") and row.dead_at is not None
    assert db.session.scalars(sa.select(Notice.texted_at)).one() is None and inbox.arrived() == []
    desk = client_as(Role.OPERATOR)
    page = Page(desk.get("/system"))
    assert "notifications.text" in page.text and "NotSent" in page.text
    assert "没送达的消息" in Page(desk.get("/desk")).text

    monkeypatch.setattr(texts, "send", honest)
    assert desk.post(f"/system/messages/{row.public_id}/retry", data={}).status_code == 303
    outbox.run_due()
    assert len(inbox.arrived()) == 1
    assert db.session.scalar(sa.select(sa.func.count(OutboxMessage.id))) == 0
    db.session.expire_all()
    assert db.session.scalars(sa.select(Notice.texted_at)).one() is not None
