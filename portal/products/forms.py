"""The form of a product: every field in sections; messages say what to do.

A draft needs a name only. What a product lacks to be published is `service.missing`, shown there.
"""

from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.core.forms import Form, strip
from portal.products.form_checks import faults
from portal.products.form_sections import Conditions, Handling, Price, What, Who
from portal.products.kind_sections import (
    Backing,
    Counter,
    GuaranteePrice,
    InsurancePrice,
    LeasingPrice,
    Requirements,
    Together,
)
from portal.products.models import Product, ProductKind, RateKind

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
    "insured",
    "partners",
    "repayment",
)
TEXTS = ("text", "materials", "answered_by", "insured")
RENAMED = {  # field → column
    "amount_min": "amount_min_fen",
    "amount_max": "amount_max_fen",
    "term_min": "term_min_months",
    "term_max": "term_max_months",
    "subsidy": "subsidy_bp",
    "price": "price_bp",
    "cover": "cover_bp",
    "down_payment": "down_payment_bp",
}
FEES = {"fee_once": "fee_once_bp", "fee_yearly": "fee_yearly_bp", "fee_fixed": "fee_fixed_fen"}


class ProductForm(Form):
    """What the forms of all kinds share. `areas` is where the institution works, and no product beyond;
    `partners` are (public id, name) of the institutions that may be named as such.
    """

    kind: ProductKind

    def __init__(self, *args, areas: tuple[str, ...] = (), partners=(), **options) -> None:
        super().__init__(*args, **options)
        self.areas = areas
        if "partners" in self:
            self.partners.choices = [SelectChoice(*partner) for partner in partners]

    @classmethod
    def of(cls, product: Product, areas: tuple[str, ...], *, sent: bool = True, partners=()) -> "ProductForm":
        """The form filled from a product; what was `sent`, if anything, comes before that."""
        tied = product.rate_kind is RateKind.LPR
        low, high = product.rate_low_bp, product.rate_high_bp
        ends = {("spread_low" if tied else "rate_low"): low, ("spread_high" if tied else "rate_high"): high}
        data = {name: getattr(product, name) for name in (*PLAIN, "rate_kind")}
        data |= {name: getattr(product, column) for name, column in RENAMED.items()}
        data |= {name: getattr(product, column) or None for name, column in FEES.items()}
        data |= {**ends, "lpr_tenor": product.lpr_tenor or "1Y"}
        options = {"areas": areas, "partners": partners, "data": data}
        return cls(**options) if sent else cls(None, **options)

    def values(self) -> dict:
        """Columns and their values, of the fields that this kind has."""
        return {
            "kind": self.kind,
            **{name: self[name].data for name in PLAIN if name in self},
            **{name: self[name].data or "" for name in TEXTS if name in self},
            **{column: self[name].data for name, column in RENAMED.items() if name in self},
            **{column: self[name].data or 0 for name, column in FEES.items() if name in self},
            **(self._rate() if "rate_kind" in self else {}),
        }

    def _rate(self) -> dict:
        """Only the rate of the chosen kind is kept."""
        tied = self.rate_kind.data is RateKind.LPR
        low, high = (self.spread_low, self.spread_high) if tied else (self.rate_low, self.rate_high)
        return {
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


class LoanForm(What, Who, Price, Conditions, Handling, Together, ProductForm):
    kind = ProductKind.LOAN


class GuaranteeForm(What, Who, GuaranteePrice, Counter, Requirements, Handling, Together, ProductForm):
    kind = ProductKind.GUARANTEE


class InsuranceForm(What, Who, InsurancePrice, Requirements, Handling, ProductForm):
    kind = ProductKind.INSURANCE


class LeasingForm(What, Who, LeasingPrice, Backing, Requirements, Handling, ProductForm):
    kind = ProductKind.LEASING


FORMS = {form.kind: form for form in (LoanForm, GuaranteeForm, InsuranceForm, LeasingForm)}


class ReviewForm(Form):
    """A second person's answer: it holds, or goes back with the reason."""

    APPROVE, RETURN = "approve", "return"

    answer = RadioField(
        "你看下来",
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
