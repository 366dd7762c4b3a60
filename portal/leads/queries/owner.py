"""The owner's side of a need's leads: who asks, who talks, who said no, who looked."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import Membership
from portal.consent import looking, naming, terms
from portal.consent import queries as consents
from portal.consent.models import Consent
from portal.core import crypto, wording
from portal.core.db import db
from portal.leads import clocks, disputing, owner_offers, owner_words, words
from portal.leads.models import Lead, LeadState
from portal.leads.moves import MOVES, OPEN, TALKING
from portal.leads.outlet_words import outlet_view
from portal.leads.queries.disputes import steps_to_dispute
from portal.leads.queries.joint import pairs_of
from portal.leads.queries.materials import brought_of
from portal.leads.refused import refusals_of
from portal.needs import queries as needs
from portal.needs.models import SEEKING, FinancingNeed, Scope
from portal.products.models import ProductKind

FROZEN = "institution"
CALLED = {*TALKING, LeadState.DISBURSED}
LOOKS = 5  # the newest; the others have a page


def owner_panel(need: FinancingNeed) -> dict:
    """What templates/leads/_owner.html shows of a need; see `lead_row` for the shape of each lead.

    `{seeking, agreed, asking, halted, declining, offering, pairs, talking, pushed, paid, ended, refusals,
    before, refused, opens, pending, met, slots, consent, reasons, looks, revealed}`; `halted`: asking, but
    the platform has frozen the institution; `agreed`: the owner has consented to an institution, ever;
    `offering`: with an offer to answer; `refused`: how many said no, once nobody is left who could say yes;
    `before`: states by institution; `met`: public ids of those to which no further application can be made.
    """
    found = _leads(need.id)
    leads = [one.lead for one in found]
    papers, money = brought_of(leads), owner_offers.by_lead(need, leads)
    called = [one.lead.id for one in found if one.given or one.lead.state in CALLED]
    steps = steps_to_dispute(called)
    rows = [
        (
            one.lead,
            lead_row(one.lead, one.until, bool(one.halted), papers.get(one.lead.id))
            | {"money": money.get(one.lead.public_id), "named": one.named or ""}
            | _disputes(one.lead, steps),
        )
        for one in found
    ]
    seeking = need.state in SEEKING
    live = rows if seeking else []
    asked = [(lead, row) for lead, row in live if _is_asking(lead)]
    pairs = _side_by_side(need, live)
    asking = _of(asked, lambda lead: not _is_frozen(lead))
    offering = [
        row for _, row in live if row["money"] and (row["money"]["waits"] or row["money"]["undoable"])
    ]
    looks = looking.latest(need.id, LOOKS)
    return {
        "seeking": seeking,
        "joinable": seeking and need.scope is Scope.SINGLE,
        "agreed": any(one.given for one in found),
        "asking": asking,
        "halted": _of(asked, _is_frozen),
        "declining": _of(live, lambda lead: lead.state is LeadState.INTERESTED and lead.declining_until),
        "pairs": pairs,
        "talking": _of(live, lambda lead: lead.state in TALKING),
        "pushed": _of(live, lambda lead: lead.state is LeadState.PUSHED),
        "offering": offering,
        "paid": _of(rows, lambda lead: lead.state is LeadState.DISBURSED),
        "ended": [_over(row) for lead, row in rows if _is_over(lead, seeking)],
        "refusals": refusals_of(need, leads),
        "before": {lead.institution_id: lead.state for lead in leads},
        "refused": _all_refused(leads),
        "opens": False,  # see door_views
        "pending": len(asking) + sum(row["money"]["waits"] for row in offering),
        "met": {lead.institution.public_id for lead in leads if _met(lead.state)},
        "slots": _slots(need, leads),
        "consent": terms.shown(),
        "reasons": owner_words.reason_choices(),
        "looks": looks,
        "revealed": looks.contacts,
    }


def _disputes(lead: Lead, steps: dict) -> dict:
    """`{disputes}`: what its owner may say against each step, and has said; see `disputing.owner_rows`."""
    return {"disputes": disputing.owner_rows(lead, steps.get(lead.id, []))}


def _all_refused(leads: list[Lead]) -> int:
    said_no = sum(lead.state is LeadState.BANK_DECLINED for lead in leads)
    return 0 if any(lead.state in {*OPEN, LeadState.DISBURSED} for lead in leads) else said_no


def _side_by_side(need: FinancingNeed, live: list[tuple[Lead, dict]]) -> list[tuple[dict, dict]]:
    """The rows of institutions that talk together, bank first; each row says so."""
    rows = {lead.id: row for lead, row in live if lead.state in TALKING}
    found = pairs_of(need.id) if len(rows) > 1 else []
    pairs = [(rows[bank], rows[other]) for bank, other in found if bank in rows and other in rows]
    for bank, guarantor in pairs:
        bank["beside"], guarantor["beside"] = guarantor["institution"], bank["institution"]
    return pairs


def _is_over(lead: Lead, seeking: bool) -> bool:
    """Ended without success, or with its need."""
    return lead.state is not LeadState.DISBURSED and (lead.state in owner_words.ENDED or not seeking)


def money_rows(need: FinancingNeed) -> list[tuple[Lead, dict]]:
    """Each lead of a need with its row; `money` is what it has offered and paid out, or None."""
    leads = of_need(need.id)
    money = owner_offers.by_lead(need, leads)
    return [(lead, {**lead_row(lead, None, False), "money": money.get(lead.public_id)}) for lead in leads]


def _over(row: dict) -> dict:
    """A lead that has ended, or ends with its need as soon as the worker comes to it."""
    if row["state"] in owner_words.ENDED:
        return row
    over = {"state": LeadState.ENDED, "word": words.state_word(LeadState.ENDED), "clock": None}
    return {**row, **over, "ended_because": owner_words.NEED_OVER}


def lead_row(
    lead: Lead, consent_until: datetime | None, halted: bool, papers: tuple[int, int] | None = None
) -> dict:
    """One lead as its owner reads it; `refusal` is what a bank's no means and what to do now.

    `halted`: whoever filed the need is frozen, and a colleague reads it; `papers`: brought, asked for.
    """
    kind = words.kind_of(lead)
    return {
        "public_id": lead.public_id,
        "institution": lead.institution.name,
        "institution_id": lead.institution.public_id,
        "takes_part": lead.institution.left_at is None and not _is_frozen(lead),  # and has a page
        "lends": kind is ProductKind.LOAN,
        "beside": "",
        "door": None,  # see door_views
        "product": lead.product.name if lead.product else "",
        "manager": (manager := (lead.assigned.person.name if lead.assigned else None) or ""),
        "seers": terms.seers(lead.institution.name, manager),
        **outlet_view(lead),
        "stopped": (stopped := _stopped(lead)),
        "state": lead.state,
        "word": owner_words.word(lead),
        "waits": owner_words.waits(lead),
        "papers": papers,
        "sentence": lead.sentence,
        "since": wording.moment(lead.state_since),
        # with a frozen institution nothing is promised
        "clock": None if stopped == FROZEN else clocks.clock_view(lead, frozen=halted, kind=kind),
        "first_answer": _first_answer(lead),
        "declining_until": lead.declining_until and wording.moment(lead.declining_until),
        "declining_code": lead.declining_code,
        "refusal": owner_words.refusal(lead),
        "ended_because": owner_words.ended_because(lead),
        "consent_until": consent_until and wording.day_in_sentence(clocks.time.local(consent_until).date()),
    }


def _stopped(lead: Lead) -> str | None:
    """What the platform has stopped: the institution, its manager, or nothing."""
    if _is_frozen(lead):
        return FROZEN
    return "manager" if lead.assigned and lead.assigned.person.frozen_at is not None else None


def _is_frozen(lead: Lead) -> bool:
    return lead.institution.frozen_at is not None


def _is_asking(lead: Lead) -> bool:
    return lead.state is LeadState.INTERESTED and lead.declining_until is None


class Found(NamedTuple):
    """A lead with the day its consent lasts to, whether one was ever given, which partner that names besides,
    and whether the platform has stopped whoever seeks.
    """

    lead: Lead
    until: datetime | None
    given: bool
    named: str | None
    halted: bool


def _leads(need_id: int) -> list[Found]:
    """The need's leads, the last moved first."""
    until = sa.select(sa.func.max(Consent.until)).where(Consent.lead_id == Lead.id, consents.holds())
    given = sa.exists().where(Consent.lead_id == Lead.id).correlate(Lead)
    rows = (
        sa.select(
            Lead,
            until.correlate(Lead).scalar_subquery(),
            given,
            naming.waits_beside(Lead.id),
            sa.exists().where(FinancingNeed.id == need_id, needs.is_stopped()),
        )
        .where(Lead.need_id == need_id)
        .options(
            joinedload(Lead.institution),
            joinedload(Lead.need),
            joinedload(Lead.product),
            joinedload(Lead.assigned).joinedload(Membership.person),
            joinedload(Lead.assigned).joinedload(Membership.outlet),
        )
        .order_by(Lead.state_since.desc(), Lead.id.desc())
    )
    found = [Found(*row) for row in db.session.execute(rows)]
    crypto.preload(key for one in found for key in _keys(one.lead))
    return found


def _keys(lead: Lead) -> list[int]:
    """What its people's names, and an answer to a dispute, are sealed under."""
    return [lead.key_id, *([lead.assigned.person.key_id] if lead.assigned else [])]


def of_need(need_id: int) -> list[Lead]:
    """The need's leads with their institutions and products, for its owner."""
    return [one.lead for one in _leads(need_id)]


def has_met(need: FinancingNeed, institution_id: int) -> bool:
    """Whether need and institution have come so far that the owner cannot apply (again)."""
    pair = (Lead.need_id == need.id, Lead.institution_id == institution_id)
    state = db.session.scalar(sa.select(Lead.state).where(*pair))
    return state is not None and _met(state)


def _met(state: LeadState) -> bool:
    return state not in MOVES["apply"].sources


def _of(rows: list[tuple[Lead, dict]], wanted) -> list[dict]:
    return [row for lead, row in rows if wanted(lead)]


def _slots(need: FinancingNeed, leads: list[Lead]) -> dict:
    used = sum(lead.slot is not None for lead in leads)
    full = used >= need.max_talks
    sentence = f"您设了最多同时谈 {need.max_talks} 家，现在 {used} 家"
    return {"most": need.max_talks, "used": used, "full": full, "sentence": sentence}


def _first_answer(lead: Lead) -> clocks.ClockView | None:
    """How fast the institution answered what was pushed to it."""
    pushed = (
        lead.state in owner_words.AFTER_PUSH and lead.answered_at and lead.channel not in owner_words.UNPUSHED
    )
    if not pushed:
        return None
    return clocks.answered_view(clocks.Clock.FIRST_ANSWER, lead.created_at, lead.answered_at)
