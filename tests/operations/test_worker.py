"""The worker outlives whatever one of its rounds meets."""

import shutil

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from portal import worker
from portal.core import ledger
from portal.core.db import db
from portal.core.ledger import LedgerSeal
from portal.matching import index
from tests import factories


class AwayOnce:
    """Seals as ever, but finds no database the first time."""

    def __init__(self):
        self.seal, self.calls = ledger.seal_new, 0

    def __call__(self):
        self.calls += 1
        if self.calls == 1:
            raise OperationalError("SELECT", {}, Exception("away"))
        return self.seal()


@pytest.fixture
def away(monkeypatch):
    seals = AwayOnce()
    monkeypatch.setattr(ledger, "seal_new", seals)
    monkeypatch.setattr(worker, "_stop_flag", lambda: lambda: False)  # the signals stay pytest's
    return seals


def test_a_database_that_was_away_is_sealed_when_it_is_back(app, away):
    ledger.record("product.published")
    db.session.commit()
    worker.work(app, once=True)
    assert away.calls == 2
    assert db.session.scalar(sa.select(sa.func.count(LedgerSeal.position))) == 1


def test_a_round_without_a_guard_would_end_it(app, away, monkeypatch):
    """The twin: the guard is gone."""
    monkeypatch.setattr(worker, "step", lambda round_of: round_of())
    with pytest.raises(OperationalError):
        worker.work(app, once=True)


def test_an_index_that_goes_while_it_works_is_built_anew(app, monkeypatch):
    factories.need()
    db.session.commit()
    index.mend()
    turns = []

    def stop() -> bool:
        turns.append(index.engine().stale())
        if len(turns) == 1:
            shutil.rmtree(app.config["DATA_DIR"] / "index")
        return len(turns) == 3

    monkeypatch.setattr(worker, "_stop_flag", lambda: stop)
    monkeypatch.setattr(worker, "MEND_EVERY", 0)
    worker.work(app)
    assert turns == [False, False, False]
    assert index.engine().count("need") == 1
