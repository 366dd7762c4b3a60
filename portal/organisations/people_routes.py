"""The people of an organisation: the operator's for all of them, an institution's admin for the own one."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_login import current_user

from portal.accounts import second_factor
from portal.core import idempotency, security_log
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import ROLE_NAMES, Role, requires
from portal.organisations import helping, invitations, queries, service, views
from portal.organisations.forms import InviteForm
from portal.organisations.models import Organisation, OrganisationKind


def add_to(bp: Blueprint) -> None:
    both = ["GET", "POST"]
    bp.add_url_rule("/people", view_func=people)
    bp.add_url_rule("/people/invite", view_func=people_invite, methods=both)
    bp.add_url_rule("/people/confirm", view_func=people_confirm, methods=["POST"])
    bp.add_url_rule("/people/<string:public_id>/end", view_func=person_check)
    bp.add_url_rule("/people/<string:public_id>/end", view_func=person_end, methods=["POST"])
    bp.add_url_rule("/people/<string:public_id>/factor-off", view_func=factor_off, methods=["POST"])
    bp.add_url_rule("/institutions/<string:public_id>/invite", view_func=invite, methods=both)
    bp.add_url_rule("/invitations/<string:public_id>/withdraw", view_func=withdraw, methods=["POST"])


@requires("people:own")
def people():
    """Who works here, when that was last confirmed, and who is invited."""
    own = queries.own_institution(current_user)
    return render_template(
        "organisations/people.html",
        organisation=views.organisation_row(own),
        staff=queries.staff_of(current_user, own),
        invited=queries.invitations_of(own),
        helped=helping.told(own),
        issued=session.pop("issued", None),
    )


@requires("people:own")
def people_invite():
    return _invite(queries.own_institution(current_user))


@requires("organisation:manage")
def invite(public_id: str):
    organisation = queries.staffed(current_user, public_id) or abort(404)
    if organisation.kind is OrganisationKind.OPERATOR:
        error = "运营和审计人员由管服务器的人用 create-operator 命令开通，不能邀请。"
        return render_template("errors/409.html", message=error, back_href=people_address(organisation)), 409
    return _invite(organisation)


FIELD_OF: dict[type[Exception], str] = {
    service.AlreadyHere: "contact",
    service.NotTheirs: "role",
    service.NotWorking: "contact",
}
"""At which field a refusal is told."""


def _invite(organisation: Organisation):
    form = InviteForm(organisation.kind, tuple(area.region_code for area in organisation.areas))
    back = people_address(organisation)
    if form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior)
        role = Role(form.role.data)
        try:
            made = service.invite(current_user, organisation, form.contact.data, role, form.wanted_regions())
        except tuple(FIELD_OF) as error:
            db.session.rollback()
            form.fail(FIELD_OF[type(error)], str(error))
            organisation = queries.again(organisation.id)
        else:
            link = url_for(".invitation", token=invitations.token_of(made), _external=True)
            response = idempotency.finish(back)
            session["issued"] = {"link": link, "role": ROLE_NAMES[role]}
            return response
    shown = {"form": form, "organisation": views.organisation_row(organisation), "back": back}
    return render_template("organisations/invite.html", **shown), 422 if form.errors else 200


@requires("people:manage")
def withdraw(public_id: str):
    form = ActionForm()
    found = queries.invitation_of(current_user, public_id) or abort(404)
    if not form.validate_on_submit():
        abort(400)
    back = people_address(db.session.get_one(Organisation, found.organisation_id))
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    done = service.withdraw(current_user, found)
    flash("已撤回，链接不能用了。" if done else "这个邀请之前已经用过或撤回。")
    return idempotency.finish(back)


@requires("people:manage")
def people_confirm():
    """Ticked people still work here; an id that is not one's to confirm makes nothing happen."""
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    ticked = list(dict.fromkeys(request.form.getlist("person")))
    found = [queries.staff_membership(current_user, one) or abort(404) for one in ticked[:200]]
    if not all(service.may_attest(current_user, membership) for membership, _ in found):
        abort(404)
    back = people_address(found[0][1]) if found else url_for(_home())
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    done = sum(service.attest(current_user, membership) for membership, _ in found)
    flash(f"已确认 {done} 人在职，90 天后再确认一次。" if done else "没有选人，请先勾选。")
    return idempotency.finish(back)


@requires("people:manage")
def person_check(public_id: str):
    """What becomes of somebody's work here, before it ends."""
    membership, organisation = queries.staff_membership(current_user, public_id) or abort(404)
    return render_template(
        "organisations/person_end.html",
        person=queries.leaving(current_user, membership),
        organisation=organisation.name,
        back=people_address(organisation),
    )


@requires("people:manage")
def person_end(public_id: str):
    form = ActionForm()
    membership, organisation = queries.staff_membership(current_user, public_id) or abort(404)
    back = people_address(organisation)
    if not form.validate_on_submit():
        abort(400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    try:
        ended = service.end_staff(current_user, membership)
        if ended:
            helping.tell(current_user, organisation, helping.ENDED, member=membership.id)
    except service.NotTheirs as error:
        return _refused(error, back)
    flash("已停用，他的登录也都退出了。" if ended else "这个身份之前已经停用。")
    return idempotency.finish(back)


@requires("people:manage")
def factor_off(public_id: str):
    """Somebody lost their phone and the recovery codes; next time they set up a new one."""
    form = ActionForm()
    membership, organisation = queries.staff_membership(current_user, public_id) or abort(404)
    back = people_address(organisation)
    if not form.validate_on_submit():
        abort(400)
    if not queries.may_take_off(current_user, membership):
        error = (
            "自己的两步验证不能自己停用；客户经理的，由本机构管理员停用；在别的单位也有要两步验证的岗位的，"
            "请他用自己的恢复码。"
        )
        return render_template("errors/409.html", message=error, back_href=back), 409
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    done = second_factor.take_off(current_user, membership.person_id)
    if done:
        security_log.note("second_factor.removed", person=membership.person_id)
        helping.tell(current_user, organisation, helping.FACTOR_OFF, member=membership.id)
    flash("已停用他的两步验证，他的登录都退出了。下次登录时重新设置。" if done else "他没有设置两步验证。")
    return idempotency.finish(back)


def people_address(organisation: Organisation) -> str:
    """Where the reader sees this organisation's people."""
    if current_user.role is Role.OPERATOR:
        return url_for("organisations.institution_show", public_id=organisation.public_id)
    return url_for("organisations.people")


def _home() -> str:
    return "organisations.institutions" if current_user.role is Role.OPERATOR else "organisations.people"


def _refused(error: Exception, back: str):
    db.session.rollback()
    return render_template("errors/409.html", message=str(error), back_href=back), 409
