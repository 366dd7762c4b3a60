"""What owners write: sentences put together so that two hundred needs do not read alike."""

from random import Random

from portal.core.wording import FEN_PER_WAN
from portal.demo.data import Trade, Wish

SHORT = 0.22  # how often somebody writes in keywords only
ASKS = (
    "想借{amount}", "需要{amount}", "差{amount}", "想贷{amount}", "大概要{amount}", "缺口{amount}左右",
    "希望能贷到{amount}", "算下来要{amount}",
)  # fmt: skip
TERMS = ("，借{term}", "，{term}还清", "，{term}左右能还", "，打算{term}还", "，期限{term}", "")
NO_SECURITY = {
    "shop": (
        "店面是租的，没有房产。",
        "没有抵押。",
        "没有东西可以抵押，只有流水。",
        "不想抵押房子，想做信用。",
    ),
    "stall": ("没有抵押。", "拿不出什么抵押。", "没有房产也没有车。", ""),
    "farm": ("没有抵押，村里都认识。", "地是流转来的，房子在村里。", "拿不出抵押，可以找人证明。"),
    "office": ("轻资产，没有抵押。", "没有房产可以抵押。", "办公室是租的，没有抵押物。"),
    "owned": ("厂房已经抵押在别家。", "这次不想再抵押。"),
    "rented": ("厂房是租的，没有抵押。", "没有不动产。", "除了设备没有别的资产，想先试试信用。"),
    "yard": ("场地是租的，没有房产。", "没有抵押。"),
}
SECURITY = {
    "equipment": ("设备可以抵押。", "新买的设备可以作抵押。", "厂里的机器能抵押。"),
    "real_estate": ("有不动产证，可以抵押。", "房产是自己的，可以抵押。", "可以拿房产抵押。"),
    "receivable": ("账上有应收款，可以质押。", "应收账款清楚，可以质押。", "客户欠款有对账单。"),
    "inventory": ("仓库里有存货，可以质押。", "货可以押。"),
    "third_party": ("亲戚愿意担保。", "朋友的公司可以担保。", "能找到担保人。"),
    "vehicle": ("车子可以抵押。", "买的车可以抵押。"),
    "ip_pledge": ("专利可以质押。", "有发明专利，愿意质押。"),
    "livestock": ("牲口可以抵押，都上了保险。", "存栏的可以作抵押。"),
    "land_right": ("土地经营权可以抵押。", "流转合同可以押。"),
    "fee_right": ("电费收益可以质押。", "收费权可以质押给银行。"),
    "sea_use_right": ("海域使用权可以抵押。", "海域证可以押。"),
    "vessel": ("船可以抵押。", "有一条自己的工作船，能抵押。"),
    "farm_facility": ("大棚可以抵押。", "棚是自己建的，能抵押。"),
}
ENDINGS = (
    "最好能快一点。", "希望利息低一些。", "能随借随还最好。", "下个月要用。", "不急，先问问哪家合适。",
    "材料都能提供。", "可以上门来看。", "方便的话下午联系。", "",
)  # fmt: skip
SLIPS = ("有事打我电话{mobile}。", "微信同号{mobile}，可以加我。", "联系我{mobile}，我姓{family}。")
"""What people should not write and do: the scrubber takes it out of the summary."""
SEASONS = {
    "年前": (11, 12, 1), "年夜饭": (11, 12, 1), "春节前后": (12, 1, 2), "年底": (10, 11, 12),
    "年终": (11, 12), "开春": (1, 2, 3), "春耕": (1, 2, 3), "夏天快到": (4, 5, 6), "高温": (6, 7, 8),
    "开学前": (7, 8), "秋天": (8, 9, 10), "秋收": (7, 8, 9), "冬储": (10, 11, 12, 1),
    "冬天": (9, 10, 11, 12), "冬小麦": (10, 11, 2, 3), "圣诞": (8, 9, 10, 11), "台风前": (5, 6, 7, 8),
    "高粱下来": (9, 10, 11), "明年春": (9, 10, 11, 12),
}  # fmt: skip
"""Months in which people say so; what names no season is said all year."""
NUMERALS = "零一二三四五六七八九十"


def compose(rng: Random, trade: Trade, wish: Wish, facts: dict) -> str:
    """An owner's own words. `facts`: amount (words), term_months, years, count, mobile, family, slip."""
    who = rng.choice(trade.who).format(years=_years(facts["years"]), count=facts["count"])
    why = rng.choice(in_season(wish.why, facts["month"]))
    ask = rng.choice(ASKS).format(amount=facts["amount"]) + _term(rng, facts["term_months"])
    if rng.random() < SHORT:
        return f"{why}，{ask}。{_security(rng, trade, wish)}"
    parts = [f"{who}，{why}，{ask}。", _security(rng, trade, wish)]
    if rng.random() < 0.55:
        parts.append(rng.choice(trade.extra))
    if rng.random() < 0.3:
        parts = [f"{ask}，{why}。", f"{who}。", *parts[1:]]
    parts.append(rng.choice(ENDINGS))
    if facts["slip"]:
        parts.append(rng.choice(SLIPS).format(mobile=facts["mobile"], family=facts["family"]))
    return "".join(dict.fromkeys(parts))


def in_season(reasons: tuple[str, ...], month: int) -> tuple[str, ...]:
    """What somebody may say in this month; all of it when nothing fits."""
    fitting = [one for one in reasons if all(month in SEASONS[word] for word in SEASONS if word in one)]
    return tuple(fitting) or reasons


def amount(rng: Random, low_fen: int, high_fen: int) -> str:
    """20万, 二十万元, 15到20万: as people write it."""
    low, high = low_fen / FEN_PER_WAN, high_fen / FEN_PER_WAN
    if low < high:
        return rng.choice(("{0:g}到{1:g}万", "{0:g}-{1:g}万元", "{0:g}万到{1:g}万")).format(low, high)
    if high <= 10 and high == int(high) and rng.random() < 0.4:
        return f"{NUMERALS[int(high)]}万"
    return rng.choice(("{0:g}万", "{0:g}万", "{0:g}万元")).format(high)


def _security(rng: Random, trade: Trade, wish: Wish) -> str:
    if wish.security:
        return rng.choice(SECURITY[wish.security[0]])
    return rng.choice(NO_SECURITY[trade.place])


def _term(rng: Random, months: int) -> str:
    spoken = {6: "半年", 12: "一年", 24: "两年", 36: "三年", 60: "五年"}.get(months, f"{months}个月")
    return rng.choice(TERMS).format(term=spoken)


def _years(years: float) -> str:
    return f"{years:.0f}年" if years >= 1 else "不到一年"
