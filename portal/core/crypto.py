"""Field encryption: AES-GCM under one data key per organisation or person, wrapped by the site's keys.

`PORTAL_FIELD_KEYS` is `id:base64,id:base64`; the first wraps what is new, the others still open what is old.
A sealed value is bound to its table, row and column (associated data), so it cannot be moved to another row.
Destroying a data key erases everything under it, backups included.
"""

import base64
import hmac
import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, identifiers
from portal.core.db import Base, db

NONCE = 12
INDEX_KEY = "blind-index"


class Unreadable(RuntimeError):
    """A sealed value that its key does not open: wrong site key, moved row, or tampering."""


class DataKey(Base):
    """A wrapped key; `name` only for the site's own (the blind index)."""

    __tablename__ = "data_key"

    name: Mapped[str | None] = mapped_column(sa.String(40), unique=True)
    wrapped: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    destroyed_at: Mapped[datetime | None]


def site_keys() -> dict[str, bytes]:
    """Key id → 32 bytes, the current one first."""
    keys = {}
    for part in current_app.config["FIELD_KEYS"].split(","):
        key_id, _, encoded = part.strip().partition(":")
        key = base64.b64decode(encoded)
        if len(key) != 32 or not key_id:
            raise RuntimeError("PORTAL_FIELD_KEYS: each part is id:base64 of 32 bytes")
        keys[key_id] = key
    return keys


def seal_for_site(plain: bytes, bound_to: str) -> bytes:
    """Seal under the current site key; the key's id stands in front."""
    key_id, key = next(iter(site_keys().items()))
    return key_id.encode() + b":" + _seal(key, plain, bound_to)


def open_for_site(sealed: bytes, bound_to: str) -> bytes:
    key_id, _, rest = sealed.partition(b":")
    key = site_keys().get(key_id.decode(errors="replace"))
    if key is None:
        raise Unreadable(f"no site key {key_id!r} in PORTAL_FIELD_KEYS")
    return _open(key, rest, bound_to)


def new_key(name: str | None = None) -> int:
    """Make a data key in this transaction and return its id."""
    plain = secrets.token_bytes(32)
    row = DataKey(name=name, wrapped=seal_for_site(plain, "data_key"))
    db.session.add(row)
    db.session.flush()
    _cache()[row.id] = plain
    return row.id


def new_keys(count: int) -> list[int]:
    """The same for many rows at once."""
    plain = [secrets.token_bytes(32) for _ in range(count)]
    rows = [DataKey(wrapped=seal_for_site(one, "data_key")) for one in plain]
    db.session.add_all(rows)
    db.session.flush()
    _cache().update((row.id, one) for row, one in zip(rows, plain, strict=True))
    return [row.id for row in rows]


def preload(key_ids: Iterable[int]) -> None:
    """Fetch many data keys with one query, before a list of sealed values is shown."""
    known = _cache()
    missing = {key_id for key_id in key_ids if key_id is not None and key_id not in known}
    if missing:
        for row in db.session.scalars(sa.select(DataKey).where(DataKey.id.in_(missing))):
            _cache()[row.id] = row.wrapped and open_for_site(row.wrapped, "data_key")


def seal(key_id: int, plain: str, bound_to: str) -> bytes:
    return _seal(_key(key_id), plain.encode(), bound_to)


def unseal(key_id: int, sealed: bytes, bound_to: str) -> str:
    return _open(_key(key_id), sealed, bound_to).decode()


def blind_index(kind: str, value: str) -> str:
    """A keyed digest that finds an equal value without storing it; `kind` keeps columns apart."""
    return hmac.new(_index_key(), f"{kind}\0{identifiers.folded(value)}".encode(), sha256).hexdigest()


class Sealed:
    """A model attribute that reads and writes text while `<name>_sealed` holds the ciphertext.

    The row needs `public_id` and `key_id` first. None stays None.
    """

    def __set_name__(self, owner, name: str) -> None:
        self.column, self.bound = f"{name}_sealed", f"{owner.__tablename__}.{name}"

    def __get__(self, row, owner=None):
        if row is None:
            return self
        sealed = getattr(row, self.column)
        return None if sealed is None else unseal(row.key_id, sealed, self._bound_to(row))

    def __set__(self, row, plain: str | None) -> None:
        if plain is not None and row.key_id is None:
            raise ValueError(f"{self.bound}: the row has no data key yet")
        setattr(row, self.column, None if plain is None else seal(row.key_id, plain, self._bound_to(row)))

    def _bound_to(self, row) -> str:
        return f"{self.bound}:{row.public_id}"


class SealedBytes(Sealed):
    """The same for what is no text, a picture."""

    def __get__(self, row, owner=None):
        if row is None:
            return self
        sealed = getattr(row, self.column)
        return None if sealed is None else _open(_key(row.key_id), sealed, self._bound_to(row))

    def __set__(self, row, plain: bytes) -> None:
        setattr(row, self.column, _seal(_key(row.key_id), plain, self._bound_to(row)))


class Keyed:
    """A row with sealed columns."""

    key_id: Mapped[int] = mapped_column(sa.ForeignKey("data_key.id"), sort_order=80)


def move_key(row, key_id: int) -> None:
    """Re-seal every sealed column of `row` under another data key."""
    names = [
        name for kind in type(row).__mro__ for name, value in vars(kind).items() if isinstance(value, Sealed)
    ]
    plain = {name: getattr(row, name) for name in names}
    row.key_id = key_id
    for name, value in plain.items():
        setattr(row, name, value)


def dumps_sealed(value: dict, bound_to: str) -> bytes:
    return seal_for_site(json.dumps(value, ensure_ascii=False).encode(), bound_to)


def loads_sealed(sealed: bytes, bound_to: str) -> dict:
    return json.loads(open_for_site(sealed, bound_to))


def _cache() -> dict[int, bytes | None]:
    # Lives as long as the session: a destroyed key is gone with the next request.
    return db.session().info.setdefault("data_keys", {})


def forget_keys() -> None:
    """Drop unwrapped keys from memory (end of a request, end of a job, erasure)."""
    db.session().info.pop("data_keys", None)


def _key(key_id: int) -> bytes:
    preload([key_id])
    key = _cache().get(key_id)
    if key is None:
        raise Unreadable(f"data key {key_id} is gone")
    return key


def _index_key() -> bytes:
    cached = current_app.extensions.get("blind_index_key")
    if cached is None:
        row = db.session.scalar(sa.select(DataKey).where(DataKey.name == INDEX_KEY))
        if row is None:
            raise RuntimeError("the site has no blind-index key; run the migrations (flask prepare)")
        cached = current_app.extensions["blind_index_key"] = open_for_site(row.wrapped, "data_key")
    return cached


def ensure_index_key() -> None:
    """Make the site's blind-index key once, right after the migrations."""
    if db.session.scalar(sa.select(DataKey.id).where(DataKey.name == INDEX_KEY)) is None:
        new_key(INDEX_KEY)


def _seal(key: bytes, plain: bytes, bound_to: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def _open(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to.encode())
    except InvalidTag as error:
        raise Unreadable(f"{bound_to} does not open") from error
