"""What an institution's people do with what they find: claim it, put its card aside."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Membership, Person
from portal.core import clock, regions
from portal.core.db import db
from portal.leads import silence, slots, transition
from portal.leads.errors import LeadError, NotYours, OtherState, TakenBy
from portal.leads.models import Channel, HiddenCard, Lead, LeadState
from portal.leads.moves import MOVES
from portal.leads.service.pushing import add_origin, new_lead, of_pair
from portal.needs.models import FinancingNeed
from search.language.scrub import without_contact

SENTENCE = 200  # characters that the owner gets to read


def claim(
    actor,
    need: FinancingNeed,
    sentence: str = "",
    *,
    product_id: int | None = None,
    score_bp: int | None = None,
) -> Lead:
    """有意向: exactly one manager of an institution wins a need, pushed or found by browsing.

    Raises TakenBy with the colleague's name, OtherState, NotSeeking or NeedFull.
    """
    locked = slots.lock(need.id)
    lead = of_pair(need.id, actor.organisation_id)
    given = lead is not None and lead.assigned_id == actor.membership_id  # by the admin, wherever it lies
    if not given and not regions.covers(actor.regions, locked.region_code):
        raise NotYours("这条需求不在你负责的地区。")
    values = {
        "assigned_id": actor.membership_id,
        "answered_at": clock.now(),
        "sentence": shown_words(sentence),
    }
    if lead is None:
        lead = _claim_new(actor, locked, {**values, "product_id": product_id, "score_bp": score_bp})
    else:
        _claim_pushed(actor, lead, values)
    slots.settle(need.id)
    return lead


def _claim_new(actor, need: slots.Locked, values: dict) -> Lead:
    need.free_slot()
    lead = new_lead(need.id, actor.organisation_id, channel=Channel.BROWSE, **values)
    try:
        transition.begin(lead, "claim", actor)
    except IntegrityError:
        raise first(of_pair(need.id, actor.organisation_id)) from None
    add_origin(lead, Channel.BROWSE)
    return lead


def _claim_pushed(actor, lead: Lead, values: dict) -> None:
    if lead.state not in MOVES["claim"].sources or silence.of(lead) == silence.OWNER:
        raise first(lead)
    free = sa.or_(
        Lead.assigned_id.is_(None), Lead.assigned_id == actor.membership_id, Lead.state == LeadState.LAPSED
    )
    if lead.answered_at:
        values.pop("answered_at")
    try:
        transition.make(lead, "claim", actor, where=(free,), stage=None, reason_code=None, **values)
    except OtherState:
        raise first(of_pair(lead.need_id, lead.institution_id)) from None


def first(lead: Lead | None) -> LeadError:
    """Why a claim was lost: which colleague was first, else that the lead has moved on."""
    if lead is None or lead.assigned_id is None:
        return OtherState("这条对接刚刚有了变化，这次没有认领。请刷新后再看。")
    rows = sa.select(Person).join(Membership, Membership.person_id == Person.id)
    person = db.session.scalar(rows.where(Membership.id == lead.assigned_id))
    return TakenBy(person.name or "")


def hide(actor, need_id: int) -> None:
    """不合适: the card is not shown to this institution again."""
    row = HiddenCard(institution_id=actor.organisation_id, need_id=need_id, membership_id=actor.membership_id)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return  # a colleague thought so too


def unhide(actor, need_id: int) -> None:
    """Take back a 不合适."""
    mine = (HiddenCard.institution_id == actor.organisation_id, HiddenCard.need_id == need_id)
    db.session.execute(sa.delete(HiddenCard).where(*mine))


def shown_words(text: str) -> str:
    """A manager's words as the owner will read them: without contact data, not too long."""
    return without_contact(text.strip()[:SENTENCE])[:300]
