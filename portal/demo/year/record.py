"""What is to be written, kept in memory until it goes into the tables in batches.

Rows go in at once. Events wait until the play has come to their moment, so that the ledger holds everything
in the order in which it was recorded, whoever recorded it.
"""

import itertools
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from portal.core import clock, ledger
from portal.core.db import Base, db
from portal.core.ledger import LedgerEvent
from portal.leads.models import Disbursement, LeadMove, MaterialItem


@dataclass
class Entry:
    """An event with its facts, not written yet; `step` is the row of the history that refers to it, and
    `rows` refer to that step: what it asked for, what it paid.
    """

    moment: datetime
    kind: str
    values: dict
    step: LeadMove | None = None
    rows: list[MaterialItem | Disbursement] = field(default_factory=list)


class Record:
    """Gives rows their keys, and orders events by the moment at which they were recorded."""

    def __init__(self) -> None:
        self.rows: dict[type, list[Base]] = defaultdict(list)
        self._keys: dict[type, itertools.count] = {}
        self._entries: list[Entry] = []
        self._written = 0

    def add(self, row: Base) -> Base:
        """Keep a row; its key is known from now on."""
        kind = type(row)
        if kind not in self._keys:
            self._keys[kind] = itertools.count(self.first_key(kind))
        row.id = next(self._keys[kind])
        self.rows[kind].append(row)
        return row

    def first_key(self, kind: type) -> int:
        return 1 + (db.session.scalar(sa.select(sa.func.max(kind.id))) or 0)

    def last(self, kind: type) -> int:
        """The highest key given to rows of a kind."""
        return self.rows[kind][-1].id if self.rows[kind] else 0

    def event(self, kind: str, moment: datetime, *, step: LeadMove | None = None, **values) -> None:
        """Keep an event, with the values that `ledger.record` takes."""
        self._entries.append(Entry(moment, kind, values, step))

    def refer(self, rows: list[MaterialItem | Disbursement]) -> None:
        """To the step told last: what it asked for, what it paid."""
        next(entry for entry in reversed(self._entries) if entry.step is not None).rows = rows

    def save(self) -> None:
        """Insert the rows, parents first, and put the events into their order."""
        db.session.flush()
        for table in Base.metadata.sorted_tables:
            for kind in [one for one in self.rows if one.__table__ is table]:
                db.session.bulk_save_objects(self.rows[kind])
                _let_keys_follow(kind)
        self._entries.sort(key=lambda entry: entry.moment)  # of one moment: as they were told
        _count_reveals(self._entries)

    def write_until(self, moment: datetime) -> None:
        """Insert the events up to this moment, with the steps that refer to them."""
        first = self._written
        while self._written < len(self._entries) and self._entries[self._written].moment <= moment:
            self._written += 1
        if entries := self._entries[first : self._written]:
            _insert(entries)


def _insert(entries: list[Entry]) -> None:
    rows = [ledger.columns(entry.kind, entry.moment, **entry.values) for entry in entries]
    table = LedgerEvent.__table__
    insert = sa.insert(table).returning(table.c.seq, sort_by_parameter_order=True)
    written = db.session.execute(insert, rows).scalars().all()
    told = [(entry, seq) for entry, seq in zip(entries, written, strict=True) if entry.step is not None]
    for entry, seq in told:
        entry.step.event_seq = seq
    if told:
        _insert_steps([entry for entry, _ in told])


def _insert_steps(entries: list[Entry]) -> None:
    """The history, in its order; what refers to a step goes in after it."""
    table = LeadMove.__table__
    columns = [column.key for column in table.columns if column.key != "id"]
    rows = [{name: getattr(entry.step, name) for name in columns} for entry in entries]
    insert = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
    keys = db.session.execute(insert, rows).scalars().all()
    referring = []
    for entry, key in zip(entries, keys, strict=True):
        for row in entry.rows:
            row.move_id = key
            referring.append(row)
    db.session.bulk_save_objects(referring)


def _count_reveals(entries: list[Entry]) -> None:
    """Which look of the day each was, of the person who looked."""
    looks: Counter = Counter()
    for entry in entries:
        if entry.kind == "contact.revealed":
            key = (entry.values["actor"].person_id, clock.local(entry.moment).date())
            looks[key] += 1
            entry.values["used"] = looks[key]


def _let_keys_follow(kind: type) -> None:
    """PostgreSQL counts by itself: the next key comes after those that were given here."""
    if db.session.get_bind().dialect.name == "postgresql":
        name = kind.__tablename__
        highest = sa.select(sa.func.max(kind.id)).scalar_subquery()
        db.session.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(name, "id"), highest)))
