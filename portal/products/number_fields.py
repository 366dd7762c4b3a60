"""Fields for figures as people type them; the data is what the database keeps.

What cannot be read stays in the box as typed, with a message that shows how to write it.
"""

import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from wtforms import Field
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from portal.core import wording
from search.language.numbers import parse_amount, parse_months


class NumberField(Field):
    """One figure; subclasses read text into data and write it back. None = left empty."""

    widget = TextInput()
    unreadable = ""

    def process_formdata(self, valuelist):
        text = unicodedata.normalize("NFKC", valuelist[0]).strip() if valuelist else ""
        if not text:
            self.data = None
            return
        try:
            self.data = self.read(text)
        except (ValueError, ArithmeticError):  # 1e999999 is a figure, a hundred of it is none
            self.data = None
            raise ValueError(self.unreadable) from None

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else self.write(self.data)

    def read(self, text: str) -> int:
        """Raises ValueError for what is no figure of this kind."""
        raise NotImplementedError

    def write(self, data: int) -> str:
        return str(data)


class WanField(NumberField):
    """Money typed in 万元 (30, 30万, 5000元), kept in fen."""

    unreadable = "看不懂这个金额，请写成 30 或 30万"

    def read(self, text: str) -> int:
        amount = parse_amount(text, bare_unit="万元")
        if amount is None or amount.approximate or amount.min_yuan != amount.max_yuan:
            raise ValueError(text)
        return amount.max_yuan * wording.FEN_PER_YUAN

    def write(self, data: int) -> str:
        return wording.wan(data).replace(",", "")


class MonthsField(NumberField):
    """A term typed in months (24, 两年), kept in months."""

    unreadable = "看不懂这个期限，请写成 24 或 两年"

    def read(self, text: str) -> int:
        months = parse_months(text, bare_unit="月")
        if months is None:
            raise ValueError(text)
        return months


class PercentField(NumberField):
    """A rate typed in per cent, kept in basis points: 3.85 → 385."""

    unreadable = "看不懂这个比例，请写成 3.85，最多两位小数"

    def read(self, text: str) -> int:
        return _whole(Decimal(text.removesuffix("%").strip()) * 100)

    def write(self, data: int) -> str:
        return f"{data / 100:.2f}".rstrip("0").rstrip(".")


class YuanField(NumberField):
    """Money typed in yuan, kept in fen."""

    unreadable = "看不懂这个金额，请写成 300"

    def read(self, text: str) -> int:
        return _whole(Decimal(text.removesuffix("元").replace(",", "").strip()) * wording.FEN_PER_YUAN)

    def write(self, data: int) -> str:
        return f"{data / wording.FEN_PER_YUAN:.2f}".removesuffix(".00")


class CountField(NumberField):
    """A whole number, which may bear a sign."""

    unreadable = "请写一个整数，例如 85"

    def read(self, text: str) -> int:
        return _whole(Decimal(text))


class Between:
    """Data from `low` to `high`; the message says the range in the field's own unit."""

    def __init__(self, low: int, high: int, message: str) -> None:
        self.low, self.high, self.message = low, high, message

    def __call__(self, form, field) -> None:
        if field.data is not None and not self.low <= field.data <= self.high:
            raise ValidationError(self.message)


def _whole(value: Decimal) -> int:
    """A decimal without a fraction; ValueError otherwise, and for what no column holds."""
    if not value.is_finite() or abs(value) > 10**14 or value != value.to_integral_value(ROUND_HALF_UP):
        raise ValueError(value)
    return int(value)
