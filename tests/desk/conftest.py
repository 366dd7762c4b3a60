"""Two operators, since some changes need both."""

from datetime import date

import pytest

from portal.accounts.actor import actor_of
from portal.core import clock
from portal.core.permissions import Role
from portal.organisations.models import OrganisationKind
from tests import factories


@pytest.fixture
def on_day(monkeypatch):
    """`on_day(date(2026, 12, 30))`: for requests, too, which do not see what a test pins for itself."""

    def pin(day: date) -> None:
        moment = clock.shanghai(day, 10)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return pin


@pytest.fixture
def platform(app):
    return factories.organisation(OrganisationKind.OPERATOR, name="示例平台")


@pytest.fixture
def first(client_as, platform):
    return client_as(factories.membership(Role.OPERATOR, at=platform))


@pytest.fixture
def second(client_as, platform):
    return client_as(factories.membership(Role.OPERATOR, at=platform))


@pytest.fixture
def actors(first, second):
    return [actor_of(one.membership.id) for one in (first, second)]
