"""The database: session, base class and column types shared by every model.

SQLite and PostgreSQL are both first-class. On SQLite what may write begins with BEGIN IMMEDIATE:
a transaction that reads first and writes later would fail at once when another writer came between, busy
timeout or not. Safe requests (GET, HEAD) use plain BEGIN, so readers never wait.
"""

import enum
import json
import secrets
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import NullPool

from portal.core import clock

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

read_only: ContextVar[bool] = ContextVar("read_only", default=False)
"""True while a safe request is served: SQLite transactions then begin without the write lock."""


class UTCDateTime(sa.TypeDecorator):
    """An aware UTC moment on both databases (SQLite keeps no zone)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect):
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive time must not reach the database")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect):
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


class CodeList(sa.TypeDecorator):
    """A short list of codes in one text column, ` P0101 P0107 `; None = not said, () = said to be none.

    One column that LIKE can search on either database is enough for lists that hold a few dozen codes.
    """

    impl = sa.Text
    cache_ok = True

    class comparator_factory(sa.Text.Comparator):  # noqa: N801 - SQLAlchemy's name
        def has(self, code: str):
            return sa.type_coerce(self.expr, sa.Text).contains(f" {code} ", autoescape=True)

    def process_bind_param(self, value: Iterable[str] | None, dialect):
        return None if value is None else " " + "".join(f"{code} " for code in value)

    def process_result_value(self, value: str | None, dialect):
        return None if value is None else tuple(value.split())


def one_of(column: sa.ColumnElement[int], numbers: Iterable[int]) -> sa.ColumnElement[bool]:
    """SQL: the column is one of these whole numbers, however many: they travel in one parameter.

    A thousand parameters of an ordinary IN take longer to put together than to look up.
    """
    if db.engine.dialect.name == "postgresql":
        listed = sa.bindparam(None, list(numbers), type_=ARRAY(sa.BigInteger), unique=True)
        return column == sa.any_(listed)
    each = sa.func.json_each(json.dumps(list(numbers))).table_valued("value")
    return column.in_(sa.select(each.c.value))


def enum_type(kind: type[enum.Enum] = enum.Enum, **name: str) -> sa.Enum:
    """Enums store their value, guarded by a CHECK.

    The CHECK is named after the enum: a second column of one enum in a table needs its own `name`.
    """
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda e: [m.value for m in e],
        **name,
    )


class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UTCDateTime(),
        enum.Enum: enum_type(),
        tuple[str, ...]: CodeList(),
    }

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)


ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def random_id() -> str:
    """A public id: 20 letters and digits (about 99 bits), none easily confused."""
    number, letters = secrets.randbelow(len(ALPHABET) ** 20), []
    for _ in range(20):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


class Public:
    """A row that has an address: a random id, never the serial one."""

    public_id: Mapped[str] = mapped_column(sa.String(20), unique=True, default=random_id, sort_order=-9)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, sort_order=90)

    def __init__(self, **values):
        # The id exists before the first flush: sealed columns bind it into their ciphertext.
        values.setdefault("public_id", random_id())
        super().__init__(**values)

    @property
    def case_number(self) -> str:
        return self.public_id[:8].upper()


def frozen_index(table: str) -> sa.Index:
    """The few rows of a table that are frozen: nearly every list leaves out what is theirs."""
    frozen = sa.text("frozen_at IS NOT NULL")
    return sa.Index(f"ix_{table}_frozen", "id", sqlite_where=frozen, postgresql_where=frozen)


# Models inherit Base, a plain declarative base; db.Model is not used.
db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def engine_options(url: str) -> dict:
    """Pool settings for a database URL."""
    if make_url(url).get_backend_name() == "sqlite":
        # One connection a transaction: cheap for SQLite, and no thread ever sees another's lock.
        return {"poolclass": NullPool, "connect_args": {"timeout": 15, "check_same_thread": False}}
    return {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8}


def normal_url(url: str) -> str:
    """The URL with the driver we ship: psycopg 3 also for `postgres://`."""
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection, record) -> None:
    if "sqlite3" not in type(connection).__module__:
        return
    connection.isolation_level = None  # SQLAlchemy says BEGIN itself, see below
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if read_only.get() else "BEGIN IMMEDIATE")
