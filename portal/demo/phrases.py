"""What banks and owners say to each other."""

from random import Random

from portal.products.models import Product

INTERESTED = (
    "我们的{product}比较合适，{days} 个工作日内能给您准话。",
    "看了您的情况，{product}可以做，需要的话我上门。",
    "这个用途我们做得多，{product}额度够用。",
    "材料不多，{product}先审后签，方便的话这两天就能开始。",
    "可以先按小一点的额度批下来，以后再提。",
    "我们网点离您不远，可以先当面聊聊。",
    "",
    "",
)
REFUSALS = {
    "R12": "可以请担保公司帮忙，办好了再找我们。",
    "R19": "目前这款产品额度小一些。",
    "R27": "",
    "R28": "可以先从小额首贷做起。",
    "R31": "本季度额度已经用完。",
    "R35": "等拿到相应资质可以再来。",
    "R03": "满一年以后欢迎再来。",
}
FIRM_REASONS = ("W01", "W06", "W08", "W09", "W12", "W12", "W15", "W16", "W17", "W17")
NOTES = (
    "电话沟通，约周四上门看店",
    "已加企业要的材料清单，等对方备齐",
    "经营者愿意提供近半年流水",
    "问了利率和还款方式，要回去商量",
    "下周一到厂里看设备",
    "",
)


def interested(rng: Random, product: Product | None) -> str:
    words = rng.choice(INTERESTED)
    name = f"‘{product.name}’" if product else "手上的产品"  # the page puts “ ” around the whole
    return words.format(product=name, days=(product and product.decision_days) or 3)


def refusal(rng: Random) -> tuple[str, str]:
    """A refusal code for the first answer, and the words beside it."""
    return rng.choice(list(REFUSALS.items()))


def firm_reason(rng: Random) -> str:
    return rng.choice(FIRM_REASONS)


def note(rng: Random) -> str:
    return rng.choice(NOTES)
