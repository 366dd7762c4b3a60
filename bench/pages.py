"""Server time of every page and form at demonstration size, as every demo account.

A site is seeded in a temporary folder. Each account follows the links it sees, a few pages of a kind; then it
sends the forms of those pages as they stand, except those that ask for a password and the sign-out. Times are
those of the application itself (no network), in this process, one request after the other.

Beside the time by the clock stands the processor time of this process, which other work on the machine
disturbs less, and for comparison how long a fixed piece of work takes here: with that to hand, figures of two
runs can be set against each other.
"""

import base64
import os
import re
import secrets
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event

from bench.forms import SentForm, read
from bench.spread import fixed_work, measured, spread

PAGES_OF_A_KIND = 6
FORMS_OF_A_KIND = 4
ROUNDS = 3
NO_QUERY = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK TO", "PRAGMA")
SKIPPED = {"accounts.sign_out", "demo.switch", "static"}

Times = dict[str, list[tuple[float, float]]]  # milliseconds by the clock, of the processor


def run(say: Callable[[str], None]) -> dict:
    """Milliseconds by `METHOD endpoint`: n, p50, p95, max, the processor's, and the most queries."""
    with tempfile.TemporaryDirectory() as folder:
        app = _site(Path(folder), say)
        times: Times = defaultdict(list)
        queries: dict[str, int] = defaultdict(int)
        yardstick = []
        for name, client in _people(app):
            say(f"Walking as {name}")
            yardstick.append(fixed_work())
            _walk(app, client, times, queries)
    return {
        "requests": {name: _summary(values, queries[name]) for name, values in sorted(times.items())},
        "all": _totals(times),
        "fixed_work": spread(yardstick),
    }


def table(figures: dict) -> str:
    """The same for people to read."""
    head = (
        f"{'request':44} {'n':>4} {'p50':>7} {'p95':>7} {'max':>7} {'cpu50':>7} {'cpu95':>7} {'queries':>8}"
    )
    lines = [head, *(_line(name, row) for name, row in figures["requests"].items())]
    totals = {**figures["all"], "a fixed piece of work": figures["fixed_work"]}
    return "\n".join([*lines, *(_line(name, row) for name, row in totals.items())])


def _line(name: str, row: dict) -> str:
    return (
        f"{name:44} {row['n']:4} {row['p50_ms']:7.1f} {row['p95_ms']:7.1f} {row['max_ms']:7.1f} "
        f"{row['cpu_p50_ms']:7.1f} {row['cpu_p95_ms']:7.1f} {row.get('queries', ''):>8}"
    )


def _site(folder: Path, say: Callable[[str], None]):
    os.environ.update(
        SECRET_KEY=secrets.token_hex(16),
        LEDGER_KEY=secrets.token_hex(16),
        PORTAL_FIELD_KEYS="k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        PORTAL_DATA_DIR=str(folder),
        DEMO="1",
    )
    from portal import create_app

    app = create_app()
    say("Seeding a site")
    for command in (["prepare"], ["worker", "--once"]):
        done = app.test_cli_runner().invoke(args=command)
        if done.exit_code:
            raise SystemExit(f"{command} failed: {done.output}")
    return app


def _people(app):
    """A client for nobody, then one for each demo account."""
    from portal.accounts.models import Membership
    from portal.core.db import db
    from portal.demo import cast
    from portal.operations import service as operations

    yield "somebody signed out", app.test_client()
    members = []
    with app.app_context():
        for account in cast.ACCOUNTS:
            known = sa.select(Membership).where(
                Membership.public_id == operations.fact(cast.FACT + account.key)
            )
            member = db.session.scalars(known).one()
            members.append((account.what, member.person_id, member.id))
    for title, person_id, membership_id in members:
        client = app.test_client()
        with client.session_transaction() as session:
            session.update({"_user_id": str(person_id), "membership_id": membership_id, "_fresh": True})
        yield title, client


def _walk(app, client, times, queries) -> None:
    """Follow links breadth first, then send forms."""
    ahead, seen, forms = ["/"], set(), []
    visits: dict[str, int] = defaultdict(int)
    while ahead:
        url = ahead.pop(0)
        endpoint = _endpoint(app, url, "GET")
        if url in seen or endpoint is None or endpoint in SKIPPED or visits[endpoint] >= PAGES_OF_A_KIND:
            continue
        seen.add(url)
        visits[endpoint] += 1
        for _ in range(ROUNDS):
            response = _timed(app, client, "GET", url, None, endpoint, times, queries)
        if response.mimetype == "text/html":
            page = read(response.get_data(as_text=True))
            ahead += [link.split("#")[0] for link in page.links if link.startswith("/")]
            forms += [(url, form) for form in page.forms]
        if response.location:
            ahead.append(re.sub(r"^https?://[^/]+", "", response.location))
    _send_forms(app, client, forms, times, queries)


def _send_forms(app, client, forms: list[tuple[str, SentForm]], times, queries) -> None:
    sent: dict[str, int] = defaultdict(int)
    for url, form in forms:
        endpoint = _endpoint(app, form.action or url, "POST") if form.method == "post" else None
        if endpoint is None or endpoint in SKIPPED or form.has_password or sent[endpoint] >= FORMS_OF_A_KIND:
            continue
        sent[endpoint] += 1
        _timed(app, client, "POST", form.action or url, form.values, endpoint, times, queries)


def _timed(app, client, method, url, values, endpoint, times, queries):
    count = [0]

    def note(connection, cursor, statement, *_):
        count[0] += not statement.startswith(NO_QUERY)

    data = None
    if values is not None:
        data = defaultdict(list)
        for name, value in values:
            data[name].append(value)
    event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        spent, response = measured(lambda: client.open(url, method=method, data=data))
    finally:
        event.remove(sa.Engine, "before_cursor_execute", note)
    name = f"{method} {endpoint}"
    if response.status_code >= 500:
        raise SystemExit(f"{name} {url} answered {response.status_code}")
    times[name].append(spent)
    queries[name] = max(queries[name], count[0])
    return response


def _endpoint(app, url: str, method: str) -> str | None:
    try:
        return app.url_map.bind("localhost").match(url.split("?", maxsplit=1)[0], method=method)[0]
    except Exception:  # noqa: BLE001 - no such page: not ours to measure
        return None


def _summary(values: list[tuple[float, float]], most_queries: int) -> dict:
    return {**spread(values), "queries": most_queries}


def _totals(times: Times) -> dict:
    return {
        f"all {method}": spread(
            [value for name, values in times.items() if name.startswith(method) for value in values]
        )
        for method in ("GET", "POST")
    }
