"""A batch that an institution takes up becomes one need a member, each for its owner to confirm.

Nothing here commits.
"""

from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa
import structlog

from portal.accounts.actor import actor_of
from portal.accounts.models import Membership
from portal.core import ledger
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service as leads
from portal.leads.models import Channel, Lead
from portal.leads.moves import TALKING
from portal.matching.queries import unhindered
from portal.needs import service as needs
from portal.needs.draft import facts_of
from portal.needs.models import FinancingNeed, NeedInstitution, Openness, Relation
from portal.organisations.models import Organisation
from portal.parks import queries

log = structlog.get_logger(__name__)


def spread(actor, batch: FinancingNeed, lead: Lead, firm_ids: Iterable[int]) -> list[FinancingNeed]:
    """One need a member, directed to the lead's institution alone; who has one with it already is left out,
    and so is who is where the institution has nobody.

    The batch's row is locked meanwhile, so that two sends at once make one need a member. Raises
    needs.OtherState when the talk is over, needs.NotMember.
    """
    db.session.execute(sa.select(FinancingNeed.id).where(FinancingNeed.id == batch.id).with_for_update())
    state = sa.select(Lead.state).where(Lead.id == lead.id, Lead.need_id == batch.id)
    if db.session.scalar(state.with_for_update(read=True)) not in TALKING:
        raise needs.OtherState
    before = {need.owner_id for need, bank in queries.parts_of(batch) if bank.id == lead.institution_id}
    asked = [firm_id for firm_id in firm_ids if firm_id not in before]
    away = queries.unserved(batch, lead.institution_id, asked)
    made = [_part(actor, batch, lead, firm_id) for firm_id in asked if firm_id not in away]
    facts = {"batch": batch.id, "needs": len(made)}
    ledger.record(
        "need.spread",
        actor=actor,
        need_id=batch.id,
        lead_id=lead.id,
        institution_id=lead.institution_id,
        **facts,
    )
    return made


def _part(actor, batch: FinancingNeed, lead: Lead, firm_id: int) -> FinancingNeed:
    """What the park asked for each, with the member's own trade and place."""
    firm = db.session.get_one(Organisation, firm_id)
    own = {name: getattr(firm, name) for name in ("subject_code", "industry_code", "region_code")}
    asked = replace(facts_of(batch), member_count=None)
    draft = replace(asked, **{name: code for name, code in own.items() if code})
    need = needs.file_for(actor, firm_id, draft, batch_id=batch.id, openness=Openness.DIRECTED)
    named = {"institution_id": lead.institution_id, "relation": Relation.NAMED}
    db.session.add(NeedInstitution(need_id=need.id, **named))
    db.session.flush()
    return need


def push_part(need_id: int) -> None:
    """A member has confirmed its part and it is open: before the institution of the batch. Idempotent.

    Nothing is done while the institution or the firm is frozen, or nobody there is in charge of the county;
    `push_waiting` tries again when somebody is unfrozen.
    """
    need = db.session.get(FinancingNeed, need_id)
    lead = queries.batch_lead(need) if need and need.batch_id else None
    if lead is None:
        return
    if lead.institution_id not in unhindered(need):
        log.info("parks.part_waits", need_id=need.id)
        return
    try:
        leads.push(
            need.id,
            lead.institution_id,
            product_id=lead.product_id,
            channel=Channel.REFERRAL,
            score_bp=None,
            actor=_clerk_of(need.intermediary_id),
        )
    except leads.CannotBegin:  # before it already, wants no more talks, or a side was frozen just now
        return


def push_waiting() -> None:
    """Somebody is unfrozen: parts that could not be sent meanwhile. Idempotent."""
    for need_id in queries.parts_not_sent():
        push_part(need_id)


def _clerk_of(intermediary_id: int):
    """Who acts for the park, for the ledger."""
    here = (Membership.organisation_id == intermediary_id, Membership.role == Role.CLERK)
    rows = sa.select(Membership.id).where(*here, Membership.ended_at.is_(None)).order_by(Membership.id)
    return next((actor for key in db.session.scalars(rows) if (actor := actor_of(key))), None)
