"""The sections of the form in which a guarantee, an insurance or a lease differs from a loan."""

from wtforms import RadioField
from wtforms.validators import Length

from portal.core import wording
from portal.core.forms import Text
from portal.products import code_names, words
from portal.products.code_fields import NamesField
from portal.products.form_sections import (
    AMOUNT_RANGE,
    FEE_RANGE,
    RATE_RANGE,
    TERM_RANGE,
    Boxes,
    Rate,
    coded,
    named,
)
from portal.products.models import Repayment
from portal.products.number_fields import Between, MonthsField, PercentField, WanField, YuanField
from search import taxonomy

SHARE_RANGE = Between(100, 10_000, "比例须在 1% 到 100% 之间")
DOWN_RANGE = Between(0, 9000, "首付须在 0 到 90% 之间")
FIXED_RANGE = Between(0, 100 * wording.FEN_PER_WAN, "固定费用须在 0 到 100 万元之间")


class Together:
    """With whom the product works hand in hand; the choices are the institutions of the other kind."""

    partners = Boxes(
        "和哪几家配合？（没有就不选）",
        choices=[],
        description="对方在自己的“我的产品”里确认以后，企业才看得到。",
    )


class GuaranteePrice:
    amount_min = WanField("最低可担保（可不填）", [AMOUNT_RANGE])
    amount_max = WanField("最高可担保", [AMOUNT_RANGE])
    term_min = MonthsField("最短期限（可不填）", [TERM_RANGE])
    term_max = MonthsField("最长期限", [TERM_RANGE])
    price = PercentField(
        "每年的担保费率", [FEE_RANGE], description="占担保金额的比例，写最高的；不收就写 0。"
    )
    cover = PercentField("担保比例", [SHARE_RANGE], description="担保贷款本金的百分之几，例如 80。")
    fee_once = PercentField(
        "一次性费用", [FEE_RANGE], description="占担保金额的比例，例如评审费。没有就留空。"
    )
    fee_fixed = YuanField("固定费用", [FIXED_RANGE], description="例如反担保登记费。没有就留空。")
    subsidy = PercentField("保费补贴", [FEE_RANGE], description="由财政等替企业付的年费率；单独显示。")


class Counter:
    security_accepted = Boxes(
        "要哪些反担保？有一种就行",
        choices=coded(taxonomy.securities.all(), "word"),
        description="不要反担保，就选“信用”。",
    )


class InsurancePrice:
    insured = Text(
        "保的是什么？",
        [Length(max=200, message="最多 200 个字，请缩短")],
        description="例如 贷款还不上时的本金和利息、大棚遇到台风的损失。",
    )
    amount_min = WanField("最低保额（可不填）", [AMOUNT_RANGE])
    amount_max = WanField("最高保额", [AMOUNT_RANGE])
    term_min = MonthsField("最短保险期（可不填）", [TERM_RANGE])
    term_max = MonthsField("最长保险期", [TERM_RANGE])
    price = PercentField("每年的保险费率", [FEE_RANGE], description="占保险金额的比例，写最高的。")
    cover = PercentField("赔付比例（可不填）", [SHARE_RANGE], description="损失的百分之几由保险赔，例如 90。")
    fee_fixed = YuanField("固定费用", [FIXED_RANGE], description="没有就留空。")
    subsidy = PercentField("保费补贴", [FEE_RANGE], description="由财政等替投保人付的年费率；单独显示。")


class LeasingPrice(Rate):
    amount_min = WanField("最低融资额（可不填）", [AMOUNT_RANGE])
    amount_max = WanField("最高融资额", [AMOUNT_RANGE], description="设备价钱减去首付。")
    term_min = MonthsField("最短租期（可不填）", [TERM_RANGE])
    term_max = MonthsField("最长租期", [TERM_RANGE])
    down_payment = PercentField("首付比例", [DOWN_RANGE], description="占设备价钱的百分之几；不要就写 0。")
    repayment = RadioField(
        "租金怎么付？", choices=named(words.RENTS), coerce=Repayment, default=Repayment.INSTALMENTS
    )
    fee_once = PercentField("一次性费用", [FEE_RANGE], description="占融资额的比例，例如手续费。没有就留空。")
    fee_yearly = PercentField(
        "每年的费用", [FEE_RANGE], description="占融资额的比例，例如设备保险。没有就留空。"
    )
    fee_fixed = YuanField("固定费用", [FIXED_RANGE], description="例如租完把设备过户给您的价钱。没有就留空。")
    subsidy = PercentField(
        "贴息", [RATE_RANGE], description="由财政等替承租人付的年利率；单独显示，不减综合成本。"
    )


class Backing:
    security_accepted = Boxes(
        "除了租的设备，还要哪些增信？（不要就不选）", choices=coded(taxonomy.securities.all(), "word")
    )


class Requirements:
    requirements = NamesField(
        "还要满足什么？（没有就留空）",
        read=code_names.requirement_code,
        write=words.requirement,
        description="每行一条，例如 经营年限至少 2 年。能写的条件列在下面。",
    )
