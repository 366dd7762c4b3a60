"""The little form on a product's page: what would my amount over my term cost? Sent by GET, keeps nothing."""

from wtforms import Form

from portal.products.form_sections import AMOUNT_RANGE, TERM_RANGE
from portal.products.number_fields import MonthsField, WanField


class CostForm(Form):
    amount = WanField("借多少", [AMOUNT_RANGE])
    months = MonthsField("借多久", [TERM_RANGE])
