"""A rolling restart, and an index that is built anew, under load: nobody who uses the site notices it.

RESTARTS=50 python3 dev.py test tests/test_restarts.py -m slow -s     # prints the figure
"""

import os
import shutil
import sys
import time
from collections.abc import Callable

import pytest

from portal.core import outbox
from portal.core.db import db
from portal.core.permissions import Role
from tests import factories, withdrawn
from tests.kills import catch_up
from tests.restarts import Crowd, Tally, reload, stop_and_start, until
from tests.servers import Server
from tests.visitors import visitor

PEOPLE, NEEDS, FILED = 3, 20, 5
MANY = int(os.environ.get("RESTARTS") or 50)  # how many the long run is made of
WORKERS = "2" if "RESTARTS" in os.environ else "1"  # each one's start is most of what the suite waits for


@pytest.fixture(scope="module")
def served(shelf, tmp_path_factory):
    """A site on SQLite."""
    with shelf.own("sqlite") as database:
        server = Server(database.url, tmp_path_factory.mktemp("restarted"), DEMO="1", WEB_WORKERS=WORKERS)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def crowd(server: Server) -> Crowd:
    """People who read pages, send a form, and have a session that changes."""
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


def restarted(server: Server, restart: Callable[[Server], None], times: int) -> Tally:
    """What became of the requests while the site was restarted so often."""
    with crowd(server) as tally:
        for _ in range(times):
            restart(server)
            time.sleep(0.2)
    return tally


@pytest.mark.parametrize(
    "times", [1, pytest.param(MANY, marks=[pytest.mark.slow, pytest.mark.timeout(3600)], id="many")]
)
def test_no_request_fails_while_the_workers_change(served, times):
    tally = restarted(served, reload, times)
    sys.stderr.write(
        f"restarts: {times} rolling (web workers: {WORKERS}), {tally.answered} requests answered, "
        f"{len(tally.failures)} failed\n"
    )
    assert tally.failures == [] and tally.answered > 0


def reindexed(server: Server, app, manager, build: Callable[[Tally], object]) -> list[str]:
    """Searches that failed or did not find everything while the index was built and needs were filed."""

    def complete(answer) -> bool:
        return len(set(withdrawn.CARD.findall(answer.html))) == NEEDS // 2

    searches = [("GET", f"{desk}&q=%E5%A5%B6%E8%8C%B6%E5%BA%97", {}) for desk in withdrawn.DESKS]
    with Crowd([visitor(app, server, manager)] * 2, searches, right=complete) as tally:
        for number in range(FILED):
            need = factories.need(summary=f"修车铺买举升机{number}", industry_code="8111")
            outbox.put("need.changed", need_id=need.id)
            db.session.commit()
            if number == 1:
                build(tally)
    assert tally.answered
    return tally.failures


def test_a_reindex_loses_nothing_and_fails_no_search(served):
    """Nor does the twin that takes the old index away first pass for it."""
    with served.context() as app:
        manager, *_ = withdrawn.stage(NEEDS)
        assert reindexed(served, app, manager, lambda _: served.flask("reindex")) == []
        catch_up(app)

        def in_its_place(tally: Tally) -> None:
            shutil.rmtree(served.folder / "index")  # the worker will build it anew
            until(lambda: tally.failures)

        assert any("not what" in failure for failure in reindexed(served, app, manager, in_its_place))
        db.session.remove()


def test_twin_a_stop_and_a_start_is_noticed(served):
    failures = restarted(served, stop_and_start, 1).failures
    assert any("Refused" in failure or "Disconnected" in failure for failure in failures)
