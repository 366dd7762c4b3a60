"""Whoever was invited comes in: with the link, the mobile or e-mail it is bound to, and a password."""

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for

from portal.accounts import service as accounts
from portal.accounts import session as signing
from portal.accounts import tries
from portal.accounts.models import Person
from portal.accounts.ways_in import Way
from portal.core import idempotency, limits, passwords, security_log, sessions
from portal.core.db import db
from portal.core.permissions import ROLE_NAMES, public
from portal.organisations import invitations, service, views
from portal.organisations.forms import ContactForm, JoinForm, KnownForm
from portal.organisations.models import Invitation, Organisation
from portal.organisations.views import region_name


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/invitation/<string:token>", view_func=invitation, methods=["GET", "POST"])


@public
def invitation(token: str):
    """First the mobile or e-mail, then an account: a new one, or the password of the one there is."""
    found = invitations.find(token)
    if found is None:
        return gone()
    if session.get("invited") != found.public_id:
        return _ask_contact(found, token)
    person = invitations.invited_person(found)
    return _known(found, token, person) if person else _new(found, token)


def gone():
    """The same page for a wrong, used, expired or withdrawn link: which it is says who was invited."""
    return render_template("organisations/invitation_gone.html"), 404


def _ask_contact(found: Invitation, token: str):
    form = ContactForm()
    if form.validate_on_submit():
        try:
            invitations.check_contact(found, form.contact.data)
        except service.WrongContact as error:
            db.session.commit()
            security_log.note("invitation.missed", invitation=found.id)
            form.fail("contact", str(error))
        else:
            session["invited"] = found.public_id
            return redirect(url_for(".invitation", token=token), code=303)
    return _page(found, token, form)


def _new(found: Invitation, token: str):
    form = JoinForm()
    if not (_second_step() and form.validate_on_submit()):
        return _page(found, token, form)
    invitation_id, contact = found.id, found.contact
    db.session.rollback()  # hashing takes time: no lock meanwhile
    hashed = passwords.hashed(form.password.data)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    mobile, email = (None, contact) if "@" in contact else (contact, None)
    try:
        details = (form.person_name.data, mobile, email, hashed)
        person = accounts.create_person(*details, email_proven=True)
    except (accounts.MobileTaken, accounts.EmailTaken):  # registered in this very moment: sign in instead
        db.session.rollback()
        return redirect(url_for(".invitation", token=token), code=303)
    return _accept(invitation_id, person)


def _known(found: Invitation, token: str, person: Person):
    form = KnownForm()
    if not (_second_step() and form.validate_on_submit()):
        return _page(found, token, form)
    invitation_id, contact, person_id = found.id, found.contact, person.id
    try:
        tries.count(contact)
        proven = accounts.authenticate(contact, form.password.data)
    except limits.TooMany as error:
        form.fail("password", f"试得太多了。为了防止有人猜密码，请过 {error.minutes} 分钟再试。")
        return _page(_again(invitation_id), token, form)
    if proven is None or proven.id != person_id:
        security_log.note("sign_in.failed", person=person_id)
        form.fail("password", "密码不对，请再看一遍。密码分大小写。")
        return _page(_again(invitation_id), token, form)
    given = proven.password_hash
    db.session.commit()
    tries.succeeded(contact)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    sessions.end_all_of(person_id, but=session.row_id)  # none of them has shown that it may do more now
    return _accept(invitation_id, db.session.get_one(Person, person_id), given)


def _accept(invitation_id: int, person: Person, given: str | None = None):
    found = _again(invitation_id)
    try:
        member = service.accept(found, person)
    except service.Gone:
        db.session.rollback()
        return gone()
    second = member.role in current_app.config["SECOND_FACTOR_ROLES"]
    person_id, member_id, role = person.id, member.id, member.role
    response = idempotency.finish(url_for("accounts.second" if second else "public.home"))
    session.pop("invited", None)
    signing.enter(person_id, member_id, role, Way.INVITED, given=given)
    security_log.note("invitation.accepted", person=person_id, as_member=member_id)
    return response


def _second_step() -> bool:
    """A form of the first step sent again, from a page gone back to, is not this one's."""
    return "password" in request.form


def _again(invitation_id: int) -> Invitation:
    return db.session.get_one(Invitation, invitation_id)


def _page(found: Invitation, token: str, form):
    organisation = db.session.get_one(Organisation, found.organisation_id)
    return render_template(
        "organisations/invitation.html",
        form=form,
        token=token,
        organisation=organisation.name,
        role=ROLE_NAMES[found.role],
        regions="、".join(map(region_name, found.regions)),
        until=views.until(found.expires_at),
    ), 422 if form.errors else 200
