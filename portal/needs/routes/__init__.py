"""The owner's pages: filing in steps, editing, one's own needs and what comes of them."""

from portal.core import navigation
from portal.core.permissions import Role
from portal.leads.queries import decisions_waiting
from portal.needs.routes import editing, filing, owning
from portal.needs.routes.blueprint import bp

__all__ = ["bp", "editing", "filing", "owning"]

navigation.add("我的需求", "needs.index", {Role.APPLICANT}, order=10, badge=decisions_waiting)
