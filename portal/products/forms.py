"""The form of a product: every field in sections; messages say what to do.

A draft needs a name only. What a product lacks to be published is `service.missing`, shown there.
"""

from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.core.forms import Form, strip
from portal.products.form_checks import faults
from portal.products.form_sections import Conditions, Price, What, Who
from portal.products.models import Product, RateKind

PLAIN = (  # fields that bear the name of their column
    "name",
    "text",
    "product_type_codes",
    "feature_codes",
    "subjects",
    "industries",
    "industries_excluded",
    "regions",
    "purpose_kinds",
    "security_accepted",
    "requirements",
    "materials",
    "decision_days",
    "answered_by",
)
RENAMED = {  # field → column
    "amount_min": "amount_min_fen",
    "amount_max": "amount_max_fen",
    "term_min": "term_min_months",
    "term_max": "term_max_months",
    "subsidy": "subsidy_bp",
}
FEES = {"fee_once": "fee_once_bp", "fee_yearly": "fee_yearly_bp", "fee_fixed": "fee_fixed_fen"}


class ProductForm(What, Who, Price, Conditions, Form):
    """`areas` is where the institution works: no product reaches beyond it."""

    def __init__(self, *args, areas: tuple[str, ...] = (), **options) -> None:
        super().__init__(*args, **options)
        self.areas = areas

    @classmethod
    def of(cls, product: Product, areas: tuple[str, ...], *, sent: bool = True) -> "ProductForm":
        """The form filled from a product; what was `sent`, if anything, comes before that."""
        tied = product.rate_kind is RateKind.LPR
        low, high = product.rate_low_bp, product.rate_high_bp
        ends = {("spread_low" if tied else "rate_low"): low, ("spread_high" if tied else "rate_high"): high}
        data = {name: getattr(product, name) for name in (*PLAIN, "kind", "rate_kind", "repayment")}
        data |= {name: getattr(product, column) for name, column in RENAMED.items()}
        data |= {name: getattr(product, column) or None for name, column in FEES.items()}
        data |= {**ends, "lpr_tenor": product.lpr_tenor or "1Y"}
        return cls(areas=areas, data=data) if sent else cls(None, areas=areas, data=data)

    def values(self) -> dict:
        """Columns and their values; only the rate of the chosen kind is kept."""
        tied = self.rate_kind.data is RateKind.LPR
        low, high = (self.spread_low, self.spread_high) if tied else (self.rate_low, self.rate_high)
        return {
            **{name: self[name].data for name in PLAIN},
            **{column: self[name].data for name, column in RENAMED.items()},
            **{column: self[name].data or 0 for name, column in FEES.items()},
            "text": self.text.data or "",
            "materials": self.materials.data or "",
            "answered_by": self.answered_by.data or "",
            "kind": self.kind.data,
            "repayment": self.repayment.data,
            "rate_kind": self.rate_kind.data,
            "lpr_tenor": self.lpr_tenor.data if tied else None,
            "rate_low_bp": low.data,
            "rate_high_bp": low.data if high.data is None else high.data,
        }

    def validate(self, extra_validators=None) -> bool:
        sound = super().validate(extra_validators)
        for name, message in faults(self):
            if not self[name].errors:
                self.fail(name, message)
                sound = False
        return sound


class ReviewForm(Form):
    """A second person's answer: it holds, or goes back with the reason."""

    APPROVE, RETURN = "approve", "return"

    answer = RadioField(
        "您看下来",
        [DataRequired("请选一项。")],
        choices=[SelectChoice(APPROVE, "没问题，可以展示"), SelectChoice(RETURN, "退回去改")],
    )
    note = TextAreaField(
        "要改什么（退回时要写）",
        [Length(max=200, message="最多写 200 个字，请删短一些。")],
        filters=[strip],
    )

    def validate_note(self, field) -> None:
        if self.answer.data == self.RETURN and not field.data:
            raise ValidationError("请写明要改什么，他才知道怎么改")

    @property
    def approves(self) -> bool:
        return self.answer.data == self.APPROVE
