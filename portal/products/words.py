"""What a product's code words are called on a page, in the order in which they are offered."""

from portal.products import kinds
from portal.products.models import LENDING, ProductKind, RateKind, Repayment
from search import taxonomy

KINDS = {kind: words.name for kind, words in kinds.KINDS.items()}
REPAYMENTS = {
    Repayment.INSTALMENTS: "等额本息，按月还",
    Repayment.INTEREST_FIRST: "先息后本，按月付息",
    Repayment.AT_ONCE: "到期一次还本付息",
    Repayment.REVOLVING: "随借随还，按日计息",
}
RENTS = {
    Repayment.INSTALMENTS: "等额租金，按月付",
    Repayment.INTEREST_FIRST: "先付租息，到期付本金",
    Repayment.AT_ONCE: "到期一次付清",
    Repayment.REVOLVING: "随用随还，按日计息",
}
SUBJECTS = {
    "company": "小微企业",
    "sole_proprietor": "个体工商户",
    "unregistered": "没有执照，自己经营",
    "cooperative": "农民专业合作社",
    "family_farm": "家庭农场",
    "farmer": "农户、专业大户",
    "nonprofit": "民办非企业",
    "business_owner": "企业主个人",
}
SECURITIES = {  # kinds of security that people tell apart when they look: (label, in a column, words)
    "credit": ("信用，免抵押", "信用", ("credit",)),
    "guarantor": (
        "担保公司、政府增信",
        "担保公司",
        ("guarantee_company", "guarantee_insurance", "risk_pool"),
    ),
    "person": ("保证人、联保", "保证人", ("third_party", "joint")),
    "property": ("房产、厂房抵押", "房产厂房", ("real_estate", "rural_house", "construction")),
    "movable": (
        "设备、车船、存货",
        "设备存货",
        (
            "equipment",
            "vehicle",
            "vessel",
            "inventory",
            "warehouse_receipt",
            "farm_facility",
            "precious_metal",
        ),
    ),
    "receivable": (
        "应收账款、订单、票据",
        "应收账款",
        ("receivable", "prepayment", "bill", "tax_refund", "fee_right"),
    ),
    "land": ("土地、林权、活体", "土地活体", ("land_right", "forest_right", "sea_use_right", "livestock")),
    "paper": ("存单、保单、保证金", "存单保单", ("deposit", "insurance_policy", "cash_margin")),
    "right": (
        "知识产权、股权等权利",
        "知识产权",
        ("ip_pledge", "equity", "fund_unit", "data_asset", "environmental_right"),
    ),
}
RATE_KINDS = {RateKind.FIXED: "直接写年利率", RateKind.LPR: "LPR 加减基点"}
TENORS = {"1Y": "1 年期 LPR", "5Y": "5 年期以上 LPR"}
SHOWN = 3


def repayment(product) -> str:
    """How it is paid back; empty for what lends nothing."""
    if product.kind not in LENDING:
        return ""
    return (RENTS if product.kind is ProductKind.LEASING else REPAYMENTS)[product.repayment]


def securities(words: tuple[str, ...]) -> str:
    """信用、房地产, the first few by name."""
    return some(entry.name if (entry := taxonomy.securities.by_word(word)) else word for word in words)


def security_kinds(words: tuple[str, ...]) -> list[str]:
    """信用, 房产厂房: short enough for a column."""
    return [short for _, short, members in SECURITIES.values() if set(words) & set(members)]


def types(codes: tuple[str, ...]) -> list[str]:
    return [entry.name if (entry := taxonomy.product_types.get(code)) else code for code in codes]


def features(codes: tuple[str, ...]) -> list[str]:
    return [entry.name if (entry := taxonomy.features.get(code)) else code for code in codes]


def subjects(words: tuple[str, ...]) -> str:
    return "、".join(SUBJECTS.get(word, word) for word in words)


def purposes(kinds: tuple[str, ...]) -> str:
    return "、".join(taxonomy.PURPOSE_KINDS.get(kind, kind) for kind in kinds)


def regions(codes: tuple[str, ...]) -> str:
    """浙江省杭州市、宁波市: every place by its full name."""
    return "、".join(region_name(code) for code in codes)


def region_name(code: str) -> str:
    return taxonomy.regions.full_name(code) if taxonomy.regions.get(code) else code


def industries(codes: tuple[str, ...]) -> str:
    return "、".join(entry.name if (entry := taxonomy.industries.get(code)) else code for code in codes)


def requirement(written: str) -> str:
    """经营年限至少 2 年, 纳税信用等级 A、B、M, 专精特新."""
    entry, value = taxonomy.requirements.parse(written)
    if value is None:
        return entry.name
    if entry.value_kind == "grade":
        return f"{entry.name} {'、'.join(value.split('|'))}"
    return f"{entry.name}{'不超过' if entry.compare == 'max' else '至少'} {value} {entry.unit}"


def some(names) -> str:
    """The first few of the names, 等 for the rest."""
    distinct = list(dict.fromkeys(names))
    return "、".join(distinct[:SHOWN]) + ("等" if len(distinct) > SHOWN else "")


def form_groups() -> dict[str, list[dict]]:
    """Choices of the product's form in groups `{label, values}`, and the conditions that can be written."""
    types = taxonomy.product_types
    dimensions: dict[str, list[str]] = {}
    for entry in taxonomy.features.all():
        dimensions.setdefault(entry.dimension, []).append(entry.code)
    conditions: dict[str, list[str]] = {}
    for entry in taxonomy.requirements.all():
        conditions.setdefault(entry.group, []).append(entry.name)
    return {
        "types": [
            {"label": group.name, "values": [entry.code for entry in types.children(group.code)]}
            for group in types.children()
        ],
        "features": [{"label": label, "values": values} for label, values in dimensions.items()],
        "securities": [{"label": label, "values": list(values)} for label, _, values in SECURITIES.values()],
        "conditions": [{"label": label, "values": values} for label, values in conditions.items()],
    }
