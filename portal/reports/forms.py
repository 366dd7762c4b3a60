"""What is asked of somebody who reports, and of the operator who answers."""

from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.core.forms import Form, Text, strip
from portal.reports.models import KINDS, OUTCOMES

MOST = 1000


class ReportForm(Form):
    """`about` only where it is not known whom it is about, and of a caller whose code failed whatever else is
    known of them (`caller`); `contact` only of who is not signed in.
    """

    kind = RadioField(
        "发生了什么？",
        [DataRequired("请选发生了什么")],
        choices=[SelectChoice(kind.value, label) for kind, label in KINDS.items()],
    )
    about = Text(
        "对方是谁？",
        [DataRequired("请填对方的电话、姓名或自称的单位"), Length(max=200, message="最多 200 个字")],
        description="电话、姓名、核验码、自称的单位，知道一样就行。",
    )
    words = TextAreaField(
        "经过",
        [DataRequired("请写几句经过，怎么找到您、要您做什么"), Length(max=MOST, message=f"最多 {MOST} 个字")],
        filters=[strip],
        description="什么时候、怎么找到您的、要您做什么、有没有付钱。只有平台运营看得到。",
    )
    caller = Text(
        "来电号码或他自称的姓名、单位（可不填）",
        [Length(max=200, message="最多 200 个字")],
        description="知道一样就写一样，查起来快得多。",
    )
    contact = Text(
        "怎么联系您（可不填）",
        [Length(max=100, message="最多 100 个字")],
        description="运营要问细节时用，只有处理的人看得到。",
    )

    def __init__(self, *, known: bool, signed_in: bool, called: bool = False, **options) -> None:
        super().__init__(**options)
        if known:
            del self.about
        if not called:
            del self.caller
        if signed_in:
            del self.contact

    def values(self) -> dict[str, str]:
        """`about` and `contact` where they were asked."""
        return {name: self[name].data or "" for name in ("about", "contact") if name in self}


class StatusForm(Form):
    """How somebody who was not signed in reads what came of it."""

    number = Text("举报编号", [DataRequired("请填举报编号，8 位字母和数字")])
    receipt = Text("查询码", [DataRequired("请填举报时给您的查询码，8 位字母和数字")])


class ResolveForm(Form):
    outcome = RadioField(
        "查的结果",
        [DataRequired("请选查的结果")],
        choices=[SelectChoice(outcome.value, label) for outcome, label in OUTCOMES.items()],
    )
    words = TextAreaField(
        "给举报人的话",
        [DataRequired("请写明查了什么、怎么处理"), Length(max=500, message="最多 500 个字")],
        filters=[strip],
        description="举报人会读到。电话、微信会自动去掉；不要写被举报人的私人信息。",
    )
