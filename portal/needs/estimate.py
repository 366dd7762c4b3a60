"""测额: a few facts, without an account, kept nowhere; each is asked in the steps of filing too."""

from datetime import date

from wtforms import SelectField
from wtforms.validators import ValidationError

from portal.core import clock
from portal.core.forms import Form
from portal.needs import choices
from portal.needs.draft import Draft
from portal.needs.fields import fen
from portal.needs.forms import AboutForm, MoneyForm
from portal.needs.models import FinancingNeed
from portal.needs.service.filing import refused_purpose
from portal.needs.typed import Typed, raw_of

YEARS = choices.offered(
    ("", "不说"), ("0", "还不满一年"), ("1", "满 1 年"), ("2", "满 2 年"), ("3", "满 3 年"), ("5", "满 5 年")
)


class EstimateForm(Form):
    """Amount, trade and place must be known: without them nothing can be compared."""

    amount = MoneyForm.amount
    term = MoneyForm.term
    industry = AboutForm.industry
    region = AboutForm.region
    subject = AboutForm.subject
    purpose = SelectField("用来做什么？（可不选）", choices=choices.purposes, default="")
    years = SelectField("开业多久了？（可不选）", choices=YEARS, default="")
    security = AboutForm.security
    COMMON_SECURITIES = choices.COMMON_SECURITIES

    def validate_amount(self, field) -> None:
        if field.amount and field.amount.max_yuan is None:
            raise ValidationError("请写明最多要多少，例如 50-80万")

    def validate_purpose(self, field) -> None:
        if field.data and (why := refused_purpose(field.data)):
            raise ValidationError(why)

    def need(self) -> FinancingNeed:
        """A need that is in no database, for matching; call on a valid form."""
        asked, none = self.amount.amount, choices.NONE in (self.security.data or ())
        draft = Draft(
            subject_code=self.subject.data or None,
            industry_code=self.industry.data,
            region_code=self.region.data,
            amount_min_fen=fen(asked.min_yuan),
            amount_max_fen=fen(asked.max_yuan),
            approximate=asked.approximate,
            term_months=self.term.months,
            purpose_code=self.purpose.data or None,
            security=() if none else self.security.said or None,
            no_collateral=True if none else False if self.security.said else None,
            established_on=_since(self.years.data),
        )
        return FinancingNeed(**draft.columns(), summary="")

    def onto(self, typed: Typed) -> Typed:
        """The same facts in the steps of filing, over what stood there."""
        for step, names in (("money", ("amount", "term", "purpose")), ("about", ABOUT)):
            said = {name: raw_of(self[name]) for name in names if self[name].data}
            typed.steps[step] = {**typed.steps.get(step, {}), **said}
        for name in ("industry", "region"):
            typed.steps["about"][name] = [self[name].data]
        return typed


ABOUT = ("subject", "security")


def _since(years: str) -> date | None:
    """The latest day on which a business of so many full years can have opened."""
    if not years:
        return None
    today = clock.today()
    day = min(today.day, 28) if today.month == 2 else today.day  # 29 February is in few years
    return today.replace(year=today.year - int(years), day=day)
