"""发给谁: all institutions that fit, or those ticked; and those that are never to see it."""

from wtforms import RadioField, SelectChoice
from wtforms.validators import ValidationError

from portal.core.forms import Form
from portal.needs.fields import Tiles
from portal.needs.models import Openness

EVERYBODY, CHOSEN = Openness.OPEN.value, Openness.DIRECTED.value


class AudienceForm(Form):
    """`offered`: {public id: name} of the institutions that work where the business is."""

    openness = RadioField(
        "发给谁？",
        choices=[
            SelectChoice(EVERYBODY, "所有合适的机构（平台按条件挑最合适的 3 家先发）"),
            SelectChoice(CHOSEN, "只发给我选的机构"),
        ],
        default=EVERYBODY,
    )
    named = Tiles("我选的机构", description="选了“只发给我选的机构”才用得上。", choices=[])
    barred = Tiles("不要发给", description="选中的机构看不到这条需求，也不会知道。", choices=[])

    def __init__(self, *args, offered: dict[str, str], **options) -> None:
        super().__init__(*args, **options)
        choices = [SelectChoice(key, name) for key, name in offered.items()]
        self.named.choices, self.barred.choices = choices, choices

    @property
    def wanted(self) -> frozenset[str]:
        """The ticked ones, while only these are to have it."""
        return frozenset(self.named.data or ()) if self.openness.data == CHOSEN else frozenset()

    def validate_named(self, field) -> None:
        if self.openness.data == CHOSEN and not field.data:
            raise ValidationError("请至少选一家，或者改成发给所有合适的机构")

    def validate_barred(self, field) -> None:
        if both := self.wanted & set(field.data or ()):
            names = {choice.value: choice.label for choice in field.choices}
            raise ValidationError(f"“{names[min(both)]}”不能又选又不要，请去掉一边")
