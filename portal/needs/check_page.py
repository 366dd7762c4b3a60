"""What the check page shows of a draft: every fact with the way to change it, and who will see what."""

from collections.abc import Callable, Mapping

from portal.consent import terms
from portal.core import wording
from portal.core.visibility import Persona
from portal.needs.draft import Draft
from portal.needs.models import FinancingNeed, Scope
from portal.needs.reading import Said
from portal.needs.views import NeedView, need_view
from search import taxonomy

NOTHING_READ: Mapping[str, Said] = {}
ALSO = {"region": ("region", "region_1"), "tags": ("tags", "lacks", "first_loan", "tax_grade")}
"""Rows that stand for several fields of the forms."""


def rows(
    draft: Draft,
    url: Callable[..., str],
    settled: frozenset[str] = frozenset(),
    said: Mapping[str, Said] = NOTHING_READ,
) -> list[dict]:
    """`[{label, value, note, link, said, field, likely}]` of all that was asked, in that order.

    `url(step, ask=…, _anchor=…)` leads to a question; what is `settled` has no way to change it. `said`: what
    was read from words and still stands, whose words the note gives.
    """
    scope = Scope.SINGLE if draft.member_count is None else Scope.BATCH
    need = FinancingNeed(**draft.columns(), summary="", scope=scope)
    view = need_view(need, Persona.OWNER)
    change = "补充" if settled else "更改"
    found = []
    for step, anchor, label, value, note in (*_money(draft, view), *_about(draft, view)):
        way = {"href": url(step, ask=anchor, _anchor=anchor), "label": change if value else "补上"}
        row = {"label": label, "value": value or "没说", "said": bool(value), "field": anchor}
        row |= _source(note, [said[name] for name in ALSO.get(anchor, (anchor,)) if name in said])
        found.append({**row, "link": None if anchor in settled else way})
    return found


def _source(note: str, said: list[Said]) -> dict:
    """The second line of a row: from which words it was read, and whether that is only likely."""
    words = "…".join(dict.fromkeys(one["words"] for one in said if one["words"]))
    source = f"来自“{words}”" if words else ""
    likely = any(one["sure"] == "likely" for one in said)
    return {"note": "，".join(filter(None, [source, note])), "likely": likely, "sourced": bool(said)}


def purpose_warning(draft: Draft) -> str:
    """A purpose that most institutions will not lend for: it is filed, and said so."""
    purpose = taxonomy.purposes.get(draft.purpose_code or "")
    if purpose is None or purpose.at_filing != "warn":
        return ""
    return f"“{purpose.name}”：{purpose.note}。可以提交，机构会看到这个用途。"


def disclosure() -> list[dict]:
    """Who sees what, from the same table that decides it."""
    return terms.disclosure_rows()


def _money(draft: Draft, view: NeedView) -> list[tuple]:
    day = draft.needed_on and wording.day_in_sentence(draft.needed_on)
    members = [("money", "members", "几家会员", f"{draft.member_count} 家", "")] if draft.member_count else []
    return [
        *members,
        ("money", "amount", "金额", view.amount, ""),
        ("money", "purpose", "用途", view.purpose, ""),
        ("money", "term", "期限", view.term, ""),
        ("money", "needed_on", "什么时候要用", day, ""),
        ("money", "product_types", "想要哪类产品", view.product_types, ""),
    ]


def _about(draft: Draft, view: NeedView) -> list[tuple]:
    code = draft.industry_code
    return [
        ("about", "subject", "会员多是哪一类" if draft.member_count else "您是哪一类", view.subject, ""),
        ("about", "industry", "行业", view.industry, f"国标 {code}" if code else ""),
        ("about", "region", "经营地", view.county, ""),
        ("about", "security", "抵押或担保", view.security, ""),
        ("about", "established_year", "哪年开的", view.years, ""),
        ("about", "employees", "员工人数", view.employees, ""),
        ("about", "revenue", "一年营业收入", view.revenue, ""),
        ("about", "loans", "已有贷款", view.loans, ""),
        ("about", "tags", "资质和情况", *_had_and_lacking(view)),
    ]


def _had_and_lacking(view: NeedView) -> tuple[str, str]:
    """Value and note: who says only what there is not has said something, too."""
    lacks = f"没有：{'、'.join(view.lacks)}" if view.lacks else ""
    return ("、".join(view.tags), lacks) if view.tags else (lacks, "")
