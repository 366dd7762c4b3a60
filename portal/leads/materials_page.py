"""A list of papers to bring, as the owner shows it at the counter and the manager ticks it."""

import segno
from flask import current_app, url_for

from portal.core import wording
from portal.core.permissions import BANK
from portal.leads import clocks, queries, standing, words
from portal.leads.diligence_forms import BringForm
from portal.leads.lead_page import title_of
from portal.leads.models import Lead, LeadState, MaterialItem
from portal.leads.outlet_words import outlet_view
from portal.products.models import ProductKind

LOAN_PAPERS = (
    "身份证",
    "营业执照（没有执照的，带经营地的证明）",
    "近 6 个月的银行流水或收款记录",
    "经营场所的租赁合同或产权证明",
)
OTHER_PAPERS = ("身份证", "营业执照")


def offered(lead: Lead) -> list[str]:
    """What a manager may tick: the product's own papers, else those that are usual."""
    product = lead.product
    own = [line.strip() for line in product.materials.splitlines()] if product else []
    usual = LOAN_PAPERS if words.kind_of(lead) is ProductKind.LOAN else OTHER_PAPERS
    return list(dict.fromkeys(filter(None, own))) or list(usual)


def page(actor, lead: Lead, items: list[MaterialItem]) -> dict:
    """What templates/leads/materials.html reads; for the manager with a form to tick."""
    kind = words.kind_of(lead)
    steps = queries.steps_of(lead.id, lead.institution_id)
    waiting = lead.state is LeadState.WAITING_MATERIALS
    mine = actor.role in BANK
    asked = max(since for since, _ in standing.spans(steps))
    return {
        "lead": {
            "public_id": lead.public_id,
            "case_number": lead.case_number,
            "title": title_of(lead),
            "institution": lead.institution.name,
            "manager": (lead.assigned.person.name if lead.assigned else None) or "",
            "outlet": outlet_view(lead)["outlet"],
            "product": lead.product.name if lead.product else "",
            "clock": clocks.clock_word(clocks.Clock.DECISION, kind),
        },
        "items": [_item(item) for item in items],
        "left": sum(item.brought_at is None for item in items),
        "waiting": waiting,
        "asked": wording.day_in_sentence(clocks.time.local(asked).date()),
        "stood": standing.days(steps),
        "mine": mine,
        "may_tick": waiting and mine and lead.assigned_id == actor.membership_id,
        "back": url_for("leads.show", public_id=lead.public_id)
        if mine
        else url_for("needs.show", public_id=lead.need.public_id),
        "qr": _qr(lead),
    }


def bring_form(items: list[MaterialItem], **how) -> BringForm:
    """Ticked as it stands now, or as it was sent."""
    ticked = [item.public_id for item in items if item.brought_at]
    return BringForm(offered=[(item.public_id, item.text) for item in items], brought=ticked, **how)


def _item(item: MaterialItem) -> dict:
    return {
        "text": item.text,
        "brought": item.brought_at and wording.day_in_table(item.brought_at),
    }


def _qr(lead: Lead) -> str:
    """This page's own address; only whoever may read it gets further than signing in."""
    home = current_app.config["PUBLIC_URL"].rstrip("/")
    address = home + url_for("leads.materials", public_id=lead.public_id)
    return segno.make(address, error="m").svg_data_uri(scale=3, border=2, dark="#16242b", light="#ffffff")
