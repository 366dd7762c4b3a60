"""The officer's pages: choose firms, choose institutions, push, see what became of it; the owner's answer."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import idempotency, navigation
from portal.core.db import db
from portal.core.permissions import Role, requires
from portal.matching.judging import institutions
from portal.referrals import answer_routes, choosing, queries, service
from portal.referrals.forms import CodesForm, PushForm
from portal.referrals.views import desk, push, results

bp = Blueprint("referrals", __name__, url_prefix="/referrals")
answer_routes.add_to(bp)
TABS = ("needs", "firms")
MOST_PAGE = 10_000
COMPARE = "compare"


@bp.get("")
@requires("referral:push")
def index():
    """Step 1, and what became of earlier pushes."""
    tab = request.args.get("tab") if request.args.get("tab") in TABS else TABS[0]
    ticked = choosing.read(request.args)
    newest = max(0, request.args.get("listed", 0, type=int))
    page = desk.page(current_user, tab, _page_number(), {*ticked.needs, *ticked.firms}, newest)
    earlier = {} if tab == "firms" else results.latest(current_user)
    return render_template("referrals/index.html", **page, earlier=earlier)


@bp.route("/codes", methods=["GET", "POST"])
@requires("referral:push")
def codes():
    """The answer is the same whatever is known of the firms; see `service.listing`."""
    form = CodesForm()
    if form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior)
        listed = service.list_codes(current_user, form.codes.pasted.codes, form.list_name.data or "")
        flash(_listed_words(listed, len(form.codes.pasted.repeats)))
        if listed.list_name != (form.list_name.data or ""):
            flash(f"名单名称里的电话、姓名等已经去掉，企业看到的是“{listed.list_name}”。", "warning")
        new = len(listed.firms) - listed.before
        return idempotency.finish(url_for(".index", tab="firms", listed=new))
    return render_template("referrals/codes.html", form=form), 422 if form.errors else 200


@bp.route("/new", methods=["GET", "POST"])
@requires("referral:push")
def new():
    """Steps 2 and 3. What the button will do is worked out anew when it is pressed.

    It does only what it said: institutions ticked since then are compared first, and nothing typed is lost.
    """
    ticked = choosing.read(request.values)
    if not 0 < ticked.count <= choosing.MOST:
        flash(f"请先勾选企业，一次最多 {choosing.MOST} 条。", "warning")
        return redirect(url_for(".index"))
    form, among = PushForm(), institutions()
    wrong = _wrong(ticked, choosing.institution_ids(ticked, among.values()))
    comparing = request.form.get("then") == COMPARE
    if not comparing and form.validate_on_submit() and not wrong:
        if prior := idempotency.begin(form.key.data):
            return redirect(prior)
        try:
            batch = service.push(current_user, _choice(ticked, among), form.remark.data)
        except service.ReferralError as error:
            db.session.rollback()
            form.fail("remark", str(error))
        else:
            return idempotency.finish(url_for(".batch", public_id=batch.public_id))
    if wrong:
        form.fail("at", wrong)
    chosen = _rows(ticked)
    page = push.page(current_user, ticked, chosen, _choice(ticked, among), among)
    return render_template(
        "referrals/new.html", form=form, compare=COMPARE, **page
    ), 422 if form.errors else 200


@bp.get("/batches")
@requires("referral:push")
def batches():
    return render_template("referrals/batches.html", **results.batches(current_user, _page_number()))


@bp.get("/batches/<string:public_id>")
@requires("referral:push")
def batch(public_id: str):
    found = queries.find_batch(current_user, public_id) or abort(404)
    return render_template("referrals/batch.html", **results.batch(found))


def _wrong(ticked: choosing.Ticked, chosen: tuple[int, ...] | None) -> str | None:
    """What stands against the institutions as they are ticked."""
    if wrong := service.wrong_number(chosen):
        return str(wrong)
    pressed = "then" not in request.form and request.form.get("shown", ticked.shown)
    if pressed and pressed != ticked.shown:
        return "机构改过了，还没有推送。左边是按现在勾选的重新比对的结果，请看过再推送。"
    return None


def _choice(ticked: choosing.Ticked, among) -> service.Choice:
    return choosing.choice(_rows(ticked), ticked, among.values())


def _rows(ticked: choosing.Ticked) -> choosing.Chosen:
    return choosing.rows(current_user, ticked) or abort(404)


def _listed_words(listed: service.Listed, repeats: int) -> str:
    parts = [f"列入 {len(listed.firms) - listed.before} 户，等企业确认。"]
    if listed.before:
        parts.append(f"{listed.before} 户已经在名单里，没有再列。")
    if repeats:
        parts.append(f"{repeats} 行重复，只算一次。")
    return "".join(parts)


def _page_number() -> int:
    return min(max(1, request.args.get("page", 1, type=int)), MOST_PAGE)


navigation.add("推送", "referrals.index", {Role.OFFICER}, 10)
navigation.add("推送结果", "referrals.batches", {Role.OFFICER}, 15)
