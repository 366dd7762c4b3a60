"""The owner asks a guarantor to sit beside a bank."""

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core.permissions import requires
from portal.leads import joint_page, joint_sides, queries, service
from portal.leads.forms import TogetherForm
from portal.leads.routes.blueprint import bp, perform
from portal.needs.models import SEEKING, FinancingNeed, Scope
from portal.needs.views import title
from portal.products import queries as products
from portal.products.models import Product


@bp.route("/needs/<string:public_id>/together", methods=["GET", "POST"])
@requires("lead:decide")
def together(public_id: str):
    """Which bank (unless the address says it), which guarantor, and then one consent for both."""
    need = queries.own_need(current_user, public_id) or abort(404)
    here = url_for("needs.show", public_id=public_id)
    if need.state not in SEEKING or need.scope is Scope.BATCH:
        return redirect(here, code=303)
    if not request.args.get("bank"):
        rows = joint_page.banks_page(need, _guarantee(request.args.get("guarantee", "")))
        return render_template("leads/together_banks.html", rows=rows, **_frame(need))
    bank = joint_sides.bank_of(need, request.args["bank"], request.args.get("loan", "")) or abort(404)
    rows = joint_page.offers(need, bank)
    offered = [(row["public_id"], row["label"]) for row in rows]
    form = TogetherForm(offered=offered, data={"guarantee": request.args.get("guarantee")})
    sent = form.validate_on_submit()
    if sent and form.is_confirmed:
        guarantee = _guarantee(form.guarantee.data) or abort(404)
        invite = lambda: service.invite(
            current_user, need, bank.id, guarantee, form.seen.data or "", loan=bank.loan
        )
        said = f"已同意。{bank.name}和{guarantee.institution.name}一起谈，都最晚在下一个工作日结束前联系您。"
        return perform(form, invite, here, said, here)
    shown = joint_page.consent_page(need, bank, _guarantee(form.guarantee.data)) if sent else None
    form.confirmed.data = form.guarantee.data if sent else ""
    page = render_template(
        "leads/together.html",
        form=form,
        bank=bank,
        rows=rows,
        shown=shown,
        error_forms=[form],
        **_frame(need),
    )
    return page, 422 if form.errors else 200


def _guarantee(public_id: str) -> Product | None:
    return products.find(products.live(), public_id)


def _frame(need: FinancingNeed) -> dict:
    return {"need": {"public_id": need.public_id, "title": title(need)}, "action": request.full_path}
