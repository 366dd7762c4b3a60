"""Signing in and choosing a new password."""

from wtforms import BooleanField, PasswordField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.core.fields import Login, NewPassword
from portal.core.forms import Form, Text


class SignInForm(Form):
    identifier = Login("手机号或邮箱", [DataRequired("请填写手机号或邮箱")])
    password = PasswordField("密码", [DataRequired("请填写密码")])


class PasswordForm(Form):
    old_password = PasswordField("现在的密码", [DataRequired("请填写现在的密码")])
    password = NewPassword(
        "新密码", [DataRequired("请填写新密码，至少 10 个字符")], description="至少 10 个字符。"
    )
    password_again = PasswordField("再输一次新密码", [DataRequired("请再输一次新密码")])

    def validate_password(self, field) -> None:
        if field.data == self.old_password.data:
            raise ValidationError("新密码和现在的一样，请换一个")

    def validate_password_again(self, field) -> None:
        if field.data and field.data != self.password.data:
            raise ValidationError("两次输入的新密码不一样，请再输一次")


def _code(label: str, description: str) -> Text:
    long = Length(max=60, message="验证码是 6 位数字；恢复码是 24 个字母和数字")
    return Text(label, [DataRequired("请填写验证码，6 位数字"), long], description=description)


class SecondForm(Form):
    """After the password: a code of the app, or a recovery code."""

    code = _code("验证码", "打开手机上的验证器，填现在显示的 6 位数字。手机不在身边，就填一个恢复码。")


class EnrolForm(Form):
    code = _code("手机上显示的 6 位数字", "验证器里这个网站的名字下面，每 30 秒换一次。")


class KeptForm(Form):
    """Beside new recovery codes."""

    kept = BooleanField(
        "我已抄好或打印好，没有存在这部手机里",
        [DataRequired("请先把恢复码抄好或打印好，再打钩。离开以后就看不到了")],
    )


class AgainForm(Form):
    """Both factors once more, before one of them is changed."""

    password = PasswordField("密码", [DataRequired("请填写密码")])
    code = _code("验证码", "手机上现在显示的 6 位数字，或者一个恢复码。")
