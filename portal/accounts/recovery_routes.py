"""New recovery codes, shown until the person says that they are kept."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, session, url_for

from portal.accounts.forms import KeptForm
from portal.core import clock
from portal.core.permissions import requires
from portal.core.security import safe_next

CODES = "recovery_codes"  # in the session, whose data are sealed
SHOWN = timedelta(minutes=10)
LATE = "恢复码只显示 10 分钟。没抄下来的，请到“我的账号”的两步验证里重新生成。"


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/account/recovery-codes", view_func=recovery_codes, methods=["GET", "POST"])


def show(codes: list[str], target: str | None = None):
    """They were just made; `target`: the page to go on to."""
    session[CODES] = {"codes": codes, "at": clock.now().isoformat()}
    return redirect(url_for("accounts.recovery_codes", next=target), code=303)


@requires("account:own")
def recovery_codes():
    """Whoever has not ticked reads them again with what is missing; nobody does afterwards."""
    target = safe_next(request.args.get("next"))
    codes = _shown_still()
    if codes is None:
        return redirect(target or url_for("accounts.second_factor_own"), code=303)
    form = KeptForm()
    if form.validate_on_submit():
        session.pop(CODES)
        return redirect(target or url_for("public.home"), code=303)
    page = render_template("accounts/recovery_codes.html", form=form, codes=codes, target=target)
    return page, 422 if form.errors else 200


def _shown_still() -> list[str] | None:
    kept = session.get(CODES)
    if kept and datetime.fromisoformat(kept["at"]) <= clock.now() - SHOWN:
        session.pop(CODES)
        flash(LATE, "warning")
        return None
    return kept and kept["codes"]
