"""The bank's desk: needs pushed to us and to be claimed, and my own leads."""

from flask import render_template, request
from flask_login import current_user
from sqlalchemy.orm import contains_eager

from portal.consent import queries as consents
from portal.core import crypto, limits, navigation
from portal.core.db import db
from portal.core.permissions import BANK, Role, requires
from portal.core.visibility import Persona
from portal.leads import address, list_views, pages, queries
from portal.leads.models import Lead
from portal.leads.routes.blueprint import bp
from portal.needs import queries as needs
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation
from portal.products import kinds
from portal.products.models import ProductKind
from portal.searches import queries as saved
from portal.searches import views as searches


@bp.get("/leads")
@requires("lead:browse")
def browse():
    asked = address.read(request.args)
    if asked.words:
        limits.hit("search.leads", "300/10 minutes", current_user.person_id)
    shelf = searches.shelf(current_user, asked) if current_user.role is Role.BANK_MANAGER else None
    marked = shelf["marked"] if shelf else None
    return render_template("leads/browse.html", **pages.desk(current_user, asked, marked), shelf=shelf)


@bp.get("/leads/mine")
@requires("lead:read")
def mine():
    lists = {
        "open": queries.mine(current_user),
        "late": queries.late(current_user),
        "ended": queries.mine(current_user, ended=True),
    }
    page = address.page_number(request.args.get("page", ""))
    lengths = queries.totals(**lists)
    name = request.args.get("tab") if request.args.get("tab") in lists else "open"
    states = queries.by_state(lists[name])
    state = next((one for one in states if one == request.args.get("state")), None)
    chosen = lists[name].where(Lead.state == state) if state else lists[name]
    ordered = queries.sorted_by(chosen, "recent" if name == "ended" else "due")
    owners = ordered.options(contains_eager(Lead.need).joinedload(FinancingNeed.owner))
    leads = queries.page_of(owners, page)
    return render_template(
        "leads/mine.html",
        rows=own_rows(leads),
        lengths=lengths,
        tab=name,
        ways=list_views.state_ways(states, name, _kind_here()),
        state=state,
        total=states[state] if state else lengths[name],
        page=page,
        size=queries.PAGE,
    )


def _kind_here() -> ProductKind:
    """What the reader's institution offers, whose words its lists use."""
    return kinds.offered_at(db.session.get_one(Organisation, current_user.organisation_id).type_code)


@bp.get("/leads/lapsed")
@requires("lead:browse")
def lapsed():
    """What was pushed to us and not answered in time; as long as its owner seeks one of us may claim it."""
    found = queries.lapsed(current_user)
    page = address.page_number(request.args.get("page", ""))
    loaded = queries.sorted_by(found, "recent").options(
        contains_eager(Lead.need).joinedload(FinancingNeed.owner)
    )
    leads = queries.page_of(loaded, page)
    return render_template(
        "leads/lapsed.html",
        rows=[list_views.own_row(lead, Persona.BROWSING, None, frozen=False) for lead in leads],
        total=queries.totals(lapsed=found)["lapsed"],
        page=page,
        size=queries.PAGE,
    )


def own_rows(leads: list[Lead]) -> list[dict]:
    """Leads of the reader's institution as lines; names only as long as the owner's consent lasts."""
    live = consents.live_leads(lead.id for lead in leads)
    frozen = needs.stopped_among(lead.need_id for lead in leads)
    disputed = queries.disputed_among(lead.id for lead in leads)
    crypto.preload(lead.need.key_id for lead in leads if lead.id in live)
    return [
        list_views.own_row(
            lead,
            Persona.ACCEPTED if lead.id in live else Persona.BROWSING,
            lead.need.owner if lead.id in live else None,
            frozen=lead.need_id in frozen,
            disputed=lead.id in disputed,
        )
        for lead in leads
    ]


def _waiting(actor) -> tuple:
    """Pushed needs that are due, and what a saved search has found and nobody has looked at."""
    return (*queries.due_at_ours(actor), *saved.news(actor))


navigation.add("需求大厅", "leads.browse", BANK, 10, badge=_waiting)


def _to_do(actor) -> tuple:
    """Owners who wait for the first call, or for an answer about what was written down."""
    return (*queries.awaiting_contact(actor), *queries.to_answer(actor))


navigation.add("我的对接", "leads.mine", BANK, 12, badge=_to_do, also=("leads.team",))
