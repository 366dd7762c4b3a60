"""The auditor's page: the ledger, read only."""

from flask import Blueprint, render_template, request, url_for

from portal.auditing import queries
from portal.auditing.forms import MOST, LedgerForm
from portal.auditing.queries import Asked
from portal.core import navigation
from portal.core.permissions import Role, requires

bp = Blueprint("auditing", __name__)
ASKED = ("group", "number_of", "number", "since", "until")


@bp.get("/ledger")
@requires("ledger:read")
def index():
    """Every event, the newest first; what was asked wrongly is said at its field, and nothing is listed."""
    form = LedgerForm(request.args)
    before = request.args.get("before", type=int)  # from a link of ours; what is no number is the first page
    before = before if before and 0 < before <= MOST else None
    rows, after = queries.page(_asked(form, before)) if form.validate() else ([], None)
    kept = {name: request.args[name] for name in ASKED if request.args.get(name)}
    return render_template(
        "auditing/index.html",
        form=form,
        rows=rows,
        standing=queries.standing(),
        asked=bool(kept),
        older=url_for(".index", **kept, before=after) if after else None,
        newest=url_for(".index", **kept) if before else None,
    )


def _asked(form: LedgerForm, before: int | None) -> Asked:
    return Asked(before=before, **{name: form[name].data or None for name in ASKED})


navigation.add("台账", "auditing.index", {Role.AUDITOR}, 10)
