"""A rolling restart under load: nobody who uses the site notices it."""

import sys
import time

import pytest

from portal.core.db import db
from portal.core.permissions import Role
from tests import factories
from tests.restarts import Crowd, reload, stop_and_start
from tests.servers import Server
from tests.visitors import visitor

PEOPLE = 4


@pytest.fixture
def served(shelf, tmp_path):
    """A site with people on it, and what they do: pages read, a form sent, a session that changes."""
    with shelf.own("sqlite") as database:
        server = Server(database.url, tmp_path, DEMO="1", WEB_WORKERS="2")
        try:
            server.start()
            yield server
        finally:
            server.stop()


def crowd(server: Server) -> Crowd:
    with server.context() as app:
        members = [factories.membership(Role.APPLICANT) for _ in range(PEOPLE)]
        db.session.commit()
        people = [visitor(app, server, one) for one in members]
        db.session.remove()
    money = {"amount": "20万", "purpose": "U01", "words": "进货周转"}
    acts = [
        ("GET", "/needs", {}),
        ("GET", "/how-it-works", {}),
        ("GET", "/products", {}),
        ("POST", "/needs/new/money", money),
    ]
    return Crowd(people, acts)


def restarted(server: Server, restart, times: int) -> tuple[int, list[str]]:
    """Requests that went well and those that did not, while the site is restarted so often."""
    with crowd(server) as tally:
        for _ in range(times):
            restart(server)
            time.sleep(0.2)
    return tally.answered, tally.failures


@pytest.mark.parametrize("times", [2, pytest.param(50, marks=[pytest.mark.slow, pytest.mark.timeout(3600)])])
def test_no_request_fails_while_the_workers_change(served, times):
    answered, failures = restarted(served, reload, times)
    sys.stderr.write(f"rolling restarts: {answered} requests, {times} restarts, {len(failures)} failures\n")
    assert failures == [] and answered > 0


def test_twin_a_stop_and_a_start_is_noticed(served):
    _, failures = restarted(served, stop_and_start, 1)
    assert any("Refused" in failure or "Disconnected" in failure for failure in failures)
