"""Steps 2 and 3 of a push: who could take what, and what exactly the button will do."""

from portal.core import clock, crypto, regions
from portal.matching.judging import Institution
from portal.referrals import queries
from portal.referrals.choosing import Chosen, Ticked
from portal.referrals.models import ListedFirm, ListingState
from portal.referrals.queries.plan import NeedPlan
from portal.referrals.queries.results import Answered
from portal.referrals.service import Choice, wrong_number
from portal.referrals.views.desk import firm_row, need_row
from portal.referrals.words import blocked, percent, rules, why_not


def page(actor, ticked: Ticked, chosen: Chosen, choice: Choice, among: dict[int, Institution]) -> dict:
    """Everything of the page but its form."""
    keys = [key for need in chosen.needs for key in (need.key_id, need.owner.key_id)]
    crypto.preload(keys + [firm.key_id for firm in chosen.firms])
    plans = queries.plan(actor.organisation_id, chosen.needs, choice.institution_ids, among=among)
    firms = [{**firm_row(firm), "waits": firm.state is not ListingState.DECLINED} for firm in chosen.firms]
    return {
        "ticked": ticked,
        "needs": [plan_row(plan, among) for plan in plans],
        "firms": firms,
        "institutions": _institutions(actor, ticked, plans, chosen.firms, among),
        "button": None
        if wrong_number(choice.institution_ids)
        else _button(plans, sum(firm["waits"] for firm in firms)),
        "ready": len(plans),
    }


def plan_row(plan: NeedPlan, among: dict[int, Institution]) -> dict:
    """One need: to whom it goes, to whom it cannot go and why."""
    return {
        **need_row(plan.need),
        "targets": [
            {"name": among[one.institution_id].name, "note": _target_note(one), "existing": one.existing}
            for one in plan.targets
        ],
        "obstacles": [
            {"name": among[key].name, "why": why_not(obstacle)} for key, obstacle in plan.obstacles.items()
        ],
        "blocked": blocked(plan.blocked, plan.need) if plan.blocked else None,
    }


def _target_note(target) -> str:
    if target.existing:
        return "这家已经有这条需求：不算新的对接，只加一条推送来源，时限不变"
    return f"差一点：{rules(target.near)}" if target.near else ""


def _institutions(
    actor, ticked: Ticked, plans: list[NeedPlan], firms: list[ListedFirm], among: dict[int, Institution]
) -> list[dict]:
    """Institutions that work where the needs are (for firms still to be asked: where the department is)."""
    places = {plan.need.region_code for plan in plans} | (set(actor.areas) if firms else set())
    answers = queries.first_answers(clock.now())
    rows = [
        _institution(at, ticked, plans, answers.get(at.id, Answered(0, 0)))
        for at in among.values()
        if any(_works_in(at, place) for place in places)
    ]
    return sorted(rows, key=lambda row: -row["able"])


def _works_in(at: Institution, place: str | None) -> bool:
    """Its service area holds the place, or lies inside it."""
    return regions.covers(at.areas, place) or any(regions.covers([place], area) for area in at.areas if place)


def _institution(at: Institution, ticked: Ticked, plans: list[NeedPlan], answers: Answered) -> dict:
    near = sum(at.id in plan.near for plan in plans)
    return {
        "public_id": at.public_id,
        "name": at.name,
        "able": sum(at.id in plan.able for plan in plans) + near,
        "near": near,
        "before": sum(at.id in plan.before for plan in plans),
        "rate": percent(answers.in_time, answers.of),
        "fraction": f"{answers.in_time}÷{answers.of}",
        "ticked": at.public_id in ticked.at,
    }


def _button(plans: list[NeedPlan], firms: int) -> str | None:
    """推送 10 条，共 30 次对接; None when there is nothing to push."""
    fresh = sum(plan.fresh for plan in plans)
    again = sum(len(plan.targets) for plan in plans) - fresh
    parts = []
    if fresh:
        parts.append(f"推送 {sum(plan.fresh > 0 for plan in plans)} 条，共 {fresh} 次对接")
    if again:
        parts.append(f"给已有的 {again} 次对接加上推送来源")
    if firms:
        parts.append(f"另 {firms} 户等企业确认" if parts else f"推送 {firms} 户，等企业确认")
    return "；".join(parts) or None
