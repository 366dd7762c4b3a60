"""What somebody has begun and not filed: on this device's shelf, and as drafts of their firm."""

from flask import url_for

from portal.core import wording
from portal.core.permissions import OWNERS
from portal.core.visibility import Persona
from portal.needs import queries, service, shelf
from portal.needs.errors import Incomplete
from portal.needs.models import FinancingNeed, NeedState
from portal.needs.service.editing import NAMES
from portal.needs.service.filing import check
from portal.needs.typed import FORMS, NEW, Typed
from portal.needs.views import need_view
from search import taxonomy

STEPS = {"money": "第 1 步：资金", "about": "第 2 步：您的生意"}
LONGEST = 24


def rows(actor) -> list[dict]:
    """`[{title, missing, touched, saved, shared, href, back_key, discard_href}]`.

    `back_key`: of one set aside.
    """
    own = queries.mine(actor) if actor.is_authenticated and actor.role in OWNERS else []
    drafts = [need for need in own if need.state is NeedState.DRAFT]
    return [*map(_typed_row, shelf.begun()), *map(_stored_row, drafts)]


def _typed_row(typed: Typed) -> dict:
    here = typed.key == NEW
    return {
        "title": title_of(typed),
        "missing": _missing(typed),
        "touched": wording.moment(typed.touched),
        "saved": False,
        "shared": typed.held is not None,
        "href": url_for(f"needs.{typed.first_open() or 'check'}") if here else None,
        "back_key": None if here else typed.key,
        "discard_href": url_for("needs.discard", draft=typed.key),
    }


def _stored_row(need: FinancingNeed) -> dict:
    view = need_view(need, Persona.OWNER)
    return {
        "title": " · ".join(filter(None, [view.title, view.amount])),
        "missing": _lacking(need),
        "touched": wording.moment(need.updated_at or need.created_at),
        "saved": True,
        "shared": False,
        "href": url_for("needs.edit", public_id=need.public_id),
        "back_key": None,
        "discard_href": url_for("needs.withdraw", public_id=need.public_id),
    }


def title_of(typed: Typed) -> str:
    """20万 · 流动资金; else the first of the own words."""
    money = typed.steps.get("money", {})
    code = "".join(money.get("purpose", []))
    purpose = taxonomy.purposes.get(code)
    words = "".join(money.get("words", []))
    said = [*money.get("amount", []), *([purpose.name] if purpose else [])]
    return " · ".join(said) or (words[:LONGEST] + ("…" if len(words) > LONGEST else "")) or "刚开始填"


def _missing(typed: Typed) -> list[str]:
    """Steps that are not begun, and fields of the others that are empty or no longer right."""
    found = []
    for step in FORMS:
        form = typed.form(step)
        if not typed.steps.get(step):
            found.append(STEPS[step])
        elif not form.validate():
            found += [form[name].label.text.rstrip("？") for name in form.errors if name in form]
    return found


def _lacking(need: FinancingNeed) -> list[str]:
    try:
        check(need)
    except Incomplete as error:
        return list(dict.fromkeys(NAMES[name] for name in error.missing))
    except service.Refused as error:
        return [str(error)]
    return []
