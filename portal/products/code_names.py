"""Names of places, trades and conditions as people type them → codes; never a guess.

Each reader takes one name and answers its code, or raises ValueError with a sentence that says what to write.
"""

import re

from search import taxonomy
from search.taxonomy import Industry, Region

CODE_FIRST = re.compile(r"([A-Ta-t]|\d{2,6})(?=\s|$)")
VALUE = re.compile(r"\d+(?:\.\d+)?")
GRADES = re.compile(r"[A-Z]")
FILLING = re.compile(r"至少|不超过|不低于|不高于|不少于|[大小]于等于|≥|≤|以上|以内|以下|满|级|[:：，、/|,\s]")
SUGGESTED = 3


def region_code(text: str) -> str:
    """330105, 拱墅区, 浙江省杭州市拱墅区, 全国."""
    if text.isdigit():
        return _region_of_code(text)
    found = [region for region in taxonomy.regions.search(text) if _names(region, text)]
    exact = [region for region in found if text in {region.name, taxonomy.regions.full_name(region.code)}]
    found = exact or found
    if len(found) == 1:
        return found[0].code
    if found:
        raise ValueError(f"“{text}”不止一处：{_places(found)}，请写全称")
    if old := taxonomy.regions.withdrawn(text):
        raise ValueError(_withdrawn(old[-1]))
    near = taxonomy.regions.search(text, SUGGESTED)
    hint = f"是不是 {_places(near)}？" if near else "请写省、市、区县的名称"
    raise ValueError(f"没有找到“{text}”，{hint}")


def region_text(code: str) -> str:
    return taxonomy.regions.full_name(code) if taxonomy.regions.get(code) else code


def industry_code(text: str) -> str:
    """623, "623 饮料及冷饮服务", 饮料及冷饮服务, 奶茶店."""
    if (first := CODE_FIRST.match(text)) and taxonomy.industries.get(first[1].upper()):
        return first[1].upper()
    named = [entry for entry in taxonomy.industries.all() if entry.name == text]
    if named:  # the same name may stand on several levels: the broadest is meant
        return min(named, key=lambda entry: len(entry.code)).code
    meant = taxonomy.industries.by_alias(text)
    if len(meant) == 1:
        return meant[0].code
    near = meant or [entry for entry, _ in taxonomy.industries.search(text, SUGGESTED)]
    if near:
        raise ValueError(f"“{text}”请写成行业名称或代码，例如 {_trades(near)}")
    raise ValueError(f"没有找到行业“{text}”，请写名称或代码，例如 餐饮业 或 62")


def industry_text(code: str) -> str:
    entry = taxonomy.industries.get(code)
    return f"{code} {entry.name}" if entry else code


def requirement_code(text: str) -> str:
    """经营年限至少 2 年 → years:2, 纳税信用等级 A、B → tax_grade:A|B, 专精特新 → srdi."""
    entry, rest = _requirement(text)
    if entry.value_kind == "number":
        values = VALUE.findall(rest)
        if len(values) != 1 or FILLING.sub("", VALUE.sub("", rest)).strip() not in ("", entry.unit):
            raise ValueError(f"“{text}”请写一个数字，例如 {entry.name} 2")
        return f"{entry.word}:{values[0]}"
    if entry.value_kind == "grade":
        grades = [grade for grade in entry.grades if grade in GRADES.findall(rest.upper())]
        if not grades:
            raise ValueError(f"“{text}”请写出接受的等级，例如 {entry.name} {'、'.join(entry.grades[:2])}")
        return f"{entry.word}:{'|'.join(grades)}"
    if FILLING.sub("", rest):
        raise ValueError(f"“{text}”里的“{rest.strip()}”看不懂，只写 {entry.name} 就可以")
    return entry.word


def _requirement(text: str):
    """The condition a line begins with (longest name first), and the rest of the line."""
    try:
        entry, value = taxonomy.requirements.parse(text)
    except ValueError:
        pass
    else:
        return entry, value or ""
    begins = [
        (name, entry)
        for entry in taxonomy.requirements.all()
        for name in (entry.name, *entry.aliases)
        if text.startswith(name)
    ]
    if not begins:
        near = taxonomy.requirements.search(text, SUGGESTED)
        hint = f"，是不是 {'、'.join(entry.name for entry in near)}？" if near else "，下面列着所有能写的条件"
        raise ValueError(f"没有“{text}”这个条件{hint}")
    longest = max(len(name) for name, _ in begins)
    name, entry = next(pair for pair in begins if len(pair[0]) == longest)
    return entry, text.removeprefix(name)


def _region_of_code(code: str) -> str:
    if taxonomy.regions.get(code):
        return code
    if taxonomy.regions.history_name(code):
        raise ValueError(_withdrawn(code))
    raise ValueError(f"没有代码是 {code} 的地区，请写名称，例如 拱墅区")


def _withdrawn(code: str) -> str:
    successor = taxonomy.regions.successor(code)
    name = taxonomy.regions.history_name(code)
    if successor is None:
        return f"“{name}”已经撤销，分到了几个地方，请写现在的名称"
    return f"“{name}”已经撤销，现在是 {taxonomy.regions.full_name(successor.code)}，请改写"


def _names(region: Region, text: str) -> bool:
    """Whether the text ends with the region's own name, so that nothing of it was made up."""
    return (
        text in {"全国", "中国"}
        or region in taxonomy.regions.by_alias(text)
        or text.endswith((region.name, region.short_name))
    )


def _places(regions: list[Region]) -> str:
    return "、".join(taxonomy.regions.full_name(region.code) for region in regions[:SUGGESTED])


def _trades(industries: list[Industry]) -> str:
    return "、".join(industry_text(entry.code) for entry in industries[:SUGGESTED])
