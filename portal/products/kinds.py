"""What differs between a loan, a guarantee, an insurance and a lease: the words of their figures.

A loan and a lease put money or a machine into somebody's hands and are paid back, so they have a rate, a
month's payment and a yearly cost. A guarantee and an insurance lend nothing: they have a price, and a share
that they stand for.
"""

from dataclasses import dataclass

from portal.products.models import ProductKind
from search import taxonomy

K = ProductKind
OF_GROUP = {"担保": K.GUARANTEE, "保险": K.INSURANCE, "租赁": K.LEASING}
COUNTERPART = {K.LOAN: K.GUARANTEE, K.GUARANTEE: K.LOAN}
"""Whose products go together: 见担即贷 of a loan with guarantors, 见贷即担 of a guarantee with banks."""


@dataclass(frozen=True)
class Kind:
    """`does`: what the institution does with an amount; `per`: what its price is a share of."""

    name: str
    amount: str
    does: str
    price: str
    per: str
    cover: str
    security: str
    insists: dict[str, str]  # fields without which it is not shown, beside the common ones
    together: str = ""

    @property
    def optional(self) -> bool:
        """Whether it may want no security at all, and say nothing of it."""
        return "security_accepted" not in self.insists


KINDS = {
    K.LOAN: Kind(
        "贷款", "可借", "借", "年化综合成本", "借款", "", "担保",
        {"amount_max": "请填写最高可借多少，例如 30", "security_accepted": "请选择接受的担保方式"},
        "见担即贷",
    ),
    K.GUARANTEE: Kind(
        "担保", "可担保", "担保", "担保费率", "担保金额", "担保比例", "反担保",
        {
            "amount_max": "请填写最高可担保多少，例如 300",
            "security_accepted": "请选择要哪些反担保，不要就选“信用”",
            "price": "请填写每年的担保费率，不收就写 0",
            "cover": "请填写担保贷款的百分之几，例如 80",
        },
        "见贷即担",
    ),
    K.INSURANCE: Kind(
        "保险", "可投保", "投保", "保险费率", "保险金额", "赔付比例", "",
        {
            "amount_max": "请填写最高保多少，例如 100",
            "price": "请填写每年的保险费率，例如 1.2",
            "insured": "请写明保的是什么，例如 贷款还不上时的本金和利息",
        },
    ),
    K.LEASING: Kind(
        "租赁", "可融资", "融资", "年化综合成本", "融资额", "", "增信",
        {"amount_max": "请填写最高融资多少，例如 500", "down_payment": "请填写首付比例，不要就写 0"},
    ),
}  # fmt: skip
COLUMNS = {
    "amount_max": "amount_max_fen",
    "term_max": "term_max_months",
    "price": "price_bp",
    "cover": "cover_bp",
    "down_payment": "down_payment_bp",
}
"""Form fields that do not bear the name of their column."""


def of(product) -> Kind:
    return KINDS[product.kind]


def offered_at(type_code: str | None) -> ProductKind:
    """What an institution of this type offers; whoever is no guarantor, insurer or lessor lends."""
    entry = taxonomy.institution_types.get(type_code or "")
    return OF_GROUP.get(entry.group, K.LOAN) if entry else K.LOAN
