"""What an admin reads before and after leads are given to somebody."""

from collections import Counter

from portal.leads.models import Lead
from portal.leads.moves import TALKING
from portal.needs.views import title


def given(done: int, kept: list[str]) -> str:
    """已交出 3 条；1 条没有交：… ."""
    parts = [f"已交出 {done} 条" if done else "没有交出去"]
    parts += [f"{number} 条没有交：{why}" for why, number in Counter(kept).items()]
    return "；".join(parts).rstrip("。") + "。"


def one_lead(lead: Lead, candidates: int, *, may: bool) -> dict:
    """What templates/leads/assign.html reads; `told`: whether the owner gets the news."""
    return {
        "public_id": lead.public_id,
        "title": title(lead.need),
        "assigned": (lead.assigned.person.name or "") if lead.assigned else "",
        "candidates": candidates,
        "told": lead.state in TALKING,
        "may": may,
    }
