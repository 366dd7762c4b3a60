"""Codes on paper: a clerk or an operator prints a sheet, an operator a code for one forgotten password."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import current_user

from portal.accounts import paper, resetting
from portal.accounts.contact_forms import PaperResetForm, SheetForm
from portal.accounts.models import PaperUse
from portal.core import clock, idempotency, limits, navigation, wording
from portal.core.db import db
from portal.core.permissions import Role, requires

LOOK = "look"  # the button that asks who it is


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
    """For somebody who stands here with their papers and is reached by neither text nor mail.

    First who signs in with that mobile or address, to compare with the papers, then the code.
    """
    form = PaperResetForm()
    form.looking = request.form.get("step") == LOOK
    whose = None
    if form.validate_on_submit():
        limits.hit("paper.reset", "40/1 day", current_user.person_id)
        if not form.looking and (prior := idempotency.begin(form.key.data)):
            return redirect(prior, code=303)
        try:
            if not form.looking:
                return _issued(resetting.issue_on_paper(current_user, form.identifier.data))
            whose = resetting.looked_up(current_user, form.identifier.data)
        except (LookupError, resetting.NotForPaper) as error:
            db.session.rollback()
            form.fail("identifier", str(error))
    elif form.is_submitted() and not form.looking and "identifier" not in form.errors:
        whose = _looked_up_again(form.identifier.data)
    if whose:
        db.session.commit()  # who looked at whom
    issued = session.pop("reset_paper", None)
    shown = {"form": form, "issued": issued, "whose": whose, "look": LOOK}
    return render_template("accounts/paper_reset.html", **shown), 422 if form.errors else 200


def _issued(code: str):
    answer = idempotency.finish(url_for(".paper_reset"))
    session["reset_paper"] = {"code": code, "until": _until(PaperUse.RESET)}
    return answer


def _looked_up_again(identifier: str) -> dict | None:
    """For the page that comes back because the box was not ticked."""
    limits.hit("paper.reset", "40/1 day", current_user.person_id)
    try:
        return resetting.looked_up(current_user, identifier)
    except (LookupError, resetting.NotForPaper):
        return None


def _until(use: PaperUse) -> str:
    return wording.day_in_sentence(clock.local(clock.now() + paper.VALID[use]).date())


navigation.add("纸质验证码", "accounts.paper_codes", {Role.CLERK}, order=50)  # operators come by their desk
