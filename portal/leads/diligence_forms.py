"""What a manager fills in between the first call and the decision."""

from wtforms import SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.core.forms import Form
from portal.leads.forms import ContactedForm
from portal.leads.service.diligence import LINE, MOST_LINES
from portal.needs.fields import Tiles


class DiligenceForm(ContactedForm):
    """Diligence that has begun."""

    when = StringField(
        "什么时候开始的",
        [DataRequired("请填开始尽调的时间。")],
        description="按北京时间填；现在开始就不用改。",
    )


class AskForm(Form):
    """What the owner is to bring: `offered` are the product's own papers, further ones one a line."""

    chosen = Tiles("要补哪些材料")
    more = TextAreaField(
        "别的材料（一行一样）",
        [Length(max=1200, message="写得太长了，请删短一些。")],
        description=f"每样最多 {LINE} 个字。企业会看到；电话、微信、姓名会自动去掉。",
    )
    note = TextAreaField("备注（只有本机构看得到，可不填）", [Length(max=1000, message="最多写 1000 个字。")])

    def __init__(self, *args, offered=(), **values) -> None:
        super().__init__(*args, **values)
        self.chosen.choices = [SelectChoice(line, line) for line in offered]

    @property
    def lines(self) -> list[str]:
        """What was ticked of the offered, and what was typed."""
        typed = map(str.strip, (self.more.data or "").splitlines())
        return [*self.chosen.said, *filter(None, typed)]

    def validate_more(self, field) -> None:
        if not self.lines:
            raise ValidationError("请在上面选一样，或在这里写一样。")
        if len(self.lines) > MOST_LINES:
            raise ValidationError(f"一次最多列 {MOST_LINES} 样，请合并几样。")
        if long := next((line for line in self.lines if len(line) > LINE), None):
            raise ValidationError(f"“{long[:12]}…”超过 {LINE} 个字，请写短一些。")


class BringForm(Form):
    """What was brought to the counter; `offered` are (public id, words)."""

    brought = Tiles("收到了哪些")

    def __init__(self, *args, offered=(), **values) -> None:
        super().__init__(*args, **values)
        self.brought.choices = [SelectChoice(*pair) for pair in offered]
