"""What a manager fills in of an offer and of a payment, and how an owner answers an offer.

The first sending shows what it comes to, the second, of the same figures, makes it.
"""

from hashlib import sha256

from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.core import clock, lpr, wording
from portal.core.forms import DayField, Form, strip
from portal.leads import money_words, refusals
from portal.leads.models import Offer
from portal.leads.service import offering, paying
from portal.leads.service.banks import SENTENCE
from portal.leads.service.offering import Quote, offer_of
from portal.leads.service.paying import Payment
from portal.products import words
from portal.products.form_sections import AMOUNT_RANGE, FEE_RANGE, RATE_RANGE, SPREAD_RANGE, TERM_RANGE, named
from portal.products.kind_sections import FIXED_RANGE
from portal.products.models import LENDING, Product, ProductKind, RateKind, Repayment
from portal.products.number_fields import CountField, MonthsField, PercentField, WanField, YuanField
from search import taxonomy

LENT = ("rate_kind", "rate", "lpr_tenor", "spread", "repayment")
FIRST_LOAN = {"yes": "征信里没有经营贷款，是第一次", "no": "以前贷过"}


class Confirmed(Form):
    """`confirmed` bears the digest of the figures that were shown."""

    confirmed = HiddenField()

    def is_confirmed(self, figures: Quote | Payment) -> bool:
        return self.confirmed.data == digest(figures)


def digest(figures: Quote | Payment) -> str:
    return sha256(repr(figures).encode()).hexdigest()[:16]


class OfferForm(Confirmed):
    """An offer of one kind; what lends nothing has no rate."""

    amount = WanField("批多少", [InputRequired("请填写金额，例如 20"), AMOUNT_RANGE])
    term = MonthsField("期限", [InputRequired("请填写期限，例如 12"), TERM_RANGE])
    rate_kind = RadioField(
        "利率怎么定？", choices=named(words.RATE_KINDS), coerce=RateKind, default=RateKind.FIXED
    )
    rate = PercentField("年利率（单利）", [RATE_RANGE], description="直接写年利率时填。")
    lpr_tenor = RadioField("按哪个 LPR？", default="1Y")
    spread = CountField("加多少个基点", [SPREAD_RANGE], description="1 个基点是 0.01%；减点写负数。")
    repayment = RadioField("怎么还？", coerce=Repayment, default=Repayment.INSTALMENTS)
    guarantee_mode = SelectField("担保方式")
    fee_once = PercentField("一次性费用", [FEE_RANGE], description="占金额的比例。没有就留空。")
    fee_yearly = PercentField("每年的费用", [FEE_RANGE], description="占金额的比例，每年年初收。没有就留空。")
    fee_fixed = YuanField("固定费用", [FIXED_RANGE], description="没有就留空。")
    valid_until = DayField("报价有效到", [InputRequired("请填写有效期的最后一天")])
    words = TextAreaField(
        "给企业的话（和企业要的一样时可不填）",
        [Length(max=SENTENCE, message=f"最多写 {SENTENCE} 个字，请删短一些。")],
        filters=[strip],
        description="批的比要的少或多，写一句为什么。电话、微信会自动去掉。",
    )

    def __init__(self, *args, kind: ProductKind, wanted_fen: int | None, **values) -> None:
        super().__init__(*args, **values)
        self.kind, self.wanted_fen, of = kind, wanted_fen, money_words.of(kind)
        self.amount.label.text, self.fee_yearly.label.text = of.amount, of.price
        if kind in LENDING:
            names = words.RENTS if kind is ProductKind.LEASING else words.REPAYMENTS
            self.lpr_tenor.choices, self.repayment.choices = _tenors(), named(names)
        else:
            for name in LENT:
                del self[name]
        if of.security:
            self.guarantee_mode.label.text = of.security
            self.guarantee_mode.choices = securities()
        else:
            del self.guarantee_mode

    def quote(self) -> Quote:
        """Complete once the form is valid."""
        tied = self._value("rate_kind") is RateKind.LPR
        return Quote(
            amount_fen=self.amount.data or 0,
            term_months=self.term.data or 0,
            valid_until=self.valid_until.data,
            rate_bp=None if tied else self._value("rate"),
            lpr_tenor=self._value("lpr_tenor") if tied else None,
            spread_bp=self._value("spread") if tied else None,
            repayment=self._value("repayment"),
            guarantee_mode=self._value("guarantee_mode") or None,
            fee_once_bp=self.fee_once.data or 0,
            fee_yearly_bp=self.fee_yearly.data or 0,
            fee_fixed_fen=self.fee_fixed.data or 0,
            words=self.words.data or "",
        )

    def offer(self) -> Offer:
        return offer_of(self.quote(), self.kind, clock.today())

    def validate(self, extra_validators=None) -> bool:
        if not super().validate(extra_validators):
            return False
        for name, message in offering.faults(self.offer(), self.kind, self.wanted_fen).items():
            tied = name == "rate" and self.rate_kind.data is RateKind.LPR
            self.fail("spread" if tied else name, "请填写加多少个基点，例如 85" if tied else message)
        self._above_nothing()
        return not self.errors

    def _above_nothing(self) -> None:
        quote = self.quote()
        if quote.spread_bp is not None and lpr.on(clock.today(), quote.lpr_tenor).bp + quote.spread_bp < 0:
            self.fail("spread", "减这么多，利率就成了负数，请改大")

    def _value(self, name: str):
        return self[name].data if name in self else None


class PaymentForm(Confirmed):
    """One payment under an offer."""

    amount = WanField("放款多少", [InputRequired("请填写金额，例如 20"), AMOUNT_RANGE])
    paid_on = DayField("放款日期", [InputRequired("请填写日期")])
    contract_on = DayField("合同签订日期", [InputRequired("请填写合同签订的日期")])
    rate = PercentField(
        "合同年利率（单利）", [RATE_RANGE], description="按 LPR 加点的，写签合同那天算出来的。"
    )
    term = MonthsField("期限", [InputRequired("请填写期限，例如 12"), TERM_RANGE])
    guarantee_mode = SelectField("担保方式")
    first_loan = RadioField("征信里查到的", choices=named(FIRST_LOAN), validate_choice=False)
    renewal = BooleanField("是续贷（还了旧的再借，或无还本续贷）")

    def __init__(self, *args, kind: ProductKind, under: Offer, **values) -> None:
        super().__init__(*args, **values)
        self.kind, self.under, of = kind, under, money_words.of(kind)
        self.amount.label.text, self.paid_on.label.text = of.paid, of.pays
        if kind not in LENDING:
            del self.rate, self.first_loan, self.renewal
        if of.security:
            self.guarantee_mode.label.text, self.guarantee_mode.choices = of.security, securities()
        else:
            del self.guarantee_mode

    def payment(self) -> Payment:
        """Complete once the form is valid."""
        lends = self.kind in LENDING
        first = {"yes": True, "no": False}.get(self.first_loan.data) if lends else None
        return Payment(
            amount_fen=self.amount.data or 0,
            paid_on=self.paid_on.data,
            contract_on=self.contract_on.data,
            term_months=self.term.data or 0,
            rate_bp=self.rate.data if lends else None,
            guarantee_mode=(self.guarantee_mode.data or None) if "guarantee_mode" in self else None,
            first_loan=first,
            renewal=lends and self.renewal.data,
        )

    def validate(self, extra_validators=None) -> bool:
        if not super().validate(extra_validators):
            return False
        for name, message in paying.faults(self.payment(), self.under, self.kind).items():
            self.fail(name, message)
        return not self.errors


class TakeForm(Form):
    """企业接受: `offer` is the one that stood beside the button."""

    offer = HiddenField()
    keep_open = BooleanField()


class RefuseOfferForm(Form):
    """不接受, with its reason."""

    code = RadioField("主要原因", [DataRequired("请选一个原因。")])

    def __init__(self, *args, **values) -> None:
        super().__init__(*args, **values)
        reasons = refusals.firm_reasons(offering.STAGE)
        self.code.choices = [SelectChoice(reason.code, reason.name) for reason in reasons]


class KeepOpenForm(Form):
    """Whether the need goes on seeking after the first money."""

    keep = RadioField(choices=named({"yes": "", "no": ""}))


def offered(product: Product | None, need) -> dict:
    """What an offer form begins with: what the owner asked for, on the product's terms."""
    values = {
        "amount": need.amount_max_fen,
        "term": need.term_months,
        "valid_until": max(offering.soonest_end(), clock.today() + offering.USUAL),
        "guarantee_mode": "credit",
    }
    if product is None:
        return values
    rate = "spread" if product.rate_kind is RateKind.LPR else "rate"
    most = [fen for fen in (need.amount_max_fen, product.amount_max_fen) if fen]
    return {
        **values,
        "amount": min(most, default=None),
        "rate_kind": product.rate_kind,
        rate: product.rate_low_bp,
        "lpr_tenor": product.lpr_tenor or "1Y",
        "repayment": product.repayment,
        "guarantee_mode": next(iter(product.security_accepted), "credit"),
        "fee_once": product.fee_once_bp or None,
        "fee_yearly": (product.fee_yearly_bp if product.kind in LENDING else product.price_bp) or None,
        "fee_fixed": product.fee_fixed_fen or None,
    }


def due(offer: Offer, rest_fen: int) -> dict:
    """What a payment form begins with: all that is left, today, as it was offered."""
    return {
        "amount": rest_fen,
        "paid_on": clock.today(),
        "contract_on": clock.today(),
        "rate": offer.rate_bp,
        "term": offer.term_months,
        "guarantee_mode": offer.guarantee_mode or "credit",
    }


def securities() -> list[SelectChoice]:
    return [SelectChoice(entry.word, entry.name) for entry in taxonomy.securities.all()]


def _tenors() -> list[SelectChoice]:
    """Each with what it comes to today."""
    choices = []
    for tenor, name in words.TENORS.items():
        base = lpr.on(clock.today(), tenor)
        choices.append(
            SelectChoice(tenor, f"{name}，现在 {wording.percent(base.bp)}（{base.published_on} 公布）")
        )
    return choices
