"""Signing in and choosing a new password."""

from wtforms import PasswordField
from wtforms.validators import DataRequired, ValidationError

from portal.core.fields import Login, NewPassword
from portal.core.forms import Form


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
