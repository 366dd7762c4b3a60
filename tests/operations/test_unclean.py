"""A stop that was not clean is noticed, said, and looked into; a clean one is not."""

import signal
import time

import pytest

from portal.core import marks
from portal.core.db import db
from portal.operations import service, unclean
from tests.servers import Server


@pytest.fixture
def server(shelf, tmp_path):
    with shelf.own("sqlite") as database:
        served = Server(database.url, tmp_path, DEMO="1")
        try:
            yield served
        finally:
            served.stop()


def said(server) -> str | None:
    with server.context():
        found = service.fact(unclean.FOUND)
        db.session.remove()
        return found


def until(check, seconds: int = 30):
    deadline = time.monotonic() + seconds
    while not (found := check()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def marked(server, kind: str) -> list:
    return list((server.folder / marks.FOLDER).glob(f"{kind}-*"))


def test_kill_9_is_noticed_and_a_clean_stop_is_not(server):
    server.start()
    assert until(lambda: marked(server, "web") and marked(server, "worker"))
    server.stop()
    assert (marked(server, "web"), marked(server, "worker")) == ([], [])
    server.start()
    assert until(lambda: marked(server, "worker"))
    server.processes["web"].send_signal(signal.SIGHUP)  # new workers: no stop at all
    server.kill("worker")
    assert said(server) is None
    server.start_worker()
    assert until(lambda: said(server)).endswith(" worker")
    server.kill("web")
    assert until(lambda: said(server).endswith(" web"))  # the worker that runs has seen it
    with server.context():
        assert service.fact(unclean.CHECKED) == "ok"
        db.session.remove()
    assert marked(server, "web") == []


def test_what_the_stop_broke_is_named(app, monkeypatch):
    marks.Mark(app.config["DATA_DIR"], "web").set().let_go()
    monkeypatch.setattr(unclean, "database_is_whole", lambda: False)
    assert (unclean.notice(), service.fact(unclean.CHECKED)) == (1, "database")
    assert unclean.notice() == 0


def test_a_mark_that_is_held_is_nobody_s_remains(app):
    """What tells the living from the dead is the lock, not the file."""
    mark = marks.Mark(app.config["DATA_DIR"], "worker").set()
    assert unclean.notice() == 0
    mark.let_go()
    assert unclean.notice() == 1
