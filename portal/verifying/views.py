"""What somebody who checks a caller reads."""

from datetime import datetime

import segno
from flask import url_for

from portal.core import clock, wording, work_codes
from portal.core.permissions import ROLE_NAMES, Role
from portal.core.regions import covers
from portal.core.visibility import Persona
from portal.leads import owner_words
from portal.leads.models import Lead
from portal.needs.models import FinancingNeed
from portal.needs.views import need_view, title
from portal.organisations.models import Organisation, OrganisationKind
from portal.verifying import queries
from search import taxonomy

CALLED = {**ROLE_NAMES, Role.OFFICER: "工作人员"}
UNKNOWN, REPLACED, ONCE_WRONG, REAL = "unknown", "replaced", "once", "real"


def answer(actor, code: str, *, live: dict | None = None) -> dict:
    """What /verify says to a work code; `live` is what a one-time code has just
    shown: {time, lead}.

    `{state, time}`, of a real one also name, organisation, unit, attested, needs; who may not act is
    answered as if nobody had ever had the code.
    """
    found = queries.holder(code)
    base = {"time": wording.moment(clock.now()), "code": work_codes.shown(code), "warn": False}
    if found is None or not found.acts:
        known = found is not None and queries.ever_followed(actor, found.membership.id)
        return {**base, "state": UNKNOWN, "warn": known}
    if found.retired:
        return {**base, "state": REPLACED}
    return {
        **base,
        "state": REAL,
        "name": found.person.name or "",
        "organisation": found.organisation.name,
        "about": _about(found.organisation),
        "outlet": found.membership.outlet.name if found.membership.outlet else "",
        "role": CALLED[found.membership.role],
        "attested": _attested(found),
        "needs": [_followed(*row, live) for row in queries.followed(actor, found.membership.id)],
        "asks_owner": actor is not None and actor.role is Role.APPLICANT,
        "live": live,
    }


def _attested(found: queries.Found) -> str:
    day = wording.day_in_sentence(clock.local(found.membership.attested_at).date())
    return f"{day}开通" if found.membership.attested_by_id is None else f"本单位管理员 {day}确认"


def _followed(lead: Lead, until: datetime | None, live: dict | None) -> dict:
    need = lead.need
    return {
        "title": _title(need),
        "href": url_for("needs.show", public_id=need.public_id),
        "state": lead.state,
        "word": owner_words.word(lead),
        "meant": live is not None and live["lead"] == lead.id,
        "until": until and wording.day_in_sentence(clock.local(until).date()),
        "withdraw": url_for("consent.withdraw", public_id=lead.public_id) if until else None,
    }


def _title(need: FinancingNeed) -> str:
    view = need_view(need, Persona.OWNER)
    return f"{view.title}，{view.amount}" if view.amount else view.title


def lead_choices(leads: list[Lead]) -> list[tuple[str, str]]:
    """For the manager: what each lead is about, as any institution may read it."""
    return [(lead.public_id, f"{title(lead.need)}（{lead.case_number}）") for lead in leads]


def colleague_row(membership, person) -> dict:
    return {
        "public_id": membership.public_id,
        "name": person.name or "",
        "role": CALLED[membership.role],
        "code": work_codes.shown(membership.work_code) if membership.work_code else "",
    }


def _about(organisation: Organisation) -> str:
    """The public page of an institution; others have none."""
    if organisation.kind is not OrganisationKind.INSTITUTION:
        return ""
    return url_for("public.institution", public_id=organisation.public_id)


def phone_rows(institutions: list, place: str | None) -> list[dict]:
    """`[{near, rows: [{name, href, phone}]}]` in the order of their names as they are spoken.

    Those that lend where the reader is stand first, apart from the others.
    """
    groups = {True: [], False: []}
    for one in sorted(institutions, key=lambda one: taxonomy.sort_key(one.name)):
        near = place is not None and covers([area.region_code for area in one.areas], place)
        href = url_for("public.institution", public_id=one.public_id)
        groups[near].append({"name": one.name, "href": href, "phone": one.service_phone})
    return [{"near": near, "rows": rows} for near, rows in groups.items() if rows]


def city_of(place: str | None) -> str:
    """The name of the city that a county lies in."""
    city = place and taxonomy.regions.get(f"{place[:4]}00")
    return city.name if city else ""


def qr(address: str) -> str:
    """The address as a picture that a page can carry in itself."""
    return segno.make(address, error="m").svg_data_uri(scale=5, border=2, dark="#16242b", light="#ffffff")
