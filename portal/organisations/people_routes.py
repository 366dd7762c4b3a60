"""The operator lets people work for institutions, departments and partners, and ends it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_login import current_user

from portal.accounts import service as accounts
from portal.core import idempotency, passwords
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import ROLE_NAMES, Role, requires
from portal.organisations import queries, service, views
from portal.organisations.forms import StaffForm
from portal.organisations.models import Organisation
from portal.organisations.people_views import known_person

EDIT = "edit"  # from the page that asks whether an account is meant, back to what was typed


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule(
        "/institutions/<string:public_id>/people/new", view_func=person_new, methods=["GET", "POST"]
    )
    bp.add_url_rule("/people/<string:public_id>/end", view_func=person_end, methods=["POST"])


@requires("organisation:manage")
def person_new(public_id: str):
    """One form; for a mobile that has an account a second page asks whether it is meant."""
    organisation = _organisation(public_id)
    form = StaffForm(organisation.kind, tuple(area.region_code for area in organisation.areas))
    if request.form.get("then") != EDIT and form.validate_on_submit():
        first_password = passwords.make_up()
        db.session.rollback()  # hashing takes time: no lock meanwhile
        given = _newcomer(form, passwords.hashed(first_password))
        if prior := idempotency.begin(form.key.data):
            return redirect(prior)
        try:
            is_new = _hire(public_id, form, given)
        except service.NotConfirmed as known:
            db.session.rollback()
            return _ask(public_id, form, known.person_id)
        except accounts.MobileTaken:  # registered in this very moment
            _failed(form, "mobile", "这个手机号刚刚开了账号，请再提交一次。")
        except tuple(FIELD_OF) as error:
            _failed(form, FIELD_OF[type(error)], error)
        else:
            response = idempotency.finish(url_for(".institution_show", public_id=public_id))
            session["issued"] = _issued(form, first_password if is_new else None)
            return response
    shown = {"form": form, "organisation": views.organisation_row(_organisation(public_id))}
    return render_template("organisations/person_new.html", **shown), 422 if form.errors else 200


FIELD_OF: dict[type[Exception], str] = {
    service.SomebodyElse: "mobile",
    service.AlreadyHere: "role",
    service.NotTheirs: "role",
    accounts.EmailTaken: "email",
}
"""At which field a refusal is told."""


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


def _newcomer(form: StaffForm, password: str) -> service.Newcomer:
    return service.Newcomer(form.person_name.data, form.mobile.data, form.email.data or None, password)


def _hire(public_id: str, form: StaffForm, given: service.Newcomer) -> bool:
    """Whether the account is new, and so needs the first password."""
    return service.hire(
        current_user,
        _organisation(public_id),
        given,
        Role(form.role.data),
        form.wanted_regions(),
        confirmed=request.form.get("confirmed"),
    )


def _ask(public_id: str, form: StaffForm, person_id: int):
    """Nothing has been written: who has this account, and what they would get."""
    return render_template(
        "organisations/person_confirm.html",
        form=form,
        edit=EDIT,
        organisation=views.organisation_row(_organisation(public_id)),
        person=known_person(person_id),
        role=ROLE_NAMES[Role(form.role.data)],
    )


def _issued(form: StaffForm, first_password: str | None) -> dict:
    """Shown once on the next page, then forgotten."""
    return {"name": form.person_name.data, "mobile": form.mobile.data, "password": first_password}


def _organisation(public_id: str) -> Organisation:
    return queries.staffed(current_user, public_id) or abort(404)


def _failed(form: StaffForm, field: str, error: Exception | str) -> None:
    db.session.rollback()
    form.fail(field, str(error))
