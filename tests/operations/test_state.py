"""系统状态: what waits for the operator, and what they decide about it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock, jobs, outbox
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from tests.page import Page


@pytest.fixture
def letter(app):
    """A message that was given up."""
    row = outbox.OutboxMessage(
        handler="matching.push", topic="need.opened", payload='{"need_id": 7}', attempts=10, error="KeyError",
        created_at=clock.now() - timedelta(days=1), dead_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row


def test_a_dead_message_is_shown_counted_and_tried_again(client_as, letter):
    operator = client_as(Role.OPERATOR)
    page = Page(operator.get("/system"))
    for words in ("matching.push", "need.opened", "need_id 7", "KeyError"):
        assert words in page.text, words
    page.submit("再试一次")
    assert operator.get("/system").status_code == 200
    row = db.session.get(outbox.OutboxMessage, letter.id, populate_existing=True)
    assert (row.dead_at, row.attempts) == (None, 0)
    event = db.session.scalars(sa.select(LedgerEvent).where(LedgerEvent.kind == "message.retried")).one()
    assert (event.actor_id, event.values["message"]) == (operator.membership.id, letter.id)


def test_what_is_discarded_is_gone_and_the_record_says_by_whom(client_as, letter):
    operator, number = client_as(Role.OPERATOR), letter.id
    path = f"/system/messages/{letter.public_id}/discard"
    assert operator.post(path, data={}).status_code == 303
    assert db.session.scalars(outbox.dead()).all() == []
    event = db.session.scalars(sa.select(LedgerEvent).where(LedgerEvent.kind == "message.discarded")).one()
    assert event.values == {
        "message": number, "handler": "matching.push", "topic": "need.opened", "error": "KeyError"
    }  # fmt: skip
    assert operator.post(path, data={}).status_code == 404


def test_a_message_that_is_still_tried_cannot_be_discarded(client_as, app):
    outbox.put("need.changed", need_id=1)
    db.session.commit()
    alive = db.session.scalar(sa.select(outbox.OutboxMessage.public_id))
    assert client_as(Role.OPERATOR).post(f"/system/messages/{alive}/discard", data={}).status_code == 404


def test_the_badge_counts_dead_messages_and_jobs_in_trouble(client_as, letter, count_queries):
    db.session.add(
        jobs.JobRun(job="sessions.sweep", slot=clock.now(), started_at=clock.now(), error="KeyError")
    )
    db.session.commit()
    operator = client_as(Role.OPERATOR)
    with count_queries() as queries:
        page = operator.get("/system").get_data(as_text=True)
    assert len(queries) <= 15
    assert "失败：KeyError" in page
    with operator.application.test_request_context():
        assert sum(len(db.session.execute(rows).all()) for rows in _troubles()) == 2


def _troubles():
    from portal.operations import queries

    return queries.troubles(None)
