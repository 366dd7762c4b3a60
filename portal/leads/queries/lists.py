"""The lists of a bank's desk: pushed to us, to be claimed, my own. SQL over what the reader may see."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from portal.core.db import db, one_of
from portal.core.permissions import Role
from portal.leads import silence
from portal.leads.models import Lead, LeadState
from portal.leads.moves import OPEN
from portal.leads.queries import fitting, rows
from portal.needs import queries as needs
from portal.needs.models import SEEKING, FinancingNeed
from portal.products.models import Product

PAGE = 15
SCORED = 300  # candidates of a browsed list that are scored to sort them by fit
ANSWERED = tuple(state for state in OPEN if state is not LeadState.PUSHED)
ORDERS = {
    # what stands still comes after what runs, the fewest days left first; what has no clock comes last
    "due": (
        *(Lead.clock_due_at.is_(None), Lead.clock_due_at),
        *(Lead.clock_left.is_(None), Lead.clock_left, Lead.id),
    ),
    "fit": (sa.func.coalesce(Lead.score_bp, 0).desc(), Lead.id),  # as it was when the lead was made
    "date": (FinancingNeed.opened_at.desc(), FinancingNeed.id.desc()),
    "recent": (Lead.state_since.desc(), Lead.id.desc()),
}


def pushed(actor, ids: Sequence[int] | None = None) -> sa.Select:
    """Leads that wait for the institution's first answer, with their needs."""
    leads = _leads(actor).where(Lead.state == LeadState.PUSHED, FinancingNeed.state.in_(SEEKING))
    leads = leads.where(~needs.is_stopped())
    return among(leads, ids)


def lapsed(actor) -> sa.Select:
    """Leads that the institution let lapse and may claim: in the manager's regions, for the admin all."""
    leads = _leads(actor).where(silence.by_institution(), FinancingNeed.state.in_(SEEKING))
    return leads.where(~needs.is_stopped())


def late(actor) -> sa.Select:
    """Of `mine` what the institution is overdue with."""
    return mine(actor).where(silence.is_late())


def browsed(actor, own: Sequence[Product], ids: Sequence[int] | None = None) -> sa.Select:
    """Needs nobody pushed to the institution, that one of its products could fit and nobody there put aside.

    `own` are the institution's live products.
    """
    cards = needs.browsable(actor).where(~rows.before(actor), ~rows.hidden(actor))
    return among(cards.where(fitting.some_product(own)), ids)


def not_before(actor) -> sa.Select:
    """For an institution's admin: needs that could still come before the institution, the newest first."""
    return needs.within_reach(actor).where(~rows.before(actor)).order_by(*ORDERS["date"])


def places(actor, leads: sa.Select | None = None) -> tuple[str, ...]:
    """Everywhere that the desk's lists may hold something: own regions, and where pushed leads lie.

    `leads`: what `pushed` gives, where it is at hand; to put such a statement together takes milliseconds.
    """
    leads = pushed(actor) if leads is None else leads
    of_leads = leads.with_only_columns(FinancingNeed.region_code, maintain_column_froms=True)
    pushed_to = db.session.scalars(of_leads.distinct().order_by(None))
    return tuple(dict.fromkeys([*actor.regions, *(code for code in pushed_to if code)]))


def mine(actor, ended: bool = False) -> sa.Select:
    """A manager's own leads; for the admin all that are answered. Under way, or ended."""
    leads = _leads(actor)
    if actor.role is Role.BANK_MANAGER:
        leads = leads.where(Lead.assigned_id == actor.membership_id)
    return leads.where(Lead.state.not_in(OPEN) if ended else Lead.state.in_(ANSWERED))


def sorted_by(base: sa.Select, sort: str) -> sa.Select:
    """`due` shortest clock first, `date` newest need, `recent` what moved last, `fit` best score."""
    return base.order_by(*ORDERS[sort])


def useful_first(base: sa.Select, own: Sequence[Product]) -> sa.Select:
    """Of a browsed list the newest first; what is for another purpose than any own product's comes last."""
    return base.order_by(sa.case((fitting.some_use(own), 0), else_=1), *ORDERS["date"])


def useless(own: Sequence[Product]) -> sa.ColumnElement[bool]:
    """SQL: what of a browsed list comes last for its purpose."""
    return sa.not_(fitting.some_use(own))


def these(ordered: sa.Select, key: sa.ColumnElement[int], ids: Sequence[int]) -> list:
    """The rows of a list with these ids, in its order."""
    return list(db.session.scalars(ordered.where(one_of(key, ids)))) if ids else []


def page_of(base: sa.Select, page: int) -> list:
    """The rows of one page (1, 2 …)."""
    return list(db.session.scalars(base.limit(PAGE).offset((page - 1) * PAGE)))


def by_state(base: sa.Select) -> dict[LeadState, int]:
    """How many of a list stand in each state, in the order of the way; states without any are left out."""
    counted = base.with_only_columns(Lead.state, sa.func.count(Lead.id), maintain_column_froms=True)
    found = dict(db.session.execute(counted.group_by(Lead.state).order_by(None)).all())
    return {state: found[state] for state in LeadState if state in found}


def totals(**lists: sa.Select) -> dict[str, int]:
    """How long each list is, in one query."""
    counted = {name: sa.select(sa.func.count()).select_from(_ids(rows)) for name, rows in lists.items()}
    row = db.session.execute(sa.select(*(number.scalar_subquery() for number in counted.values()))).one()
    return dict(zip(counted, row, strict=True))


def _leads(actor) -> sa.Select:
    """Leads the actor may see, each with its need, its product and the institution."""
    return rows.visible_to(actor).options(
        contains_eager(Lead.need), joinedload(Lead.product), joinedload(Lead.institution)
    )


def among(base: sa.Select, ids: Sequence[int] | None) -> sa.Select:
    """A list, or of it these needs only."""
    return base if ids is None else base.where(one_of(FinancingNeed.id, ids))


def _ids(base: sa.Select) -> sa.Subquery:
    return base.with_only_columns(sa.literal(1), maintain_column_froms=True).order_by(None).subquery()
