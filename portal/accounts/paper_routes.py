"""Codes on paper: a clerk or an operator prints a sheet, an operator a code for one forgotten password."""

from flask import Blueprint, redirect, render_template, session, url_for
from flask_login import current_user

from portal.accounts import paper, resetting
from portal.accounts.contact_forms import PaperResetForm, SheetForm
from portal.accounts.models import PaperUse
from portal.core import clock, idempotency, limits, navigation, wording
from portal.core.db import db
from portal.core.permissions import Role, requires


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/paper-codes", view_func=paper_codes, methods=["GET", "POST"])
    bp.add_url_rule("/paper-codes/reset", view_func=paper_reset, methods=["GET", "POST"])


@requires("paper:issue")
def paper_codes():
    """How many of the own codes are used, and a new sheet, shown once."""
    form = SheetForm()
    if form.validate_on_submit():
        limits.hit("paper.sheet", "10/1 day", current_user.person_id)
        if prior := idempotency.begin(form.key.data):
            return redirect(prior, code=303)
        sheet = paper.issue(current_user, int(form.count.data))
        answer = idempotency.finish(url_for(".paper_codes"))
        session["sheet"] = {"codes": sheet, "until": _until(PaperUse.PROVE)}
        return answer
    page = {"counts": paper.counts_of(current_user.membership_id), "sheet": session.pop("sheet", None)}
    page["may_reset"] = current_user.role is Role.OPERATOR
    return render_template("accounts/paper_codes.html", form=form, **page), 422 if form.errors else 200


@requires("paper:reset")
def paper_reset():
    """For somebody who stands here with their papers and is reached by neither text nor mail."""
    form = PaperResetForm()
    if form.validate_on_submit():
        limits.hit("paper.reset", "20/1 day", current_user.person_id)
        if prior := idempotency.begin(form.key.data):
            return redirect(prior, code=303)
        try:
            code = resetting.issue_on_paper(current_user, form.identifier.data)
        except (LookupError, resetting.NotForPaper) as error:
            db.session.rollback()
            form.fail("identifier", str(error))
        else:
            answer = idempotency.finish(url_for(".paper_reset"))
            session["reset_paper"] = {"code": code, "until": _until(PaperUse.RESET)}
            return answer
    issued = session.pop("reset_paper", None)
    return render_template("accounts/paper_reset.html", form=form, issued=issued), 422 if form.errors else 200


def _until(use: PaperUse) -> str:
    return wording.day_in_sentence(clock.local(clock.now() + paper.VALID[use]).date())


navigation.add("纸质验证码", "accounts.paper_codes", {Role.CLERK, Role.OPERATOR}, order=50)
