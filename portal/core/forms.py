"""The base of every form: CSRF, the idempotency key, and messages that say what to do."""

from flask import Flask, flash, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict
from wtforms import DateField, HiddenField, StringField
from wtforms.validators import DataRequired

from portal.core import idempotency

WORDED = {
    "Not a valid choice.": "列表里没有这一项，请从列表里选一个",
    "Invalid Choice: could not coerce.": "列表里没有这一项，请从列表里选一个",
    "This field is required.": "请填写这一项",
    "Not a valid integer value.": "请填一个整数",
}
"""What the library says without telling what to do."""


class Worded:
    """The library's translations, where they do not say what to do in our own words."""

    def __init__(self, library) -> None:
        self._library = library

    def gettext(self, text: str) -> str:
        return WORDED.get(text) or self._library.gettext(text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self._library.ngettext(one, many, number)


class Form(FlaskForm):
    """`key` is fresh in each form shown and decides that a double send has one effect."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form, formdata):
            """Texts only: a file sent under a text's name must not stand in for it."""
            sent = super().wrap_formdata(form, formdata)
            return request.form if isinstance(sent, CombinedMultiDict) else sent

        def get_translations(self, form) -> Worded:
            return Worded(super().get_translations(form))

    key = HiddenField(default=idempotency.fresh, validators=[DataRequired("这一页已经过期，请再提交一次。")])

    def validate_on_submit(self, extra_validators=None) -> bool:
        """What a picker took from words that somebody typed is said on the page that follows.

        Only of what was sent to be kept: a form that is merely judged leaves nothing in the session.
        """
        fine = super().validate_on_submit(extra_validators)
        for taken in (getattr(field, "taken", "") for field in self if fine):
            if taken:
                flash(taken)
        return fine

    def fail(self, name: str, message: str) -> None:
        """Put a message from the service at its field."""
        field = self[name]
        field.errors = [*field.errors, message]


class ActionForm(Form):
    """A button without fields."""


def strip(text: str | None) -> str | None:
    return text.strip() if text else text


class Text(StringField):
    """A one-line text without surrounding blanks."""

    def __init__(self, label: str, validators=None, **options):
        super().__init__(label, validators, filters=[strip, *options.pop("filters", [])], **options)


class DayField(DateField):
    """A day; what is no day stays as typed with a sentence about it."""

    def process_formdata(self, valuelist):
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError:
            raise ValueError("没有这一天，请写成 2026-12-31 这样") from None


def init_app(app: Flask) -> None:
    app.jinja_env.globals["action_form"] = ActionForm
