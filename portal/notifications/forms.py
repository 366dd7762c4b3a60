"""How somebody wants to be told, and the button that marks what was seen."""

from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectField
from wtforms.validators import DataRequired

from portal.core.forms import Form
from portal.core.notices import GROUPS
from portal.notifications.models import Group, Pace
from portal.notifications.words import ABOUT, PACES

HOURS = [SelectChoice(hour, f"{hour}:00") for hour in range(24)]


def _paces(group: Group, paces=tuple(Pace)) -> RadioField:
    return RadioField(
        GROUPS[group],
        [DataRequired("请选一种")],
        choices=[SelectChoice(pace.value, PACES[pace]) for pace in paces],
        description=ABOUT[group],
    )


class ChoiceForm(Form):
    """Its pace fields bear the names of the groups."""

    decisions = _paces(Group.DECISIONS)
    progress = _paces(Group.PROGRESS)
    new_leads = _paces(Group.NEW_LEADS)
    reminders = _paces(Group.REMINDERS)
    safety = _paces(Group.SAFETY, (Pace.AT_ONCE, Pace.DAILY))
    by_text = BooleanField("发短信")
    by_mail = BooleanField("发邮件")
    quiet_from = SelectField("从几点起不发？", choices=HOURS, coerce=int)
    quiet_until = SelectField("到几点再发？", choices=HOURS, coerce=int)

    @property
    def paces(self) -> dict[Group, Pace]:
        """The groups that were asked about."""
        return {group: Pace(self[group.value].data) for group in Group if group.value in self}


class ReadForm(Form):
    """`newest`: the first notice of the list as it was shown; what came since stays unread."""

    newest = HiddenField(validators=[DataRequired("这一页已经过期，请再看一遍。")])
