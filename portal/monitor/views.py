"""A card as the monitor reads it: what is wanted where, for how long nobody has taken it, who was asked."""

from portal.core import wording
from portal.core.visibility import Persona
from portal.leads import clocks, owner_words, silence, words
from portal.leads.models import Lead
from portal.leads.moves import OPEN
from portal.monitor import queries
from portal.monitor.models import BoardCard
from portal.monitor.words import NOTES, age
from portal.needs.views import need_view
from portal.organisations.models import ERASED


def card_view(card: BoardCard, asked: list[Lead]) -> dict:
    """`{public_id, case_number, title, about, county, age, since, asked, note}`; never a name or a sum."""
    view = need_view(card.need, Persona.MONITOR)
    days = queries.age_of(card)
    noted = card.noted and f"{wording.day_in_table(card.noted_at)} {NOTES[card.noted]}"
    return {
        "public_id": card.public_id,
        "case_number": view.case_number,
        "title": view.title,
        "about": [view.subject, view.years and f"开办 {view.years}", view.employees],
        "county": view.county,
        "age": age(days),
        "long": days >= 10,
        "since": wording.day_in_sentence(clocks.time.local(card.since).date()),
        "asked": [_answer(lead) for lead in asked],
        "note": noted or "",
    }


def _answer(lead: Lead) -> dict:
    """Who was asked and what became of it; no reason and no figure."""
    word = owner_words.word(lead)
    if silence.of(lead) == silence.OWNER:
        word = "企业逾期未答"
    running = clocks.clock_view(lead, kind=words.kind_of(lead)) if lead.state in OPEN else None
    return {
        "institution": lead.institution.name_clear or ERASED,
        "state": lead.state,
        "word": word,
        "day": wording.day_in_table(lead.state_since),
        "clock": running.words if running else "",
    }
