"""The operator's register of institutions, departments and partners."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.organisations import queries, service, views
from portal.organisations.forms import FORMS
from portal.organisations.models import KIND_NAMES, Organisation, OrganisationKind
from portal.organisations.operator_routes import page_number


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/institutions", view_func=institutions)
    bp.add_url_rule("/institutions/new/<string:kind>", view_func=institution_new, methods=["GET", "POST"])
    bp.add_url_rule("/institutions/<string:public_id>", view_func=institution_show)
    ways = {"approve": institution_approve, "decline": institution_decline, "leave": institution_leave}
    for name, view in ways.items():
        bp.add_url_rule(f"/institutions/<string:public_id>/{name}", view_func=view, methods=["POST"])


@requires("organisation:manage")
def institutions():
    kind = _kind(request.args.get("kind"), queries.STAFFED) or OrganisationKind.INSTITUTION
    return render_template(
        "organisations/institutions.html",
        page=queries.staffed_page(current_user, kind, page_number()),
        kind=kind,
        kinds=[{"kind": one, "name": KIND_NAMES[one]} for one in queries.STAFFED],
        may_add=kind in FORMS,
    )


@requires("organisation:manage")
def institution_new(kind: str):
    wanted = _kind(kind, FORMS) or abort(404)
    form = FORMS[wanted]()
    if form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior)
        try:
            made = service.create_organisation(current_user, wanted, **form.values())
        except service.AlreadyHere as error:
            db.session.rollback()
            form.fail("name", str(error))
        else:
            return idempotency.finish(url_for(".institution_show", public_id=made.public_id))
    shown = {"form": form, "kind": wanted, "kind_name": KIND_NAMES[wanted]}
    return render_template("organisations/institution_new.html", **shown), 422 if form.errors else 200


@requires("organisation:manage")
def institution_show(public_id: str):
    organisation = _organisation(public_id)
    return render_template(
        "organisations/institution.html",
        organisation=views.organisation_row(organisation),
        staff=queries.staff_of(current_user, organisation),
        invited=queries.invitations_of(organisation),
        proposal=queries.proposal_of(current_user, organisation),
        working=organisation.is_working,
        issued=session.pop("issued", None),
    )


@requires("organisation:manage")
def institution_approve(public_id: str):
    return _act(public_id, service.approve_organisation, "已批准，现在可以邀请人员。")


@requires("organisation:manage")
def institution_decline(public_id: str):
    return _act(public_id, service.decline, "没有批准。这家单位不能参加，名称可以再用。")


@requires("organisation:manage")
def institution_leave(public_id: str):
    return _act(public_id, service.leave, "已退出。它的人员都停用了，登录也都退出了。")


def _act(public_id: str, act, said: str):
    form, organisation = ActionForm(), _organisation(public_id)
    if not form.validate_on_submit():
        abort(400)
    here = url_for(".institution_show", public_id=public_id)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    try:
        act(current_user, organisation)
    except (service.OwnProposal, service.NotProposed, service.NotTheirs) as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=here), 409
    flash(said)
    return idempotency.finish(here)


def _organisation(public_id: str) -> Organisation:
    return queries.staffed(current_user, public_id) or abort(404)


def _kind(name: str | None, among) -> OrganisationKind | None:
    return next((kind for kind in among if kind.value == name), None)
