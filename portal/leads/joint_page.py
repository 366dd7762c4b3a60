"""Choosing a guarantor beside a bank, and the one consent that names both."""

from flask import url_for

from portal.consent import terms
from portal.leads import owner_words, queries, words
from portal.leads.joint_sides import Bank, beside_somebody, guarantees_for
from portal.leads.models import Lead, LeadState
from portal.leads.moves import TALKING
from portal.matching import queries as matching
from portal.matching.views import match_view
from portal.needs.models import FinancingNeed
from portal.products import partners
from portal.products.models import Product, ProductKind
from portal.products.views import product_view


def banks_page(need: FinancingNeed, guarantee: Product | None) -> list[dict]:
    """Step one, where the address names no bank: `[{name, note, href}]`, who asks or talks, then partners."""
    rows = [lead for lead in queries.of_need(need.id) if _may_be_joined(lead)]
    found = {lead.institution_id: (lead.institution, owner_words.word(lead)) for lead in rows}
    if guarantee is not None:
        named = partners.confirmed([guarantee]).get(guarantee.id, [])
        found = {**{one.id: (one, f"{partners.together_word(guarantee)}的银行") for one in named}, **found}
    chosen = {"guarantee": guarantee.public_id} if guarantee else {}
    here, taken = {"public_id": need.public_id, **chosen}, beside_somebody(need)
    return [
        {"name": one.name, "note": note, "href": url_for("leads.together", **here, bank=one.public_id)}
        for one, note in found.values()
        if one.id not in taken
    ]


def _may_be_joined(lead: Lead) -> bool:
    live = lead.state in TALKING or (lead.state is LeadState.INTERESTED and lead.declining_until is None)
    return live and words.kind_of(lead) is ProductKind.LOAN


def offers(need: FinancingNeed, bank: Bank) -> list[dict]:
    """Step two: `[{public_id, label, view, tally, together}]`, those that the bank works with first."""
    products = guarantees_for(need, bank)
    views = [product_view(one, need.amount_max_fen, need.term_months) for one in products]
    partners.tell(products, views)
    by_bank = {one.public_id for one in bank.partners}
    rows = []
    for product, view in zip(products, views, strict=True):
        match = match_view(matching.explain(need, product), "owner")
        named = view["together"]["names"] if view["together"] else []
        rows.append(
            {
                "public_id": product.public_id,
                "label": f"{product.institution.name}：{product.name}",
                "view": view,
                "tally": match["tally"],
                "score": match["score"],
                "together": bank.name in named or product.institution.public_id in by_bank,
            }
        )
    return sorted(rows, key=lambda row: (not row["together"], -row["score"]))


def consent_page(need: FinancingNeed, bank: Bank, guarantee: Product) -> dict:
    """Step three: both by name, what each sees and who there, until when, what each takes up."""
    agreed = terms.shown(joint=True)
    talking = {lead.institution_id for lead in queries.of_need(need.id) if lead.state in TALKING}
    new = sum(one not in talking for one in (bank.id, guarantee.institution_id))
    return {
        "guarantor": guarantee.institution.name,
        "product": guarantee.name,
        "sentence": agreed["sentence"],
        "seen": agreed["terms"],
        "rows": terms.disclosure_rows(joint=True),
        "until": agreed["until"],
        "seers": [terms.seers(name) for name in (bank.name, guarantee.institution.name)],
        "new": new,
        "used": len(talking),
        "most": need.max_talks,
    }
