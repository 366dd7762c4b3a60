"""The settings that have versions: one page each with what counts, what waits, a form and the history."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.consent import terms
from portal.core import idempotency
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.core.settings import Topic
from portal.desk import queries, service, topics
from portal.desk.errors import Changed, DeskError
from portal.desk.fields import SettingForm
from portal.desk.forms import ClocksForm, ConsentForm, FooterForm
from portal.organisations import proposals


@dataclass(frozen=True)
class Page:
    """What is particular to one topic."""

    form: type[SettingForm]
    title: str
    notes: tuple[str, ...]
    unit: str | None = None


PAGES = {
    Topic.CLOCKS: Page(
        ClocksForm,
        "时限",
        (
            "改了以后，新开始的时限按新的算；已经在走的不变，走完为止。",
            "页面上写着的“几个工作日内答复”跟着一起变。时限是对企业的承诺，要由另一位运营人员批准。",
        ),
        "个工作日",
    ),
    Topic.CONSENT: Page(
        ConsentForm,
        "同意的文字",
        (
            "企业点“同意”之前看到这段话。固定的部分由程序按实际能看到的内容写成，这里只能在后面补充。",
            "改了以后只对以后的同意有效。以前同意的，记的还是当时看到的那段话。要由另一位运营人员批准。",
        ),
    ),
    Topic.FOOTER: Page(FooterForm, "页脚", ("显示在每一页的最下面，保存以后马上生效。不填的不显示。",)),
}


def add_to(bp: Blueprint) -> None:
    for topic in PAGES:
        view = _view(topic)
        bp.add_url_rule(f"/desk/{topic.value}", topic.value, view, methods=["GET", "POST"])
    bp.add_url_rule("/desk/decide", view_func=decide, methods=["POST"])


def _view(topic: Topic) -> Callable:
    @requires("desk")
    def setting():
        return _setting(topic)

    return setting


def _setting(topic: Topic):
    form = PAGES[topic].form(data=topics.now(topic))
    if not form.validate_on_submit():
        return _page(topic, form), 422 if form.errors else 200
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    try:
        service.put(current_user, topic, form.values(), form.base)
    except DeskError as error:
        db.session.rollback()
        form.fail(form.asked[0].name, str(error))
        return _page(topic, form), 409 if isinstance(error, Changed) else 422
    flash("已提出，等另一位运营人员批准。" if topic in service.BY_TWO else "已保存，马上生效。")
    return idempotency.finish(request.path)


def _page(topic: Topic, form: SettingForm) -> str:
    form.based_on.data = str(service.newest(topic))
    rows = queries.history(current_user, topic)
    waiting = next((row for row in rows if row["waits"]), None)
    return render_template(
        "desk/setting.html",
        page=PAGES[topic],
        topic=topic.value,
        form=form,
        rows=rows,
        waiting=waiting,
        own=waiting and waiting["maker_id"] == current_user.person_id,
        alone=proposals.is_alone(current_user.person_id),
        changes=waiting and topics.changes(topic, waiting["given"]),
        fixed=terms.SENTENCE if topic is Topic.CONSENT else "",
        by_two=topic in service.BY_TWO,
    )


@requires("desk")
def decide():
    """Yes or no to what another operator has proposed; no to one's own, too."""
    form, sent = ActionForm(), request.form
    topic = next((one for one in PAGES if one.value == sent.get("topic")), None)
    number = sent.get("number", type=int)
    if not form.validate_on_submit() or topic is None or number is None or not 0 < number < 2**31:
        abort(400)
    row = queries.version(current_user, topic, number) or abort(404)
    here = url_for(f".{topic.value}")
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    yes = sent.get("answer") == "yes"
    try:
        (service.approve if yes else service.decline)(current_user, row)
    except DeskError as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=here), 409
    flash("已批准，马上生效。" if yes else "没有采用，照原来的。")
    return idempotency.finish(here)
