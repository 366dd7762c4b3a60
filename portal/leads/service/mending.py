"""What follows when an institution says that its owner is right: the step is done over, by the clock."""

import sqlalchemy as sa

from portal.consent import queries as consents
from portal.core import ledger
from portal.core.db import db
from portal.leads import slots, transition
from portal.leads.disputing import BROUGHT, NOT_SO
from portal.leads.models import Disbursement, Dispute, Lead, LeadMove, LeadState, stands
from portal.leads.moves import MOVES
from portal.leads.queries.disputes import is_last_call
from portal.leads.service.assigning import same_manager
from portal.leads.service.diligence import receive_all, resume
from portal.needs import service as needs
from portal.needs.models import FinancingNeed, NeedState


def mend(actor, row: Dispute, move: LeadMove, lead: Lead, need: slots.Locked) -> None:
    """Undo what rests on the disputed step, where it still does; its firm is held, its need locked."""
    match row.about:
        case LeadState.CONTACTED:
            _call_again(actor, move, lead)
        case LeadState.WAITING_MATERIALS if lead.state is LeadState.WAITING_MATERIALS:
            if row.reason == BROUGHT:
                receive_all(actor, lead)
            resume(actor, lead)
        case LeadState.DISBURSED:
            _strike(actor, move, lead)
            if row.reason == NOT_SO:
                _pay_again(actor, lead, need)
            slots.settle(need.id)


def _call_again(actor, move: LeadMove, lead: Lead) -> None:
    """Back to where the firm waits for the call, by a clock of its own; an offer made since stands."""
    if lead.state in MOVES["call_again"].sources and is_last_call(move):
        transition.make(lead, "call_again", actor, where=(same_manager(lead),))


def _strike(actor, move: LeadMove, lead: Lead) -> None:
    """The payment counts no more, so that what really was paid can be recorded in its place."""
    paid = db.session.scalars(sa.select(Disbursement).where(Disbursement.move_id == move.id)).one()
    pair = {"need_id": lead.need_id, "lead_id": lead.id, "institution_id": lead.institution_id}
    ledger.record("lead.struck", actor=actor, **pair, amount_fen=paid.amount_fen, rate_bp=paid.rate_bp)


def _pay_again(actor, lead: Lead, need: slots.Locked) -> None:
    """With no other payment the money is still owed, as after the owner's yes, and the need seeks again.

    Not where that cannot be any more: its owner has ended it or taken back the consent, or talks are full.
    """
    paid = sa.select(Disbursement.id).where(Disbursement.lead_id == lead.id, stands()).limit(1)
    owed = lead.state is LeadState.DISBURSED and db.session.scalar(paid) is None
    sought = need.seeking or need.state is NeedState.FUNDED
    if not (owed and sought and consents.stands(lead.id)) or need.full:
        return
    if not need.seeking:
        needs.reopen(actor, db.session.get_one(FinancingNeed, need.id, populate_existing=True))
    where = (same_manager(lead),)
    transition.make(lead, "pay_again", actor, where=where, slot=need.free_slot(owner=True))
