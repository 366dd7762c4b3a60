from wtforms import RadioField, SelectChoice
from wtforms.validators import DataRequired

from portal.core.forms import Form
from portal.freezing.models import REASONS


class FreezeForm(Form):
    """Why somebody is stopped at once."""

    reason = RadioField(
        "为什么冻结？",
        [DataRequired("请选冻结的原因")],
        choices=[SelectChoice(reason.value, label) for reason, label in REASONS.items()],
    )
