"""The navigation: each feature adds its entries; a page gets those of the reader's role, with badges."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask, g, request, url_for
from flask_login import current_user

from portal.core.db import db
from portal.core.permissions import Role

Badge = Callable[..., Iterable[sa.Select]]
"""For an actor, the rows that wait for them under an entry; only their number is asked for."""


@dataclass(frozen=True)
class Entry:
    label: str
    endpoint: str
    roles: frozenset
    order: int
    badge: Badge | None
    also: tuple[str, ...] = ()


_entries: dict[str, Entry] = {}


def add(
    label: str,
    endpoint: str,
    roles: Iterable[Role | None],
    order: int,
    badge: Badge | None = None,
    also: tuple[str, ...] = (),
) -> None:
    """`also`: endpoints of pages that belong under this entry, though their addresses lie below another's."""
    _entries[f"{endpoint}:{label}"] = Entry(label, endpoint, frozenset(roles), order, badge, also)


def entries() -> list[dict]:
    """`[{label, href, current, badge}]` for the reader, in order; `current` is "page", "true" or None."""
    actor = current_user if current_user.is_authenticated else None
    mine = [entry for entry in _entries.values() if (actor and actor.role) in entry.roles]
    addresses = {entry: url_for(entry.endpoint) for entry in mine}
    # A page of an error lies nowhere: a missing row's must not differ by its address.
    homes = {url_for(one): entry for entry in mine for one in (entry.endpoint, *entry.also)}
    held = [] if g.get("error_page") else filter(_holds_this_page, homes)
    room = addresses.get(homes.get(max(held, key=len, default="")))
    waiting = _waiting(mine, actor)
    return [
        {
            "label": entry.label,
            "href": addresses[entry],
            "current": _current(entry, addresses[entry] == room),
            "badge": waiting.get(entry, 0),
        }
        for entry in sorted(mine, key=lambda entry: entry.order)
    ]


def _waiting(mine: list[Entry], actor) -> dict[Entry, int]:
    """How many rows wait under each entry: all badges of a page in one query; none on a page of an error."""
    if actor is None or g.get("error_page"):
        return {}
    badges = {entry: entry.badge(actor) for entry in mine if entry.badge}
    return dict(zip(badges, counted(badges.values()), strict=True))


def counted(badges: Iterable[Iterable[sa.Select]]) -> list[int]:
    """How many rows each badge stands for, all in one query."""
    asked = [list(badge) for badge in badges]
    counts = [_count(rows) for badge in asked for rows in badge]
    found = iter(db.session.execute(sa.select(*counts)).one() if counts else ())
    return [sum(next(found) for _ in badge) for badge in asked]


def _count(rows: sa.Select) -> sa.ScalarSelect:
    bare = rows.with_only_columns(sa.literal(1), maintain_column_froms=True).order_by(None)
    return sa.select(sa.func.count()).select_from(bare.subquery()).scalar_subquery()


def _holds_this_page(address: str) -> bool:
    """Whether this page is an entry's own or lies below it: a lead below the leads."""
    return address != "/" and f"{request.path}/".startswith(f"{address}/")


def _current(entry: Entry, is_room: bool) -> str | None:
    if request.endpoint == entry.endpoint:
        return "page"
    return "true" if is_room else None


def init_app(app: Flask) -> None:
    # A page shown because the database is away (g.plain) must not ask it for badges.
    app.context_processor(lambda: {} if g.get("plain") else {"nav": entries()})
