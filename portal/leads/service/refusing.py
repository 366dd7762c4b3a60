"""An institution says no, at the stage the talk has reached; the owner reads what that means."""

from portal.consent import service as consent
from portal.core import clock, outbox
from portal.core.permissions import Role
from portal.leads import refusals, slots, transition
from portal.leads.errors import NotYours, OtherState
from portal.leads.models import Lead, LeadState
from portal.leads.service.assigning import same_manager
from portal.leads.service.banks import first, shown_words


def bank_decline(actor, lead: Lead, code: str, words: str = "", stage: str | None = None) -> Lead:
    """暂不受理, 尽调未通过 or 审批未通过: `stage` is one of `refusals.stages_of` its state, else the first.

    What is kept is the code's `counted_as`, the owner reads its `shown_as`.

    A pushed lead is anybody's to refuse, from 有意向 on its manager's or the admin's. The slot is free again,
    consent runs out. Raises LeadError.
    """
    if actor.organisation_id != lead.institution_id:
        raise NotYours("这条对接不是你们机构的。")
    if not may_decline(actor, lead):
        raise first(lead)
    stages = refusals.stages_of(lead.state)
    stage = stage or stages[0]
    refusal = refusals.offered(code, stage) if stage in stages else None
    if refusal is None:
        raise OtherState("请选一个主要原因。")
    slots.lock(lead.need_id, seeking=False)
    transition.make(
        lead,
        "bank_decline_pushed" if lead.state is LeadState.PUSHED else "bank_decline",
        actor,
        where=(same_manager(lead),),
        stage=stage,
        reason_code=refusal.counted_as,
        answered_at=lead.answered_at or clock.now(),
        sentence=shown_words(words),
        declining_until=None,
        declining_code=None,
    )
    consent.shorten(lead.id, actor)
    slots.settle(lead.need_id)
    outbox.put("lead.freed", need_id=lead.need_id, institution_id=lead.institution_id)
    return lead


def may_decline(actor, lead: Lead) -> bool:
    """Whether this lead's state and this person's part in it allow a no."""
    if lead.state is LeadState.PUSHED and lead.assigned_id is None:
        return True
    mine = lead.assigned_id == actor.membership_id or actor.role is Role.BANK_ADMIN
    return mine and bool(refusals.stages_of(lead.state))
