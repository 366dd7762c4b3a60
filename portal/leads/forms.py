"""What people fill in about a lead."""

from datetime import datetime

from wtforms import (
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, ValidationError

from portal.core import clock
from portal.core.forms import Form
from portal.leads import refusals
from portal.leads.service.banks import SENTENCE
from portal.leads.service.revealing import WHY

TOO_LONG = f"最多写 {SENTENCE} 个字，请删短一些。"
LOCAL = "%Y-%m-%dT%H:%M"
REASONS_TO_LOOK = [SelectChoice(value, label) for value, label in [("", "请选择"), *WHY.items()]]


class ClaimForm(Form):
    """有意向."""

    sentence = TextAreaField(
        "给企业的一句话（可不填）",
        [Length(max=SENTENCE, message=TOO_LONG)],
        description="说清你想了解什么、多久能答复。电话、微信会自动去掉，企业同意后再联系。",
    )


class RefuseForm(Form):
    """A no at one stage: the first sending previews what the firm will read, the second confirms it."""

    code = RadioField("主要原因", [DataRequired("请选一个主要原因。")])
    words = TextAreaField("补充说明（给企业看，可不填）", [Length(max=SENTENCE, message=TOO_LONG)])
    confirmed = HiddenField()

    def __init__(self, *args, stage: str = refusals.FIRST_STAGE, **values) -> None:
        super().__init__(*args, **values)
        groups = refusals.by_group(stage)
        self.groups = [(group, [reason.code for reason in reasons]) for group, reasons in groups.items()]
        self.code.choices = [
            SelectChoice(reason.code, f"{reason.code} {reason.name}")
            for reasons in groups.values()
            for reason in reasons
        ]

    @property
    def is_confirmed(self) -> bool:
        """Whether what was previewed is what is sent now."""
        return self.confirmed.data == f"{self.code.data}"


class AssignForm(Form):
    """Who looks after a lead, or several; `offered` are candidates."""

    manager = SelectField("交给谁", [DataRequired("请选一位客户经理")], default="")

    def __init__(self, *args, offered=(), **values) -> None:
        super().__init__(*args, **values)
        some = [SelectChoice(one.public_id, candidate_words(one)) for one in offered]
        self.manager.choices = [SelectChoice("", "请选择"), *some]


class GiveForm(AssignForm):
    """Several leads of somebody, ticked in the list above."""

    lead = SelectMultipleField(
        "要交出去的对接", [DataRequired("请先勾选要交出去的对接")], validate_choice=False
    )


def candidate_words(one) -> str:
    """示例·周岚，示例拱墅支行，手上 3 条."""
    return "，".join(filter(None, [one.name, one.outlet, f"手上 {one.open_leads} 条"]))


class TogetherForm(Form):
    """Which guarantor sits beside the bank: the first sending shows what both will see, the second agrees."""

    seen = HiddenField()  # which wording was shown
    guarantee = RadioField("请哪一家担保公司？", [DataRequired("请选一家担保公司。")])
    confirmed = HiddenField()

    def __init__(self, *args, offered=(), **values) -> None:
        super().__init__(*args, **values)
        self.guarantee.choices = [SelectChoice(*pair) for pair in offered]

    @property
    def is_confirmed(self) -> bool:
        """Whether the one whose consent was shown is the one that is agreed to."""
        return bool(self.guarantee.data) and self.confirmed.data == self.guarantee.data


class ContactedForm(Form):
    """A first contact that took place."""

    when = StringField(
        "什么时候联系上的",
        [DataRequired("请填联系的时间。")],
        description="按北京时间填；刚联系完就不用改。",
    )
    note = TextAreaField("备注（只有本机构看得到，可不填）", [Length(max=1000, message="最多写 1000 个字。")])

    moment: datetime | None = None

    def validate_when(self, field) -> None:
        try:
            typed = datetime.strptime(field.data.strip(), LOCAL).replace(tzinfo=clock.SHANGHAI)
        except ValueError as error:
            raise ValidationError("时间要写成 2026-11-24T09:30 这样，日期和时间都要有。") from error
        self.moment = min(typed, clock.local(clock.now())) if _this_minute(typed) else typed


class RevealForm(Form):
    """Why the contact is opened."""

    why = SelectField("这次查看是为了什么", choices=REASONS_TO_LOOK)
    anyway = HiddenField()  # "yes" from the page that said it is not the owner's hour

    def validate_why(self, field) -> None:
        if field.data not in WHY:
            raise ValidationError("请选这次查看是为了什么，企业会看到你查看过。")


class AgreeForm(Form):
    """同意, and 申请: `terms` says which wording stood beside the button.

    `partner` is ticked: the product of a partner that the consent names too, in the words of `partner_terms`.
    """

    terms = HiddenField()
    partner = HiddenField()
    partner_terms = HiddenField()

    @property
    def seen(self) -> str:
        """Empty from a page that did not say: nobody knows what was read on it."""
        return self.terms.data or ""


class DeclineForm(Form):
    """不同意, with or without a reason."""

    code = SelectField("为什么不想谈（可不选）", validate_choice=False, default=refusals.UNSAID)


def _this_minute(typed: datetime) -> bool:
    """A form made this minute or just before it is later than now by less than a minute at most."""
    return 0 <= (typed - clock.now()).total_seconds() < 60


def now_typed() -> str:
    """The present minute as the contact form shows it."""
    return clock.local(clock.now()).strftime(LOCAL)
