"""The operator's register of institutions, departments and partners, and of their people."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_login import current_user

from portal.accounts import service as accounts
from portal.core import idempotency, passwords
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import Role, requires
from portal.organisations import queries, service, views
from portal.organisations.forms import FORMS, StaffForm
from portal.organisations.models import KIND_NAMES, Organisation, OrganisationKind
from portal.organisations.operator_routes import page_number


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/institutions", view_func=institutions)
    bp.add_url_rule("/institutions/new/<string:kind>", view_func=institution_new, methods=["GET", "POST"])
    bp.add_url_rule("/institutions/<string:public_id>", view_func=institution_show)
    bp.add_url_rule(
        "/institutions/<string:public_id>/people/new", view_func=person_new, methods=["GET", "POST"]
    )
    bp.add_url_rule("/people/<string:public_id>/end", view_func=person_end, methods=["POST"])


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
    staff = queries.staff_of(organisation)
    return render_template(
        "organisations/institution.html",
        organisation=views.organisation_row(organisation),
        staff=staff,
        issued=session.pop("issued", None),
    )


@requires("organisation:manage")
def person_new(public_id: str):
    organisation = _organisation(public_id)
    here = url_for(".institution_show", public_id=public_id)
    form = StaffForm(organisation.kind, tuple(area.region_code for area in organisation.areas))
    if form.validate_on_submit():
        first_password = passwords.make_up()
        db.session.rollback()  # hashing takes time: no lock meanwhile
        stored = passwords.hashed(first_password)
        if prior := idempotency.begin(form.key.data):
            return redirect(prior)
        try:
            is_new = _add(_organisation(public_id), form, stored)
        except (service.AlreadyHere, service.NotTheirs) as error:
            _failed(form, "role", error)
        except accounts.EmailTaken as error:
            _failed(form, "email", error)
        except accounts.MobileTaken:  # registered in this very moment
            _failed(form, "mobile", "这个手机号刚刚开了账号，请再提交一次。")
        else:
            response = idempotency.finish(here)
            session["issued"] = _issued(form, first_password if is_new else None)
            return response
    shown = {"form": form, "organisation": views.organisation_row(organisation)}
    return render_template("organisations/person_new.html", **shown), 422 if form.errors else 200


@requires("organisation:manage")
def person_end(public_id: str):
    form = ActionForm()
    membership, organisation = queries.staff_membership(current_user, public_id) or abort(404)
    here = url_for(".institution_show", public_id=organisation.public_id)
    if not form.validate_on_submit():
        abort(400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    try:
        ended = service.end_staff(current_user, membership)
    except service.NotTheirs as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=here), 409
    flash("已停用，他的登录也都退出了。" if ended else "这个身份之前已经停用。")
    return idempotency.finish(here)


def _add(organisation: Organisation, form: StaffForm, stored: str) -> bool:
    """Add the person of the form; whether they are new here (and so need the first password)."""
    person = accounts.find(form.mobile.data)
    is_new = person is None
    if person is None:
        person = accounts.create_person(
            form.person_name.data, form.mobile.data, form.email.data or None, stored
        )
    service.add_staff(current_user, organisation, person, Role(form.role.data), form.wanted_regions())
    return is_new


def _issued(form: StaffForm, first_password: str | None) -> dict:
    """Shown once on the next page, then forgotten."""
    return {"name": form.person_name.data, "mobile": form.mobile.data, "password": first_password}


def _organisation(public_id: str) -> Organisation:
    return queries.staffed(current_user, public_id) or abort(404)


def _kind(name: str | None, among) -> OrganisationKind | None:
    return next((kind for kind in among if kind.value == name), None)


def _failed(form: StaffForm, field: str, error: Exception | str) -> None:
    db.session.rollback()
    form.fail(field, str(error))
