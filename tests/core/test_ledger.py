"""The ledger: codes only, insert-only, and a chain that shows every change to what is sealed."""

import os
import random
import sys
from collections import Counter
from datetime import timedelta
from hashlib import sha256

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from portal.core import ledger
from portal.core.db import db
from portal.core.ledger import LedgerEvent, LedgerSeal

EVENTS = 30
MANY = int(os.environ.get("MUTATIONS") or 1000)  # the long run
MUTATIONS = pytest.mark.parametrize(
    "mutations", [100, pytest.param(MANY, marks=[pytest.mark.slow, pytest.mark.timeout(3600)], id="many")]
)


def fill() -> None:
    """Thirty events, sealed in three goes."""
    for number in range(EVENTS):
        ledger.record(
            "lead.moved", need_id=number, lead_id=number * 2, to="interested", amount_fen=number * 100
        )
        if number % 10 == 9:
            db.session.commit()
            ledger.seal_new()


@pytest.fixture
def sealed(app):
    fill()
    assert ledger.verify() == []


def without_triggers() -> None:
    """What somebody with the database's own password could do."""
    if db.engine.dialect.name == "sqlite":
        for name in db.session.scalars(
            sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            db.session.execute(sa.text(f"DROP TRIGGER {name}"))
    else:
        for table in ("ledger_event", "ledger_seal"):
            db.session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    db.session.commit()


def change_event(chance: random.Random) -> None:
    event = db.session.get(LedgerEvent, chance.randrange(1, EVENTS + 1))
    column = chance.choice([column.name for column in LedgerEvent.__table__.columns])
    _set(LedgerEvent, LedgerEvent.seq == event.seq, column, getattr(event, column), chance)


def change_seal(chance: random.Random) -> None:
    seal = db.session.get(LedgerSeal, chance.randrange(1, EVENTS + 1))
    column = chance.choice(["position", "event_seq", "seal"])
    _set(LedgerSeal, LedgerSeal.position == seal.position, column, getattr(seal, column), chance)


def _set(table, row, column: str, old, chance: random.Random) -> None:
    """Another value of the same kind; numbers go where no row has one."""
    if hasattr(old, "year"):
        new = old + timedelta(seconds=chance.choice([-1, 1, 86400]))
    elif isinstance(old, str):
        new = old.translate(str.maketrans("0123456789abcdef", "123456789abcdef0"))
    elif old is None and column == "actor_role":
        new = "operator"
    else:
        new = (old or 0) + 1000
    db.session.execute(sa.update(table).where(row).values({column: new}))


def swap_facts(chance: random.Random) -> None:
    one, other = (db.session.get(LedgerEvent, seq) for seq in chance.sample(range(1, EVENTS + 1), 2))
    for event, facts in ((one.seq, other.facts), (other.seq, one.facts)):
        db.session.execute(sa.update(LedgerEvent).where(LedgerEvent.seq == event).values(facts=facts))


def remove_event(chance: random.Random) -> None:
    db.session.execute(sa.delete(LedgerEvent).where(LedgerEvent.seq == chance.randrange(1, EVENTS + 1)))


def cut_off(chance: random.Random) -> None:
    """The newest events are made undone, with or without their seals."""
    last = chance.randrange(EVENTS)
    db.session.execute(sa.delete(LedgerSeal).where(LedgerSeal.position > last))
    if chance.random() < 0.5:
        db.session.execute(sa.delete(LedgerEvent).where(LedgerEvent.seq > last))


def forge(chance: random.Random) -> None:
    """An event of one's own, with a seal made without the key."""
    event = ledger.record("lead.moved", need_id=chance.randrange(100), to="accepted")
    seal = "".join(chance.choices("0123456789abcdef", k=64))
    db.session.add(LedgerSeal(position=EVENTS + 1, event_seq=event.seq, seal=seal))


MADE: Counter = Counter()  # by the last look
TAMPERING = (change_event, change_event, change_seal, swap_facts, remove_event, cut_off, forge)


def unnoticed(count: int) -> list[str]:
    """Which of so many random changes the chain does not show; each is undone before the next."""
    missed, chance = [], random.Random(count)
    MADE.clear()
    without_triggers()
    for number in range(count):
        change = chance.choice(TAMPERING)
        MADE[change.__name__] += 1
        change(chance)
        db.session.flush()
        db.session.expire_all()
        if not ledger.verify():
            missed.append(f"{number}: {change.__name__}")
        db.session.rollback()
    return missed


@MUTATIONS
def test_every_change_to_what_is_sealed_is_found(sealed, mutations):
    missed = unnoticed(mutations)
    sys.stderr.write(
        f"tampering: {mutations} changes made ({db.engine.dialect.name}), {mutations - len(missed)} found; "
        f"{MADE['cut_off']} of them cut the newest events off\n"
    )
    assert missed == []


def test_twin_a_chain_that_sealed_less_misses_changes(app, monkeypatch):
    """A seal over the kind alone notices no changed amount."""

    def narrow(previous: str, position: int, event: LedgerEvent) -> str:
        return sha256(f"{previous}{position}{event.kind}".encode()).hexdigest()

    monkeypatch.setattr(ledger, "_seal", narrow)
    fill()
    missed = unnoticed(60)
    assert any("change_event" in one for one in missed) and any("swap_facts" in one for one in missed)


def test_twin_without_the_heads_a_cut_tail_is_missed(sealed, monkeypatch):
    monkeypatch.setattr(ledger, "_heads", dict)
    missed = unnoticed(60)
    assert missed and all("cut_off" in one for one in missed)


def test_a_cut_tail_is_found_by_the_head_that_was_written_down(sealed):
    without_triggers()
    db.session.execute(sa.delete(LedgerSeal).where(LedgerSeal.position > 20))
    db.session.commit()
    assert any("head" in finding for finding in ledger.verify())


def test_a_removed_event_is_named(sealed):
    without_triggers()
    db.session.execute(sa.delete(LedgerEvent).where(LedgerEvent.seq == 11))
    db.session.commit()
    assert any("gone" in finding for finding in ledger.verify())


@pytest.mark.parametrize("statement", ["UPDATE ledger_event SET kind = 'x'", "DELETE FROM ledger_seal"])
def test_our_own_code_cannot_edit_the_record(sealed, statement):
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(sa.text(statement))
    db.session.rollback()


@pytest.mark.parametrize("value", ["王小明", 1.5, None.__class__, "x" * 81])
def test_facts_are_codes_and_integers(app, value):
    with pytest.raises(TypeError):
        ledger.record("need.changed", amount=value)


def test_the_unsealed_tail_is_counted(sealed):
    ledger.record("need.opened", need_id=1)
    db.session.commit()
    assert (ledger.unsealed_count(), ledger.verify()) == (1, [])
    assert (ledger.seal_new(), ledger.unsealed_count()) == (1, 0)
