"""What banks and owners say to each other."""

from random import Random

from portal.leads.refusals import FIRST_STAGE
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
LATE_REFUSALS = {
    "due_diligence": {
        "R10": "近半年进账有起伏，可以先减到一半再报。",
        "R34": "去了两次都没开门，方便时请再约。",
        "R09": "别家的贷款还完一部分后欢迎再来。",
        "R33": "",
        "R11": "流水和账对不上，理清以后可以再报。",
    },
    "approval": {
        "R10": "可以拉长期限、降低金额再试。",
        "R12": "加一位保证人或请担保公司，可以重报。",
        "R31": "本季度额度已经用完，下季度可以再来。",
        "R21": "还差购销合同，补齐了随时重报。",
        "R30": "担保公司这次没有通过，可以换一家。",
        "R09": "",
    },
}
"""By the stage at which the talk ended."""
OFFER_REASONS = ("W01", "W01", "W02", "W03", "W03", "W04", "W05", "W06", "W08", "W11", "W12", "W13")
VISITED = (
    "已上门看过，经营正常",
    "看了设备和租约，和说的一致",
    "拍了门店照片，问了左右邻居",
    "核对了近半年流水",
    "",
)
MATERIALS = (
    "近一年的开票明细",
    "租赁合同续签的那一页",
    "负责人身份证",
    "公司章程",
    "一份购销合同",
    "近 6 个月的银行流水",
)
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


def refusal(rng: Random, stage: str = FIRST_STAGE) -> tuple[str, str]:
    """A refusal code for the first answer or a later stage, and the words beside it."""
    return rng.choice(list((REFUSALS if stage == FIRST_STAGE else LATE_REFUSALS[stage]).items()))


def offer_reason(rng: Random) -> str:
    """Why an offer is not taken."""
    return rng.choice(OFFER_REASONS)


def visited(rng: Random) -> str:
    return rng.choice(VISITED)


def materials(rng: Random) -> list[str]:
    """What is to be brought: two or three things."""
    return rng.sample(MATERIALS, rng.choice((2, 2, 3)))


def firm_reason(rng: Random) -> str:
    return rng.choice(FIRM_REASONS)


def note(rng: Random) -> str:
    return rng.choice(NOTES)
