"""heads.log keeps one head for each day that is over, and still finds what was cut off."""

from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock, ledger
from portal.core.db import db
from portal.core.ledger import LedgerSeal


def test_a_day_that_is_over_leaves_its_last_head(app):
    for number in range(4):
        with clock.at(clock.now() - timedelta(days=number < 2)):
            ledger.record("lead.moved", need_id=number)
            db.session.commit()
            ledger.seal_new()
    assert ledger.trim_heads() == 1
    assert [int(line.split()[1]) for line in ledger._heads_file().read_text().splitlines()] == [2, 3, 4]
    assert ledger.verify() == ledger.verify(last=2) == []
    assert ledger.trim_heads() == 0


def test_a_look_at_the_newest_part_finds_what_is_wrong_in_it(app):
    for number in range(6):
        ledger.record("lead.moved", need_id=number)
    db.session.commit()
    ledger.seal_new()
    if db.engine.dialect.name == "sqlite":
        for name in db.session.scalars(
            sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            db.session.execute(sa.text(f"DROP TRIGGER {name}"))
    else:
        db.session.execute(sa.text("ALTER TABLE ledger_seal DISABLE TRIGGER USER"))
    db.session.execute(sa.update(LedgerSeal).where(LedgerSeal.position == 5).values(seal="0" * 64))
    db.session.flush()
    assert ledger.verify(last=3) != []
    assert ledger.verify(last=1) != []  # the seal before it is what it was made from
    db.session.rollback()
