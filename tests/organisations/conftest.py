"""The operator who decides, as an actor. Files that need another one have their own."""

import pytest

from portal.accounts.actor import actor_of
from portal.core.permissions import Role
from tests import factories


@pytest.fixture
def operator(app):
    return actor_of(factories.membership(Role.OPERATOR).id)
