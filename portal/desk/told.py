"""Who did what on the desk, out of the ledger."""

from collections.abc import Callable

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.core import clock, crypto
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role

SHOWN = 20


def events(actor, group: str, words: Callable[[str, dict], str]) -> list[dict]:
    """`[{at, who, what}]` of one group of kinds, the newest first."""
    if actor.role is not Role.OPERATOR:
        return []
    rows = db.session.execute(
        sa.select(LedgerEvent, Person)
        .join(Membership, Membership.id == LedgerEvent.actor_id)
        .join(Person, Person.id == Membership.person_id)
        .where(LedgerEvent.kind.startswith(f"{group}."))
        .order_by(LedgerEvent.seq.desc())
        .limit(SHOWN)
    ).all()
    crypto.preload(person.key_id for _, person in rows)
    return [
        {
            "at": f"{clock.local(event.recorded_at):%Y-%m-%d %H:%M}",
            "who": person.name or "",
            "what": words(event.kind, event.values),
        }
        for event, person in rows
    ]
