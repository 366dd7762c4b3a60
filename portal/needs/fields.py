"""Form fields for what a person says of a need: read as people write, kept as typed."""

from datetime import date

from wtforms import SelectMultipleField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core.forms import Text
from portal.core.wording import FEN_PER_YUAN, YUAN_PER_WAN
from search.language.misread import Misread, why_unread
from search.language.numbers import Amount, parse_amount, parse_months

LEAST_YUAN, MOST_YUAN = 1_000, 10_000 * YUAN_PER_WAN
MOST_MONTHS = 360
TOO_SMALL = "金额太小，最少 0.1 万元；只写数字按万元算，5000 元请写“5000元”"
TOO_LARGE = "金额太大，最多 1 亿元；只写数字按万元算，5000 元请写“5000元”"
MISREAD = {
    Misread.ZERO: TOO_SMALL,
    Misread.HUGE: TOO_LARGE,
    Misread.REVERSED: "“{}”前面的数比后面的大，请把小的写在前面，例如 5-10万",
    Misread.THOUSAND: "“{}”可能是元，也可能是万元，请把单位写全，例如 3000元 或 3000万元",
    Misread.VAGUE: "“{}”还不够确切，请写一个数，例如 30万，或者一个范围，例如 30-40万",
}
NOTHING = frozenset({"0", "０", "零", "无", "没有", "没", "0元", "0万", "0万元"})


class AmountField(Text):
    """Money in words or figures; a bare number is 万元. `amount` is what was read."""

    amount: Amount | None = None
    example = "30万 或 500-800万"

    def pre_validate(self, form) -> None:
        self.amount = None
        if not self.data:
            return
        self.amount = parse_amount(self.data, "万元")
        if self.amount is None:
            words = MISREAD.get(why_unread(self.data, "万元"), f"看不懂“{{}}”，请写成 {self.example} 这样")
            raise StopValidation(words.format(self.data[:20]))
        ends = [end for end in (self.amount.min_yuan, self.amount.max_yuan) if end is not None]
        if min(ends) < LEAST_YUAN:
            raise StopValidation(TOO_SMALL)
        if max(ends) > MOST_YUAN:
            raise StopValidation(TOO_LARGE)


class SumField(AmountField):
    """One sum, which may be none at all: `fen` is 0 for 没有 and None when not said."""

    example = "12万"

    def pre_validate(self, form) -> None:
        if (self.data or "") in NOTHING:
            return
        super().pre_validate(form)
        if self.amount and self.amount.min_yuan != self.amount.max_yuan:
            raise StopValidation("这里请写一个数，例如 12万；没有就写 0")

    @property
    def fen(self) -> int | None:
        if self.data in NOTHING:
            return 0
        return fen(self.amount.max_yuan) if self.amount else None


class TermField(Text):
    """A length of time; a bare number is months. `months` is what was read."""

    months: int | None = None

    def pre_validate(self, form) -> None:
        self.months = None
        if not self.data:
            return
        self.months = parse_months(self.data, "月")
        if self.months is None:
            raise StopValidation(f"看不懂“{self.data[:20]}”，请写成 12个月、一年半 或 3年，最长 30 年")
        if self.months > MOST_MONTHS:
            raise StopValidation("期限最长 30 年（360 个月），请改短一些；只写数字按月算")


class Tiles(SelectMultipleField):
    """Several choices as tiles; `alone` are those that exclude all others (没有, 不确定)."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label=None, validators=None, *, alone: tuple[str, ...] = (), **options):
        super().__init__(label, validators, **options)
        self.alone = alone

    def pre_validate(self, form) -> None:
        names = {choice.value: choice.label for choice in self.choices}
        if set(self.data or ()) - set(names):
            raise StopValidation("请从给出的几项里选")
        single = set(self.data or ()) & set(self.alone)
        if single and len(self.data) > 1:
            word = names[next(value for value in self.alone if value in single)]
            raise StopValidation(f"“{word}”不能和其他几项一起选，请去掉一边")

    @property
    def said(self) -> tuple[str, ...]:
        """What was ticked beside those that stand alone."""
        return tuple(value for value in self.data or () if value not in self.alone)


def fen(yuan: int | None) -> int | None:
    return None if yuan is None else yuan * FEN_PER_YUAN


def first_of_month(year: int, month: int | None) -> date:
    """Since when, as stored: January when only the year is known."""
    return date(year, month or 1, 1)
