"""A bank with its people, a firm, and a talk between them."""

from datetime import date
from types import SimpleNamespace

import pytest

from portal.accounts.actor import actor_of
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service
from portal.leads.models import Channel
from tests import factories

MONDAY = clock.shanghai(date(2026, 11, 23), 10)


@pytest.fixture
def cast(app):
    """Memberships: the firm's owner; manager, colleague and admin of the bank; whom nothing concerns."""
    bank, firm = factories.institution(), factories.organisation()
    make = factories.membership
    found = SimpleNamespace(
        bank=bank,
        firm=firm,
        owner=make(at=firm),
        manager=make(Role.BANK_MANAGER, at=bank),
        colleague=make(Role.BANK_MANAGER, at=bank),
        away=make(Role.BANK_MANAGER, at=bank, regions=("330200",)),
        admin=make(Role.BANK_ADMIN, at=bank),
        rival=make(Role.BANK_MANAGER),
        stranger=make(),
    )
    found.need = factories.need(owner=firm)
    db.session.commit()
    return found


@pytest.fixture
def lead(cast):
    """Pushed to the bank."""
    made = service.push(cast.need.id, cast.bank.id, product_id=None, channel=Channel.MATCH, score_bp=8000)
    db.session.commit()
    return made


@pytest.fixture
def acting():
    return lambda member: actor_of(member.id)
