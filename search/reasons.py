"""Verdicts in Chinese sentences, for the owner and for institutions before and after acceptance.

Before acceptance (persona "browsing") an institution reads bands on the need's side, the middle level of the
industry, and the group of a sensitive qualification; never an exact figure.
"""

from collections.abc import Callable
from typing import Literal

from search.reason_facts import BROAD, need_figure, need_industry, need_tag, requirement_name
from search.reason_words import industry_names, region_name, security_names, span, subject_names, type_names
from search.taxonomy import PURPOSE_KINDS, purposes, requirements
from search.verdicts import Verdict

Persona = Literal["owner", "browsing", "accepted"]

NOT_ASKED = "不用另外准备"  # security that others bring, or that is bought with the loan
YOU = {"owner": "您", "browsing": "该企业", "accepted": "该企业"}


def sentence(verdict: Verdict, persona: Persona = "owner") -> str:
    """One clause of what the product wants, one of what the borrower has: "服务拱墅区，您在拱墅区"."""
    rule, _, word = verdict.rule.partition(":")
    product, need = _requirement(verdict, word, persona) if word else PARTS[rule](verdict, persona)
    return f"{product}，{need}"


def _unsaid(persona: Persona) -> str:
    return "您还没填" if persona == "owner" else "对方未说明"


def _region(verdict: Verdict, persona: Persona) -> tuple[str, str]:
    served, place = verdict.product, verdict.need
    product = f"服务{_places(served)}" if served else "未写明服务地区"
    if not place:
        return product, _unsaid(persona)
    tail = "，还要看具体在哪里" if verdict.verdict == "unknown" and served else ""
    return product, f"{YOU[persona]}在{region_name(place)}{tail}"


def _subject(verdict: Verdict, persona: Persona) -> tuple[str, str]:
    product = f"面向{subject_names(verdict.product)}" if verdict.product else "未写明面向谁"
    if not verdict.need:
        return product, _unsaid(persona)
    tail = "，需经营者本人自愿借款" if verdict.verdict == "unknown" and verdict.product else ""
    return product, f"{YOU[persona]}是{subject_names(verdict.need)}{tail}"


def _industry(verdict: Verdict, persona: Persona) -> tuple[str, str]:
    only, barred = verdict.product["only"], verdict.product["not"]
    product = f"面向{industry_names(only)}" if only else "未写明行业" if only is None else "不限行业"
    if barred:
        product += f"（不含{industry_names(barred)}）"
    if not verdict.need:
        return product, _unsaid(persona)
    tail = "，还要看具体做什么" if verdict.verdict == "unknown" and only is not None else ""
    return product, f"{YOU[persona]}从事{need_industry(verdict.need, persona)}{tail}"


def _amount(verdict: Verdict, persona: Persona) -> tuple[str, str]:
    product = span(verdict.product, "amount") if verdict.product else "未写明金额"
    if not verdict.need:
        return product, _unsaid(persona)
    return product, f"{_wants(persona)} {need_figure(verdict.need, 'amount', persona)}"


def _term(verdict: Verdict, persona: Persona) -> tuple[str, str]:
    product = f"期限 {span(verdict.product, 'term')}" if verdict.product else "未写明期限"
    if verdict.need is None:
        return product, _unsaid(persona)
    months = {"min": verdict.need, "max": verdict.need}
    return product, f"{_wants(persona)} {need_figure(months, 'term', persona)}"


def _purpose(verdict: Verdict, persona: Persona) -> tuple[str, str]:
    kinds = "、".join(PURPOSE_KINDS.get(kind, kind) for kind in verdict.product or ())
    product = f"可用于{kinds}" if kinds else "未写明用途"
    entry = purposes.get(verdict.need) if verdict.need else None
    if entry is None:
        return product, _unsaid(persona)
    if entry.at_filing == "refuse":
        return "贷款不得用于这一用途", f"{_use(persona)}{entry.name}"
    return product, f"{_use(persona)}{entry.name}"


def _wants(persona: Persona) -> str:
    return "您要" if persona == "owner" else "需要"


def _use(persona: Persona) -> str:
    return "您用于" if persona == "owner" else "用于"


def _security(verdict: Verdict, persona: Persona) -> tuple[str, str]:
    accepted = verdict.product
    if not accepted:
        product = "未写明担保方式"
    elif "credit" in accepted:
        product = "可以信用方式办理，不要求抵押"
    else:
        product = f"接受{security_names(accepted)}"
    if verdict.need is None:
        return product, NOT_ASKED if verdict.verdict == "met" else _unsaid(persona)
    if not verdict.need:
        return product, f"{YOU[persona]}没有抵押物"
    return product, f"{YOU[persona]}可提供{security_names(verdict.need)}"


def _requirement(verdict: Verdict, word: str, persona: Persona) -> tuple[str, str]:
    product = f"要求{requirement_name(verdict.product, persona)}"
    entry = requirements.by_word(word)
    if verdict.need is None or entry is None:
        return product, _unsaid(persona)
    you = YOU[persona]
    if verdict.need is False:
        return product, f"{you}不具备"
    if verdict.need is True or (persona == BROAD and entry.sensitive):
        return product, f"{you}符合" if verdict.verdict == "met" else f"{you}已说明"
    return product, need_tag(entry, verdict.need, verdict.verdict, persona)


def _product_type(verdict: Verdict, persona: Persona) -> tuple[str, str]:
    product = f"属于{type_names(verdict.product)}" if verdict.product else "未写明产品类型"
    if not verdict.need:
        return product, f"{YOU[persona]}没有指定类型"
    return product, f"{YOU[persona]}想要{type_names(verdict.need)}"


def _places(codes: tuple[str, ...]) -> str:
    first = "、".join(region_name(code) for code in codes[:3])
    return f"{first}等 {len(codes)} 地" if len(codes) > 3 else first


PARTS: dict[str, Callable[[Verdict, Persona], tuple[str, str]]] = {
    "region": _region,
    "subject": _subject,
    "industry": _industry,
    "amount": _amount,
    "term": _term,
    "purpose": _purpose,
    "security": _security,
    "product_type": _product_type,
}
