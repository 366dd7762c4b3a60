"""The world itself: who its people are, which rows it has, and how to get at them."""

from dataclasses import dataclass, field

from portal.accounts.actor import Actor, actor_of
from portal.accounts.models import Membership
from portal.core.db import db
from portal.leads.models import Lead
from portal.needs.models import FinancingNeed


@dataclass
class World:
    """`members`: persona → membership, None for signed out. `rows`: kind → {name: public id}."""

    members: dict[str, Membership | None] = field(default_factory=dict)
    rows: dict[str, dict[str, str]] = field(default_factory=dict)

    def keep(self, kind: str, name: str, row) -> None:
        self.rows.setdefault(kind, {})[name] = row.public_id

    def row(self, model: type, kind: str, name: str):
        return db.session.query(model).filter_by(public_id=self.rows[kind][name]).one()

    def need(self, name: str) -> FinancingNeed:
        return self.row(FinancingNeed, "needs", name)

    def lead(self, name: str) -> Lead:
        return self.row(Lead, "leads", name)

    def actor(self, persona: str) -> Actor:
        return actor(self.members[persona])


def actor(member: Membership) -> Actor:
    """Who this person is to a service."""
    return actor_of(member.id)
