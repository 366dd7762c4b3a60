"""The outbox: commits with its row, reaches every subscriber, survives their failures."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock, outbox
from portal.core.db import db
from portal.operations.models import SiteFact
from tests.races import race


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
    calls = iter([None, RuntimeError("crash")])  # the lease commits, the effect does not

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


# Several workers


def busy_crowd(app, topic, messages: int = 200, workers: int = 4) -> tuple[int, int]:
    """How often the handler ran, and how many effects were kept, with several workers on the messages."""
    ran = []

    def effect(number: int) -> None:
        ran.append(number)
        db.session.add(SiteFact(key=f"effect {number} {len(ran)}", value="done"))

    outbox.handles(topic, name="test.effect")(effect)
    for number in range(messages):
        outbox.put(topic, number=number)
    db.session.commit()

    def drain() -> None:
        while outbox.run_due(limit=7):
            pass

    race(app, [drain] * workers)
    effects = sa.select(SiteFact.id).where(SiteFact.key.like("effect%"))
    return len(ran), len(db.session.scalars(effects).all())


def test_no_two_workers_run_one_message(app, topic):
    assert busy_crowd(app, topic) == (200, 200)
    assert waiting() == 0


def test_twin_without_leases_messages_run_twice(app, topic, monkeypatch):
    def take(mine: str, limit: int) -> list[outbox.OutboxMessage]:
        found = list(db.session.scalars(sa.select(outbox.OutboxMessage).limit(limit)))
        db.session.expunge_all()
        db.session.rollback()
        return found

    monkeypatch.setattr(outbox, "take", take)
    by_id = outbox.OutboxMessage.id.in_
    monkeypatch.setattr(outbox, "_held", lambda group, mine: by_id([message.id for message in group]))
    assert busy_crowd(app, topic)[0] > 200


def test_what_a_dead_worker_held_is_run_when_its_lease_is_over(app, topic):
    seen = []
    outbox.handles(topic, name="test.one")(lambda **payload: seen.append(payload))
    outbox.put(topic)
    db.session.commit()
    assert len(outbox.take("dead:1")) == 1
    assert outbox.run_due() == 0
    with clock.at(clock.now() + outbox.LEASE):
        assert outbox.run_due() == 1
    assert seen == [{}]


def test_a_worker_that_starts_again_frees_what_it_held(app, topic):
    outbox.handles(topic, name="test.one")(lambda **_: None)
    outbox.put(topic)
    db.session.commit()
    outbox.take("here:1")
    assert (outbox.release("elsewhere"), outbox.run_due()) == (0, 0)
    assert (outbox.release("here"), outbox.run_due()) == (1, 1)


def test_who_lost_the_lease_leaves_no_effect(app, topic):
    def slow(**_) -> None:
        outbox_rows = sa.update(outbox.OutboxMessage).values(claimed_by="another")
        db.session.execute(outbox_rows)
        db.session.commit()  # the lease ran out while this was at work, and another took it
        db.session.add(SiteFact(key="effect", value="done"))

    outbox.handles(topic, name="test.slow")(slow)
    outbox.put(topic)
    db.session.commit()
    outbox.run_due()
    assert db.session.scalars(sa.select(SiteFact)).all() == []
    assert db.session.scalars(sa.select(outbox.OutboxMessage)).one().claimed_by == "another"


def fail_until_dead(topic) -> None:
    """Let a message fail as often as it is tried."""
    outbox.handles(topic, name="test.bad")(lambda **_: 1 / 0)
    outbox.put(topic, need_id=7)
    db.session.commit()
    moment = clock.now()
    for _ in range(outbox.ATTEMPTS):
        with clock.at(moment + timedelta(seconds=1)):
            outbox.run_due()
        moment = db.session.scalar(sa.select(outbox.OutboxMessage.due_at))
        db.session.rollback()


def test_after_a_day_of_trying_a_message_is_dead_until_somebody_decides(app, topic):
    fail_until_dead(topic)
    letter = db.session.scalars(outbox.dead()).one()
    assert (letter.attempts, letter.error) == (10, "ZeroDivisionError")
    assert timedelta(hours=20) < letter.dead_at - letter.created_at < timedelta(hours=28)
    with clock.at(clock.now() + timedelta(days=30)):
        assert outbox.run_due() == 0
    assert (outbox.revive(letter.id), outbox.revive(letter.id)) == (True, False)
    db.session.commit()
    outbox.handles(topic, name="test.bad")(lambda **_: None)
    assert (outbox.run_due(), waiting()) == (1, 0)


def test_only_a_dead_message_can_be_discarded(app, topic):
    outbox.handles(topic, name="test.one")(lambda **_: None)
    outbox.put(topic)
    db.session.commit()
    alive = db.session.scalar(sa.select(outbox.OutboxMessage.id))
    assert (outbox.discard(alive), waiting()) == (False, 1)


def test_a_message_that_fails_in_a_batch_does_not_hold_up_the_others(app, topic):
    done = []

    def batch(payloads: list[dict]) -> None:
        if any(payload["need_id"] == 3 for payload in payloads):
            raise RuntimeError
        done.extend(payload["need_id"] for payload in payloads)

    outbox.handles(topic, name="test.batch", batch=True)(batch)
    for number in range(5):
        outbox.put(topic, need_id=number)
    db.session.commit()
    outbox.run_due()
    with clock.at(clock.now() + timedelta(seconds=2)):
        outbox.run_due()
    assert (sorted(done), waiting()) == ([0, 1, 2, 4], 1)


def test_not_now_costs_no_attempt(app, topic):
    def busy(**_) -> None:
        raise outbox.NotNow

    outbox.handles(topic, name="test.busy")(busy)
    outbox.put(topic)
    db.session.commit()
    outbox.run_due()
    row = db.session.scalars(sa.select(outbox.OutboxMessage)).one()
    assert (row.attempts, row.dead_at, row.claimed_by) == (0, None, None)
