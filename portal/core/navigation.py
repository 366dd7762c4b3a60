"""The navigation: each feature adds its entries; a page gets those of the reader's role, with badges."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Flask, g, request, url_for
from flask_login import current_user

from portal.core.permissions import Role


@dataclass(frozen=True)
class Entry:
    label: str
    endpoint: str
    roles: frozenset
    order: int
    badge: Callable[..., int] | None  # counts rows for the current actor


_entries: dict[str, Entry] = {}


def add(
    label: str, endpoint: str, roles: Iterable[Role | None], order: int, badge: Callable | None = None
) -> None:
    _entries[f"{endpoint}:{label}"] = Entry(label, endpoint, frozenset(roles), order, badge)


def entries() -> list[dict]:
    """`[{label, href, current, badge}]` for the reader, in order."""
    actor = current_user if current_user.is_authenticated else None
    mine = [entry for entry in _entries.values() if (actor and actor.role) in entry.roles]
    return [
        {
            "label": entry.label,
            "href": url_for(entry.endpoint),
            "current": request.endpoint == entry.endpoint,
            "badge": entry.badge(actor) if entry.badge and actor else 0,
        }
        for entry in sorted(mine, key=lambda entry: entry.order)
    ]


def init_app(app: Flask) -> None:
    # A page shown because the database is away (g.plain) must not ask it for badges.
    app.context_processor(lambda: {} if g.get("plain") else {"nav": entries()})
