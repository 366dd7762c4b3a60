"""A need in the database, in the model and in the ledger, in the same words; and what must hold of it."""

import sqlalchemy as sa

from portal.consent import queries as consents
from portal.core.clock import now
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.leads.models import Disbursement, Lead, LeadState, stands
from portal.leads.moves import LIST, OPEN, TALKING
from portal.needs.models import SEEKING
from tests.life.replay import need_state, replayed

LISTED = {(source and str(source), str(move.to)) for move in LIST if move.to for source in move.sources}


def leads_of(need):
    rows = sa.select(Lead).where(Lead.need_id == need.id).execution_options(populate_existing=True)
    return list(db.session.scalars(rows))


def in_rows(need, bank_ids):
    """What rows say of a need and its leads, in the words of the model."""
    leads = leads_of(need)
    agreed = consents.live_leads(lead.id for lead in leads)
    columns = {
        bank_ids.index(lead.institution_id): (
            str(lead.state),
            lead.slot,
            lead.assigned_id,
            lead.clock and str(lead.clock),
            lead.clock_due_at,
            lead.declining_until,
            lead.answered_at is not None,
            lead.id in agreed,
            sum(paid_of(lead)),
        )
        for lead in leads
    }
    return str(need.state), columns


def in_model(need):
    """The same of the model."""
    columns = {
        bank: (
            lead.state,
            lead.slot,
            lead.assigned,
            lead.clock,
            lead.due,
            lead.declining_until,
            lead.answered,
            need.consents(lead, now()),
            sum(lead.paid),
        )
        for bank, lead in need.leads.items()
    }
    return need.state, columns


def paid_of(lead):
    rows = sa.select(Disbursement.amount_fen).where(Disbursement.lead_id == lead.id, stands())
    return list(db.session.scalars(rows))


def faults_of(need):
    """What does not hold for a need and its leads."""
    leads = leads_of(need)
    talking = [lead for lead in leads if lead.state in TALKING]
    held = sorted(lead.slot for lead in leads if lead.slot is not None)
    if len(held) > need.max_talks or held != sorted(lead.slot or 0 for lead in talking):
        yield f"slots {held} for {[str(lead.state) for lead in leads]}"
    if need.state not in SEEKING and any(lead.state in OPEN for lead in leads):
        yield f"a {need.state} need with open leads"
    agreed = consents.live_leads(lead.id for lead in leads)
    for lead in leads:
        yield from _faults_of_lead(lead, agreed)
    yield from _faults_of_ledger(need, leads, agreed)


def _faults_of_lead(lead, agreed):
    if (lead.state in TALKING) and lead.id not in agreed:
        yield f"{lead.state} without consent"
    if lead.state in {LeadState.PUSHED, LeadState.INTERESTED} and lead.id in agreed and not lead.reason_code:
        yield f"consent for a lead that is {lead.state}"
    if lead.state in TALKING and lead.assigned_id is None:
        yield f"{lead.state} and nobody looks after it"
    if (lead.clock is None) != (lead.state not in OPEN):
        yield f"clock {lead.clock} on {lead.state}"


def _faults_of_ledger(need, leads, agreed):
    """The events, played back, lead to where the rows stand, by moves that are listed."""
    told = sa.select(LedgerEvent).where(LedgerEvent.need_id == need.id).order_by(LedgerEvent.seq)
    events = [(event.kind, event.lead_id, event.values) for event in db.session.scalars(told)]
    played = replayed(events)
    for lead in leads:
        event = played.get(lead.id)
        stands = (str(lead.state), lead.assigned_id, lead.clock and str(lead.clock), sum(paid_of(lead)))
        if event is None or stands != (event.state, event.manager, event.clock, event.paid_fen):
            yield f"the ledger tells {event}, the lead is {stands}"
        elif (lead.id in agreed) != event.consents(now(), str(need.state)):
            yield f"the ledger tells {event}, consent {lead.id in agreed}"
    if need.state in SEEKING and str(need.state) != need_state(played):
        yield f"{need.state}, by the ledger {need_state(played)}"
    moves = [facts for kind, _, facts in events if kind == "lead.moved"]
    if unlisted := {(one.get("from"), one["to"]) for one in moves if one.get("from") != one["to"]} - LISTED:
        yield f"moves that are not listed: {unlisted}"
