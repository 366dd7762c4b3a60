"""Taking one's data along, and being forgotten."""

from wtforms import PasswordField, RadioField
from wtforms.validators import DataRequired, ValidationError

from portal.core.forms import Form, Text

WORD = "注销"
ACCOUNT, HERE = "account", "here"


class ExportForm(Form):
    password = PasswordField("密码", [DataRequired("请填写密码")], description="再输一次，证明是本人。")


class EraseForm(Form):
    """`scope` stands in the form only where there is something to choose."""

    scope = RadioField("注销什么", [DataRequired("请选注销什么")], choices=[])
    password = PasswordField("密码", [DataRequired("请填写密码")])
    word = Text("确认", [DataRequired(f"请输入“{WORD}”两个字")], description=f"输入“{WORD}”两个字。")

    def __init__(self, organisation: str, *, several: bool, **values):
        super().__init__(**values)
        self.scope.choices = [(HERE, f"只注销{organisation}"), (ACCOUNT, "注销整个账号")]
        if not several:
            del self.scope

    def validate_word(self, field) -> None:
        if field.data != WORD:
            raise ValidationError(f"这里要填“{WORD}”两个字")

    @property
    def whole_account(self) -> bool:
        return "scope" not in self or self.scope.data == ACCOUNT
