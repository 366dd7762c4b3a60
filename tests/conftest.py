"""The fixtures every feature's tests share. See docs/testing.md."""

import gc
import os
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings

from tests.application import NAMES

for name in NAMES:  # before anything reads them
    os.environ.pop(name, None)

# A busy machine is slow at times; that says nothing about the strategy.
settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("portal")

pytest.register_assert_rewrite("tests.page", "tests.client")

from portal.core.db import db  # noqa: E402
from portal.core.permissions import Role  # noqa: E402
from tests import factories  # noqa: E402
from tests.application import Apps, migrator  # noqa: E402 - after the environment is clean
from tests.browser import HOW_CHROMIUM, NO_CHROMIUM, chromium, new_page, page, screen  # noqa: E402, F401 - fixtures
from tests.client import PortalClient, guard_commits, watch_sessions  # noqa: E402
from tests.counting import count_queries  # noqa: E402, F401 - fixture
from tests.databases import FURNISHED, HOW_POSTGRES, KINDS, NO_POSTGRES, TEMPLATE, NoPostgres, Shelf  # noqa: E402
from tests.furnished import enter, furnisher  # noqa: E402
from tests.postgres import find_binaries, place  # noqa: E402
from tests.servers import Server  # noqa: E402
from tests.warm import Warm  # noqa: E402

HOW = {NO_POSTGRES: HOW_POSTGRES, NO_CHROMIUM: HOW_CHROMIUM}
BROWSER = {"chromium", "new_page", "page"}
ON_POSTGRES = [
    pytest.param(kind, marks=[pytest.mark.postgres] if kind == "postgresql" else []) for kind in KINDS
]


@pytest.fixture(scope="session")
def shelf(tmp_path_factory):
    """Where databases come from; templates are migrated once a worker."""
    watch_sessions()
    with TemporaryDirectory(prefix="rq-db-", dir=place()) as folder:
        prepared = tmp_path_factory.mktemp("preparing")
        shelf = Shelf(Path(folder), migrator(prepared), furnisher(prepared))
        yield shelf
        shelf.close()


@pytest.fixture(params=ON_POSTGRES)
def database(request, shelf):
    """An empty migrated database; whoever asks for it, or for `app`, runs on SQLite and on PostgreSQL.

    For whoever asks for `world` it has those rows.
    """
    try:
        return shelf.working(request.param, FURNISHED if "world" in request.fixturenames else TEMPLATE)
    except NoPostgres as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def apps():
    """Apps that tests use by turns, with what tests watch for."""

    def prepare(app):
        app.test_client_class = PortalClient
        guard_commits(app)

    return Apps(prepare)


@pytest.fixture
def app(apps, database, tmp_path):
    """The portal on this database, its context pushed; commits are real and gone with the test."""
    app = apps.lend(database.url, tmp_path)
    with app.app_context():
        yield app
        apps.take_back(app, database.url)


@pytest.fixture
def client(app):
    """Somebody who has not signed in."""
    return app.test_client()


@pytest.fixture
def client_as(app):
    """`client_as(membership)` or `client_as(Role.X)`: somebody signed in, with a session row as in use."""

    def sign_in(who):
        member = factories.membership(who) if isinstance(who, Role) else who
        client, ids = app.test_client(), (str(member.person_id), member.id)
        db.session.commit()  # after the last look at a row: SQLite has one writer, and the session is a row
        with client.session_transaction() as session:
            session["_user_id"], session["membership_id"] = ids
            session["_fresh"] = True
            session["second"] = int(ids[0])
        client.membership = member
        return client

    return sign_in


@pytest.fixture
def world(app, database, shelf):
    """Every relation between people and rows, see tests/world."""
    return enter(shelf.told(database.kind))


@pytest.fixture
def as_persona(app, client_as, world):
    """`as_persona("owner")`: a browser of that persona's own, each time a new one.

    What one request does to its session (signing out, acting for another) must not reach the next.
    """

    def make(persona: str):
        member = world.members[persona]
        return client_as(member) if member else app.test_client()

    return make


@pytest.fixture(scope="session")
def warm():
    """Makes processes without importing everything for each, see tests/warm.py."""
    warm = Warm()
    yield warm
    warm.close()


@pytest.fixture(scope="module")
def live_server(shelf, warm, tmp_path_factory):
    """A served site with its worker and a SQLite database of its own, shared by the tests of a module."""
    folder = tmp_path_factory.mktemp("site")
    with shelf.own("sqlite") as database:
        server = Server(database.url, folder, warm, DEMO="1")
        try:
            server.start()
            yield server
        finally:
            server.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc):
    """A test marked `sqlite` meets no second database: see docs/testing.md."""
    test = metafunc.definition
    if "database" in metafunc.fixturenames and test.get_closest_marker("sqlite"):
        test.add_marker(pytest.mark.parametrize("database", ["sqlite"], indirect=True))


def pytest_collection_modifyitems(items):
    """A test that opens a browser is marked so, and libraries we do not own may warn in it."""
    for item in items:
        if BROWSER & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.filterwarnings("default"))


def pytest_collection_finish():
    """What is there now stays to the end: half a million objects that no collection has to look through."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5000, 10, 10)


def pytest_report_header():
    """Which PostgreSQL the second half of the suite meets."""
    return f"PostgreSQL: {find_binaries() or 'none found'}"


def pytest_terminal_summary(terminalreporter, config):
    """Last of all: what was not run here and how to get it."""
    reasons = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        if isinstance(report.longrepr, tuple):
            reasons[report.longrepr[2].removeprefix("Skipped: ")] += 1
    for reason, count in reasons.items():
        if reason in HOW:
            terminalreporter.write_line(
                f"NOT RUN: {count} tests, because {reason}. {HOW[reason]}", yellow=True
            )
    if config.getoption("markexpr") == "not slow":
        terminalreporter.write_line("The long runs (marked slow) were left out: python3 dev.py test -m slow")
