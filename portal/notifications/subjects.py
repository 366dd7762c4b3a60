"""News of needs, disputes, verification and products: whom each concerns."""

import sqlalchemy as sa

from portal.core import clock
from portal.core.db import db
from portal.core.permissions import BANK, Role
from portal.leads.models import Lead, LeadOrigin
from portal.monitor.models import BoardCard
from portal.needs.models import FinancingNeed
from portal.notifications import recipients, service
from portal.organisations.models import Claim, ClaimState
from portal.products.models import Product, ProductState
from portal.products.queries import CONFIRM_EVERY, REMIND_BEFORE
from portal.referrals.models import Referral, ReferralBatch

BY_CLOCK = {"K10": "need_expired", "K07": "need_unserved"}
"""Closing reasons that nobody at the owner's has given."""


def need_ended(need_id: int, code: str | None) -> None:
    if kind := BY_CLOCK.get(code or ""):
        need = db.session.get(FinancingNeed, need_id)
        service.tell(recipients.owners_of(need), kind, f"need {need_id} {code}", need_id=need_id)


def need_paid(need_id: int, lead_id: int) -> None:
    """Those who helped it come about: the park that filled it in, the departments that pushed it."""
    need = db.session.get(FinancingNeed, need_id)
    event, about = f"paid {need_id}", {"need_id": need_id, "lead_id": lead_id}
    helpers = [(need.intermediary_id, Role.CLERK)] if need.intermediary_id else []
    helpers += [(one, Role.OFFICER) for one in _departments(need_id)]
    for organisation_id, role in helpers:
        service.tell(recipients.staff_of(organisation_id, {role}), "need_served", event, **about)


def _departments(need_id: int) -> list[int]:
    rows = (
        sa.select(ReferralBatch.department_id)
        .join(Referral, Referral.batch_id == ReferralBatch.id)
        .join(LeadOrigin, LeadOrigin.referral_id == Referral.id)
        .join(Lead, Lead.id == LeadOrigin.lead_id)
        .where(Lead.need_id == need_id)
    )
    return sorted(set(db.session.scalars(rows)))


def board_opened(need_id: int) -> None:
    need = db.session.get(FinancingNeed, need_id)
    card = db.session.scalar(sa.select(sa.func.max(BoardCard.id)).where(BoardCard.need_id == need_id))
    event = f"board {need_id} {card or 0}"  # a need may come onto the board again
    service.tell(recipients.monitors_in(need.region_code), "board_opened", event, need_id=need_id)
    service.tell(recipients.owners_of(need), "need_on_board", event, need_id=need_id)


def dispute_opened(dispute_id: int, lead_id: int) -> None:
    """The institution: its admins answer, the manager knows of it."""
    lead = db.session.get(Lead, lead_id)
    there = recipients.admins_of(lead.institution_id) + recipients.lasting(lead.assigned_id)
    _of_lead(there, "dispute_opened", f"dispute {dispute_id}", lead)


def dispute_closed(dispute_id: int, lead_id: int) -> None:
    lead = db.session.get(Lead, lead_id)
    need = db.session.get(FinancingNeed, lead.need_id)
    _of_lead(recipients.owners_of(need), "dispute_answered", f"dispute {dispute_id}", lead)


def _of_lead(members: list, kind: str, event: str, lead: Lead) -> None:
    service.tell(members, kind, event, lead_id=lead.id, need_id=lead.need_id)


def claim_decided(claim_id: int) -> None:
    """Whoever filed it; the firm may be another one since, that they act for now."""
    claim = db.session.get(Claim, claim_id)
    if claim.state is ClaimState.PENDING:
        return
    kind = "claim_approved" if claim.state is ClaimState.APPROVED else "claim_refused"
    member = recipients.of_person(claim.person_id, claim.organisation_id)
    service.tell_person(claim.person_id, member, kind, f"claim {claim_id}", other_id=claim_id)


def products_due() -> int:
    """Products that must be confirmed within a week, and those that nobody confirmed; how many are told."""
    soon = Product.confirmed_on <= clock.today() - CONFIRM_EVERY + REMIND_BEFORE
    rows = sa.select(Product).where(Product.state == ProductState.PUBLISHED, soon).order_by(Product.id)
    return sum(_product_due(product) for product in db.session.scalars(rows).all())


def _product_due(product: Product) -> int:
    """Once before and once after, for each day on which it was confirmed last."""
    hidden = product.confirmed_on < clock.today() - CONFIRM_EVERY
    kind = "product_hidden" if hidden else "product_confirm"
    event = f"product {product.id} {product.confirmed_on.isoformat()}"
    return service.tell(recipients.staff_of(product.institution_id, BANK), kind, event, other_id=product.id)
