"""Where opening a notice leads."""

from collections.abc import Callable

from flask import current_app, url_for

from portal.core.permissions import Role
from portal.leads.models import Lead
from portal.needs.models import FinancingNeed

PAGES = {
    "mine": "leads.mine",
    "firm": "organisations.mine",
    "parks": "organisations.parks",
    "members": "organisations.members",
    "searches": "searches.index",
    "products": "products.mine",
    "people": "organisations.people",
    "reports": "reports.mine",
    "account": "accounts.mine",
    "alarms": "freezing.alarms",
    "board": "monitor.board",
    "home": "public.home",
}
SERVED = {Role.CLERK: "parks.progress", Role.OFFICER: "referrals.index"}
OF_ROWS: dict[str, Callable[[Lead | None, FinancingNeed | None], str | None]] = {
    "lead": lambda lead, need: lead and url_for("leads.show", public_id=lead.public_id),
    "need": lambda lead, need: need and url_for("needs.show", public_id=need.public_id),
    "looks": lambda lead, need: need and url_for("needs.show", public_id=need.public_id, _anchor="looks"),
}
"""Pages of a row; without the row, which its reader may not see, they lead nowhere."""


def href(role: Role, opens: str, lead: Lead | None, need: FinancingNeed | None) -> str | None:
    """The address, None where this reader has no such page."""
    if opens in OF_ROWS:
        return OF_ROWS[opens](lead, need)
    endpoint = SERVED.get(role) if opens == "served" else PAGES[opens]
    view = current_app.view_functions.get(endpoint or "")
    return url_for(endpoint) if role in getattr(view, "may_use", ()) else None
