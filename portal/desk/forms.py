"""What an operator fills in to set something."""

from decimal import Decimal, InvalidOperation

from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from portal.core.forms import DayField, Form, Text, strip
from portal.desk.fields import ICP, POLICE, SettingForm, Written, close, words_only
from portal.leads.clocks import LIMITS
from portal.leads.models import Clock
from portal.leads.words import clock_word

HINTS = {
    Clock.FIRST_ANSWER: "推送给机构以后，机构说有没有意向",
    Clock.OWNER_ANSWER: "机构说有意向以后，企业决定同不同意",
    Clock.FIRST_CONTACT: "企业同意以后，客户经理联系企业",
    Clock.DECISION: "联系以后，给额度或说明原因",
    Clock.DISBURSEMENT: "企业接受额度以后，放款",
}
ADDITION = 200  # characters that a site may add to the consent


def _days(which: Clock) -> IntegerField:
    low, high = LIMITS[which]
    said = f"请填 {low} 到 {high} 之间的整数"
    return IntegerField(
        clock_word(which),
        [InputRequired(said), NumberRange(low, high, said)],
        description=f"{HINTS[which]}。可以设 {low}–{high} 个工作日",
    )


class ClocksForm(SettingForm):
    """How many working days each promise has."""

    first_answer = _days(Clock.FIRST_ANSWER)
    owner_answer = _days(Clock.OWNER_ANSWER)
    first_contact = _days(Clock.FIRST_CONTACT)
    decision = _days(Clock.DECISION)
    disbursement = _days(Clock.DISBURSEMENT)


class ConsentForm(SettingForm):
    """What the site adds to the sentence that an owner agrees to."""

    addition = TextAreaField(
        "补充的话（可不填）",
        [Length(max=ADDITION, message=f"最多 {ADDITION} 个字"), words_only],
        filters=[strip],
        description="接在固定的那段话后面，不能替换它。写给填需求的人看，一两句话。",
    )

    def values(self) -> dict:
        """On one line, as it stands in the sentence."""
        return {"addition": " ".join((self.addition.data or "").split())}


class FooterForm(SettingForm):
    """Who runs the site, as every page says it."""

    operator = Text(
        "主办单位",
        [Length(max=60, message="最多 60 个字"), words_only],
        description="写全称，也写在隐私说明里",
    )
    contact = Text(
        "联系方式",
        [Length(max=80, message="最多 80 个字"), words_only],
        description="例如：电话 0571-…，工作日 9:00–17:00。不填就用服务器上配置的",
    )
    icp = Text(
        "ICP 备案号",
        [Written(ICP, "请照备案写，例如 浙ICP备2026000001号-1")],
        filters=[close],
        description="会链接到工信部的备案查询",
    )
    police = Text(
        "公安备案号",
        [Written(POLICE, "请照备案写，例如 浙公网安备33010000000001号，14 位数字")],
        filters=[close],
        description="会链接到公安部的备案查询",
    )

    def values(self) -> dict:
        return {field.name: field.data or "" for field in self.asked}


def _percent(typed: str | None) -> str | None:
    """3.0%, ３．０ and 3。0 are read as 3.0."""
    return typed and typed.translate(str.maketrans("．。％０１２３４５６７８９", "..%0123456789")).rstrip(
        "% "
    )


class Rate(Text):
    """A rate in % a year with at most two decimals; `bp` is the same in basis points."""

    LOW, HIGH = Decimal("0.5"), Decimal(10)

    def __init__(self, label: str, **options) -> None:
        super().__init__(label, [DataRequired("请照公布的填，例如 3.00")], filters=[_percent], **options)

    @property
    def bp(self) -> int:
        return int(Decimal(self.data) * 100)

    def pre_validate(self, form) -> None:
        if not self.data:
            return
        try:
            rate = Decimal(self.data)
        except InvalidOperation:
            raise ValidationError("请填一个数，例如 3.00") from None
        if not rate.is_finite() or not self.LOW <= rate <= self.HIGH:
            raise ValidationError(f"LPR 在 {self.LOW}% 到 {self.HIGH}% 之间，请看是不是填错了")
        if rate != round(rate, 2):
            raise ValidationError("最多两位小数，例如 3.05")


class LprForm(Form):
    """One month's rates, as the funding centre has published them."""

    day = DayField(
        "公布日", [InputRequired("请填公布的日子，例如 2026-09-21")], description="每月 20 日，遇到休息日顺延"
    )
    one_year = Rate("1 年期")
    five_year = Rate("5 年期以上")
    sure = BooleanField("核对过了，就是这样")

    @property
    def basis_points(self) -> tuple[int, int]:
        return self.one_year.bp, self.five_year.bp


REST, WORK = "rest", "work"


class DaysForm(Form):
    """Days that are not what their weekday says."""

    first = DayField("从哪天", [InputRequired("请填日子，例如 2027-01-01")])
    last = DayField("到哪天（只有一天可不填）", [Optional()])
    kind = RadioField(
        "这些天",
        [DataRequired("请选放假还是上班")],
        choices=[SelectChoice(REST, "放假"), SelectChoice(WORK, "调休上班")],
    )
    name = Text(
        "什么节日",
        [DataRequired("请填节日的名字，例如 元旦"), Length(max=20, message="最多 20 个字"), words_only],
    )
