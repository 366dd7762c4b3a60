"""The owner's pages: filing in steps, editing, one's own needs and what comes of them."""

import sqlalchemy as sa

from portal.core import navigation
from portal.core.permissions import Role
from portal.leads import queries as leads
from portal.needs.routes import (
    audience,
    editing,
    estimating,
    filing,
    for_members,
    lasting,
    owning,
    reaching,
    resuming,
    saying,
)
from portal.needs.routes.blueprint import bp
from portal.referrals import queries as referrals

__all__ = [
    "audience", "bp", "editing", "estimating", "filing", "for_members", "lasting", "owning", "reaching",
    "resuming", "saying",
]  # fmt: skip


def _decisions(actor) -> tuple[sa.Select, ...]:
    """Institutions and departments that wait for the owner's word."""
    return (*leads.decisions_waiting(actor), referrals.undecided(actor))


navigation.add("我的需求", "needs.index", {Role.APPLICANT}, order=10, badge=_decisions)
navigation.add("批量需求", "needs.index", {Role.CLERK}, order=14, badge=leads.decisions_waiting)
