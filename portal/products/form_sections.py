"""The fields of a product's form, a class for each section of the page."""

from wtforms import RadioField, SelectChoice, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core import wording
from portal.core.forms import Text, strip
from portal.products import code_names, words
from portal.products.code_fields import NamesField
from portal.products.models import RateKind, Repayment
from portal.products.number_fields import (
    Between,
    CountField,
    MonthsField,
    PercentField,
    WanField,
    YuanField,
)
from search import taxonomy

MOST_WAN = 100_000
MOST_RATE = 3600
MOST_FEE = 2000
RATE_RANGE = Between(0, MOST_RATE, "年利率须在 0 到 36% 之间")
FEE_RANGE = Between(0, MOST_FEE, "费率须在 0 到 20% 之间")
SPREAD_RANGE = Between(-500, MOST_RATE, "加点须在 -500 到 3600 个基点之间")
AMOUNT_RANGE = Between(
    wording.FEN_PER_WAN // 10, MOST_WAN * wording.FEN_PER_WAN, "金额须在 0.1 万元到 10 亿元之间"
)
TERM_RANGE = Between(1, 360, "期限须在 1 个月到 30 年之间")


class Boxes(SelectMultipleField):
    """Several choices as checkboxes; the data is a tuple in the order of the choices."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form):
        known = [choice.value for choice in self.iter_choices()]
        if not set(self.data or ()) <= set(known):
            raise ValidationError("请从列出的选项里选")
        self.data = tuple(value for value in known if value in (self.data or ()))


def coded(entries, key: str = "code") -> list[SelectChoice]:
    return [SelectChoice(getattr(entry, key), entry.name) for entry in entries]


def named(names: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in names.items()]


class What:
    """What it is, in the catalogue's words."""

    name = Text(
        "产品叫什么？",
        [InputRequired("请填写产品名称，例如 小店易贷"), Length(max=60, message="名称最多 60 个字，请缩短")],
    )
    text = TextAreaField(
        "用几句话介绍给经营者",
        [Length(max=2000, message="介绍最多 2,000 字，请缩短")],
        filters=[strip],
        description="这些话会被搜索到。说清给谁用、解决什么问题，不要写电话。",
    )
    product_type_codes = Boxes("产品类型", choices=coded(t for t in taxonomy.product_types.all() if t.parent))
    feature_codes = Boxes("特点（可不选）", choices=coded(taxonomy.features.all()))


class Who:
    """Whom it is for, where, and for what."""

    subjects = Boxes("面向哪些主体？", choices=named(words.SUBJECTS))
    regions = NamesField(
        "服务哪些地区？",
        read=code_names.region_code,
        write=code_names.region_text,
        description="每行一个，写名称或代码，例如 杭州市、拱墅区。写上一级就包括它下面的全部区县。",
    )
    industries = NamesField(
        "只面向哪些行业？（不限就留空）",
        read=code_names.industry_code,
        write=code_names.industry_text,
        description="每行一个，写行业名称、常用叫法或代码，例如 餐饮业、奶茶店、62。",
    )
    industries_excluded = NamesField(
        "不做哪些行业？（可不填）",
        read=code_names.industry_code,
        write=code_names.industry_text,
        description="写法同上。",
    )
    purpose_kinds = Boxes("可以用在哪里？（都可以就不选）", choices=named(taxonomy.PURPOSE_KINDS))


class Rate:
    """The rate of what is paid back."""

    rate_kind = RadioField(
        "利率怎么定？",
        choices=named(words.RATE_KINDS),
        coerce=RateKind,
        default=RateKind.FIXED,
    )
    rate_low = PercentField("最低年利率（单利）", [RATE_RANGE])
    rate_high = PercentField("最高年利率（单利）", [RATE_RANGE], description="只有一个利率就留空。")
    lpr_tenor = RadioField("按哪个 LPR？", choices=named(words.TENORS), default="1Y")
    spread_low = CountField("最低加点", [SPREAD_RANGE], description="1 个基点是 0.01%；减点写负数。")
    spread_high = CountField("最高加点", [SPREAD_RANGE], description="只有一个加点就留空。")


class Price(Rate):
    """How much, how long, and everything it costs."""

    amount_min = WanField("最低可借（可不填）", [AMOUNT_RANGE])
    amount_max = WanField("最高可借", [AMOUNT_RANGE])
    term_min = MonthsField("最短期限（可不填）", [TERM_RANGE])
    term_max = MonthsField("最长期限", [TERM_RANGE])
    repayment = RadioField(
        "怎么还？", choices=named(words.REPAYMENTS), coerce=Repayment, default=Repayment.INSTALMENTS
    )
    fee_once = PercentField(
        "一次性费用", [FEE_RANGE], description="占借款的比例，放款时收一次，例如评估费。没有就留空。"
    )
    fee_yearly = PercentField(
        "每年的费用", [FEE_RANGE], description="占借款的比例，每年年初收，例如担保费、保险费。没有就留空。"
    )
    fee_fixed = YuanField(
        "固定费用",
        [Between(0, 100 * wording.FEN_PER_WAN, "固定费用须在 0 到 100 万元之间")],
        description="放款时收的固定金额，例如抵押登记费。没有就留空。",
    )
    subsidy = PercentField(
        "贴息", [RATE_RANGE], description="由财政等替借款人付的年利率；单独显示，不减综合成本。"
    )


class Conditions:
    """Against what it is lent."""

    security_accepted = Boxes("接受哪些担保？有一种就行", choices=coded(taxonomy.securities.all(), "word"))
    requirements = NamesField(
        "还要满足什么？（没有就留空）",
        read=code_names.requirement_code,
        write=words.requirement,
        description="每行一条，例如 经营年限至少 2 年。能写的条件列在下面。",
    )


class Handling:
    """What is brought, and who answers when."""

    materials = TextAreaField(
        "要准备什么材料？",
        [Length(max=2000, message="材料最多 2,000 字，请缩短")],
        filters=[strip],
        description="每行一样。",
    )
    decision_days = CountField(
        "几个工作日给决定？",
        [Between(0, 60, "决定须在 60 个工作日内；当天就写 0")],
        description="从材料齐全算起。",
    )
    answered_by = Text(
        "谁来答复？",
        [Length(max=60, message="最多 60 个字，请缩短")],
        description="例如 示例支行，5 位客户经理。",
    )
