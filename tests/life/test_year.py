"""A few weeks of a town: no need past its clock without somebody whose turn it is. The year is a bench."""

import pytest

from bench.year import checks, plain, story

FEW, DAYS = 14, (12, 40)


def lived(world, look, needs=FEW):
    faults = []
    story.live(world, needs, lambda line: None, lambda moment: faults.extend(look(moment)), DAYS)
    return faults


def plain_year(needs):
    world = plain.PlainWorld()
    done = story.live(world, needs, lambda line: None, world.look)
    return world, done


def test_nobody_is_forgotten_in_the_plain_model():
    world, done = plain_year(200)
    assert not world.faults
    assert done["disburses", True]
    assert world.board


def test_a_model_whose_clocks_stand_still_is_caught(monkeypatch):
    """The twin."""
    monkeypatch.setattr("tests.life.model.Need.clocks_run", lambda need, now: [])
    world, _ = plain_year(50)
    assert world.faults


@pytest.fixture
def town(app):
    from bench.year.town import begin
    from portal.matching import index

    with index.in_memory():
        yield begin(story.BEGIN)


@pytest.mark.timeout(600)
def test_nobody_is_forgotten_in_the_town(town):
    assert not lived(town, checks.after_midnight)
    with town.at(story.the_end(DAYS)):
        assert not list(checks.over_the_ledger())


@pytest.mark.timeout(600)
@pytest.mark.sqlite
def test_a_town_whose_clocks_stand_still_is_caught(town, monkeypatch):
    """The twin: the worker never looks at the clocks."""
    monkeypatch.setattr("portal.leads.jobs.timing.over", list)
    assert lived(town, checks.after_midnight, needs=4)
