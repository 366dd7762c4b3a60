"""谁看过我 over all needs of a firm; and for the operator how often institutions look, without any firm."""

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from portal.consent import looking
from portal.core.permissions import requires
from portal.needs import queries as needs
from portal.needs.views import title

DAYS = (7, 30, 90)
LAST_PAGE = 10_000


@requires("need:own")
def looks():
    """Every look at own needs, newest first; of one institution or one need where the address says so."""
    asked = {name: request.args.get(name, "") for name in ("institution", "need")}
    page = _page(request.args.get("page", ""))
    found = looking.of_owner(current_user.organisation_id, page, **asked)
    own = {need.id: need for need in needs.mine(current_user)}
    kept = {name: value for name, value in asked.items() if value}
    last = page * looking.PAGE
    return render_template(
        "consent/looks.html",
        rows=[{"look": look, "need": _link(own[look.need_id])} for look in found.rows],
        total=found.total,
        contacts=found.contacts,
        institutions=looking.institutions_of(current_user.organisation_id),
        needs=[_link(need) for need in own.values()],
        asked=asked,
        newer=url_for(".looks", **kept, page=page - 1) if page > 1 else None,
        older=url_for(".looks", **kept, page=page + 1) if last < found.total else None,
    )


@requires("desk")
def watch():
    """Which institution looked, when and how often; no firm and no need."""
    days = request.args.get("days", "")
    days = int(days) if days in map(str, DAYS) else DAYS[1]
    return render_template("consent/watch.html", rows=looking.watched(days), days=days, choices=DAYS)


def _link(need) -> dict[str, str]:
    return {"public_id": need.public_id, "title": title(need), "case_number": need.case_number}


def _page(written: str) -> int:
    return min(int(written), LAST_PAGE) if written.isdecimal() and written.isascii() and int(written) else 1


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/needs/looks", view_func=looks)
    bp.add_url_rule("/desk/looks", view_func=watch)
