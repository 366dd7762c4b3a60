"""The page of rest days and make-up working days, a year at a time."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import clock, idempotency, workdays
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.desk import calendar
from portal.desk.errors import DeskError
from portal.desk.forms import WORK, DaysForm


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/desk/calendar", "calendar", days, methods=["GET", "POST"])
    bp.add_url_rule("/desk/calendar/remove", "calendar_remove", remove, methods=["POST"])
    bp.add_url_rule("/desk/calendar/finish", "calendar_finish", finish, methods=["POST"])


@requires("desk")
def days():
    form, year = DaysForm(), _year()
    if not form.validate_on_submit():
        return _page(form, year), 422 if form.errors else 200
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    first, works = form.first.data, form.kind.data == WORK
    try:
        calendar.add(current_user, first, form.last.data or first, works=works, name=form.name.data)
    except DeskError as error:
        db.session.rollback()
        form.fail("first", str(error))
        return _page(form, year), 422
    flash("已录入，正在走的时限按新的日历顺延。")
    return idempotency.finish(url_for(".calendar", year=first.year))


def _page(form: DaysForm, year: int) -> str:
    return render_template(
        "desk/calendar.html",
        form=form,
        year=year,
        years=calendar.years(),
        spells=calendar.spells(year),
        official=workdays.is_official(year),
        assumed=[f"{day.month}月{day.day}日" for day in workdays.assumed(year)],
        history=calendar.history(current_user),
    )


@requires("desk")
def remove():
    sent = [_day(request.form.get(name, "")) for name in ("first", "last")]
    return _act(lambda: calendar.remove(current_user, *sent), "已删除。", sent[0].year)


@requires("desk")
def finish():
    year = request.form.get("year", type=int)
    if year not in calendar.years():
        abort(400)
    said = f"{year} 年的放假安排不再是暂定。"
    return _act(lambda: calendar.finish(current_user, year), said, year)


def _act(work, said: str, year: int):
    form, here = ActionForm(), url_for(".calendar", year=year)
    if not form.validate_on_submit():
        abort(400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    try:
        work()
    except DeskError as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=here), 409
    flash(said)
    return idempotency.finish(here)


def _year() -> int:
    """The year asked for; this one, or on the way to the next where its notice is still to come, that."""
    asked, known = request.args.get("year", type=int), calendar.years()
    if asked in known:
        return asked
    return next((year for year in known if not workdays.is_official(year)), clock.today().year)


def _day(sent: str) -> date:
    """From a button of ours; anything else was written by hand."""
    try:
        return date.fromisoformat(sent)
    except ValueError:
        abort(400)
