"""Which accounts a demonstration has, and what awaits each of them today."""

from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from portal.accounts.models import Membership
from portal.core import clock
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.regions import inside
from portal.demo import cast
from portal.leads.models import Lead, LeadState
from portal.monitor.models import BoardCard
from portal.needs.models import SEEKING, FinancingNeed, NeedState
from portal.operations import service as operations
from portal.operations.models import SiteFact
from portal.operations.startup import DEMO_FACT
from portal.organisations.models import Claim, ClaimState, Proposal, Vouch, VouchState
from portal.products.models import Product, ProductState
from portal.products.queries import CONFIRM_EVERY, REMIND_BEFORE
from portal.referrals.models import ListedFirm, ListingState, ReferralBatch

SEEN = "demo_seen"  # in app.extensions: demo data, once found, stay


def is_on() -> bool:
    """Whether this site is a demonstration and holds its data."""
    if not current_app.config["DEMO"]:
        return False
    if not current_app.extensions.get(SEEN):
        current_app.extensions[SEEN] = operations.fact(DEMO_FACT) is not None
    return current_app.extensions[SEEN]


def membership_of(key: str) -> Membership | None:
    """The membership that an account of the cast acts under, also when it has ended."""
    remembered = sa.select(SiteFact.value).where(SiteFact.key == cast.FACT + key).scalar_subquery()
    return db.session.scalar(sa.select(Membership).where(Membership.public_id == remembered))


def organisations() -> dict[str, int]:
    """Account → the organisation it acts for."""
    rows = db.session.execute(
        sa.select(SiteFact.key, Membership.organisation_id)
        .join(Membership, Membership.public_id == SiteFact.value)
        .where(SiteFact.key.startswith(cast.FACT))
    )
    return {key.removeprefix(cast.FACT): organisation_id for key, organisation_id in rows}


def awaiting() -> dict[str, str]:
    """Account → what awaits it, in words; eleven queries."""
    of = organisations()
    talks, due = _talks(of), _due()
    counts = {
        "tea": (talks.get((of.get("tea"), LeadState.INTERESTED), 0), "家机构等您决定"),
        "bearings": (talks.get((of.get("bearings"), LeadState.ACCEPTED), 0), "家机构要联系您"),
        "stall": (_count(FinancingNeed, _is_waiting(of.get("stall"))), "条需求待核验"),
        "wonton": (_count(FinancingNeed, _is_waiting(of.get("wonton"))), "条需求等您验证手机号"),
        "listed": (_count(ListedFirm, _is_asked(of.get("listed"))), "份名单等您确认"),
        "manager": (due.get(of.get("manager"), 0), "条该答复了"),
        "rival": (due.get(of.get("rival"), 0), "条该答复了"),
        "admin": (_count(Product, _is_stale(of.get("admin"))), "款产品待确认"),
        "officer": (_count(ReferralBatch, ReferralBatch.department_id == of.get("officer")), "次推送看结果"),
        "clerk": (_count(Vouch, _is_named(of.get("clerk"))), "户等你作证"),
        "monitor": (_count(BoardCard, _is_standing()), "条需求没有人接"),
        "approver": (_count(Proposal, Proposal.decided_at.is_(None)), "家单位待批准"),
        "auditor": (_count(LedgerEvent, sa.true()), "条记录可查"),
        "frozen": (0, ""),  # nobody can do anything there
        "operator": (_count(Claim, Claim.state == ClaimState.PENDING), "份登记待核验"),
    }
    return {key: f"{number} {words}" if number else "" for key, (number, words) in counts.items()}


def _talks(of: dict[str, int]) -> dict[tuple[int, LeadState], int]:
    """(owner, state of the lead) → how many, of seeking needs."""
    owners = [of[key] for key in ("tea", "bearings") if key in of]
    rows = db.session.execute(
        sa.select(FinancingNeed.owner_id, Lead.state, sa.func.count(Lead.id))
        .join(Lead, Lead.need_id == FinancingNeed.id)
        .where(FinancingNeed.owner_id.in_(owners), FinancingNeed.state.in_(SEEKING))
        .where(Lead.declining_until.is_(None))
        .group_by(FinancingNeed.owner_id, Lead.state)
    )
    return {(owner, state): number for owner, state, number in rows}


def _due() -> dict[int, int]:
    """Institution → pushed leads in the accounts' city whose first answer is due today or late."""
    midnight = clock.shanghai(clock.today() + timedelta(days=1))
    rows = db.session.execute(
        sa.select(Lead.institution_id, sa.func.count(Lead.id))
        .join(FinancingNeed, FinancingNeed.id == Lead.need_id)
        .where(Lead.state == LeadState.PUSHED, Lead.clock_due_at <= midnight)
        .where(inside(FinancingNeed.region_code, [cast.CITY]))
        .group_by(Lead.institution_id)
    )
    return dict(rows.tuples().all())


def _is_waiting(organisation_id: int | None):
    waiting = FinancingNeed.state == NeedState.AWAITING_VERIFICATION
    return sa.and_(FinancingNeed.owner_id == organisation_id, waiting)


def _is_asked(organisation_id: int | None):
    asked = ListedFirm.state == ListingState.AWAITING
    return sa.and_(ListedFirm.organisation_id == organisation_id, asked)


def _is_named(organisation_id: int | None):
    """Waits for the word of this market or park; a decided claim needs none any more."""
    waits = Vouch.claim_id.in_(sa.select(Claim.id).where(Claim.state == ClaimState.PENDING))
    return sa.and_(Vouch.organisation_id == organisation_id, Vouch.state == VouchState.ASKED, waits)


def _is_standing():
    """On the board of the accounts' city."""
    here = inside(FinancingNeed.region_code, [cast.CITY])
    seeking = sa.select(FinancingNeed.id).where(FinancingNeed.state.in_(SEEKING), here)
    return sa.and_(BoardCard.closed_at.is_(None), BoardCard.need_id.in_(seeking))


def _is_stale(organisation_id: int | None):
    return sa.and_(
        Product.institution_id == organisation_id,
        Product.state == ProductState.PUBLISHED,
        Product.confirmed_on <= clock.today() - CONFIRM_EVERY + REMIND_BEFORE,
    )


def _count(kind, which) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(kind).where(which))
