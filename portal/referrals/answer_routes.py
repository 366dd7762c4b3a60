"""The owner's answer to a department that put the firm on its list."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import clock, idempotency, wording
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.referrals import queries, service
from portal.referrals.models import ListedFirm
from portal.referrals.queries.owner import Decision

ANSWERS = {"yes": service.agree, "no": service.disagree}
SAID = {"yes": "已同意。", "no": "已告诉对方：不同意。以后也不会再推送。"}

AGREED = "已同意被推送。只差一步：补全金额和用途，核对后点“确认并提交”；提交以前不会推送，也没有机构看得到。"


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/answers/<string:public_id>", view_func=answer, methods=["GET", "POST"])


@requires("referral:confirm")
def answer(public_id: str):
    """Who put the firm on which list, what agreeing means, 同意 and 不同意 side by side."""
    listed = queries.find_listed(current_user, public_id) or abort(404)
    form, said = ActionForm(), request.form.get("answer")
    if form.validate_on_submit() and said in ANSWERS:
        return _answered(form, listed, said)
    decision = queries.decision_of(listed)
    page = {
        "form": form,
        "decision": decision,
        "day": wording.day_in_sentence(clock.local(decision.at).date()),
        "open_need": queries.has_open_need(current_user),
        "remarks": queries.remarks_about(listed),
    }
    return render_template("referrals/answer.html", **page), 400 if form.is_submitted() else 200


def _answered(form: ActionForm, listed: ListedFirm, said: str):
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    decision = queries.decision_of(listed)
    try:
        ANSWERS[said](current_user, listed)
    except service.OtherState as error:
        db.session.rollback()
        back = url_for("referrals.answer", public_id=listed.public_id)
        return render_template("errors/409.html", message=str(error), back_href=back), 409
    completing = said == "yes" and decision.draft is not None
    flash(AGREED if completing else SAID[said])
    return idempotency.finish(_onward(decision) if completing else url_for("needs.index"))


def _onward(decision: Decision) -> str:
    """Whoever agreed and has a draft waiting completes it next: whether it is theirs is not asked again."""
    return url_for("needs.edit", public_id=decision.draft)
