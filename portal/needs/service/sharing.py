"""A draft that goes on on another device: one code, one use, one week. Nothing here commits.

Whoever has the code can read what was typed, so it is not to be guessed: ten characters of thirty-one, tried
a few times in a quarter of an hour, kept as a keyed digest only. What it opens holds no contact: that is
asked last, and is never kept here.
"""

import secrets
import unicodedata
from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock, crypto, rotation
from portal.core.db import db
from portal.needs.models import DraftEnd, SharedDraft

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0, O, 1, I, L
LENGTH = 10
VALID = timedelta(days=7)
QUIET = {"synchronize_session": False}

rotation.declare(
    rotation.SiteSealed(SharedDraft.__table__.c.data_sealed, lambda row: f"shared_draft:{row.public_id}")
)


class Behind(Exception):
    """Another device has written, filed or ended the draft since this one saw it."""


def share(data: dict, person_id: int | None) -> tuple[SharedDraft, str]:
    """A row that several devices may write, and the code that lets one more in."""
    draft = SharedDraft(person_id=person_id, version=1, expires_at=clock.now() + VALID)
    draft.data_sealed = _sealed(draft.public_id, data)
    code = _new_code(draft)
    db.session.add(draft)
    db.session.flush()
    return draft, code


def another_code(draft: SharedDraft) -> str:
    """The one before opens nothing any more; the week begins anew."""
    code = _new_code(draft)
    draft.expires_at, draft.opened_at = clock.now() + VALID, None
    return code


def open_with(code: str, person_id: int | None) -> SharedDraft | None:
    """Whose code this is; it is spent. None when nobody's, used, over, or somebody else's: all the same."""
    who = SharedDraft.person_id.is_(None) | (SharedDraft.person_id == (person_id or 0))
    good = (SharedDraft.code_digest == _digest(normal(code)), *_alive(), who)
    found = db.session.scalar(sa.select(SharedDraft.id).where(*good))
    spent = sa.update(SharedDraft).where(SharedDraft.id == found, *good)
    values = {"code_digest": None, "opened_at": clock.now()}
    if found is None or db.session.execute(spent.values(values), execution_options=QUIET).rowcount != 1:
        return None
    return db.session.get_one(SharedDraft, found, populate_existing=True)


def alive(public_id: str) -> SharedDraft | None:
    return db.session.scalar(
        sa.select(SharedDraft)
        .where(SharedDraft.public_id == public_id, *_alive())
        .execution_options(populate_existing=True)
    )


def how_ended(public_id: str) -> DraftEnd | None:
    """None also for one whose time is over."""
    return db.session.scalar(sa.select(SharedDraft.ended).where(SharedDraft.public_id == public_id))


def data_of(draft: SharedDraft) -> dict:
    return crypto.loads_sealed(draft.data_sealed, f"shared_draft:{draft.public_id}")


def write(public_id: str, seen: int, data: dict) -> int:
    """The version that this makes. Raises Behind when `seen` is not the newest."""
    return _move(public_id, seen, data_sealed=_sealed(public_id, data), version=seen + 1)


def end(public_id: str, seen: int, how: DraftEnd) -> None:
    """Nobody writes it any more and what was typed is gone from here. Raises Behind."""
    _move(public_id, seen, ended=how, data_sealed=None, code_digest=None, version=seen + 1)


def sweep() -> int:
    """Remove what is over; it stays a day, so that the other device can be told. How many."""
    old = SharedDraft.expires_at < clock.now() - timedelta(days=1)
    return db.session.execute(sa.delete(SharedDraft).where(old), execution_options=QUIET).rowcount


def normal(code: str) -> str:
    """As it is compared: whatever its case, width, blanks and hyphens."""
    wide = unicodedata.normalize("NFKC", code).upper()
    return "".join(letter for letter in wide if letter.isalnum())


def shown(code: str) -> str:
    """ABCDE-FGHJK"""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def _alive() -> tuple[sa.ColumnElement[bool], ...]:
    return SharedDraft.ended.is_(None), SharedDraft.expires_at > clock.now()


def _move(public_id: str, seen: int, **values) -> int:
    mine = (SharedDraft.public_id == public_id, SharedDraft.version == seen, *_alive())
    moved = sa.update(SharedDraft).where(*mine).values(values)
    if db.session.execute(moved, execution_options=QUIET).rowcount != 1:
        raise Behind
    return seen + 1


def _new_code(draft: SharedDraft) -> str:
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    draft.code_digest = _digest(code)
    return code


def _digest(code: str) -> str:
    return crypto.blind_index("shared_draft.code", code)


def _sealed(public_id: str, data: dict) -> bytes:
    return crypto.dumps_sealed(data, f"shared_draft:{public_id}")
