"""Who may lift a freeze, and what nobody may freeze."""

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.accounts.models import Person
from portal.core.db import db
from portal.core.permissions import Role
from portal.freezing import service
from portal.freezing.models import Freeze
from tests import factories
from tests.freezing.frozen import OTHER, bank_of, freeze
from tests.page import Page
from tests.world import actor


def test_another_operator_lifts_it_where_there_is_one(world):
    operator, made = actor(world.members["operator"]), freeze(world, bank_of(world))
    second = actor_of(factories.membership(Role.OPERATOR).id)
    with pytest.raises(service.CannotFreeze):
        service.lift(operator, made)
    service.lift(second, made)
    assert bank_of(world).frozen_at is None
    assert actor_of(world.members["accepted"].id) is not None
    with pytest.raises(service.CannotFreeze, match="已经恢复"):
        service.lift(second, made)


def test_the_list_offers_lifting_only_to_who_may(world, client_as, as_persona):
    way = f"/freezing/{freeze(world, bank_of(world)).public_id}/lift"
    alone = Page(as_persona("operator").get("/freezing")).html
    assert way in alone
    second = client_as(Role.OPERATOR)
    mine = Page(as_persona("operator").get("/freezing"))
    assert way not in mine.html and "等另一位运营恢复" in mine.text
    assert "等另一位运营人员看过" in Page(as_persona("operator").get(way)).text
    assert way in Page(second.get("/freezing")).html
    assert Page(second.get(way)).submit("查清楚了，恢复").response.status_code == 200


def test_one_operator_alone_lifts_it_and_nobody_freezes_the_platform(world):
    operator, made = actor(world.members["operator"]), freeze(world, bank_of(world))
    service.lift(operator, made)
    with pytest.raises(service.CannotFreeze):
        service.freeze_person(operator, db.session.get(Person, operator.person_id), OTHER)
    assert db.session.scalar(sa.select(sa.func.count(Freeze.id)).where(Freeze.lifted_at.is_(None))) == 0
