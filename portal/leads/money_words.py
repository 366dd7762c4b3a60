"""How an offer and a payment are called, by what the institution offers."""

from dataclasses import dataclass

from portal.products.models import ProductKind

K = ProductKind


@dataclass(frozen=True)
class MoneyWords:
    """`offer`, `pay`: what the manager does; `amount`, `paid`: labels of what is offered and paid out.

    `price`: the yearly fee of what lends nothing; `security`: what stands behind it, empty for none.
    """

    offer: str
    pay: str
    amount: str
    paid: str
    total: str
    price: str
    security: str
    pays: str  # the day on which it happens


WORDS = {
    K.LOAN: MoneyWords(
        "批下来了，给企业报价", "记放款", "批多少", "放款多少",
        "利息和费用一共", "每年的费用", "担保方式", "放款日期",
    ),
    K.GUARANTEE: MoneyWords(
        "同意担保，给企业报价", "记担保生效", "担保多少", "生效多少",
        "担保费一共", "每年的担保费率", "反担保", "生效日期",
    ),
    K.INSURANCE: MoneyWords(
        "承保，给企业报价", "记出单", "保多少", "出单多少",
        "保险费一共", "每年的保险费率", "", "出单日期",
    ),
    K.LEASING: MoneyWords(
        "批复了，给企业报价", "记起租", "融资多少", "起租多少",
        "租息和费用一共", "每年的费用", "增信", "起租日期",
    ),
}  # fmt: skip


def of(kind: ProductKind) -> MoneyWords:
    return WORDS[kind]
