"""What is typed to find out who is calling, and what an institution says about itself."""

import re

from wtforms import SelectChoice, SelectField
from wtforms.validators import DataRequired, ValidationError

from portal.core import work_codes
from portal.core.forms import Form, Text

PHONE = re.compile(r"\+?\d[\d-]{3,17}\d")
SHAPE = "核验码是 8 位字母和数字，例如 Q7KM-4R2T；一次性码是 6 位数字。请照他报的再填一次"
ONCE_SHAPE = "一次性码是 6 位数字，请让他再报一次"


class CheckForm(Form):
    """A work code, a one-time code, or both."""

    code = Text(
        "他报的码",
        [DataRequired("请填写他报的码")],
        description="8 位核验码，或正在通话时的 6 位一次性码。",
    )
    once = Text("一次性码（6 位数字）")

    def validate_code(self, field) -> None:
        code = work_codes.normal(field.data or "")
        if not work_codes.is_work_code(code) and not work_codes.is_once(code):
            raise ValidationError(SHAPE)

    def validate_once(self, field) -> None:
        if field.data and not work_codes.is_once(work_codes.normal(field.data)):
            raise ValidationError(ONCE_SHAPE)

    def typed(self) -> tuple[str | None, str | None]:
        """(work code, one-time code) in normal form; at least one of them."""
        first, second = work_codes.normal(self.code.data or ""), work_codes.normal(self.once.data or "")
        return (None, first) if work_codes.is_once(first) else (first, second or None)


class OnceForm(Form):
    """Whom the call is for, if it is about one lead."""

    lead = SelectField("这次打给谁（可不选）", validate_choice=False)

    def __init__(self, leads: list[tuple[str, str]], **options) -> None:
        super().__init__(**options)
        self.lead.choices = [
            SelectChoice("", "不限，谁都能核验"),
            *(SelectChoice(value, label) for value, label in leads),
        ]


class PhoneForm(Form):
    phone = Text(
        "对外公开的客服电话",
        description="所有人都看得到，用来核实来电。只写数字和短横线；留空就不再公开。",
    )

    def validate_phone(self, field) -> None:
        field.data = "-".join((field.data or "").replace("—", "-").split()) or None
        if field.data and not PHONE.fullmatch(field.data):
            raise ValidationError("电话写成 0571-12345678 或 95500 这样，5 到 20 位数字和短横线")
