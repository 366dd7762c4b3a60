"""What an owner says against a step, and what the institution answers."""

from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.core.forms import Form
from portal.leads.forms import TOO_LONG
from portal.leads.service.banks import SENTENCE

WRONG, STOOD_BY = "wrong", "stood_by"


class DisputeForm(Form):
    """One reason; `offered` are (code, words)."""

    reason = RadioField("哪里不对", [DataRequired("请选一个原因。")])

    def __init__(self, *args, offered=(), **values) -> None:
        super().__init__(*args, **values)
        self.reason.choices = [SelectChoice(*pair) for pair in offered]


class AnswerForm(Form):
    """Whose record is right."""

    said = RadioField(
        "核对以后",
        [DataRequired("请选一个答复。")],
        choices=[SelectChoice(WRONG, "企业说得对，是我们记错了"), SelectChoice(STOOD_BY, "情况属实")],
    )
    words = TextAreaField(
        "说明（给企业看）",
        [Length(max=SENTENCE, message=TOO_LONG)],
        description="说情况属实，要写清什么时候、怎么办的。电话、微信会自动去掉。",
    )

    def validate_words(self, field) -> None:
        if self.said.data == STOOD_BY and not (field.data or "").strip():
            raise ValidationError("请写清情况，企业会看到。")
