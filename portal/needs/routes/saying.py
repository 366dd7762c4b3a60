"""One sentence on the first screen: what was understood of it, and who would lend. Kept nowhere."""

from flask import make_response, render_template, request, session
from werkzeug.datastructures import MultiDict

from portal.core import limits, pickers
from portal.core.permissions import public, requires
from portal.core.security import csrf, from_elsewhere, from_own_page
from portal.needs import choices, reading, saying
from portal.needs.forms import MOST_WORDS
from portal.needs.routes import filing
from portal.needs.routes.blueprint import bp
from portal.needs.routes.estimating import may_file
from portal.needs.typed import FORMS, NEW, Typed, judge

COMMON_TAGS = 8  # shown at once, beside those that are answered or asked for
FOR_GOING_BACK = "private, max-age=600"
"""Without it, whoever looks at a product and goes back is asked to send the words again."""
CHANGED = "facts"  # the form of facts was sent with the words: what stands in it holds, not the words


@bp.route("/say", methods=["GET", "POST"])
@csrf.exempt  # it changes and keeps nothing, and makes no session, whatever it answers
@public
def say():
    """Sent by POST, so that nobody's need stands in an address; answered at once, without a row.

    Another site's page gets the empty page: its request comes without the visitor's cookie.
    """
    words = request.form.get("words", "").strip()[:MOST_WORDS]
    if from_elsewhere() or (not words and CHANGED not in request.form):
        return render_template("needs/say.html", words="", forms=None, said=None, may_file=may_file())
    limits.hit(*reading.LIMIT, limits.address())
    typed, forms = _sent(words)
    said, tags = saying.page(typed), forms["about"].tags
    tags.choices = choices.qualifications((*said["asked_tags"], *tags.said))
    page = {"words": words, "forms": forms, "said": said, "may_file": may_file()}
    page["has_session"] = session.row_id is not None  # only then a token: another would make a session
    page["common_tags"] = choices.QUALIFICATIONS[:COMMON_TAGS]
    judged = list(forms.values()) if CHANGED in request.form else []  # who only spoke did nothing wrong
    page["unfolded"] = pickers.looking_up() or any(form.errors for form in judged)
    response = make_response(render_template("needs/say.html", error_forms=judged, **page))
    response.headers["Cache-Control"] = FOR_GOING_BACK
    return response


@bp.post("/needs/new/said")
@from_own_page
@requires("need:start")
def file_said():
    """Go on to filing with the words and the facts as they stand on the page."""
    limits.hit(*reading.LIMIT, limits.address())
    return filing.begin_with(_sent(request.form.get("words", "").strip()[:MOST_WORDS])[0])


def _sent(words: str) -> tuple[Typed, dict]:
    """What was said as the steps of filing hold it, and their forms to be shown."""
    typed = Typed(NEW, steps={"money": {"words": [words]} if words else {}})
    found = reading.read(words)
    if CHANGED not in request.form:
        reading.fill(typed, found)
        sent = {step: MultiDict(typed.steps[step]) for step in FORMS}
    else:
        sent = dict.fromkeys(FORMS, request.form)
    forms = {step: make(sent[step], meta={"csrf": False}) for step, make in FORMS.items()}
    for step, form in forms.items():
        typed.keep(step, form)
        reading.mark(form, found)
        if not pickers.looking_up():
            judge(form)
    typed.read = found
    return typed, forms
