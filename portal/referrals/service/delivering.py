"""The worker's part of a push: leads are made here and nowhere else in this feature, after the owner's word.

At opening two want to push, matching and the departments that wait for this need. `matching.service` leaves a
need alone while a confirmed referral waits for it (it reads the rows, so the order of messages does not
matter); `deliver_opened` then puts the departments' choice first and lets matching fill what is left of
three, in one transaction. On a need that is open already, `deliver` adds institutions, at most six in all.
"""

import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.core import clock, crypto, ledger
from portal.core.db import db
from portal.leads import service as leads
from portal.leads.models import Channel
from portal.matching import escalation
from portal.matching.waiting import referrals_for
from portal.needs.models import FinancingNeed
from portal.needs.queries import known_of
from portal.organisations.models import Organisation
from portal.referrals.models import ListedFirm, ListingState, Referral, ReferralBatch, ReferralState
from portal.referrals.queries.plan import NOBODY, NeedPlan, Target, plan
from search.language.scrub import Known, of_firm


def deliver(referral_id: int) -> int:
    """Carry out one referral whose need is known; returns how many institutions were reached. Idempotent."""
    referral = db.session.get(Referral, referral_id, populate_existing=True)
    if referral is None or referral.state is not ReferralState.WAITING or referral.need_id is None:
        return 0
    listed = db.session.get(ListedFirm, referral.listed_firm_id, populate_existing=True)
    if listed.state is not ListingState.CONFIRMED:
        return 0
    batch = db.session.get_one(ReferralBatch, referral.batch_id)
    need = db.session.get_one(FinancingNeed, referral.need_id, populate_existing=True)
    made = _plan_of(referral, batch, need)
    _scrub_again(batch)
    officer = actor_of(batch.pushed_by_id)
    reached = [target for target in made.targets if _put(referral, need, target, officer)]
    return _close(referral, batch, reached, made.blocked or NOBODY)


def deliver_opened(need_id: int) -> None:
    """A need has opened: the referrals that wait for it, oldest first; then matching fills the rest."""
    for referral in list(db.session.scalars(referrals_for(need_id))):
        referral.need_id = need_id
        db.session.flush()
        deliver(referral.id)
    escalation.begin(need_id)


def _plan_of(referral: Referral, batch: ReferralBatch, need: FinancingNeed) -> NeedPlan:
    chosen = None if batch.automatic else [int(key) for key in batch.institution_ids]
    return plan(batch.department_id, [need], chosen, doing=referral)[0]


def _put(referral: Referral, need: FinancingNeed, target: Target, officer) -> bool:
    try:
        leads.push(
            need.id,
            target.institution_id,
            product_id=target.product_id,
            channel=Channel.REFERRAL,
            score_bp=target.score_bp,
            referral_id=referral.id,
            actor=officer,
        )
    except leads.AlreadyBefore:  # the lead has got a further origin and keeps its clock
        return True
    except leads.CannotBegin:
        return False
    return True


def _close(referral: Referral, batch: ReferralBatch, reached: list[Target], why: str) -> int:
    referral.state = ReferralState.PUSHED if reached else ReferralState.NOT_PUSHED
    referral.pushed_at = clock.now() if reached else None
    referral.reason_code = None if reached else why
    ledger.record(
        "referral.delivered",
        need_id=referral.need_id,
        referral=referral.id,
        batch=batch.id,
        department=batch.department_id,
        institutions=[target.institution_id for target in reached],
        code=referral.reason_code,
    )
    db.session.flush()
    return len(reached)


def _scrub_again(batch: ReferralBatch) -> None:
    """Take the names of all firms of the batch out of the remark, now that they may be looked up unseen.

    While the officer typed, only patterns were taken out: a name that vanished from the preview would have
    told that the firm is known here.
    """
    firms = list(
        db.session.scalars(
            sa.select(Organisation)
            .join(ListedFirm, ListedFirm.organisation_id == Organisation.id)
            .join(Referral, Referral.listed_firm_id == ListedFirm.id)
            .where(Referral.batch_id == batch.id)
        )
    )
    crypto.preload(firm.key_id for firm in firms)
    known = [known_of(firm) for firm in firms]
    names = tuple(name for one in known for name in one.names)
    batch.remark_shown = of_firm(batch.remark or "", Known(names=names)).text[:300]
