"""A step of filing or editing: the same pages for a need that is new and one that is stored."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from portal.accounts.models import Person
from portal.core import limits, pickers
from portal.core.db import db
from portal.needs import caught_up, check_page, queries, reading, shelf, typed
from portal.needs.draft import Draft, preview, summary
from portal.needs.forms import CheckForm, FilingForm
from portal.needs.reaching_form import typed_of
from portal.needs.service import sharing
from portal.needs.service.reach import last_choice
from portal.needs.typed import FORMS, NEW, Typed
from portal.organisations.models import Organisation
from search.language import scrub

CODE = "code"  # instead of going on here: on another device
READ = "read"  # instead of going on: fill in what the own words say


@dataclass(frozen=True)
class Way:
    """The addresses of the steps of one need; `settled`: the fields that may not be answered otherwise.

    `member`: the row (affiliation_lists) of whom a clerk files for; `batch`: a park's, for several members.
    """

    key: str
    settled: frozenset[str] = frozenset()
    member: dict | None = None
    batch: bool = False

    @property
    def new(self) -> bool:
        return self.key == NEW or self.member is not None

    @property
    def home(self) -> str | None:
        """Where a clerk came from; the others' is the site's front page."""
        if self.member:
            return url_for("parks.member", public_id=self.member["public_id"])
        return url_for("needs.index") if self.batch else None

    def url(self, step: str, **values) -> str:
        if self.member:
            return url_for(f"needs.member_{step}", public_id=self.member["public_id"], **values)
        if self.new:
            return url_for(f"needs.{step}", **values)
        return url_for(
            "needs.edit" if step == "check" else f"needs.edit_{step}", public_id=self.key, **values
        )

    def after(self, step: str, kept: Typed) -> str:
        """Forward to what is still to be said, else to the check page."""
        if step == "money" and "about" not in kept.steps:
            return self.url("about")
        return self.url("check")


def show_step(way: Way, step: str, kept: Typed):
    """One step: kept when valid; whatever else is sent comes back as it was typed."""
    form = _form(step, kept, way)
    sent = request.method == "POST" and not pickers.looking_up()
    if sent and step == "money" and request.form.get("then") == READ:
        return _read_words(way, kept, form)
    if sent and form.validate_on_submit() and not _objects(way, step, form, kept):
        before = kept.steps.get(step, {})
        kept.keep(step, form)
        try:
            shelf.save(kept)
        except sharing.Behind:
            form = caught_up.form(step, kept.steps[step], before)
        else:
            db.session.commit()
            elsewhere = way.key == NEW and request.form.get("then") == CODE
            return redirect(way.url(CODE) if elsewhere else way.after(step, kept), code=303)
    return _shown(way, step, kept, form)


def _shown(way: Way, step: str, kept: Typed, form):
    reading.mark(form, kept.read)
    page = {"form": form, "way": way, "read": kept.read and _read_rows(way, kept)}
    status = 422 if request.method == "POST" and form.errors else 200
    return render_template(f"needs/{step}.html", **page), status


def _read_words(way: Way, kept: Typed, form):
    """Fill in what the words say where nothing stands yet; what was typed comes back as it is.

    Nothing else is judged yet; words that are too long are said at their field, and nothing is kept.
    """
    limits.hit(*reading.LIMIT, limits.address())
    if not form.words.validate(form):
        return _shown(way, "money", kept, form)
    before = kept.steps.get("money", {})
    kept.keep("money", form)
    found = reading.read(form.words.data or "")
    reading.fill(kept, found, _raw_of(_known(way)), but=way.settled)
    try:
        shelf.save(kept)
    except sharing.Behind:
        return _shown(way, "money", kept, caught_up.form("money", kept.steps["money"], before))
    db.session.commit()
    return redirect(way.url("money", _anchor="read-out"), code=303)


def _raw_of(known: dict) -> dict[str, list[str]]:
    return {name: [value] for name, value in known.items() if value}


def _read_rows(way: Way, kept: Typed) -> list[dict]:
    """What the words were read as, of all steps: rows of the check page that have a source."""
    said = reading.standing(kept)
    rows = check_page.rows(typed.so_far(kept.steps), way.url, way.settled, said)
    return [row for row in rows if row["said"] and row["sourced"]]


def _objects(way: Way, step: str, form, kept: Typed) -> bool:
    """What only this way asks for is missing, or what it holds fast was taken back; said at its field."""
    if way.batch and step == "money" and not form.members.data:
        form.fail("members", "请填写有多少家会员要，例如 12")
        return True
    return bool(way.settled) and _takes_back(step, form, kept)


def _takes_back(step: str, form, kept: Typed) -> bool:
    """Whether a qualification that institutions relied on was taken away; said at its field."""
    if step != "about" or set(kept.base[step].get("tags", ())) <= set(form.tags.data or ()):
        return False
    form.fail("tags", "已有机构在按这些办理，勾过的不能再去掉，只能加")
    return True


def _form(step: str, kept: Typed, way: Way):
    form = _filled(step, kept, way)
    if way.batch:
        form.for_batch()
    return form


def _filled(step: str, kept: Typed, way: Way):
    if request.method == "POST":
        sent = request.form.to_dict(flat=False)
        return FORMS[step](MultiDict(kept.standing(step, way.settled, sent)))
    fields = MultiDict(kept.steps.get(step, {}))
    if (
        step == "money" and "amount" in request.args and "amount" not in way.settled
    ):  # a near miss: another sum
        fields["amount"] = request.args["amount"][:40]
        fields.poplist("least")
    if not fields:
        return FORMS[step](formdata=None, data=_known(way) if step == "about" else None)
    form = FORMS[step](fields, meta={"csrf": False})
    typed.judge(form)  # what has become wrong since, such as a day that has passed, is said at once
    return form


def _known(way: Way) -> dict:
    """What the owner's organisation already says; a park says nothing of its members' trade."""
    if not current_user.is_authenticated or way.batch:
        return {}
    owner_id = way.member["organisation_id"] if way.member else current_user.organisation_id
    owner = db.session.get(Organisation, owner_id)
    return {"subject": owner.subject_code, "industry": owner.industry_code, "region": owner.region_code}


def read_check(kept: Typed, form: CheckForm, words: list[str]) -> None:
    """Take over what was chosen on the check page. Raises sharing.Behind."""
    form.keep_in(kept)
    kept.struck = [word for word in kept.struck if word in words]
    shelf.save(kept)


def show_check(way: Way, kept: Typed, form: CheckForm, draft: Draft, buttons: dict, **context):
    """The page where everything is read once more. `buttons`: {value: label}, the first one primary."""
    known = known_of_actor()
    shown = preview(draft, known)
    return render_template(
        "needs/check.html",
        form=form,
        way=way,
        rows=check_page.rows(draft, way.url, way.settled, reading.standing(kept)),
        warning=check_page.purpose_warning(draft),
        words=scrub.words(shown),
        struck=frozenset(kept.struck),
        summary=summary(draft, known),
        buttons=buttons,
        disclosure=check_page.disclosure(),
        **context,
    ), 422 if form.errors else 200


def words_of(draft: Draft) -> list[str]:
    """The words that may be struck out."""
    return scrub.words(preview(draft, known_of_actor()))


def known_of_actor() -> scrub.Known:
    """What the scrubber may know of whoever is typing: nothing while signed out.

    Of a member that a clerk writes about, the stored summary loses all that is known; the preview no more
    than the clerk's own.
    """
    if not current_user.is_authenticated:
        return scrub.NOBODY
    owner = db.session.get(Organisation, current_user.organisation_id)
    return queries.known_of(owner, db.session.get(Person, current_user.person_id))


def check_form(kept: Typed) -> CheckForm:
    return CheckForm(data={"max_talks": kept.max_talks, "struck": kept.struck})


def filing_form(kept: Typed) -> CheckForm:
    """The same for a new need; signed out it is the next page that asks when to call."""
    if not current_user.is_authenticated:
        return check_form(kept)
    said = kept.reach or typed_of(**last_choice(current_user.organisation_id))
    return FilingForm(data={"max_talks": kept.max_talks, "struck": kept.struck, **said})
