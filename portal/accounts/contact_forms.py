"""Codes, new contacts, a forgotten password: what is typed when somebody shows that a contact is theirs."""

from wtforms import BooleanField, PasswordField, SelectChoice, SelectField
from wtforms.validators import DataRequired, ValidationError

from portal.core.fields import Email, Login, Mobile, NewPassword, OneTimeCode
from portal.core.forms import Form

SHEETS = (10, 20, 50)


class CodeForm(Form):
    code = OneTimeCode("验证码", [DataRequired("请填写验证码")])


class _ChangeForm(Form):
    old_password = PasswordField(
        "现在的密码", [DataRequired("请填写现在的密码")], description="防止别人拿您没退出的手机来改。"
    )


class MobileForm(_ChangeForm):
    contact = Mobile("新手机号", [DataRequired("请填写新手机号，11 位数字")])


class EmailForm(_ChangeForm):
    contact = Email("新邮箱", [DataRequired("请填写新邮箱，例如 lin@example.com")])


CHANGE_FORMS = {"mobile": MobileForm, "email": EmailForm}


class ForgottenForm(Form):
    identifier = Login("手机号或邮箱", [DataRequired("请填写您登录用的手机号或邮箱")])


class ResetForm(Form):
    code = OneTimeCode("验证码", [DataRequired("请填写验证码")])
    password = NewPassword(
        "新密码", [DataRequired("请填写新密码，至少 10 个字符")], description="至少 10 个字符。"
    )
    password_again = PasswordField("再输一次新密码", [DataRequired("请再输一次新密码")])

    def validate_password_again(self, field) -> None:
        if field.data and field.data != self.password.data:
            raise ValidationError("两次输入的新密码不一样，请再输一次")


class CodeSignInForm(Form):
    """One form with two buttons; `sending`: the one that asks for a code."""

    sending = False
    mobile = Mobile("手机号", [DataRequired("请填写手机号，11 位数字")])
    code = OneTimeCode("短信验证码")

    def validate_code(self, field) -> None:
        if self.sending:
            field.errors = []
        elif not field.data:
            raise ValidationError("请填写短信验证码；还没有的，请先点“获取验证码”")


class SheetForm(Form):
    count = SelectField(
        "要几个？",
        [DataRequired("请选择要几个")],
        choices=[SelectChoice(str(number), f"{number} 个") for number in SHEETS],
    )


class PaperResetForm(Form):
    """First who it is for, then, with `seen`, the code; `looking` leaves the second part for later."""

    looking = False
    identifier = Login("他登录用的手机号或邮箱", [DataRequired("请填写他登录用的手机号或邮箱")])
    seen = BooleanField("本人在场，我核对了证件，和上面的姓名一致")

    def validate_seen(self, field) -> None:
        if not self.looking and not field.data:
            raise ValidationError("请先当面核对本人证件，再打钩")
