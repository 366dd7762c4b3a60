"""The clerk's pages about members and their needs: progress, the owner's yes, and the parts of a batch."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.accounts import codes, sending
from portal.accounts.models import CodeUse, Person
from portal.core import idempotency, navigation, pictures, texts
from portal.core.db import db
from portal.core.forms import ActionForm, Form
from portal.core.permissions import Role, requires
from portal.core.visibility import Persona
from portal.needs import queries as needs_queries
from portal.needs import service as needs
from portal.needs import shelf
from portal.needs.models import FinancingNeed, NeedState
from portal.needs.views import need_view
from portal.organisations import affiliation_lists, affiliation_queries
from portal.organisations.models import Affiliation
from portal.organisations.queries.paging import Page
from portal.parks import queries, service, views
from portal.parks.forms import AgreeForm, SlipForm, SpreadForm

bp = Blueprint("parks", __name__)
MOST_PAGE = 10_000
SAID = "本人已确认，接下来机构直接找本人。"


@bp.get("/members/needs")
@requires("member:manage")
def progress():
    """The park's own figures, and every need of its members."""
    number = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGE)
    rows, total = queries.needs_page(current_user, number)
    page = Page(views.need_rows(rows), number, total)
    return render_template("parks/progress.html", page=page, figures=views.figures(current_user))


@bp.get("/members/<string:public_id>")
@requires("member:manage")
def member(public_id: str):
    row = affiliation_queries.find(current_user, public_id)
    if row is None or row.state is not affiliation_queries.S.CONFIRMED:
        abort(404)
    rows = views.need_rows(queries.needs_of(current_user, row.organisation_id))
    return render_template("parks/member.html", member=affiliation_lists.member_row(row), needs=rows)


@bp.get("/members/needs/<string:public_id>")
@requires("member:manage")
def need(public_id: str):
    return _page(_found(public_id))


@bp.post("/members/needs/<string:public_id>/code")
@requires("member:manage")
def send_code(public_id: str):
    """A code to the owner's proved mobile; the clerk never reads the number."""
    found, form = needs_queries.awaited(current_user, public_id) or abort(404), ActionForm()
    if not form.validate_on_submit():
        abort(400)
    owner = _reachable(affiliation_queries.of_firm(current_user, found.owner_id))
    if owner is None:
        abort(404)
    sending.ask(CodeUse.AGREE, found.id, owner.mobile, person_id=owner.id)
    db.session.commit()
    flash("确认码已发到本人手机，10 分钟内有效。")
    return redirect(url_for(".need", public_id=public_id), code=303)


@bp.post("/members/needs/<string:public_id>/confirm")
@requires("member:manage")
def confirm(public_id: str):
    found, form = _found(public_id), AgreeForm()
    if not form.validate_on_submit():
        return _page(found, agree=form)
    sending.guess(current_user.person_id)
    right = codes.spend_try(CodeUse.AGREE, found.id, form.code.data)
    if right is None:
        form.fail("code", str(codes.WrongCode()))
        return _page(_found(public_id), agree=form)

    def agree() -> None:
        codes.use_up(right)
        needs.confirm_for(current_user, _found(public_id), "text", said_by=right.person_id)

    return _perform(form, agree, public_id)


@bp.post("/members/needs/<string:public_id>/signed")
@requires("member:manage")
@pictures.accepted
def signed(public_id: str):
    """The slip with the owner's signature; from now on only the owner sees the picture."""
    _found(public_id)
    form = SlipForm()
    if not form.validate_on_submit():
        return _page(_found(public_id), slip=form)
    picture = form.picture.data
    return _perform(
        form, lambda: needs.confirm_for(current_user, _found(public_id), "slip", picture), public_id
    )


@bp.route("/needs/<string:public_id>/members", methods=["GET", "POST"])
@requires("member:manage")
def spread(public_id: str):
    """Who takes part in a batch, once an institution has taken it up."""
    batch = needs_queries.find(current_user, public_id)
    if batch is None or batch.owner_id != current_user.organisation_id:
        abort(404)
    leads = {lead.public_id: lead for lead in queries.agreed_with(batch)}
    asked = queries.asked_everywhere(batch, leads.values())
    members = {
        row["public_id"]: row
        for row in affiliation_lists.choices(current_user)
        if row["organisation_id"] not in asked
    }
    away = views.away(batch, leads, members)
    members = {key: row for key, row in members.items() if not all(key in gone for gone in away.values())}
    form = SpreadForm(list(leads.values()), list(members.values()), away)
    if leads and members and form.validate_on_submit():
        firms = [members[key]["organisation_id"] for key in form.members.data]
        done = lambda: service.spread(current_user, batch, leads[form.lead.data], firms)
        onward = url_for(".spread", public_id=public_id)
        return _perform(form, done, public_id, onward, "已经替这些会员各开了一条，等他们本人确认。")
    page = {
        "form": form,
        "batch": need_view(batch, Persona.OWNER),
        "count": batch.member_count,
        "leads": leads,
        "members": members,
        "away": [(leads[key].institution.name, list(gone.values())) for key, gone in away.items() if gone],
        "parts": _parts(batch),
    }
    return render_template("parks/spread.html", **page), 422 if form.errors else 200


def _parts(batch: FinancingNeed) -> list[dict]:
    """Of members alone who are still ones."""
    visible = {row["public_id"]: row for row in views.need_rows(queries.visible_parts(current_user, batch))}
    found = queries.parts_of(batch)
    return [{**visible[one.public_id], "bank": bank.name} for one, bank in found if one.public_id in visible]


def _page(found: FinancingNeed, *, agree: AgreeForm | None = None, slip: SlipForm | None = None):
    waits = found.state is NeedState.AWAITING_OWNER and found.intermediary_id == current_user.organisation_id
    member = affiliation_queries.of_firm(current_user, found.owner_id)
    forms = {"agree": agree or AgreeForm(formdata=None), "slip": slip or SlipForm(formdata=None)}
    page = {
        "row": views.need_rows([found])[0],
        "need": need_view(found, Persona.CLERK, found.owner),
        "member": member.public_id,
        "waits": waits,
        "by_text": waits and _reachable(member) is not None,
        "code_sent": waits and codes.is_alive(CodeUse.AGREE, found.id),
        "printable": waits and shelf.load(f"slip:{found.public_id}") is not None,
        "error_forms": list(forms.values()),
    }
    bad = any(form.errors for form in forms.values())
    return render_template("parks/need.html", **forms, **page), 422 if bad else 200


def _found(public_id: str) -> FinancingNeed:
    return queries.find(current_user, public_id) or abort(404)


def _reachable(member: Affiliation) -> Person | None:
    """Who speaks for the owner, if a text may be sent to them."""
    person = needs.speaker(member)
    can = person and person.mobile_sealed and person.mobile_proven_at and texts.can_send("agree")
    return person if can else None


def _perform(form: Form, act, public_id: str, onward: str | None = None, said: str = SAID):
    to = onward or url_for(".need", public_id=public_id)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    try:
        act()
    except (needs.NeedError, codes.WrongCode) as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=to), 409
    flash(said)
    return idempotency.finish(to)


navigation.add("会员的需求", "parks.progress", {Role.CLERK}, order=12)
