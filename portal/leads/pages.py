"""What the desk's lists show: rows from SQL, words from the index, the best own product from the rules.

The only part of leads besides its routes that knows matching, which stands above it.
"""

from portal.core.visibility import Persona
from portal.leads import list_views, queries
from portal.leads.address import Address
from portal.matching import queries as matching
from portal.matching.views import match_view
from portal.needs.models import FinancingNeed
from portal.products import queries as products
from portal.products.models import Product

MOST_WORD_HITS = matching.MOST_WORD_HITS


def desk(actor, address: Address, marked: frozenset[int] | None = None) -> dict:
    """Everything templates/leads/browse.html reads. `marked`: needs that are new here."""
    ids = matching.search_needs(address.words) if address.words else None
    own = products.live_of(actor.organisation_id)
    lists = {"pushed": queries.pushed(actor, ids), "open": queries.browsed(actor, own, ids)}
    base = lists[address.tab]
    counts = queries.count(base, address.facets, address.chosen)
    other = "open" if address.tab == "pushed" else "pushed"
    lengths = queries.totals(**{other: lists[other], address.tab: base})
    rows_of = _pushed if address.tab == "pushed" else _open
    rows = rows_of(own, base, address, marked)
    return {
        "address": address,
        "own_products": len(own),
        "rows": rows,
        "total": counts.total,
        "lengths": lengths,
        "due": counts.due,
        "away": bool(address.words) and ids is None,
        "capped": ids is not None and len(ids) >= MOST_WORD_HITS,
        "half_scored": address.tab == "open" and address.sort == "fit" and counts.total > queries.SCORED,
        "groups": list_views.groups(address.facets, counts, address, more=False),
        "more": list_views.groups(address.facets, counts, address, more=True),
        "tags": list_views.tags(address),
        "orders": list_views.orders(address),
        "pages": _pages(address, counts.total, len(rows)),
        "ways": _ways(actor, base, address) if not rows and address.chosen else [],
    }


def best_own(institution_id: int, needs: list[FinancingNeed]) -> dict[int, dict]:
    """The best own product of each need that fits: `{product_id, score_bp, product, score, rows, tally}`."""
    return _best_of(products.live_of(institution_id), needs)


def _best_of(own: list[Product], needs: list[FinancingNeed]) -> dict[int, dict]:
    found = matching.best_of(own, needs, persona=Persona.BROWSING.value)
    return {
        need_id: {
            "product_id": product.id,
            "score_bp": round(match.score * 10_000),
            "product": product.name,
            **match_view(match, Persona.BROWSING.value),
        }
        for need_id, (product, match) in found.items()
    }


def _pushed(own: list[Product], base, address: Address, marked: frozenset[int] | None) -> list[dict]:
    ordered = queries.sorted_by(base, address.sort)
    leads = queries.page_of(ordered, address.facets, address.chosen, address.page)
    best = _best_of(own, [lead.need for lead in leads])
    origins = queries.origins(lead.id for lead in leads)
    rows = [list_views.pushed_row(lead, best.get(lead.need_id), origins.get(lead.id, [])) for lead in leads]
    return _marked(rows, [lead.need_id for lead in leads], marked)


def _open(own: list[Product], base, address: Address, marked: frozenset[int] | None) -> list[dict]:
    """Sorted by fit, the newest candidates are scored all together; otherwise only the page's rows."""
    newest = queries.sorted_by(base, "date")
    if address.sort != "fit":
        needs = queries.page_of(newest, address.facets, address.chosen, address.page)
        best = _best_of(own, needs)
    else:
        needs = queries.page_of(newest, address.facets, address.chosen, 1, size=queries.SCORED)
        best = _best_of(own, needs)
        needs.sort(key=lambda need: -best[need.id]["score_bp"] if need.id in best else 1)
        start = (address.page - 1) * queries.PAGE
        needs = needs[start : start + queries.PAGE]
    rows = [list_views.open_row(need, best.get(need.id)) for need in needs]
    return _marked(rows, [need.id for need in needs], marked)


def _marked(rows: list[dict], need_ids: list[int], marked: frozenset[int] | None) -> list[dict]:
    """The same rows; on a list opened from a saved search only what it found since the look before is new."""
    if marked is None:
        return rows
    return [{**row, "is_new": need_id in marked} for row, need_id in zip(rows, need_ids, strict=True)]


def _pages(address: Address, total: int, shown: int) -> dict:
    first = (address.page - 1) * queries.PAGE + 1
    scored = address.tab == "open" and address.sort == "fit"
    reachable = min(total, queries.SCORED) if scored else total
    return {
        "first": first,
        "last": first + shown - 1,
        "prev": address.href(address.page - 1) if address.page > 1 else None,
        "next": address.href(address.page + 1) if first + shown - 1 < reachable and shown else None,
    }


def _ways(actor, base, address: Address) -> list[dict]:
    """Each choice that could be lifted, with how many rows would come back."""
    narrowed = {
        f"{facet.name}-{value}": (facet, value)
        for facet in address.facets
        for value in address.chosen.get(facet.name, ())
    }
    lists = {
        name: queries.filtered(base, address.facets, _given(address.less(facet.name, value).chosen))
        for name, (facet, value) in narrowed.items()
    }
    counted = queries.totals(**lists)
    return [
        {
            "label": f"去掉“{facet.word(value)}”",
            "href": address.less(facet.name, value).href(),
            "count": counted[name],
        }
        for name, (facet, value) in narrowed.items()
    ]


def _given(chosen: dict) -> dict:
    return {name: values for name, values in chosen.items() if values}
