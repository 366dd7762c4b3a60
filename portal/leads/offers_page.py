"""All offers of a need side by side, for its owner."""

from portal.core import wording, workdays
from portal.leads.models import Lead, LeadState
from portal.leads.moves import TALKING
from portal.leads.owner_offers import OFFERED
from portal.leads.queries.owner import money_rows
from portal.needs.models import SEEKING, FinancingNeed

DEAREST = 10**9


def compared(need: FinancingNeed) -> dict:
    """`{groups, in_approval, wanted}`: what lends and what does not apart, the cheapest first in each.

    Whoever is still in approval has offered nothing and is only counted.
    """
    found = money_rows(need)
    rows = [{**row, "last": _last_day(lead)} for lead, row in found if row["money"]]
    groups = [[row for row in rows if row["money"]["offer"]["lends"] is lends] for lends in (True, False)]
    talking = [lead for lead, _ in found if lead.state in TALKING and lead.state not in OFFERED]
    return {
        "groups": [sorted(group, key=_dearness) for group in groups if group],
        "in_approval": len(talking) if need.state in SEEKING else 0,
        "wanted": f"{wording.money(need.amount_max_fen)}、{wording.months(need.term_months)}".strip("、"),
    }


def _dearness(row: dict) -> tuple[int, int]:
    offer = row["money"]["offer"]
    return (DEAREST if offer["yearly_bp"] is None else offer["yearly_bp"], offer["total_fen"])


def _last_day(lead: Lead) -> str:
    """Until when the owner may answer."""
    if lead.state is not LeadState.APPROVED or lead.clock_due_at is None:
        return ""
    return wording.day_in_sentence(workdays.last_day(lead.clock_due_at))
