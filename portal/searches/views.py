"""Searches as templates read them."""

from dataclasses import replace

from flask import url_for

from portal.core import wording
from portal.leads.address import SORTS, Address, default_sort
from portal.products import queries as products
from portal.searches import queries
from portal.searches.models import SavedSearch
from portal.searches.words import MOST_NAME, PACES

TABS = {"pushed": "推给我们", "open": "可认领"}


def choices(address: Address) -> list[str]:
    """What an address asks for, in words: the list, the words, each choice, the order."""
    words = [f"“{address.words}”"] if address.words else []
    labels = [facet.word(value) for facet in address.facets for value in address.chosen.get(facet.name, ())]
    order = [] if address.sort == default_sort(address.tab) else [SORTS[address.tab][address.sort]]
    return [TABS[address.tab], *words, *labels, *order]


def name_for(address: Address) -> str:
    """A name to begin with."""
    said = choices(replace(address, sort=default_sort(address.tab)))[1:]
    return " ".join(part.strip("“”") for part in said)[:MOST_NAME].strip() or TABS[address.tab]


def row(search: SavedSearch, length: int, fresh: int) -> dict:
    """One line of the page of searches."""
    return {
        "name": search.name,
        "choices": choices(queries.address_of(search)),
        "length": length,
        "fresh": fresh,
        "pace": PACES[search.pace],
        "looked": wording.moment(search.looked_at),
        "open": url_for("searches.open_list", public_id=search.public_id),
        "href": url_for("searches.edit", public_id=search.public_id),
    }


def shelf(actor, address: Address) -> dict:
    """The row of saved searches above the desk's list: `{chips, opened, changed, keep_href}`.

    `opened`: the one that the list was opened from; `changed`: where to put the present choices in its place;
    `keep_href`: where to save them as a new one; `marked`: the needs that are new on
    the page of the opened one; `elsewhere`: how many of them the other list holds.
    """
    mine = queries.mine(actor)
    own = products.live_of(actor.organisation_id) if mine else []
    fresh = queries.fresh(actor, mine, own) if mine else {}
    opened = next((one for one in mine if one.public_id == address.saved), None)
    asked = replace(address, page=1, saved="")
    saved = queries.sides(queries.address_of(opened)) if opened else []  # the other list is no change
    changed = opened is not None and asked not in [replace(side, saved="") for side in saved]
    narrowed = bool(address.words or address.chosen)
    pairs = dict_of(asked)
    return {
        "chips": [
            {
                "name": one.name,
                "fresh": fresh.get(one.id, 0),
                "href": url_for("searches.open_list", public_id=one.public_id),
                "current": one is opened,
            }
            for one in mine
        ],
        "opened": opened
        and {"name": opened.name, "href": url_for("searches.edit", public_id=opened.public_id)},
        "changed": changed and url_for("searches.edit", public_id=opened.public_id, put=1, **pairs),
        "keep_href": url_for("searches.new", **pairs) if narrowed and (changed or not opened) else None,
        "elsewhere": opened and _elsewhere(actor, opened, address, own),
        "marked": queries.marked(opened) if opened else None,
    }


def _elsewhere(actor, search: SavedSearch, address: Address, own: list) -> dict | None:
    """New needs of the opened search that stand in the desk's other list: `{number, name, href}`."""
    number = queries.elsewhere(actor, search, address, own)
    side = next((one for one in queries.sides(queries.address_of(search)) if one.tab != address.tab), None)
    return {"number": number, "name": TABS[side.tab], "href": side.href()} if number and side else None


def dict_of(address: Address) -> dict[str, list[str]]:
    """The pairs of an address for `url_for`."""
    found: dict[str, list[str]] = {}
    for name, value in address.pairs():
        found.setdefault(name, []).append(value)
    return found
