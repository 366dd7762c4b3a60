"""Codes of this feature in words for officers."""

from collections.abc import Iterable

from portal.core.visibility import Persona
from portal.needs.models import FinancingNeed, NeedState
from portal.referrals.queries.plan import Obstacle
from search.rule_names import rule_name

WHY_NOT = {
    "area": "不在这家机构的服务地区",
    "staff": "这家机构在当地没有客户经理",
    "barred": "企业不找这家机构",
    "not_named": "企业只发给指定的机构，没有这一家",
    "no_loan": "没有在办的贷款产品",
    "limit": "这条需求已经推给 6 家，到了上限",
    "full": "企业同时在谈的机构已满",
    "ours": "我局已经推给过这一家",
    "gone": "这家机构已停用",
    "week": "我局本周已推送过，会自动跳过",
    "on_its_way": "上一次推送正在送出",
    "nobody": "没有机构能接：硬性条件都不符合，或都已对接过",
    "unchosen": "还没有勾选机构，请先勾选",
    "too_many": "勾选的机构太多，改好再重新比对",
    "declined": "企业不同意被推送",
    "ended": "需求已结束",
}
NOT_SEEKING = {NeedState.AWAITING_VERIFICATION: "企业还在核验，通过后才能推送"}


def why_not(obstacle: Obstacle) -> str:
    """Why an institution does not get a need; figures of the need are never in it."""
    if not obstacle.rules:
        return WHY_NOT[obstacle.code]
    return "不符合硬性条件：" + rules(obstacle.rules)


def rules(failed: Iterable[str]) -> str:
    """Names of rules as an officer may read them: sensitive qualifications by their group."""
    return "、".join(dict.fromkeys(rule_name(rule, Persona.BROWSING) for rule in failed))


def blocked(code: str, need: FinancingNeed) -> str:
    """Why nothing of a need can be pushed."""
    return NOT_SEEKING.get(need.state, "需求已结束") if code == "not_seeking" else WHY_NOT[code]


def rounded(count: int) -> str:
    """Other firms are counted to the nearest 5; very few are not told apart from none."""
    return "少于 5" if count < 5 else f"约 {(count + 2) // 5 * 5}"


def percent(part: int, whole: int) -> str | None:
    """Fewer than 5 cases make no rate."""
    return None if whole < 5 else f"{part * 100 / whole:.1f}%"
