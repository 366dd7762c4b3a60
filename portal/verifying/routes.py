"""Is this person real? /verify for everybody, and the desk of whoever has a work code."""

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_login import current_user

from portal.core import clock, idempotency, limits, navigation, wording, work_codes
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import Role, public, requires
from portal.leads.models import Lead
from portal.organisations import queries as organisations
from portal.organisations.models import Organisation, OrganisationKind
from portal.verifying import queries, service, views
from portal.verifying.forms import CheckForm, OnceForm, PhoneForm

bp = Blueprint("verifying", __name__)
MISSES = ("verify.miss", "20/10 minutes")
CHECKED = "checked"  # in the session: which person a one-time code has just shown to be on the phone
MADE = "once"  # in the session: the digits that were just made


@bp.route("/verify", methods=["GET", "POST"])
@public
def check():
    """GET with a code reads only; a one-time code is used up by POST alone and never stands in an address."""
    limits.refuse_if_spent(*MISSES, _who())
    form = CheckForm()
    if form.validate_on_submit():
        return _check(form, *form.typed())
    if request.method == "POST":
        return _page(form, None), 422
    code = work_codes.normal(request.args.get("code", ""))
    if not code:
        return _page(form, None)
    form.code.data = work_codes.shown(code) if work_codes.is_work_code(code) else request.args["code"][:20]
    return _page(form, _answered(code))


def _check(form: CheckForm, code: str | None, once: str | None):
    """The work code alone is looked up on the page that follows; a one-time code is used up first."""
    if once is None:
        return redirect(url_for(".check", code=code), code=303)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    found = queries.holder(code) if code else None
    spent = None
    if code is None or (found and found.acts and not found.retired):
        spent = service.spend_once(once, found.membership.id if found else None)
    holder = spent and queries.work_code_of(spent.membership_id)
    if holder is None:
        db.session.rollback()
        limits.hit(*MISSES, _who())
        wrong = {"state": views.ONCE_WRONG, "time": wording.moment(clock.now()), "warn": False}
        return _page(form, wrong)
    session[CHECKED] = {"code": holder, "lead": spent.lead_id, "at": clock.now().isoformat()}
    return idempotency.finish(url_for(".check", code=holder))


def _answered(code: str) -> dict:
    actor = current_user if current_user.is_authenticated else None
    answer = views.answer(actor, code, live=_live(code))
    if answer["state"] != views.REAL:
        limits.hit(*MISSES, _who())
    return answer


def _live(code: str) -> dict | None:
    """What a one-time code showed within the last five minutes, to this browser."""
    kept = session.get(CHECKED)
    if not kept or kept["code"] != code:
        return None
    at = datetime.fromisoformat(kept["at"])
    fresh = clock.now() < at + service.VALID
    return {"time": wording.moment(at), "lead": kept["lead"]} if fresh else None


def _page(form: CheckForm, answer: dict | None):
    return render_template(
        "verifying/check.html",
        form=form,
        answer=answer,
        report_href=url_for("reports.file", code=_reported(answer)),
        needs_href=url_for("needs.index") if _is_owner() else None,
    )


def _is_owner() -> bool:
    return current_user.is_authenticated and current_user.role is Role.APPLICANT


def _reported(answer: dict | None) -> str | None:
    """The code that the report is about: one that was typed and is not real."""
    return answer["code"] if answer and answer.get("code") and answer["state"] != views.REAL else None


def _who() -> str:
    return str(current_user.person_id) if current_user.is_authenticated else limits.address()


@bp.get("/phones")
@public
def phones():
    """The public service phones of all institutions: call back there, not where the caller says."""
    place = organisations.own(current_user.organisation_id).region_code if _is_owner() else None
    groups = views.phone_rows(queries.phones(), place)
    return render_template("verifying/phones.html", groups=groups, city=views.city_of(place))


@bp.get("/work-code")
@requires("work_code:own")
def own():
    """My work code, and the six digits that were just made."""
    return _own_page(OnceForm(views.lead_choices(queries.own_leads(current_user)), formdata=None))


def _own_page(form: OnceForm):
    code = queries.work_code_of(current_user.membership_id) or abort(404)
    made = session.get(MADE)
    alive = made and queries.once_of(current_user.membership_id) and made["by"] == current_user.membership_id
    address = url_for(".check", code=code, _external=True)
    return render_template(
        "verifying/own.html",
        form=form,
        code=work_codes.shown(code),
        public_id=_own_membership().public_id,
        address=address,
        qr=views.qr(address),
        once=made if alive else None,
        colleagues=[views.colleague_row(*row) for row in queries.colleagues(current_user)],
    )


def _own_membership():
    return queries.own_membership(current_user.membership_id)


@bp.post("/work-code/once")
@requires("work_code:own")
def once():
    limits.hit("verify.once_made", "30/hour", current_user.membership_id)
    leads = queries.own_leads(current_user)
    form = OnceForm(views.lead_choices(leads))
    if not form.validate_on_submit():
        return _own_page(form), 422
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    code = service.make_once(current_user, _chosen(leads, form.lead.data))
    until = wording.moment(clock.now() + service.VALID)
    session[MADE] = {"code": code, "until": until, "by": current_user.membership_id}
    return idempotency.finish(url_for(".own"))


def _chosen(leads: list[Lead], public_id: str | None) -> int | None:
    return next((lead.id for lead in leads if lead.public_id == public_id), None)


@bp.post("/work-code/<string:public_id>/renew")
@requires("work_code:own")
def renew(public_id: str):
    membership = queries.renewable(current_user, public_id) or abort(404)
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    service.renew(current_user, membership)
    flash("已换新的核验码。旧码从现在起查出来是“已失效”，印在名片上的要一起换。")
    return idempotency.finish(url_for(".own"))


@bp.route("/phone", methods=["GET", "POST"])
@requires("phone:own")
def own_phone():
    """A bank's admin says where its customers can call back."""
    return _phone(organisations.own(current_user.organisation_id), url_for(".phones"))


@bp.route("/institutions/<string:public_id>/phone", methods=["GET", "POST"])
@requires("organisation:manage")
def phone(public_id: str):
    found = organisations.staffed(current_user, public_id)
    if found is None or found.kind is not OrganisationKind.INSTITUTION:
        abort(404)
    return _phone(found, url_for("organisations.institution_show", public_id=public_id))


def _phone(organisation: Organisation, onward: str):
    form = PhoneForm(data={"phone": organisation.service_phone})
    if form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior, code=303)
        service.set_phone(current_user, organisation, form.phone.data)
        flash("已更新公开电话。")
        return idempotency.finish(onward)
    page = render_template("verifying/phone.html", form=form, name=organisation.name, action=request.path)
    return page, 422 if form.errors else 200


navigation.add("核验客户经理", "verifying.check", {None, Role.APPLICANT}, order=80)
navigation.add("我的工作码", "verifying.own", work_codes.HOLDERS, order=70)
