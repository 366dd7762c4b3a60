"""The applicant's need that a page of products is about."""

from portal.core.permissions import Role
from portal.needs import queries as needs
from portal.needs.models import SEEKING, FinancingNeed, NeedState

UNFINISHED = frozenset({NeedState.DRAFT, NeedState.AWAITING_OWNER, NeedState.AWAITING_VERIFICATION, *SEEKING})


def need_of(actor, asked: str | None) -> tuple[FinancingNeed | None, list[FinancingNeed]]:
    """(the need asked for by its public id, else the first that seeks, else the first; the others)."""
    if actor is None or actor.role is not Role.APPLICANT:
        return None, []
    mine = [need for need in needs.mine(actor) if need.state in UNFINISHED]
    chosen = next((need for need in mine if need.public_id == asked), None)
    chosen = chosen or next((need for need in mine if need.state in SEEKING), mine[0] if mine else None)
    return chosen, [need for need in mine if need is not chosen]
