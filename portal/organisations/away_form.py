"""The days on which somebody is away."""

from datetime import timedelta

from wtforms.validators import Optional, ValidationError

from portal.core import clock
from portal.core.forms import DayField, Form

LONGEST = timedelta(days=180)


class AwayForm(Form):
    """Both days or none: without any the person is here."""

    first = DayField("哪天开始不在", [Optional()], description="在岗就两个都空着。")
    last = DayField("哪天还不在（最后一天）", [Optional()])

    def validate(self, extra_validators=None) -> bool:
        sound = super().validate(extra_validators)
        if sound and (self.first.data is None) is not (self.last.data is None):
            self.fail("last" if self.last.data is None else "first", "开始和最后一天要一起填，或者都空着")
            return False
        return sound

    def validate_last(self, field) -> None:
        first, last = self.first.data, field.data
        if first is None or last is None:
            return
        if last < first:
            raise ValidationError("最后一天不能比开始那天早")
        if last < clock.today():
            raise ValidationError("最后一天已经过了；在岗就两个都空着")
        if last - first > LONGEST:
            raise ValidationError("最长写 180 天，更久的请由机构管理员停用")
