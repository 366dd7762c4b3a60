"""Which leads somebody may see, the lists made of them, and what both sides are waiting for."""

from portal.leads.queries.badges import awaiting_contact, awaits_owner, decisions_waiting, due_at_ours, is_due
from portal.leads.queries.counting import Counts, count, filtered
from portal.leads.queries.facets import BROWSED, DUE, PUSHED, Chosen, Facet, chosen_from
from portal.leads.queries.history import origins, steps_of
from portal.leads.queries.joint import beside, pairs_of
from portal.leads.queries.lists import (
    PAGE,
    SCORED,
    among,
    browsed,
    lapsed,
    late,
    mine,
    not_before,
    page_of,
    places,
    pushed,
    sorted_by,
    totals,
    useful_first,
    useless,
)
from portal.leads.queries.materials import brought_of, items_of
from portal.leads.queries.owner import has_met, of_need, owner_panel
from portal.leads.queries.rows import (
    browsed_need,
    claimable_need,
    find,
    find_of_need,
    is_hidden,
    own_need,
    staff_lead,
    visible_to,
)
from portal.leads.queries.team import leads_in_hand, team_of, workloads

__all__ = [
    "BROWSED",
    "DUE",
    "PAGE",
    "PUSHED",
    "SCORED",
    "Chosen",
    "Counts",
    "Facet",
    "among",
    "awaiting_contact",
    "awaits_owner",
    "beside",
    "brought_of",
    "browsed",
    "browsed_need",
    "chosen_from",
    "claimable_need",
    "count",
    "decisions_waiting",
    "due_at_ours",
    "filtered",
    "find",
    "find_of_need",
    "has_met",
    "is_due",
    "is_hidden",
    "items_of",
    "lapsed",
    "late",
    "leads_in_hand",
    "mine",
    "not_before",
    "of_need",
    "origins",
    "own_need",
    "owner_panel",
    "page_of",
    "pairs_of",
    "places",
    "pushed",
    "sorted_by",
    "staff_lead",
    "steps_of",
    "team_of",
    "totals",
    "useful_first",
    "useless",
    "visible_to",
    "workloads",
]  # fmt: skip
