"""The steps of filing: money and purpose, the business and its facts, a last look, who you are."""

from datetime import date, timedelta

from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from portal.core import clock
from portal.core.forms import DayField, Form, Text
from portal.core.identity import IdentityFields
from portal.core.pickers import IndustryField, RegionField
from portal.needs import choices
from portal.needs.draft import with_implied
from portal.needs.fields import AmountField, SumField, TermField, Tiles, fen, first_of_month
from portal.needs.reaching_form import ReachFields
from portal.needs.service import OWNERS_REASONS
from portal.needs.service.filing import refused_purpose
from portal.needs.service.sharing import LENGTH, normal
from search import taxonomy
from search.language.numbers import Amount

MOST_WORDS = 3_000
MOST_MEMBERS = 10_000
OLDEST = 1949
AHEAD = timedelta(days=731)
NO_AMOUNT = Amount(None, None)


class MoneyForm(Form):
    """Step 1: what the money is for and how much, in figures and in own words."""

    words = TextAreaField(
        "用自己的话说说",
        [Length(max=MOST_WORDS, message=f"最多 {MOST_WORDS:,} 个字，请删短一些")],
        description="像发微信一样写，机构先看到去掉姓名电话的版本。不要写姓名、电话、身份证号和银行账号。",
    )
    amount = AmountField(
        "需要多少资金？",
        [DataRequired("请填写需要的金额，例如 30万")],
        description="30万、三十万、500-800万 都可以；说不准就写“约50万”。只写数字按万元算。",
    )
    least = AmountField(
        "最少多少也有帮助？（可不填）", description="给不到那么多时，少到多少也愿意谈。不填就按上面的金额。"
    )
    term = TermField("打算用多久？（可不填）", description="例如 12个月、一年半、3年；还不确定就空着。")
    purpose = SelectField(
        "用来做什么？",
        [DataRequired("请选择用途；日常进货、周转就选“流动资金”")],
        choices=choices.purposes,
        default="",
    )
    needed_on = DayField("什么时候要用？（可不填）", [Optional()], description="最晚哪天要用上；不急就空着。")
    product_types = Tiles(
        "想要哪类产品？（可不填）",
        choices=choices.product_groups,
        alone=(choices.UNSURE,),
        description="不了解就选“不确定”，我们按条件替您比。",
    )

    members = IntegerField(
        "大约几家会员要？",
        [Optional(), NumberRange(2, MOST_MEMBERS, f"请填 2 到 {MOST_MEMBERS} 之间的整数")],
        description="说不准写个大概；谈成以后再由每家自己确认。",
    )  # asked of a park alone

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.product_types.choices = choices.product_groups(self.product_types.said)

    def for_batch(self) -> None:
        """The words of a park that asks for several members."""
        self.amount.label.text = "每家需要多少资金？"
        self.least.label.text = "每家最少多少也有帮助？（可不填）"
        self.words.description = "说说会员是做什么的、为什么一起要。不要写会员的名称、姓名和电话。"

    def validate_amount(self, field) -> None:
        if field.amount and field.amount.max_yuan is None:
            raise ValidationError("请写明最多要多少，例如 50-80万")

    def validate_least(self, field) -> None:
        most = self.amount.amount and self.amount.amount.max_yuan
        if field.amount is None or most is None:
            return
        if field.amount.max_yuan is None or field.amount.min_yuan != field.amount.max_yuan:
            raise ValidationError("这里请写一个数，例如 20万")
        if field.amount.max_yuan > most:
            raise ValidationError("最少的金额不能比上面想要的还多，请改小或者空着")

    def validate_purpose(self, field) -> None:
        if why := refused_purpose(field.data):
            raise ValidationError(why)

    def validate_needed_on(self, field) -> None:
        if field.data and not clock.today() <= field.data <= clock.today() + AHEAD:
            raise ValidationError("这一天已经过去或太远了，请填今天起两年以内的日期，或者空着")

    def columns(self) -> dict:
        """Columns of a Draft; call on a valid form."""
        asked = self.amount.amount or NO_AMOUNT
        least = self.least.amount.max_yuan if self.least.amount else asked.min_yuan
        return {
            "words": self.words.data or "",
            "amount_min_fen": fen(least),
            "amount_max_fen": fen(asked.max_yuan),
            "approximate": asked.approximate,
            "term_months": self.term.months,
            "purpose_code": self.purpose.data or None,
            "needed_on": self.needed_on.data,
            "product_type_codes": self.product_types.said or None,
            "member_count": self.members.data,
        }


class AboutForm(Form):
    """Step 2: the business, and the facts that products ask for. Only trade and place must be known."""

    subject = SelectField(
        "您是哪一类？", choices=choices.subjects, default="", description="没有营业执照也能提交。"
    )
    industry = IndustryField(
        "做什么生意？",
        [DataRequired("请写您做什么，例如 奶茶，按“查找”后选一个")],
        description="用平常的话写，例如 奶茶、面馆、机床、养猪。",
    )
    region = RegionField(
        "在哪里经营？",
        [DataRequired("请写经营所在的区县，例如 拱墅，按“查找”后选一个")],
        description="选到区县，例如 拱墅、浙江省杭州市拱墅区。",
    )
    security = Tiles(
        "能提供什么抵押或担保？",
        choices=choices.securities,
        alone=(choices.NONE, choices.UNSURE),
        description="可以多选；没有也不要紧，有不少产品不要抵押。",
    )
    COMMON_SECURITIES = choices.COMMON_SECURITIES
    established_year = Text("哪年开的？（可不填）", description="四位数的年份，例如 2021。")
    established_month = SelectField(
        "哪月？（可不填）", choices=choices.MONTHS, default="", description="不记得就不选。"
    )
    employees = SelectField("员工人数", choices=lambda: choices.bands("employees"), default="")
    revenue = SelectField("一年营业收入", choices=lambda: choices.bands("revenue"), default="")
    tax_grade = RadioField("纳税信用等级", choices=choices.GRADES, default="")
    first_loan = RadioField(
        "以前在银行贷过经营用的款吗？",
        choices=choices.FIRST,
        default="",
        description="没贷过不是坏事，有的产品专门给首次贷款的。",
    )
    loans = SumField("现在还有多少贷款没还？（可不填）", description="例如 12万；没有就写 0，不想说就空着。")
    tags = Tiles(
        "下面哪些符合？（可不选）",
        choices=choices.qualifications,
        description="有的就勾上，没勾的按“没说”算。",
    )
    lacks = Tiles("您说没有的", choices=list, description="不是这样就去掉。")  # only what words denied

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.security.choices = choices.securities(self.security.said)
        self.tags.choices = choices.qualifications(self.tags.said)
        self.lacks.choices = choices.lacking(self.lacks.said)

    def for_batch(self) -> None:
        """The words of a park that asks for several members."""
        self.subject.label.text = "会员多是哪一类？"
        self.subject.description = ""
        self.industry.label.text = "会员做什么生意？"
        self.region.label.text = "会员在哪里经营？"

    def validate_established_year(self, field) -> None:
        if not field.data:
            if self.established_month.data:
                raise ValidationError("选了月份，请把年份也填上，例如 2021")
            return
        is_year = len(field.data) == 4 and field.data.isdecimal()
        if not is_year or not OLDEST <= int(field.data) <= clock.today().year:
            raise ValidationError(f"年份须在 {OLDEST} 到 {clock.today().year} 之间，例如 2021")
        if self._since() > clock.today():
            raise ValidationError("这个月份还没到，请改一下年份或月份")

    def _since(self) -> date | None:
        if not self.established_year.data:
            return None
        month = self.established_month.data if self._has_month() else None
        return first_of_month(int(self.established_year.data), int(month) if month else None)

    def _has_month(self) -> bool:
        """Whether a month of the list was chosen; what is none is said at its own field."""
        return self.established_month.data in {choice.value for choice in choices.MONTHS}

    def columns(self) -> dict:
        """Columns of a Draft; call on a valid form."""
        none = choices.NONE in (self.security.data or ())
        tags, lacks = self._facts()
        return {
            "subject_code": self.subject.data or None,
            "industry_code": self.industry.data,
            "region_code": self.region.data,
            "security": () if none else self.security.said or None,
            "no_collateral": True if none else False if self.security.said else None,
            "established_on": self._since(),
            "employees_band": self.employees.data or None,
            "revenue_band": self.revenue.data or None,
            "existing_loans_fen": self.loans.fen,
            "tags": with_implied(tags),
            "lacks": tuple(lacks),
        }

    def _facts(self) -> tuple[list[str], list[str]]:
        """Qualifications there and not there, in their written form."""
        tags, lacks = list(self.tags.data or ()), list(self.lacks.data or ())
        if self.first_loan.data:
            (tags if self.first_loan.data == "yes" else lacks).append("firsthand")
        if self.tax_grade.data == choices.NONE:
            lacks.append("tax_grade")
        elif self.tax_grade.data:
            tags.append(f"tax_grade:{self.tax_grade.data}")
        return tags, lacks


ASKED = frozenset({*choices.QUALIFICATIONS, "firsthand", "tax_grade"})


class CheckForm(Form):
    """The last look: words struck out of the summary, and how many may talk at once."""

    struck = SelectMultipleField("不想让银行看到的词", validate_choice=False)
    max_talks = SelectField("最多同时和几家机构谈？", choices=choices.TALKS, default="3")

    def keep_in(self, typed) -> None:
        """Put what was chosen here beside what was typed in the steps."""
        typed.struck, typed.max_talks = list(self.struck.data or ()), self.max_talks.data


class FilingForm(ReachFields, CheckForm):
    """The last look of whoever is signed in and files: when to call, too."""

    def keep_in(self, typed) -> None:
        super().keep_in(typed)
        typed.reach = {
            "contact_hours": list(self.contact_hours.data or ()),
            "contact_by": self.contact_by.data or "",
        }


class IdentifyForm(IdentityFields, ReachFields, Form):
    """Step 3, signed out: who you are and when to call; makes account, claim and need at once."""


class ResumeForm(Form):
    code = Text(
        "接续码",
        [DataRequired("请填写接续码，一共 10 位")],
        description="10 位字母和数字，不分大小写，横线可以不填。",
    )

    def validate_code(self, field) -> None:
        """Only its length: what is wrong otherwise nobody is told."""
        if len(normal(field.data)) != LENGTH:
            raise ValidationError(f"接续码是 {LENGTH} 位，现在是 {len(normal(field.data))} 位，请再对一遍")


class WithdrawForm(Form):
    """`codes` are what this need's owner may say."""

    reason = RadioField("为什么不谈了？", [DataRequired("请选一个原因")])

    def __init__(self, *args, codes: tuple[str, ...] = OWNERS_REASONS, **values) -> None:
        super().__init__(*args, **values)
        self.reason.choices = choices.offered(*((code, taxonomy.closings.name(code)) for code in codes))
