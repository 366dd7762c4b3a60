"""The doctor finds what is wrong, and nothing where nothing is."""

import shutil
from datetime import timedelta

import pytest

from portal.core import clock, jobs, ledger, outbox
from portal.core.db import db
from portal.matching import index
from portal.operations import doctor, service
from tests import factories


@pytest.fixture
def well(app):
    index.rebuild()
    service.beat("worker")
    ledger.record("product.published")
    db.session.commit()
    ledger.seal_new()


def failing() -> set[str]:
    return {finding.name for finding in doctor.examine() if finding.fine is False}


def lose_the_index(app) -> None:
    shutil.rmtree(app.config["DATA_DIR"] / "index")


def lose_the_worker(app) -> None:
    with clock.at(clock.now() - timedelta(minutes=5)):
        service.beat("worker")


def kill_a_message(app) -> None:
    outbox.put("need.changed", need_id=1)
    db.session.flush()
    db.session.query(outbox.OutboxMessage).update({"dead_at": clock.now()})


def fail_a_job(app) -> None:
    db.session.add(jobs.JobRun(job="x", slot=clock.now(), error="KeyError"))


def open_a_file(app) -> None:
    (app.config["DATA_DIR"] / "heads.log").chmod(0o666)


def edit_the_heads(app) -> None:
    file = app.config["DATA_DIR"] / "heads.log"
    file.write_text(file.read_text() * 2)


def lose_the_heads(app) -> None:
    (app.config["DATA_DIR"] / "heads.log").unlink()


def lose_a_key(app) -> None:
    app.config["FIELD_KEYS"] = "k2:" + "A" * 43 + "="


FAULTS = {
    lose_the_index: {"index", "search engine"},
    lose_the_worker: {"worker"},
    kill_a_message: {"dead letters"},
    fail_a_job: {"jobs"},
    open_a_file: {"files"},
    edit_the_heads: {"heads.log"},
    lose_the_heads: {"heads.log"},
    lose_a_key: {"keys"},
}


def test_a_well_site_has_no_finding(app, well):
    done = app.test_cli_runner().invoke(args=["doctor"])
    assert (done.exit_code, done.output.count("\n")) == (0, len(doctor.CHECKS)), done.output


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_each_fault_is_named(app, well, fault):
    fault(app)
    db.session.commit()
    assert failing() == FAULTS[fault]
    assert app.test_cli_runner().invoke(args=["doctor"]).exit_code == 1


def size() -> doctor.Finding:
    return next(finding for finding in doctor.examine() if finding.name == "search engine")


@pytest.mark.parametrize(
    ("engine", "bound", "advice"),
    [
        ("whoosh", None, None),
        ("whoosh", "needs", "SEARCH_ENGINE=tantivy"),
        ("whoosh", "time", "SEARCH_ENGINE=tantivy"),
        ("tantivy", None, None),
        ("tantivy", "time", "faster machine"),
    ],
)
def test_a_site_that_outgrew_its_engine_is_told_what_to_set(app, monkeypatch, engine, bound, advice):
    app.config["SEARCH_ENGINE"] = engine
    factories.need()
    db.session.commit()
    index.rebuild()
    monkeypatch.setattr(doctor, "SLOW", -1 if bound == "time" else 10_000)
    if bound == "needs":
        monkeypatch.setitem(doctor.MOST_NEEDS, engine, 0)
    found = size()
    assert found.fine is (None if bound else True)
    assert found.words.startswith(f"{engine}, 1 needs of at most ")
    assert (advice or "") in found.words
    assert ("outgrown" in found.words) is bool(bound)
    index.close()
