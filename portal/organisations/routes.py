"""Pages of a firm about itself: registering, and what became of the claim."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from portal.accounts import service as accounts
from portal.accounts import session as signing
from portal.accounts import tries
from portal.accounts.models import Person
from portal.accounts.ways_in import Way
from portal.core import idempotency, navigation, pickers, pictures
from portal.core.db import db
from portal.core.permissions import Role, requires
from portal.core.visibility import Persona
from portal.organisations import (
    affiliation_lists,
    away_routes,
    invited_routes,
    joining_queries,
    joining_routes,
    licence_forms,
    licence_routes,
    member_routes,
    operator_routes,
    park_routes,
    people_routes,
    queries,
    service,
    staff_routes,
    team_routes,
    views,
    vouch_routes,
)
from portal.organisations.forms import FirmForm, RegisterForm
from portal.organisations.models import Organisation, OrganisationState

bp = Blueprint("organisations", __name__)
operator_routes.add_to(bp)
staff_routes.add_to(bp)
people_routes.add_to(bp)
team_routes.add_to(bp)
away_routes.add_to(bp)
licence_routes.add_to(bp)
vouch_routes.add_to(bp)
joining_routes.add_to(bp)
invited_routes.add_to(bp)
member_routes.add_to(bp)
park_routes.add_to(bp)


@bp.route("/register", methods=["GET", "POST"])
@requires("organisation:register")
@pictures.accepted
def register():
    """The page is the same whatever is known of the firm."""
    if current_user.is_authenticated:
        return _register_another()
    form = RegisterForm()
    if not pickers.looking_up() and form.validate_on_submit():
        tries.may_register()
        account = form.account()  # hashes before the transaction begins
        if prior := idempotency.begin(form.key.data):
            return redirect(prior)
        try:
            person = accounts.create_person(**account)
            membership = service.register(person=person, **form.details())
            licence_forms.hand_in(membership.organisation_id, form)
        except accounts.MobileTaken as error:
            _failed(form, "mobile", error)
            tries.count_taken()
            form.is_known = True
        else:
            response = idempotency.finish(url_for(".mine"))
            tries.count_registered()
            licence_forms.forget_kept()
            signing.start(person.id, membership.id, Way.REGISTERED)
            return response
    licence_forms.keep_for_next(form)
    return render_template("organisations/register.html", form=form), 422 if form.errors else 200


def _register_another():
    """Somebody with an account registers one more firm and acts for it from now on."""
    form = FirmForm()
    if not pickers.looking_up() and form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior)
        try:
            membership = service.register(
                person=db.session.get_one(Person, current_user.person_id), **form.details()
            )
            licence_forms.hand_in(membership.organisation_id, form, actor=current_user)
        except service.AlreadyYours as error:
            _failed(form, "credit_code", error)
        else:
            response = idempotency.finish(url_for(".mine"))
            licence_forms.forget_kept()
            signing.switch(current_user.person_id, membership.id)
            return response
    licence_forms.keep_for_next(form)
    return render_template("organisations/register.html", form=form), 422 if form.errors else 200


@bp.get("/organisation")
@requires("claim:file")
def mine():
    """My firm, how far its verification is, and what happens next."""
    organisation = queries.own(current_user.organisation_id)
    filed = queries.latest_claim(organisation.id, current_user.person_id)
    claim = views.own_claim(filed) if filed else None
    vouches = vouch_routes.panel(filed)
    named = vouches["named"] if vouches else []
    waiting = queries.waiting_needs(organisation.id)
    return render_template(
        "organisations/mine.html",
        firm=views.firm_view(organisation, Persona.OWNER),
        state=organisation.state.value,
        claim=claim,
        steps=views.next_steps(claim, organisation.state, named, held=waiting),
        verified=views.verified_on(organisation),
        waiting_needs=waiting,
        warning=views.own_warning(organisation),
        licence=licence_routes.panel(filed),
        vouching=vouches,
        joinings=joining_queries.questions_to(current_user),
        parks=affiliation_lists.own_parks(current_user) if organisation.verified_at else [],
        takes_over=joining_queries.awaits_taking_over(organisation.id),
    )


@bp.route("/organisation/correct", methods=["GET", "POST"])
@requires("claim:file")
@pictures.accepted
def correct():
    """A refused registration, filed again with what was wrong put right."""
    organisation = queries.own(current_user.organisation_id)
    if organisation.state is not OrganisationState.REFUSED:
        return redirect(url_for(".mine"))
    form = FirmForm(data=_as_filed(organisation))
    if not pickers.looking_up() and form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior)
        try:
            service.resubmit(current_user, **form.details())
            licence_forms.hand_in(current_user.organisation_id, form, actor=current_user)
        except service.AlreadyYours as error:
            _failed(form, "credit_code", error)
        except service.NotRefused as error:
            db.session.rollback()
            flash(str(error))
            return redirect(url_for(".mine"), code=303)
        else:
            flash("已经重新提交，等待核验。")
            licence_forms.forget_kept()
            return idempotency.finish(url_for(".mine"))
    licence_forms.keep_for_next(form)
    return render_template("organisations/correct.html", form=form), 422 if form.errors else 200


def _as_filed(organisation: Organisation) -> dict:
    details = {name: getattr(organisation, name) for name in service.DETAILS}
    return {**details, "organisation_name": details["name"]}


def _failed(form, field: str, error: Exception) -> None:
    db.session.rollback()
    form.fail(field, str(error))


navigation.add("我的主体", "organisations.mine", {Role.APPLICANT}, order=60, badge=queries.refused_claims)
navigation.add("核验", "organisations.claims", {Role.OPERATOR}, order=10, badge=queries.waiting_claims)
navigation.add(
    "机构与人员",
    "organisations.institutions",
    {Role.OPERATOR},
    order=20,
    badge=queries.institutions_waiting,
)
navigation.add("人员", "organisations.people", {Role.BANK_ADMIN}, order=70, badge=queries.people_due)
