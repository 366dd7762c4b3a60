"""Whether the site can do its work."""

import shutil
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.matching import index
from portal.operations import service


@pytest.fixture(autouse=True)
def _built(app):
    index.rebuild()


def test_the_process_answers_without_the_database(client, count_queries):
    with count_queries() as queries:
        assert client.get("/healthz").get_json() == {"alive": True}
    assert queries == []


def test_a_site_whose_worker_lives_is_ready(client):
    service.beat("worker")
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.get_json() == {
        "ready": True,
        "database": True,
        "migration": "current",
        "index": "current",
        "index_lag_seconds": 0,
        "worker_seen_seconds_ago": response.get_json()["worker_seen_seconds_ago"],
    }


def test_no_worker(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["worker_seen_seconds_ago"]) == (503, None)


def test_a_worker_that_was_last_seen_long_ago(client):
    with clock.at(clock.now() - timedelta(minutes=5)):
        service.beat("worker")
    assert client.get("/readyz").status_code == 503


def test_an_index_that_lags(client):
    service.beat("worker")
    old = clock.now() - timedelta(minutes=2)
    db.session.add(OutboxMessage(handler="x", topic="x", payload="{}", due_at=old))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["index_lag_seconds"] >= 119


def test_an_index_that_is_gone(client, app):
    service.beat("worker")
    shutil.rmtree(app.config["DATA_DIR"] / "index")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["index"]) == (503, "stale")


def test_a_stale_migration(client):
    service.beat("worker")
    db.session.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["migration"]) == (503, "stale")
