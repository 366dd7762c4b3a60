"""A step that was sent while another device had changed the same draft; nothing of either is lost."""

from werkzeug.datastructures import MultiDict

from portal.core.db import db
from portal.needs import shelf
from portal.needs.typed import FORMS, Fields, Typed, clashes, merged

CHANGED = "这份内容刚在另一台设备上改过。您填的还在，下面是改在最新内容上的样子，请再核对一遍，然后继续。"
BEFORE_FILING = "内容刚在另一台设备上改过或者提交了，这里还没有提交。请先回核对页看一遍，再提交。"


def form(step: str, mine: Fields, base: Fields):
    """The step with what was sent on top of the newest; what the other device says instead is read out."""
    db.session.rollback()
    theirs = shelf.newest().steps.get(step, {})
    shown = FORMS[step](MultiDict(merged(mine, base, theirs)))
    other = FORMS[step](MultiDict(theirs), meta={"csrf": False})
    said = [
        f"“{shown[name].label.text}”另一台设备上填的是：{_words(other[name])}"
        for name in clashes(mine, base, theirs)
        if name in shown  # not the selects on the way to a place
    ]
    shown.form_errors = [CHANGED, *said]
    return shown


def check(form) -> Typed | None:
    """The check page was sent: its choices on top of the newest, to be read once more."""
    db.session.rollback()
    typed = shelf.newest()
    if typed is not None and typed.first_open() is None:
        form.keep_in(typed)
        shelf.save(typed)
        db.session.commit()
    return typed


def _words(field) -> str:
    """A field's value as a person reads it."""
    if getattr(field, "chosen", None):
        return field.chosen.name
    if hasattr(field, "choices"):
        wanted = field.data if isinstance(field.data, list | tuple) else [field.data]
        choices = field.iter_choices()
        return "、".join(str(choice.label) for choice in choices if choice.value in wanted) or "没填"
    return "".join(field.raw_data or []) or "没填"
