"""What the desk's lists show: rows from SQL, words from the index, the best own product from the rules.

With `searching` the only part of leads besides its routes that knows matching, which stands above it.
"""

from portal.core.visibility import Persona
from portal.leads import list_views, queries, searching
from portal.leads.address import Address
from portal.leads.models import Lead
from portal.matching import queries as matching
from portal.matching.views import match_view
from portal.needs.models import FinancingNeed
from portal.products import queries as products
from portal.products.models import Product
from search.ranking import LEAST_LISTED


def desk(actor, address: Address, marked: frozenset[int] | None = None) -> dict:
    """Everything templates/leads/browse.html reads. `marked`: needs that are new here."""
    own = products.live_of(actor.organisation_id)

    whole = {"pushed": queries.pushed(actor), "open": queries.browsed(actor, own)}

    def lists(ids=None) -> dict:
        return {name: queries.among(rows, ids) for name, rows in whole.items()}

    search = searching.look(actor, address, lists, lambda ids: _survey(own, address, lists(ids)))
    counts = search.counts
    rows_of = _pushed if address.tab == "pushed" else _open
    rows = _marked(rows_of(own, whole[address.tab], address, search), marked)
    return {
        "address": address,
        "own_products": len(own),
        "rows": rows,
        "total": counts.total,
        "lengths": search.lengths,
        "due": counts.due,
        "search": _search(address, search, lists, found=bool(rows)),
        "useless": counts.last,
        "half_scored": address.tab == "open" and address.sort == "fit" and counts.total > queries.SCORED,
        "groups": list_views.groups(address.facets, counts, address, more=False),
        "more": list_views.groups(address.facets, counts, address, more=True),
        "tags": list_views.tags(address),
        "orders": list_views.orders(address),
        "pages": _pages(address, counts.total, len(rows)),
        "ways": _ways(lists(search.ids)[address.tab], address) if not rows and address.chosen else [],
    }


def _survey(own: list[Product], address: Address, lists: dict) -> tuple[queries.Counts, dict[str, int]]:
    """The list asked for counted in every direction, and how long both are."""
    pushed = address.tab == "pushed"
    counts = queries.count(
        _ordered(own, address, lists[address.tab]),
        Lead.id if pushed else FinancingNeed.id,
        address.facets,
        address.chosen,
        queries.useless(own) if own and not pushed else None,
    )
    other = "open" if pushed else "pushed"
    return counts, {address.tab: counts.whole} | queries.totals(**{other: lists[other]})


def _ordered(own: list[Product], address: Address, rows):
    """The list asked for, in its order."""
    if address.tab == "pushed":
        return queries.sorted_by(rows, address.sort)
    return queries.useful_first(rows, own)


def _search(address: Address, search: searching.Search, lists, *, found: bool) -> dict:
    """What the page says of the words: how they were read, and where they do not lead far what else may."""
    helpless = bool(address.words) and not search.away and not (found and not search.partial)
    emptied = helpless and not search.partial and bool(address.chosen)
    return {
        "away": search.away,
        "capped": search.capped,
        "partial": search.partial,
        "words": [part.text for part in search.parts],
        "understood": searching.understood(address, search.parts),
        "alone": searching.alone(address, search, lists) if helpless and not emptied else [],
        "instead": searching.instead(address, search.parts) if helpless else [],
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
            "of_use": match.score >= LEAST_LISTED,
            **match_view(match, Persona.BROWSING.value),
        }
        for need_id, (product, match) in found.items()
    }


def _pushed(own: list[Product], base, address: Address, search: searching.Search) -> list[tuple[int, dict]]:
    start = (address.page - 1) * queries.PAGE
    shown = search.counts.ids[start : start + queries.PAGE]
    leads = queries.these(_ordered(own, address, base), Lead.id, shown)
    best = _best_of(own, [lead.need for lead in leads])
    origins = queries.origins(lead.id for lead in leads)
    return [
        (
            lead.need_id,
            list_views.pushed_row(lead, best.get(lead.need_id), origins.get(lead.id, []), search.parts),
        )
        for lead in leads
    ]


def _open(own: list[Product], base, address: Address, search: searching.Search) -> list[tuple[int, dict]]:
    """Sorted by fit, the newest candidates are scored all together, and the older ones follow by date.

    Either way what is for another purpose than any own product's comes last.
    """
    newest, ids = _ordered(own, address, base), search.counts.ids
    start = (address.page - 1) * queries.PAGE
    if address.sort != "fit" or start >= queries.SCORED:
        needs = queries.these(newest, FinancingNeed.id, ids[start : start + queries.PAGE])
    else:
        needs = queries.these(newest, FinancingNeed.id, ids[: queries.SCORED])
        fits = matching.best_scores(own, needs)
        needs.sort(key=lambda need: -fits[need.id])
        needs = needs[start : start + queries.PAGE]
    best = _best_of(own, needs)
    return [(need.id, list_views.open_row(need, best.get(need.id), search.parts)) for need in needs]


def _marked(rows: list[tuple[int, dict]], marked: frozenset[int] | None) -> list[dict]:
    """The rows; on a list opened from a saved search only what it found since the look before is new."""
    if marked is None:
        return [row for _, row in rows]
    return [{**row, "is_new": need_id in marked} for need_id, row in rows]


def _pages(address: Address, total: int, shown: int) -> dict:
    first = (address.page - 1) * queries.PAGE + 1
    return {
        "first": first,
        "last": first + shown - 1,
        "prev": address.href(address.page - 1) if address.page > 1 else None,
        "next": address.href(address.page + 1) if first + shown - 1 < total and shown else None,
    }


def _ways(base, address: Address) -> list[dict]:
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
