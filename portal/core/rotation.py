"""Rotation of the site's keys: what hangs on which key of `PORTAL_FIELD_KEYS`, and moving it to the first.

Only the wrapping changes: data keys stay the same, so nothing that people wrote is touched, and a site that
serves meanwhile reads every value before, during and after. Each batch commits by itself; whoever is stopped
begins again where the next value still hangs on an older key.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core import crypto, sessions
from portal.core.db import db

BATCH = 200
LONGEST_ID = 40


@dataclass(frozen=True)
class SiteSealed:
    """A column sealed under a site key; `bound_to` gives a row's associated data.

    `vital`: losing it loses data (a lost session only signs somebody out).
    """

    column: sa.Column
    bound_to: Callable[[sa.Row], str]
    vital: bool = True

    @property
    def name(self) -> str:
        return f"{self.column.table.name}.{self.column.name}"


_declared = [
    SiteSealed(crypto.DataKey.__table__.c.wrapped, lambda row: "data_key"),
    SiteSealed(
        sessions.AuthSession.__table__.c.data_sealed,
        lambda row: f"auth_session:{row.token_digest}",
        vital=False,
    ),
]


def declare(sealed: SiteSealed) -> None:
    """A feature says which of its columns `crypto.seal_for_site` fills."""
    _declared.append(sealed)


def declared() -> list[SiteSealed]:
    return list(_declared)


def status() -> dict[str, int]:
    """Key id → how many values hang on it: every id of the environment, and any other that is found."""
    found = Counter(dict.fromkeys(crypto.site_keys(), 0))
    for sealed in _declared:
        found += _by_key(sealed)
    return {key_id: found[key_id] for key_id in (*crypto.site_keys(), *sorted(found))}


def missing(*, vital_only: bool = False) -> dict[str, int]:
    """Key id → values that hang on it though `PORTAL_FIELD_KEYS` does not name it."""
    found: Counter[str] = Counter()
    for sealed in _declared:
        if sealed.vital or not vital_only:
            found += _strange(sealed)
    return dict(found)


def rotate() -> Iterator[int]:
    """Re-seal under the first key, batch by batch; yields how many each batch moved. Commits.

    What no key opens stays as it is and is told by `status`.
    """
    current = next(iter(crypto.site_keys()))
    for sealed in _declared:
        after = 0
        while batch := _batch(sealed, current, after):
            after = batch[-1].id
            yield _move(sealed, batch)


def _batch(sealed: SiteSealed, current: str, after: int) -> list[sa.Row]:
    table = sealed.column.table
    behind = sa.select(table).where(
        table.c.id > after, sealed.column.is_not(None), ~_hangs_on(sealed, current)
    )
    rows = db.session.execute(behind.order_by(table.c.id).limit(BATCH)).all()
    db.session.rollback()
    return list(rows)


def _move(sealed: SiteSealed, rows: list[sa.Row]) -> int:
    """One transaction. A value that somebody wrote anew meanwhile is left to them: it is never lost."""
    moved = 0
    for row in rows:
        old = bytes(row._mapping[sealed.column.name])  # noqa: SLF001  a row's public face
        try:
            plain = crypto.open_for_site(old, sealed.bound_to(row))
        except crypto.Unreadable:
            continue
        fresh = crypto.seal_for_site(plain, sealed.bound_to(row))
        same = sa.update(sealed.column.table).where(sealed.column.table.c.id == row.id, sealed.column == old)
        moved += db.session.execute(same.values({sealed.column.name: fresh})).rowcount
    db.session.commit()
    return moved


def _hangs_on(sealed: SiteSealed, key_id: str) -> sa.ColumnElement[bool]:
    prefix = key_id.encode() + b":"
    return _start(sealed, len(prefix)) == sa.literal(prefix, sa.LargeBinary)


def _start(sealed: SiteSealed, length: int) -> sa.ColumnElement[bytes]:
    return sa.func.substr(sealed.column, 1, length, type_=sa.LargeBinary)


def _by_key(sealed: SiteSealed) -> Counter[str]:
    counts = {
        key_id: db.session.scalar(
            sa.select(sa.func.count()).select_from(sealed.column.table).where(_hangs_on(sealed, key_id))
        )
        for key_id in crypto.site_keys()
    }
    return Counter(counts) + _strange(sealed)


def _strange(sealed: SiteSealed) -> Counter[str]:
    """Values under no key that is known here, by the id that stands in front of them."""
    known = sa.or_(*(_hangs_on(sealed, key_id) for key_id in crypto.site_keys()))
    starts = sa.select(_start(sealed, LONGEST_ID)).where(sealed.column.is_not(None), ~known)
    ids = (bytes(start).partition(b":")[0] for start in db.session.scalars(starts))
    return Counter(key_id.decode(errors="replace") for key_id in ids)
