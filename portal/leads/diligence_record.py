"""What was seen and done on a lead, with both times: for the manager's own file, to be printed.

Once the consent is over a manager reads the own acts, the institution's admin those of its people; neither
reads who the firm is. Nothing is noted by reading it.
"""

from dataclasses import dataclass
from datetime import datetime

from portal.consent import queries as consents
from portal.core import clock, crypto
from portal.core.permissions import ROLE_NAMES, Role
from portal.core.visibility import Persona
from portal.leads import disputing, lead_page, lead_views, owner_words, queries, standing, words
from portal.leads.models import Lead, LeadState, MaterialItem
from portal.leads.outlet_words import outlet_view
from portal.leads.queries.history import Step
from portal.leads.queries.own_looks import OwnLook
from portal.leads.service.revealing import WHY
from portal.needs.views import need_view
from portal.products.models import ProductKind

CARD, IN_FULL = "看了卡片（只有区间信息）", "看了企业同意公开的全部内容"


@dataclass(frozen=True)
class Line:
    """`recorded` where it is another moment; `by`: the membership that did it, None for firm and platform."""

    at: datetime
    recorded: datetime | None
    who: str
    what: str
    note: str
    by: int | None


def record_page(actor, lead: Lead) -> dict:
    """What templates/leads/diligence_record.html reads of a lead loaded by `queries.find`."""
    consent, _ = consents.look_at(lead.id, lead.need_id)
    open_ = consent is not None
    view = need_view(
        lead.need, Persona.ACCEPTED if open_ else Persona.BROWSING, lead.need.owner if open_ else None
    )
    crypto.preload([lead.key_id, lead.assigned.person.key_id] if lead.assigned else [lead.key_id])
    history = queries.steps_of(lead.id, lead.institution_id)
    own = {step.move_id for step in history if _is_own(actor, step.actor_id)}
    papers = [
        item for item in queries.items_of(lead.id, everything=True) if _readable(actor, open_, item, own)
    ]
    lines = [line for line in _lines(lead, history) if _may_read(actor, open_, line)]
    return {
        "lead": {
            "public_id": lead.public_id,
            "case_number": lead.case_number,
            "title": view.title,
            "name": view.name or "",
            "institution": lead.institution.name,
            "outlet": outlet_view(lead)["outlet"],
            "manager": (lead.assigned.person.name if lead.assigned else None) or "",
            "product": lead.product.name if lead.product else "",
            "word": owner_words.word(lead),
            "end_note": lead_views.end_note(lead),
        },
        "open": open_,
        "agreed": any(step.to is LeadState.ACCEPTED for step in history),
        "own_only": not open_ and actor.role is Role.BANK_MANAGER,
        "lines": [_row(line) for line in lines],
        "papers": [_paper(item) for item in papers],
        "stood": standing.words(history),
        "disputes": disputing.staff_rows(lead, history),
        **lead_page.money_of(lead),
        "printed": _when(clock.now()),
        "reader": actor.person_name,
    }


def _may_read(actor, open_: bool, line: Line) -> bool:
    if open_:
        return True
    return _is_own(actor, line.by) if actor.role is Role.BANK_MANAGER else line.by is not None


def _readable(actor, open_: bool, item: MaterialItem, own: set) -> bool:
    return open_ or actor.role is Role.BANK_ADMIN or item.move_id in own


def _is_own(actor, membership_id: int | None) -> bool:
    return membership_id == actor.membership_id


def _lines(lead: Lead, history: list[Step]) -> list[Line]:
    """Steps and looks, in the order in which they happened."""
    kind = words.kind_of(lead)
    steps = [_step(step, kind, lead.stage) for step in reversed(history)]
    looks = [_look(look) for look in queries.own_looks(lead)]
    return sorted([*steps, *looks], key=lambda line: line.at)


def _step(step: Step, kind: ProductKind, stage: str | None) -> Line:
    firm = step.role in {Role.APPLICANT, Role.CLERK}
    who = step.person or ("企业" if firm else ROLE_NAMES[step.role] if step.role else "平台")
    later = step.recorded_at if _when(step.recorded_at) != _when(step.happened_at) else None
    said = lead_views.said_of(step, kind, stage)
    by = step.actor_id if step.role in {Role.BANK_MANAGER, Role.BANK_ADMIN} else None
    return Line(step.happened_at, later, who, said, step.note or "", by)


def _look(look: OwnLook) -> Line:
    what = f"查看了联系方式：{WHY.get(look.why, '')}" if look.contact else IN_FULL if look.why else CARD
    return Line(look.at, None, look.person or "已注销的同事", what, "", look.membership_id)


def _row(line: Line) -> dict:
    return {
        "at": _when(line.at),
        "recorded": _when(line.recorded) if line.recorded else "",
        "who": line.who,
        "what": line.what,
        "note": line.note,
    }


def _paper(item: MaterialItem) -> dict:
    return {
        "text": item.text,
        "asked": _when(item.created_at),
        "brought": _when(item.brought_at) if item.brought_at else "",
    }


def _when(at: datetime) -> str:
    """2026-11-24 09:05, in Shanghai: a file is read in later years."""
    return f"{clock.local(at):%Y-%m-%d %H:%M}"
