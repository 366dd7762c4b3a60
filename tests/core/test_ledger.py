"""The ledger: codes only, insert-only, and a chain that shows every change to what is sealed."""

import random

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from portal.core import ledger
from portal.core.db import db
from portal.core.ledger import LedgerEvent, LedgerSeal

COLUMNS = [
    "actor_id",
    "actor_role",
    "kind",
    "need_id",
    "lead_id",
    "institution_id",
    "facts",
    "happened_at",
    "recorded_at",
]


@pytest.fixture
def sealed(app):
    """Thirty sealed events."""
    for number in range(30):
        ledger.record(
            "lead.moved", need_id=number, lead_id=number * 2, to="interested", amount_fen=number * 100
        )
    db.session.commit()
    ledger.seal_new()
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


def mutate(chance: random.Random) -> None:
    event = db.session.get(LedgerEvent, chance.randrange(1, 31))
    column = chance.choice(COLUMNS)
    old = getattr(event, column)
    new = (
        old.replace(year=old.year - 1)
        if hasattr(old, "year")
        else "x"
        if isinstance(old, str)
        else (old or 0) + 1
    )
    db.session.execute(sa.update(LedgerEvent).where(LedgerEvent.seq == event.seq).values({column: new}))


@pytest.mark.parametrize("seed", range(10))
def test_every_change_to_a_sealed_event_is_found(sealed, seed):
    without_triggers()
    mutate(random.Random(seed))
    db.session.commit()
    assert ledger.verify()


def test_a_chain_that_sealed_less_would_miss_it(sealed, monkeypatch):
    """The broken twin: a seal over the kind alone does not notice a changed amount."""
    without_triggers()
    monkeypatch.setattr(
        ledger, "_seal", lambda previous, position, event: f"{position}{event.kind}".ljust(64, "0")
    )
    for seal in db.session.scalars(sa.select(LedgerSeal)):
        seal.seal = ledger._seal("", seal.position, db.session.get(LedgerEvent, seal.event_seq))
    (db.engine.url and ledger._heads_file()).unlink()
    db.session.execute(sa.update(LedgerEvent).where(LedgerEvent.seq == 3).values(facts="{}"))
    db.session.commit()
    assert ledger.verify() == []


def test_a_cut_tail_is_found_by_the_head_that_was_written_down(sealed):
    without_triggers()
    db.session.execute(sa.delete(LedgerSeal).where(LedgerSeal.position > 20))
    db.session.commit()
    assert any("head" in finding for finding in ledger.verify())


def test_a_removed_and_a_swapped_event_are_found(sealed):
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
