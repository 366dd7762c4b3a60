"""Lists, pushes and what became of them, as far as somebody may read them."""

from portal.referrals.queries.desk import PAGE, able_counts, firms_page, needs_page, totals
from portal.referrals.queries.owner import (
    decision_of,
    decisions_for,
    has_open_need,
    remarks_about,
    undecided,
)
from portal.referrals.queries.plan import plan
from portal.referrals.queries.results import (
    BATCHES,
    batch_count,
    batches_page,
    firms_of,
    first_answers,
    pushed_of,
)
from portal.referrals.queries.rows import chosen_firms, chosen_needs, find_batch, find_listed

__all__ = [
    "BATCHES", "PAGE", "able_counts", "batch_count", "batches_page", "chosen_firms", "chosen_needs",
    "decision_of", "decisions_for", "find_batch", "find_listed", "firms_of",
    "firms_page", "first_answers", "has_open_need", "needs_page", "plan", "pushed_of",
    "remarks_about", "totals", "undecided",
]  # fmt: skip
