"""Outside the tables there is nothing private, and inside them what must be sealed is."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from whoosh.index import open_dir

from portal.core.db import db
from portal.leads.models import MaterialItem
from portal.matching import index
from portal.needs.models import FinancingNeed
from portal.organisations.models import LicencePicture
from search.engines.text import index_bigrams
from tests.canary.check import BY_REVEAL, anything, found_in
from tests.canary.deals import any_figure
from tests.canary.typed import SHOWN, anything_typed
from tests.canary_values import RARE, RARE_IN_SUMMARY
from tests.world import FIRMS, A
from tests.world.typed import WANTED

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SEALED = BY_REVEAL | {"licence", "name", "credit_code", "words", "representative"}
SUMMARY = frozenset({"summary"})  # of a need the index holds the summary, that is what it is for


@pytest.fixture
def folder(app, world) -> Path:
    return Path(app.config["DATA_DIR"])


def test_files_index_and_messages_hold_nothing_private(folder):
    found = [*in_files(folder), *in_documents(folder), *in_messages()]
    assert not found, "\n".join(found)


def in_files(folder: Path) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"heads.log", "current"} <= {path.name for path in files}
    return [
        line
        for path in files
        for line in (
            *anything(path.name, path.read_bytes(), SUMMARY),
            *anything_typed(path.name, path.read_bytes()),
            *any_figure(path.name, path.read_bytes()),
        )
    ]


def in_documents(folder: Path) -> list[str]:
    """Every term and stored field of the needs, unpacked: the files themselves may be compressed.

    Texts are cut into words and pairs of characters, so each private field has a pair of its own.
    """
    (place,) = folder.glob("index/*/need")
    with open_dir(str(place)).reader() as reader:
        terms = {term.decode() for _, term in reader.all_terms()}
        stored = repr(list(reader.all_stored_fields()))
    assert RARE_IN_SUMMARY in terms, "the index knows no pairs of characters: nothing would be found in it"
    known = index_bigrams(A.summary) | {A.name[:2], A.words[-2:]}
    found = anything("the index", "\n".join([*terms, stored]).encode(), SUMMARY)
    for name, rare in RARE.items():
        pairs = {rare, *index_bigrams(getattr(A, name))} - known
        found += [f"{name} is in the index"] * any(pair in term for pair in pairs for term in terms)
    return found


def in_messages() -> list[str]:
    found = []
    for table in ("outbox_message", "ledger_event"):
        rows = db.session.execute(sa.text(f"SELECT * FROM {table}")).all()
        assert rows, table
        found += [*anything(table, repr(rows).encode()), *anything_typed(table, repr(rows).encode())]
    return found


def test_no_column_holds_a_sealed_value(app, world):
    raw = {table.name: all_of(table.name) for table in db.metadata.sorted_tables}
    assert b"qzsummaryA" in raw["financing_need"], "what is not sealed is seen"
    assert not clear_in(raw)
    assert not [line for table, body in raw.items() for line in anything_typed(table, body, SHOWN)]


@SQLITE
def test_the_database_file_holds_no_sealed_value(app, world):
    path = Path(db.engine.url.database)
    raw = {part.name: part.read_bytes() for part in path.parent.glob(f"{path.name}*")}
    assert b"qzsummaryA" in b"".join(raw.values())
    assert not clear_in(raw)


def all_of(table: str) -> bytes:
    """Every row as the database has it, past the types that unseal."""
    return repr(db.session.execute(sa.text(f'SELECT * FROM "{table}"')).all()).encode()


def clear_in(raw: dict[str, bytes]) -> list[str]:
    return [
        f"{letter}.{name} stands in clear in {place}"
        for place, body in raw.items()
        for letter, values in FIRMS.items()
        for name in sorted(found_in(body, values) & SEALED)
    ]


@SQLITE
@pytest.mark.parametrize("name", RARE)
def test_twin_a_private_field_in_a_document_is_caught(folder, name):
    """As it would be cut: without the part that is no Chinese."""
    leaked = A.summary + " " + getattr(A, name).replace("qz", "")
    db.session.execute(sa.update(FinancingNeed).values(summary=leaked))
    db.session.commit()
    index.rebuild()
    assert f"{name} is in the index" in in_documents(folder)


@SQLITE
def test_twin_a_picture_in_clear_is_caught(app, world):
    db.session.execute(sa.update(LicencePicture).values(picture_sealed=FIRMS["B"].licence))
    db.session.commit()
    assert clear_in({"licence_picture": all_of("licence_picture")}) == [
        "B.licence stands in clear in licence_picture"
    ]


@SQLITE
def test_twin_a_number_in_clear_is_caught(app, world):
    db.session.execute(sa.update(FinancingNeed).values(summary=f"打 {A.mobile}"))
    db.session.commit()
    assert clear_in({"financing_need": all_of("financing_need")}) == [
        "A.mobile stands in clear in financing_need"
    ]


@SQLITE
def test_twin_what_a_bank_asks_for_in_clear_is_caught(app, world):
    db.session.execute(sa.update(MaterialItem).values(text_sealed=WANTED.encode()))
    db.session.commit()
    assert anything_typed("material_item", all_of("material_item"), SHOWN) == [
        f"{WANTED} is in material_item"
    ]
