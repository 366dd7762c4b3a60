"""The little form on a product's page: what would my amount over my term cost? Sent by GET, keeps nothing."""

from wtforms import Form

from portal.products import kinds
from portal.products.form_sections import AMOUNT_RANGE, TERM_RANGE
from portal.products.number_fields import MonthsField, WanField
from portal.products.views import point


class CostForm(Form):
    amount = WanField("借多少", [AMOUNT_RANGE])
    months = MonthsField("借多久", [TERM_RANGE])

    @classmethod
    def of(cls, args, product, need=None) -> "CostForm":
        """What was asked; else what `need` wants, moved inside the product; else its own point."""
        form = cls.asked(args, *point(product, need and need.amount_max_fen, need and need.term_months))
        does = kinds.of(product).does
        form.amount.label.text, form.months.label.text = f"{does}多少", f"{does}多久"
        return form

    @classmethod
    def asked(cls, args, amount_fen: int | None, months: int | None) -> "CostForm":
        """What the address says, else these."""
        if not {"amount", "months"} & set(args):
            return cls(data={"amount": amount_fen, "months": months})
        form = cls(args)
        form.validate()
        return form
