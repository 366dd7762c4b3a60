"""The outbox: commits with its row, reaches every subscriber, survives their failures."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock, outbox
from portal.core.db import db
from portal.operations.models import SiteFact


@pytest.fixture
def topic():
    """A topic whose subscribers are gone after the test."""
    by_topic, by_name = dict(outbox._by_topic), dict(outbox._by_name)
    yield "test.news"
    outbox._by_topic.clear(), outbox._by_name.clear()
    outbox._by_topic.update(by_topic), outbox._by_name.update(by_name)


def waiting() -> int:
    return db.session.scalar(sa.select(sa.func.count(outbox.OutboxMessage.id)))


def test_news_of_a_rolled_back_transaction_never_existed(app, topic):
    outbox.handles(topic, name="test.one")(lambda **_: None)
    outbox.put(topic, need_id=1)
    db.session.rollback()
    assert waiting() == 0


def test_each_subscriber_succeeds_or_fails_alone(app, topic):
    seen = []
    outbox.handles(topic, name="test.good")(lambda **payload: seen.append(payload))
    outbox.handles(topic, name="test.bad")(lambda **payload: 1 / 0)
    outbox.put(topic, need_id=7)
    db.session.commit()
    outbox.run_due()
    left = db.session.scalars(sa.select(outbox.OutboxMessage)).one()
    assert seen == [{"need_id": 7}]
    assert (left.handler, left.attempts, left.error) == ("test.bad", 1, "ZeroDivisionError")
    assert left.due_at > clock.now() - timedelta(seconds=1)


def test_what_a_failing_handler_wrote_is_gone(app, topic):
    def half(**_):
        db.session.add(SiteFact(key="half", value="done"))
        db.session.flush()
        raise RuntimeError("示例 words of a person")

    outbox.handles(topic, name="test.half")(half)
    outbox.put(topic)
    db.session.commit()
    outbox.run_due()
    assert db.session.scalars(sa.select(SiteFact)).all() == []
    assert "示例" not in db.session.scalars(sa.select(outbox.OutboxMessage)).one().error


def test_effect_and_done_mark_commit_together(app, topic, monkeypatch):
    """A crash between handler and commit repeats it: no effect without the mark, and no mark without it."""

    def effect(**_):
        db.session.add(SiteFact(key="effect", value="done"))

    outbox.handles(topic, name="test.effect")(effect)
    outbox.put(topic)
    db.session.commit()
    real = db.session.commit
    monkeypatch.setattr(outbox.crypto, "forget_keys", lambda: None)
    calls = iter([RuntimeError("crash")])

    def crash_once():
        if error := next(calls, None):
            raise error
        real()

    monkeypatch.setattr(db.session, "commit", crash_once)
    outbox.run_due()
    monkeypatch.undo()
    assert (waiting(), db.session.scalars(sa.select(SiteFact)).all()) == (1, [])
    db.session.execute(sa.update(outbox.OutboxMessage).values(due_at=clock.now()))
    db.session.commit()
    outbox.run_due()
    assert (waiting(), len(db.session.scalars(sa.select(SiteFact)).all())) == (0, 1)


def test_neighbours_for_a_batch_handler_are_run_together(app, topic):
    batches = []
    outbox.handles(topic, name="test.batch", batch=True)(batches.append)
    for number in range(5):
        outbox.put(topic, need_id=number)
    db.session.commit()
    outbox.run_due()
    assert batches == [[{"need_id": number} for number in range(5)]]


def test_what_is_not_due_yet_waits(app, topic):
    seen = []
    outbox.handles(topic, name="test.later")(lambda **payload: seen.append(payload))
    outbox.put(topic, due_at=clock.now() + timedelta(minutes=10))
    db.session.commit()
    assert outbox.run_due() == 0
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert outbox.run_due() == 1
    assert seen == [{}]
