"""Everything a bank's page of one lead or one card shows, each field through the visibility table."""

from dataclasses import replace

from portal.consent import queries as consents
from portal.consent import service as consent_service
from portal.consent import terms
from portal.core import crypto, wording
from portal.core.visibility import Persona
from portal.leads import (
    acts,
    clocks,
    disputing,
    lead_views,
    list_views,
    money_words,
    owner_words,
    queries,
    refusals,
    silence,
    standing,
    words,
)
from portal.leads.models import Lead, LeadState
from portal.leads.offer_view import offer_view, payments_view
from portal.leads.outlet_words import outlet_view
from portal.leads.owner_offers import OFFERED
from portal.leads.pages import best_own
from portal.leads.queries import offers
from portal.leads.service.reassigning import may_reassign
from portal.leads.service.revealing import may_reveal
from portal.matching import queries as matching
from portal.matching.views import match_view
from portal.needs.models import FinancingNeed
from portal.needs.views import need_view
from portal.organisations.models import ERASED
from portal.products.words import KINDS

MAY_HAVE_OFFERED = frozenset({*OFFERED, *owner_words.ENDED})


def lead_page(actor, lead: Lead) -> dict:
    """What templates/leads/show.html reads of a lead loaded by `queries.find`."""
    consent, frozen = consents.look_at(lead.id, lead.need_id)
    persona = Persona.ACCEPTED if consent and may_reveal(actor, lead) else Persona.BROWSING
    accepted = persona is Persona.ACCEPTED
    need, origins = lead.need, queries.origins([lead.id]).get(lead.id, [])
    people = [lead.assigned.person.key_id] if lead.assigned else []
    crypto.preload([lead.key_id, need.key_id, *people])
    joint = lead.joint[-1] if accepted and lead.joint else None
    beside = _beside(lead) if joint and joint.ended_at is None else None
    history = queries.steps_of(lead.id, lead.institution_id)
    disputes = disputing.staff_rows(lead, history)
    view = need_view(need, persona, need.owner if accepted else None)
    if need.owner.erased_at:
        view = replace(view, name=ERASED)
    return {
        "lead": {
            "public_id": lead.public_id,
            "case_number": lead.case_number,
            "state": lead.state,
            "silent": silence.of(lead),
            "word": owner_words.word(lead),
            "product": lead.product.name if lead.product else "",
            "sentence": lead.sentence,
            "clock": clocks.clock_view(lead, frozen=frozen, kind=words.kind_of(lead)),
            "end_note": lead_views.end_note(lead),
            "refusals": [way["word"] for way in _refusals(lead)],
            "assigned": lead.assigned.person.name if lead.assigned else "",
            **_outlet(lead, persona),
        },
        "need": view,
        "about": list_views.about(view),
        "accepted": accepted,
        "borrower_frozen": frozen,
        "steps": lead_views.pipeline(lead, history),
        "history": lead_views.timeline(lead, history),
        "channel": list_views.channel_words(origins, lead.channel),
        "remarks": [origin.remark for origin in origins if origin.remark],
        "match": _match(lead, persona),
        "contact": lead_views.contact_panel(actor, lead, consent),
        "disclosure": terms.disclosure_rows(joint=beside is not None),
        "beside": beside,
        # when, not who it was: that consent is over
        "parted": wording.moment(joint.ended_at) if joint and joint.ended_at else "",
        **money_of(lead),
        "may_assign": may_reassign(actor, lead),
        "stood": standing.words(history),
        "papers": _papers(lead),
        "disputes": disputes,
        "may_record": may_reveal(actor, lead),
        "acts": acts.open_to(
            actor,
            lead,
            consented=consent is not None,
            frozen=frozen,
            disputed=any(one["open"] for one in disputes),
        ),
    }


def _beside(lead: Lead) -> dict | None:
    """The institution that the owner asked to talk together with this one: who, and how far, nothing else."""
    found = queries.beside(lead)
    return found and {
        "institution": found.other.institution.name,
        "kind": KINDS[words.kind_of(found.other)],
        "state": found.other.state,
        "word": owner_words.word(found.other),
        "since": wording.moment(found.since),
    }


def money_of(lead: Lead) -> dict:
    """`{offer, paid, of}`: what the institution itself has offered and paid out, however it ended."""
    kind = words.kind_of(lead)
    found = offers.money_of([lead.id]) if lead.state in MAY_HAVE_OFFERED else {}
    views = {"offer": None, "paid": None, "of": money_words.of(kind)}
    if found:
        offer, paid = found[lead.id]
        views |= {"offer": offer_view(offer, kind, None), "paid": payments_view(paid, offer)}
    return views


def _papers(lead: Lead) -> dict | None:
    """`{brought, asked}` of what the owner is to bring now."""
    found = queries.brought_of([lead]).get(lead.id)
    return found and {"brought": found[0], "asked": found[1]}


def card_page(actor, need: FinancingNeed) -> dict:
    """What templates/leads/card.html reads of a need that is not before the institution yet."""
    view = need_view(need, Persona.BROWSING)
    best = best_own(actor.organisation_id, [need]).get(need.id)
    return {
        "need": view,
        "about": list_views.about(view),
        "best": best,
        "hidden": queries.is_hidden(actor, need.id),
        "disclosure": terms.disclosure_rows(),
    }


def note_card(actor, need_id: int) -> None:
    """Remember that the institution looked at a card."""
    consent_service.note_card_view(actor, need_id)


def note_lead(actor, lead: Lead, *, in_full: bool) -> None:
    """Remember that the institution looked: while it decides whether to talk, and `in_full` under consent."""
    deciding = lead.state in {LeadState.PUSHED, LeadState.INTERESTED}
    if in_full or deciding or silence.of(lead) == silence.INSTITUTION:
        consent_service.note_card_view(actor, lead.need_id, in_full=in_full)


def title_of(lead: Lead) -> str:
    """The need's title, as any institution may read it."""
    return need_view(lead.need, Persona.BROWSING).title


def refusal_page(lead: Lead, stage: str) -> dict:
    """`{lead, stage, word, ways}` of the page on which an institution says no: the stage's word, and every
    stage at which such a lead may fail.
    """
    return {
        "lead": {"public_id": lead.public_id, "title": title_of(lead)},
        "stage": stage,
        "word": words.state_word(LeadState.BANK_DECLINED, words.kind_of(lead), stage),
        "ways": _refusals(lead),
    }


def _refusals(lead: Lead) -> list[dict]:
    """`[{stage, word}]`: where such a lead may fail, each stage by its own word."""
    kind, stages = words.kind_of(lead), refusals.stages_of(lead.state)
    return [{"stage": one, "word": words.state_word(LeadState.BANK_DECLINED, kind, one)} for one in stages]


def _outlet(lead: Lead, persona: Persona) -> dict[str, str]:
    """Before consent the branch only: beside its limit, more than a band of the sum could be read."""
    view = outlet_view(lead)
    return view if persona is Persona.ACCEPTED else {**view, "decides": ""}


def _match(lead: Lead, persona: Persona) -> dict | None:
    if lead.product is None:
        return None
    return match_view(matching.explain(lead.need, lead.product, persona=persona.value), persona.value)
