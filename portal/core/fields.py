"""Form fields for what identifies people and firms: stored in normal form, kept as typed when wrong."""

from collections.abc import Callable

from wtforms import PasswordField
from wtforms.validators import ValidationError

from portal.core import identifiers
from portal.core.forms import Text


class Normal(Text):
    """A text that `normal` turns into its stored form, or complains about in a sentence."""

    data: str | None
    normal: Callable[[str], str]

    def pre_validate(self, form) -> None:
        if not self.data:
            return  # whether it may be empty is for the validators to say
        try:
            self.data = type(self).normal(self.data)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class Mobile(Normal):
    normal = staticmethod(identifiers.mobile)


class Email(Normal):
    normal = staticmethod(identifiers.email)


class Contact(Normal):
    """A mobile or an e-mail address, told apart by the @."""

    @staticmethod
    def normal(typed: str) -> str:
        return identifiers.email(typed) if "@" in typed else identifiers.mobile(typed)


class CreditCode(Normal):
    normal = staticmethod(identifiers.credit_code)


class OneTimeCode(Normal):
    normal = staticmethod(identifiers.one_time_code)


class Login(Text):
    """A mobile or an e-mail address, told apart by the @; an address goes on folded, as it is counted."""

    data: str | None

    def pre_validate(self, form) -> None:
        if self.data and "@" not in identifiers.folded(self.data):
            self._as_mobile()
        elif self.data:
            self.data = identifiers.folded(self.data)

    def _as_mobile(self) -> None:
        try:
            self.data = identifiers.mobile(self.data)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class NewPassword(PasswordField):
    """A password being chosen; never sent back to the page."""

    data: str | None

    def pre_validate(self, form) -> None:
        if not self.data:
            return
        others = [field.data for field in form if not isinstance(field, PasswordField)]
        try:
            identifiers.password(self.data, about=[typed for typed in others if isinstance(typed, str)])
        except ValueError as error:
            raise ValidationError(str(error)) from error
