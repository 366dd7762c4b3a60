"""The worker's part: which searches a need is new for, and telling their owners that there is something.

Every need is looked for only where somebody could see it: searches of managers who work in its county. Their
lists are asked once a manager; words are compared with the need itself, as an index that held nothing else
would: neither the many hits of a busy word nor a slow index hides it. Who may see what is decided when it is
found, when it is told and when it is read.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from functools import cache
from itertools import groupby

import sqlalchemy as sa

from portal.accounts.actor import Actor, actor_of, has_lapsed
from portal.core import clock, crypto, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.matching import queries as matching
from portal.needs.models import SEEKING, FinancingNeed
from portal.products import queries as products
from portal.searches import queries
from portal.searches.models import Pace, SavedSearch, SearchHit

AGAIN = timedelta(days=1)
QUIET = {"synchronize_session": False}


def find(need_ids: Collection[int]) -> int:
    """Note each need at each search whose list it is in; how many notes are new. A second run finds none."""
    seeking = sa.select(FinancingNeed.id, FinancingNeed.region_code).where(
        FinancingNeed.id.in_(need_ids),
        FinancingNeed.state.in_(SEEKING),
        FinancingNeed.region_code.is_not(None),
    )
    places = dict(db.session.execute(seeking).all())
    searches: dict[int, SavedSearch] = {}
    for place in sorted(set(places.values())):
        searches |= {one.id: one for one in db.session.scalars(queries.around(place))}
    docs, own = matching.as_indexed(places), cache(products.live_of)
    words = cache(lambda said: matching.holding(said, docs))
    found = 0
    for actor, theirs in _watchers(searches.values()):
        products_there, ids = own(actor.organisation_id), list(places)
        lists = {one.id: queries.lists_of(actor, one, products_there, ids) for one in theirs}
        for key, listed in queries.ids_in(lists).items():
            said = searches[key].words
            found += keep(key, listed & words(said) if said else listed)
    return found


def keep(search_id: int, need_ids: Collection[int]) -> int:
    """Remember what a search has found, each need once; how many it did not know."""
    known = set(db.session.scalars(sa.select(SearchHit.need_id).where(SearchHit.search_id == search_id)))
    return sum(_note(search_id, need_id) for need_id in sorted(set(need_ids) - known))


def tell(pace: Pace) -> int:
    """Say that there is news to everybody of this pace whose lists hold some; how many people.

    A person is told once, however many of their searches found something, and of nothing twice.
    """
    people, own = {}, cache(products.live_of)
    for actor, theirs in _watchers(db.session.scalars(queries.with_untold(pace)).all()):
        due = [one for one in theirs if _may_tell(one)]
        with_news = [one for one in due if queries.untold(actor, one, own(actor.organisation_id))]
        if sum(_told(one) for one in with_news):  # each of them moves on
            people[actor.person_id] = actor.organisation_id
    event = f"searches {clock.now().isoformat(timespec='seconds')}"
    for person_id, organisation_id in sorted(people.items()):
        about = {"kind": "search_found", "event": event, "organisation_id": organisation_id}
        outbox.put("person.news", person_id=person_id, **about)
    return len(people)


def _watchers(searches: Iterable[SavedSearch]) -> Iterator[tuple[Actor, list[SavedSearch]]]:
    """Managers who may act now, each with their searches; nobody whose work there has ended or lapsed."""
    ordered = sorted(searches, key=lambda one: (one.membership_id, one.id))
    crypto.preload({one.key_id for one in ordered})
    for membership_id, theirs in groupby(ordered, key=lambda one: one.membership_id):
        actor = actor_of(membership_id)
        if actor and actor.role is Role.BANK_MANAGER and not has_lapsed(actor.role, actor.attested_at):
            yield actor, list(theirs)


def _note(search_id: int, need_id: int) -> bool:
    try:
        with db.session.begin_nested():
            db.session.add(SearchHit(search_id=search_id, need_id=need_id))
    except sa.exc.IntegrityError:  # another worker was faster, or the search was deleted meanwhile
        return False
    return True


def _may_tell(search: SavedSearch) -> bool:
    """Who was told at once and has not looked knows that there is something; after a day it is said again."""
    told = search.told_at
    return (
        search.pace is not Pace.AT_ONCE or told is None or told <= max(search.looked_at, clock.now() - AGAIN)
    )


def _told(search: SavedSearch) -> bool:
    """Move on from what was read; False when another worker has told meanwhile."""
    told = SavedSearch.told_at
    same = told.is_(None) if search.told_at is None else told == search.told_at
    moved = sa.update(SavedSearch).where(SavedSearch.id == search.id, same).values(told_at=clock.now())
    return db.session.execute(moved, execution_options=QUIET).rowcount == 1
