"""The monitor's board: needs that nobody is left to answer, in the own region."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import idempotency, navigation
from portal.core.permissions import Role, requires
from portal.monitor import queries, service
from portal.monitor.forms import BoardForm, NoteForm
from portal.monitor.models import BoardCard, BoardNote
from portal.monitor.queries import Asked
from portal.monitor.views import card_view
from portal.monitor.words import NOTES

bp = Blueprint("monitor", __name__, url_prefix="/board")
MOST_PAGE = 10_000


@bp.get("")
@requires("board:read")
def board():
    """The longest on the board first; of a choice that makes no sense nothing is listed, and it is said."""
    counties = queries.counties(current_user)
    form = BoardForm(request.args, counties=counties)
    number = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGE)
    cards, total = queries.page(current_user, _asked(form), number) if form.validate() else ([], 0)
    kept = {name: request.args[name] for name in ("county", "days") if request.args.get(name)}
    return render_template(
        "monitor/board.html",
        form=form,
        rows=_rows(cards),
        total=total,
        standing=sum(counties.values()),
        kept=kept,
        page=number,
        size=queries.PAGE,
    )


@bp.route("/<string:public_id>", methods=["GET", "POST"])
@requires("board:read")
def card(public_id: str):
    """One card; what was done about it is noted by a code."""
    found = queries.find(current_user, public_id) or abort(404)
    form = NoteForm(data={"what": found.noted and found.noted.value})
    if not form.validate_on_submit():
        page = render_template("monitor/card.html", card=_rows([found])[0], form=form)
        return page, 422 if form.errors else 200
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    what = BoardNote(form.what.data)
    service.note(current_user, found, what)
    flash(f"已记下：{NOTES[what]}。")
    return idempotency.finish(url_for(".board"))


def _asked(form: BoardForm) -> Asked:
    return Asked(form.county.data or None, int(form.days.data) if form.days.data else None)


def _rows(cards: list[BoardCard]) -> list[dict]:
    asked = queries.asked_of([one.need_id for one in cards])
    return [card_view(one, asked.get(one.need_id, [])) for one in cards]


navigation.add("待帮需求", "monitor.board", {Role.MONITOR}, 10, badge=queries.standing)
