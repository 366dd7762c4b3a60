"""Whose searches are whose, and what stands in their lists now: SQL over what their owner may see."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from portal.accounts.models import MembershipRegion
from portal.core import regions
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import address as desk
from portal.leads import queries as leads
from portal.leads.address import Address
from portal.leads.models import Lead
from portal.needs.models import FinancingNeed
from portal.products.models import Product
from portal.searches.models import Pace, SavedSearch, SearchHit

MOST = 20  # searches a manager


def visible_to(actor) -> sa.Select:
    """A manager's own searches, in the order in which they were saved; nobody else reads them."""
    mine = sa.select(SavedSearch).order_by(SavedSearch.id)
    if actor.role is not Role.BANK_MANAGER:
        return mine.where(sa.false())
    return mine.where(SavedSearch.membership_id == actor.membership_id)


def mine(actor) -> list[SavedSearch]:
    return list(db.session.scalars(visible_to(actor)))


def find(actor, public_id: str) -> SavedSearch | None:
    return db.session.scalar(visible_to(actor).where(SavedSearch.public_id == public_id))


def address_of(search: SavedSearch) -> Address:
    """The desk's list that was saved."""
    said = MultiDict(parse_qsl(search.query))
    if search.words:
        said["q"] = search.words
    return replace(desk.read(said), saved=search.public_id)


def sides(address: Address) -> list[Address]:
    """The list of an address, and the desk's other one where it can be narrowed alike.

    What fits a search may be pushed to the bank before anybody has read it.
    """
    tab = "open" if address.tab == "pushed" else "pushed"
    other = replace(address, tab=tab, sort=desk.default_sort(tab), page=1)
    alike = set(address.chosen) <= {facet.name for facet in other.facets}
    return [address, other] if alike else [address]


def lists_of(
    actor, search: SavedSearch, own: Sequence[Product], ids: Sequence[int] | None = None
) -> list[sa.Select]:
    """What the desk would show of a search, its words left out: each need stands in one list at most."""
    return [_listed(actor, side, own, ids) for side in sides(address_of(search))]


def _listed(actor, address: Address, own: Sequence[Product], ids: Sequence[int] | None = None) -> sa.Select:
    """The rows of the desk's list under the choices of an address; `ids`: no others than these needs."""
    rows = leads.pushed(actor) if address.tab == "pushed" else leads.browsed(actor, own)
    if ids is not None:  # written out: they may be more than a query has parameters
        named = sa.bindparam(None, list(ids), expanding=True, literal_execute=True, type_=sa.Integer)
        rows = rows.where(FinancingNeed.id.in_(named))
    return leads.filtered(rows, address.facets, address.chosen)


def fresh(actor, searches: Iterable[SavedSearch], own: Sequence[Product]) -> dict[int, int]:
    """By search how many needs it has found since it was looked at, that its lists still hold; one query."""
    return _numbers({one.id: _since(actor, one, own, one.looked_at) for one in searches})


def lengths(actor, searches: Iterable[SavedSearch], own: Sequence[Product], by_words: dict) -> dict[int, int]:
    """By search how many needs are in its lists. `by_words`: what the index found for each search's words."""
    return _numbers({one.id: lists_of(actor, one, own, by_words.get(one.words)) for one in searches})


def side_to_open(actor, search: SavedSearch, own: Sequence[Product]) -> Address:
    """The list that was saved, or the desk's other one where only that holds what is new."""
    both = sides(address_of(search))
    found = _found(search, search.looked_at)
    new = _numbers({place: [_listed(actor, one, own).where(found)] for place, one in enumerate(both)})
    return next((side for place, side in enumerate(both) if new[place]), both[0])


def untold(actor, search: SavedSearch, own: Sequence[Product]) -> bool:
    """Whether its lists hold a need that its owner has neither looked at nor been told of."""
    known = max(search.looked_at, search.told_at or search.looked_at)
    return _numbers({search.id: _since(actor, search, own, known)})[search.id] > 0


def elsewhere(actor, search: SavedSearch, shown: Address, own: Sequence[Product]) -> int:
    """How many of the needs that are marked on this look stand in the desk's other list."""
    others = [side for side in sides(address_of(search)) if side.tab != shown.tab]
    rows = [_listed(actor, side, own).where(_found(search, search.marked_from)) for side in others]
    return _numbers({search.id: rows}).get(search.id, 0)


def ids_in(lists: dict[int, list[sa.Select]]) -> dict[int, set[int]]:
    """By search the ids of the needs in its lists; one query."""
    parts = [
        rows.with_only_columns(
            sa.literal(key).label("key"), FinancingNeed.id.label("need_id"), maintain_column_froms=True
        ).order_by(None)
        for key, several in lists.items()
        for rows in several
    ]
    found: dict[int, set[int]] = {}
    for key, need_id in db.session.execute(sa.union_all(*parts)) if parts else ():
        found.setdefault(key, set()).add(need_id)
    return found


def around(place: str) -> sa.Select:
    """Searches of managers whose regions hold this county."""
    above = {place, f"{place[:4]}00", f"{place[:2]}0000", regions.NATIONWIDE}
    there = sa.select(MembershipRegion.membership_id).where(MembershipRegion.region_code.in_(above))
    return sa.select(SavedSearch).where(SavedSearch.membership_id.in_(there))


def with_untold(pace: Pace) -> sa.Select:
    """Searches of this pace that have found something since their owner looked and was told."""
    told = sa.func.coalesce(SavedSearch.told_at, SavedSearch.looked_at)
    later = sa.exists().where(
        SearchHit.search_id == SavedSearch.id,
        SearchHit.found_at > SavedSearch.looked_at,
        SearchHit.found_at > told,
    )
    rows = sa.select(SavedSearch).where(SavedSearch.pace == pace, later)
    return rows.execution_options(populate_existing=True)


def marked(search: SavedSearch) -> frozenset[int]:
    """Needs that the search has found since the look before this one."""
    rows = sa.select(SearchHit.need_id).where(
        SearchHit.search_id == search.id, SearchHit.found_at > search.marked_from
    )
    return frozenset(db.session.scalars(rows))


def news(actor) -> tuple[sa.Select, ...]:
    """What the badge counts: needs found and not looked at yet, that the actor may still take up.

    The searches' own choices are left to their pages: a badge is counted on every page.
    """
    found = (
        sa.select(SearchHit.need_id)
        .join(SavedSearch, SavedSearch.id == SearchHit.search_id)
        .where(
            SavedSearch.membership_id == actor.membership_id,
            SavedSearch.pace != Pace.NEVER,
            SearchHit.found_at > SavedSearch.looked_at,
        )
    )
    pushed = leads.pushed(actor).where(Lead.need_id.in_(found), ~leads.is_due())  # what is due counts already
    return leads.browsed(actor, ()).where(FinancingNeed.id.in_(found)), pushed


def _since(actor, search: SavedSearch, own: Sequence[Product], moment: datetime) -> list[sa.Select]:
    return [rows.where(_found(search, moment)) for rows in lists_of(actor, search, own)]


def _found(search: SavedSearch, since: datetime) -> sa.ColumnElement[bool]:
    hits = sa.select(SearchHit.need_id).where(SearchHit.search_id == search.id, SearchHit.found_at > since)
    return FinancingNeed.id.in_(hits)


def _numbers(lists: dict[int, list[sa.Select]]) -> dict[int, int]:
    """How many rows each key's lists have together; one query."""
    parts = [
        sa.select(sa.literal(key).label("key"), sa.func.count().label("n")).select_from(
            rows.with_only_columns(sa.literal(1), maintain_column_froms=True).order_by(None).subquery()
        )
        for key, several in lists.items()
        for rows in several
    ]
    sums = dict.fromkeys(lists, 0)
    for key, number in db.session.execute(sa.union_all(*parts)) if parts else ():
        sums[key] += number
    return sums
