"""What an auditor asks of the ledger, in an address."""

from wtforms import IntegerField, SelectChoice, SelectField
from wtforms.validators import NumberRange, Optional, ValidationError

from portal.auditing.words import GROUPS
from portal.core.forms import DayField, Form

MOST = 2**31 - 1  # what a database holds as a number
EARLIEST, LATEST = 2000, 2999
NUMBERS = {"": "不限", "need": "需求", "lead": "对接", "institution": "机构", "actor": "成员（谁做的）"}
POSITIVE = NumberRange(1, MOST, "请填一个正整数编号")


def _choices(words: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in words.items()]


def _in_reach(_, field) -> None:
    """Days whose beginning and end can be reckoned with on every clock."""
    if field.data and not EARLIEST <= field.data.year <= LATEST:
        raise ValidationError(f"请填 {EARLIEST} 年到 {LATEST} 年之间的日期")


class LedgerForm(Form):
    """Filled from an address: it changes nothing, and has no token."""

    class Meta(Form.Meta):
        csrf = False

    group = SelectField("哪一类", choices=_choices({"": "全部", **GROUPS}), default="")
    number_of = SelectField("按编号", choices=_choices(NUMBERS), default="")
    number = IntegerField("编号", [Optional(), POSITIVE])
    since = DayField("从哪天", [Optional(), _in_reach])
    until = DayField("到哪天", [Optional(), _in_reach])

    def validate_number(self, field) -> None:
        if field.data and not self.number_of.data:
            raise ValidationError("请先选这个编号是需求、对接、机构还是成员的")

    def validate_until(self, field) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError("到哪天要在从哪天以后")
