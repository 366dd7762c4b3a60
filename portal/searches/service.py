"""A manager's searches: saved, changed, looked at, forgotten. Nothing here commits."""

from urllib.parse import urlencode

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.core import clock
from portal.core.db import db
from portal.leads.address import Address
from portal.needs.models import SEEKING, FinancingNeed
from portal.searches import queries
from portal.searches.models import Pace, SavedSearch, SearchHit


class Full(Exception):
    """There are as many as one person may have."""


def save(actor, name: str, pace: Pace, address: Address) -> SavedSearch:
    """Raises Full. The manager's own row is held: two at once are counted one after the other."""
    own = sa.select(Membership.id).where(Membership.id == actor.membership_id)
    db.session.execute(own.with_for_update(key_share=True))
    held = sa.select(sa.func.count()).select_from(queries.visible_to(actor).subquery())
    if db.session.scalar(held) >= queries.MOST:
        raise Full
    key_id = db.session.scalar(sa.select(Person.key_id).where(Person.id == actor.person_id))
    search = SavedSearch(membership_id=actor.membership_id, key_id=key_id, pace=pace)
    _write(search, name, address)
    db.session.add(search)
    db.session.flush()
    return search


def change(search: SavedSearch, name: str, pace: Pace, address: Address | None = None) -> None:
    """Another name or pace; with `address` also another list, of which everything there now is known."""
    search.pace = pace
    if address is not None:
        look(search)
    _write(search, name, address or queries.address_of(search))


def delete(search: SavedSearch) -> None:
    db.session.execute(sa.delete(SavedSearch).where(SavedSearch.id == search.id))


def look(search: SavedSearch) -> None:
    """Its owner opens it: what it had found until now is new on the page that follows, and known after it."""
    values = {"marked_from": SavedSearch.looked_at, "looked_at": clock.now()}
    looked = sa.update(SavedSearch).where(SavedSearch.id == search.id).values(values)
    db.session.execute(looked, execution_options={"synchronize_session": False})


def forget(membership_id: int) -> None:
    """Whoever does not work there any more."""
    db.session.execute(sa.delete(SavedSearch).where(SavedSearch.membership_id == membership_id))


def sweep() -> int:
    """Forget hits on needs that seek no more: they never come back into a list. How many."""
    over = sa.select(FinancingNeed.id).where(FinancingNeed.state.not_in(SEEKING))
    gone = sa.delete(SearchHit).where(SearchHit.need_id.in_(over))
    return db.session.execute(gone, execution_options={"synchronize_session": False}).rowcount


def _write(search: SavedSearch, name: str, address: Address) -> None:
    search.name, search.words = name, address.words or None
    search.query = urlencode([pair for pair in address.pairs() if pair[0] not in {"q", "saved"}])
