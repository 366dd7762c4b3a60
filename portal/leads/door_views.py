"""The second door as the owner's page shows it; see templates/leads/_door.html."""

from collections.abc import Iterable, Sequence

from flask import url_for

from portal.leads.models import LeadState
from portal.leads.refused import GUARANTEE
from portal.leads.second_door import LOOKED, Door, doors
from portal.matching.views import match_view, near_miss_view
from portal.needs.models import SEEKING, FinancingNeed
from portal.products import partners
from portal.products import queries as products
from portal.products.models import Product
from portal.products.views import product_view
from search.answers import Matches
from search.rule_names import rule_name

NAMELESS = {"requirement": "资质"}


def put_doors(
    need: FinancingNeed, panel: dict, found: Matches | None, barred: Iterable[int] = ()
) -> Sequence[Product]:
    """Give each refused row of the owner's panel its `door`, and the panel `opens`; returns products read.

    A door is `{rules, products, guarantees, above, openers, question}`: `rules` what the reason was about, or
    ""; `products`, `guarantees` [{product, tally, asked, address, together}] with the addresses of the
    application ("" for a need that has ended) and of a guarantor's invitation beside a bank, or ""; `openers`
    as near misses; `question` {key, ask, worth} where no door is open, or None.
    `barred`: institutions that the owner has shut out.
    """
    refusals = panel["refusals"]
    if not refusals or found is None or need.state not in LOOKED:
        return ()
    ids = [int(one.product_id) for one in (*found.matches, *found.near_misses)]
    rows = products.live_among(ids, GUARANTEE if any(one.guarantee_helps for one in refusals) else None)
    asked = {key for key, state in panel["before"].items() if state is LeadState.PUSHED}
    shut = (panel["before"].keys() - asked) | set(barred)
    able = [row for row in rows if row.institution_id not in shut]
    opened = doors(need, refusals, found, able, asked)
    views = _by_lead(need, panel, opened, found, asked)
    panel["opens"] = any(door.is_open for door in opened)
    panel["ended"] = sorted(
        ({**row, "door": views.get(row["public_id"])} for row in panel["ended"]),
        key=lambda row: row["door"] is None,  # an answer before a silence
    )
    return rows


def _by_lead(
    need: FinancingNeed, panel: dict, opened: list[Door], found: Matches, asked: set[int]
) -> dict[str, dict]:
    pairs = [pair for door in opened for pair in (*door.products, *door.guarantees)]
    views = [product_view(row, need.amount_max_fen, need.term_months) for row, _ in pairs]
    partners.tell([row for row, _ in pairs], views)
    lender = panel["joinable"] and any(row["lends"] for row in panel["talking"])
    cards = {}
    for (row, match), view in zip(pairs, views, strict=True):
        card = {"product": view, "tally": match_view(match, "owner")["tally"]}
        cards[row.id] = {**card, "asked": row.institution_id in asked, **_ways(need, row, view, lender)}
    shut = [door for door in opened if door.is_shut]
    told = [door for door in opened if door not in shut[1:]]  # that there is none is said once
    return {door.refusal.lead: _view(door, cards, found) for door in told}


def _view(door: Door, cards: dict[int, dict], found: Matches) -> dict:
    return {
        "rules": "、".join(NAMELESS.get(rule) or rule_name(rule) for rule in door.refusal.rules),
        "products": [cards[product.id] for product, _ in door.products],
        "guarantees": [cards[product.id] for product, _ in door.guarantees],
        "above": door.above,
        "openers": [near_miss_view(miss, product_view(row)) for row, miss in door.openers],
        "question": found.questions[0].to_dict() if door.is_shut and found.questions else None,
    }


def _ways(need: FinancingNeed, product: Product, view: dict, lender: bool) -> dict[str, str]:
    """Where to apply, and where to ask a guarantor beside a bank that talks or that it works with."""
    seeking, here = need.state in SEEKING, {"public_id": need.public_id}
    beside = product.kind is GUARANTEE and (lender or view["together"])
    invite = url_for("leads.together", **here, guarantee=product.public_id) if seeking and beside else ""
    apply = url_for("leads.apply", **here, product_id=product.public_id) if seeking else ""
    return {"address": apply, "together": invite}
