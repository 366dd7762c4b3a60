"""Private values are where the table of who sees what says, and nowhere else."""

import functools
import io
from contextlib import contextmanager, redirect_stderr
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
from whoosh.index import open_dir

from portal.consent.terms import CATEGORIES
from portal.core import ledger, logs
from portal.core.db import db
from portal.core.visibility import FULL, GRADES, Persona
from portal.matching import index
from portal.needs.models import FinancingNeed
from tests import world as worlds
from tests.canary_check import BY_REVEAL, anything, found_in, may_read, too_much
from tests.crawl import crawl
from tests.matrix import EVERYBODY


@pytest.fixture
def world(app):
    made = worlds.build()
    index.rebuild()
    ledger.seal_new()
    db.session.commit()
    return made


@pytest.fixture
def read_as(app, world, client_as):
    def read(persona: str) -> list[tuple[str, bytes]]:
        member = world.members[persona]
        client = client_as(member) if member else app.test_client()
        return [(visit.url, visit.body) for visit in crawl(app, world, client)]

    return read


SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PROMISED = {"owner": "A", "newcomer": "B", "other_owner": "C"} | dict.fromkeys(
    ["accepted", "bank_admin", "officer"], "A"
)
INSTEAD = {"accepted": {"summary"}, "bank_admin": {"summary"}}
"""Once the own words are open, they are shown and their scrubbed form is not."""
ONLY_IN_WORDS = "借钱"  # the index knows pairs of characters; this one no summary has
SEALED = BY_REVEAL | {"credit_code", "words", "representative"}


@contextmanager
def log_lines():
    """What the site logs meanwhile, by the configuration it logs with in use."""
    lines, before = io.StringIO(), structlog.get_config()
    with redirect_stderr(lines):
        logs.configure()
        try:
            yield lines
        finally:
            structlog.configure(**before)


def test_everybody_reads_what_the_table_says_and_no_more(read_as):
    """One crawl a persona serves pages and logs: it is the slow part."""
    found = []
    with log_lines() as lines:
        for persona in sorted(EVERYBODY):
            bodies = read_as(persona)
            found += [*too_much(persona, bodies), *too_little(persona, bodies)]
    assert '"event": "request"' in lines.getvalue()
    found += anything("the log", lines.getvalue().encode())
    assert not found, "\n".join(found)


def too_little(persona: str, bodies) -> list[str]:
    letter = PROMISED.get(persona)
    if not letter:
        return []
    read = found_in(b"".join(body for _, body in bodies), worlds.FIRMS[letter])
    missing = may_read(persona, letter) - read - INSTEAD.get(persona, set())
    return [f"{persona} does not read {letter}.{name}" for name in sorted(missing)]


def test_the_claim_being_verified_is_read_in_full(read_as):
    claims = b"".join(body for url, body in read_as("operator") if url.startswith("/claims/"))
    assert {"name", "credit_code", "representative"} <= found_in(claims, worlds.B)


def test_files_documents_and_messages_hold_nothing_private(app, world):
    found = stored(Path(app.config["DATA_DIR"]))
    assert not found, "\n".join(found)


def stored(folder: Path) -> list[str]:
    """Sightings outside the tables; of a need the index may hold the summary."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"heads.log", "current"} <= {path.name for path in files}
    found = [line for path in files for line in anything(path.name, path.read_bytes(), {"summary"})]
    documents = in_index(folder)
    assert "进货".encode() in documents
    found += anything("the index", documents, {"summary"})
    found += ["words are in the index"] * (ONLY_IN_WORDS.encode() in documents)
    for table in ("outbox_message", "ledger_event"):
        rows = db.session.execute(sa.text(f"SELECT * FROM {table}")).all()
        assert rows, table
        found += anything(table, repr(rows).encode())
    return found


def in_index(folder: Path) -> bytes:
    """Every term and stored field of the needs, unpacked: the files themselves may be compressed."""
    (place,) = folder.glob("index/*/need")
    with open_dir(str(place)).reader() as reader:
        terms = b"\n".join(term for _, term in reader.all_terms())
        return terms + repr(list(reader.all_stored_fields())).encode()


@SQLITE
def test_the_database_file_holds_no_sealed_value(app, world):
    path = Path(db.engine.url.database)
    raw = b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))
    assert b"qzsummaryA" in raw
    for values in worlds.FIRMS.values():
        assert not found_in(raw, values) & (SEALED - {"contact_name"})


@SQLITE
def test_twin_a_flipped_grade_is_caught(read_as, monkeypatch):
    """The fields of one category of the consent must be seen alike, else the site itself refuses."""
    for name in next(each.fields for each in CATEGORIES if each.code == "figures"):
        monkeypatch.setitem(GRADES[name], Persona.BROWSING, FULL)
    assert any("browsing reads A.amount" in line for line in too_much("browsing", read_as("browsing")))


@SQLITE
def test_twin_a_view_that_logs_a_name_is_caught(app, world, monkeypatch):
    view = app.view_functions["public.home"]

    @functools.wraps(view)
    def talkative(**arguments):
        structlog.get_logger().info("home", name=worlds.A.name)
        return view(**arguments)

    monkeypatch.setitem(app.view_functions, "public.home", talkative)
    with log_lines() as lines:
        app.test_client().get("/")
    assert anything("the log", lines.getvalue().encode()) == ["A.name is in the log"]


@SQLITE
def test_twin_own_words_in_a_document_are_caught(app, world):
    db.session.execute(sa.update(FinancingNeed).values(summary=worlds.A.words + " qzsummaryA"))
    db.session.commit()
    index.rebuild()
    assert "words are in the index" in stored(Path(app.config["DATA_DIR"]))
