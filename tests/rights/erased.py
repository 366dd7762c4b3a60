"""Where an erased firm could still be read: rows past the types that unseal, files of every kind, logs."""

import json
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from portal.core import ledger, outbox
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.rights.models import Erasure
from tests.canary.check import found_in
from tests.canary_values import Canaries, forms_of

KEPT = {"amount", "loans", "term", "years"}  # integers and codes stay for figures


def carry_out() -> None:
    """Let three days pass and the worker run until nothing is due."""
    failing = sa.select(OutboxMessage.id).where(OutboxMessage.error.is_not(None))
    before = set(db.session.scalars(failing))  # the world has some that have nothing to do with this
    for message in db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.error.is_(None))):
        message.due_at = message.created_at
    for wish in db.session.scalars(sa.select(Erasure)):
        wish.due_at = wish.created_at
    db.session.commit()
    with current_app.app_context():  # as the worker: in a session of its own
        while outbox.run_due():
            pass
    left = sa.select(OutboxMessage.handler, OutboxMessage.error).where(OutboxMessage.id.not_in(before))
    left = left.where(OutboxMessage.error.is_not(None))  # a text may wait for the morning
    failed = db.session.execute(left).all()
    assert not failed
    ledger.seal_new()
    db.session.commit()
    db.session.expire_all()


def left_in_rows(values: Canaries) -> set[str]:
    """`table.field` of the firm that any column of any table still says in clear."""
    return {
        f"{table.name}.{name}"
        for table in db.metadata.sorted_tables
        for name in found_in(_all_of(table.name), values) - KEPT
    }


def left_in_files(folder: Path, values: Canaries) -> set[str]:
    """The same of the files beside the database, and of the database's own on SQLite."""
    sent = {"inbox.jsonl"}  # stands for the gateway here: what was texted has left the site
    files = [path for path in folder.rglob("*") if path.is_file() and path.name not in sent]
    if db.engine.dialect.name == "sqlite":
        place = Path(db.engine.url.database)
        files += place.parent.glob(f"{place.name}*")
    forms = {
        name: [way.lower() for way in ways] for name, ways in forms_of(values).items() if name not in KEPT
    }
    return {
        f"{path.name}.{name}"
        for path in files
        for name in found_in(path.read_bytes().lower(), values, lambda _: forms)  # terms are in lower case
    }


def openable(values: Canaries) -> set[str]:
    """What of the firm any key that is left still opens, in whatever table: `table.attribute`."""
    from portal.core import crypto, erasing

    found = set()
    for model in erasing.keyed():
        names = [
            name
            for kind in model.__mro__
            for name, one in vars(kind).items()
            if isinstance(one, crypto.Sealed)
        ]
        for row in db.session.scalars(sa.select(model)):
            found |= {
                f"{model.__tablename__}.{name}"
                for name in names
                if found_in(_bytes(getattr(row, name)), values)
            }
    return found


def _bytes(opened: str | bytes | None) -> bytes:
    return opened if isinstance(opened, bytes) else (opened or "").encode()


def drafts_of(person_id: int) -> list[dict]:
    """What the person's session rows still say, whoever they belong to now."""
    from portal.core import crypto

    rows = db.session.execute(
        sa.text("SELECT token_digest, data_sealed FROM auth_session WHERE person_id = :id"), {"id": person_id}
    )
    return [
        json.loads(crypto.open_for_site(bytes(sealed), f"auth_session:{digest}")) for digest, sealed in rows
    ]


def _all_of(table: str) -> bytes:
    return repr(db.session.execute(sa.text(f'SELECT * FROM "{table}"')).all()).encode()
