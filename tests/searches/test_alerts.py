"""A need opens: whose searches find it, and who is told of it, once; never of what they may not see."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock, jobs, outbox
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.leads import service as leads
from portal.leads.models import Channel
from portal.matching import index
from portal.matching import queries as matching
from portal.needs.models import FinancingNeed, NeedInstitution, NeedState, Openness, Relation
from portal.searches import queries, service, watching
from portal.searches.models import Pace, SavedSearch, SearchHit
from tests import factories
from tests.page import Page
from tests.races import race
from tests.searches.test_saving import saved
from tests.world import actor


@pytest.fixture
def bank(app):
    return factories.institution()


@pytest.fixture
def manager(bank):
    return factories.membership(Role.BANK_MANAGER, at=bank)


def hits() -> list[tuple[int, int]]:
    rows = sa.select(SearchHit.search_id, SearchHit.need_id).order_by(SearchHit.id)
    return [tuple(row) for row in db.session.execute(rows)]


def told() -> list[int]:
    rows = db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.topic == "person.news"))
    return [json.loads(row.payload)["person_id"] for row in rows]


def opened(**values) -> FinancingNeed:
    need = factories.need(**values)
    db.session.commit()
    return need


def relate(need, bank, relation) -> None:
    db.session.add(NeedInstitution(need_id=need.id, institution_id=bank.id, relation=relation))
    db.session.commit()


def test_facets_alone_ask_no_index(manager, monkeypatch):
    monkeypatch.setattr(matching, "search_needs", lambda *_: pytest.fail("the index was asked"))
    monkeypatch.setattr(matching, "holding", lambda *_: pytest.fail("words were compared"))
    tea, trade = saved(manager, industry="62"), saved(manager, industry="51", amount="BA09")
    need = opened()
    assert watching.find([need.id]) == 1
    assert hits() == [(tea.id, need.id)] and trade.id
    assert watching.find([need.id]) == 0, "a second run finds nothing"


def test_words_are_compared_once_for_all_who_say_the_same(manager, bank, monkeypatch):
    need, asked = opened(), []
    colleague = factories.membership(Role.BANK_MANAGER, at=bank)
    for who, words in ((manager, "奶茶"), (colleague, "奶茶"), (colleague, "轴承")):
        saved(who, q=words)
    saved(colleague, q="没人问", industry="51")
    honest = matching.holding
    monkeypatch.setattr(matching, "holding", lambda words, docs: asked.append(words) or honest(words, docs))
    assert watching.find([need.id]) == 2
    assert sorted(asked) == ["奶茶", "轴承"]


def test_a_saved_search_means_what_the_desk_finds(manager):
    """A need filed in a form says no word of these; quoted, the word itself is wanted."""
    names = saved(manager, q="奶茶店 没有抵押"), saved(manager, q="拱墅")
    for words in ("“奶茶店”", "奶茶店 机床", "没有抵押的机床"):
        saved(manager, q=words)
    need = opened(summary="进点货", no_collateral=True)
    assert watching.find([need.id]) == 2
    assert sorted(hits()) == [(search.id, need.id) for search in names]
    index.ensure()
    assert [matching.search_needs(one.words) for one in queries.mine(actor(manager))] == [
        [need.id], [need.id], [], [], []
    ]  # fmt: skip


def test_opening_reaches_the_search_through_outbox_and_index(manager):
    search, need = saved(manager, q="奶茶"), opened(summary="开奶茶店进货")
    outbox.put("need.opened", need_id=need.id)
    db.session.commit()
    while outbox.run_due():
        pass
    assert hits() == [(search.id, need.id)]


def test_a_push_reaches_searches_of_the_other_list(manager, bank):
    search, need = saved(manager, tab="pushed"), opened()
    leads.push(need.id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=None)
    db.session.commit()
    while outbox.run_due():
        pass
    assert hits() == [(search.id, need.id)]


# Whoever may not see the need is told nothing: at finding, at telling, at reading.


def _elsewhere(need, bank, manager):
    need.region_code = "330302"


def _directed(need, bank, manager):
    need.openness = Openness.DIRECTED
    relate(need, factories.institution(), Relation.NAMED)


def _barred(need, bank, manager):
    relate(need, bank, Relation.BARRED)


def _withdrawn(need, bank, manager):
    need.state = NeedState.WITHDRAWN


def _moved(need, bank, manager):
    manager.regions = []


def _ended(need, bank, manager):
    manager.ended_at = clock.now()


def _lapsed(need, bank, manager):
    manager.attested_at = clock.now() - timedelta(days=100)


def _claimed(need, bank, manager):
    colleague = factories.membership(Role.BANK_MANAGER, at=bank)
    db.session.commit()
    leads.claim(actor(colleague), need, sentence="")


HINDRANCES = [_elsewhere, _directed, _barred, _withdrawn, _moved, _ended, _lapsed, _claimed]


def told_in_spite_of(hindrance, when: str, manager, bank) -> list[int]:
    """Who is told of a need that its manager may not see, be it since before it was found or since then."""
    search, need = saved(manager), opened()
    db.session.refresh(manager, ["regions"])
    if when == "found":
        hindrance(need, bank, manager)
        db.session.commit()
    watching.find([need.id])
    if when == "told":
        assert hits() == [(search.id, need.id)]
        hindrance(need, bank, manager)
        db.session.commit()
    watching.tell(Pace.AT_ONCE)
    return told()


@pytest.mark.parametrize("hindrance", HINDRANCES)
def test_nobody_is_told_of_what_they_may_not_see_any_more(manager, bank, hindrance):
    assert told_in_spite_of(hindrance, "told", manager, bank) == []


@pytest.mark.sqlite
@pytest.mark.parametrize("hindrance", HINDRANCES)
def test_nothing_is_found_that_may_not_be_seen(manager, bank, hindrance):
    assert told_in_spite_of(hindrance, "found", manager, bank) == [] and hits() == []


@pytest.mark.sqlite
@pytest.mark.parametrize("hindrance", [_elsewhere, _directed, _barred, _withdrawn, _claimed])
def test_twin_telling_without_visible_to_is_caught(manager, bank, hindrance, monkeypatch):
    """The naive alert: whatever a search has found once is told."""
    monkeypatch.setattr(queries, "untold", lambda actor, search, own: True)
    assert told_in_spite_of(hindrance, "told", manager, bank) == [manager.person_id]


@pytest.mark.parametrize("hindrance", [_elsewhere, _directed, _barred, _withdrawn])
def test_what_was_found_and_may_not_be_seen_any_more_is_not_counted(client_as, manager, bank, hindrance):
    saved(manager)
    need = opened()
    watching.find([need.id])
    client = client_as(manager)
    page = Page(client.get("/leads"))
    assert page.soup.select_one(".shelf-new").text == "新 1"
    assert page.soup.select_one(".site-nav .badge-count").text.startswith("1")
    hindrance(need, bank, manager)
    page = Page(client.get("/leads"))
    assert page.soup.select_one(".shelf-new") is None and page.soup.select_one(".badge-count") is None


# How often.


def test_each_need_is_told_once_and_all_of_one_round_together(manager):
    saved(manager), saved(manager, industry="62")
    watching.find([opened().id, opened().id])
    assert watching.tell(Pace.AT_ONCE) == 1 and watching.tell(Pace.AT_ONCE) == 0
    assert told() == [manager.person_id]


def test_who_does_not_look_is_told_again_a_day_later_at_the_earliest(manager):
    search = saved(manager)
    watching.find([opened().id])
    watching.tell(Pace.AT_ONCE)
    watching.find([opened().id])
    assert watching.tell(Pace.AT_ONCE) == 0
    tomorrow = clock.now() + timedelta(days=1, minutes=1)
    with clock.at(tomorrow):
        assert watching.tell(Pace.AT_ONCE) == 1
        service.look(search)
        assert watching.tell(Pace.AT_ONCE) == 0
    with clock.at(tomorrow + timedelta(minutes=9)):
        watching.find([opened().id])
        db.session.expire_all()
        assert watching.tell(Pace.AT_ONCE) == 1, "looked at meanwhile"


def test_each_pace_has_its_own_round(manager):
    saved(manager, Pace.DAILY), saved(manager, Pace.NEVER)
    watching.find([opened().id])
    assert watching.tell(Pace.AT_ONCE) == 0 and len(hits()) == 2
    assert {"searches.at_once", "searches.daily"} <= {job.name for job in jobs.registered()}
    assert watching.tell(Pace.DAILY) == 1


def test_several_workers_at_once_tell_once(app, manager):
    assert _raced(app, manager) == [manager.person_id]


def _raced(app, manager) -> list[int]:
    saved(manager)
    need_id = opened().id

    def work():
        watching.find([need_id])
        db.session.commit()
        done = watching.tell(Pace.AT_ONCE)
        db.session.commit()
        return done

    race(app, [work] * 4)
    assert len(hits()) == 1
    return told()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_twin_telling_without_a_condition_tells_twice(app, manager, monkeypatch):
    """Read, then write whatever was read: several may do so at once."""
    import threading

    together = threading.Barrier(4)

    def naive(search):
        together.wait(20)
        db.session.execute(sa.update(SavedSearch).values(told_at=clock.now()))
        return True

    monkeypatch.setattr(watching, "_told", naive)
    saved(manager)
    watching.find([opened().id])
    db.session.commit()

    def tell():
        watching.tell(Pace.AT_ONCE)
        db.session.commit()

    race(app, [tell] * 4)
    assert len(told()) > 1


def test_hits_of_what_seeks_no_more_are_forgotten(manager):
    saved(manager)
    over, open_ = opened(), opened()
    watching.find([over.id, open_.id])
    over.state = NeedState.WITHDRAWN
    assert service.sweep() == 1 and [need_id for _, need_id in hits()] == [open_.id]


def test_a_thousand_searches_and_one_need(bank, count_queries):
    """Those of other places cost nothing, one manager's are asked together."""
    need, here = opened(), factories.membership(Role.BANK_MANAGER, at=bank)
    for number in range(20):
        saved(here, name=f"第{number}个", industry="62")
    far = factories.membership(Role.BANK_MANAGER, at=bank, regions=("330300",))
    row = queries.mine(actor(here))[0]
    values = {name: getattr(row, name) for name in ("key_id", "name_sealed", "query", "pace", "looked_at")}
    db.session.add_all(SavedSearch(membership_id=far.id, **values) for _ in range(980))
    db.session.commit()
    with count_queries() as asked:
        assert watching.find([need.id]) == 20
    assert len([one for one in asked if one.startswith("SELECT")]) < 40
