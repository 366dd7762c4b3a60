"""A department in Hangzhou, its officer, firms and banks."""

import re
from datetime import date

import pytest

from portal.accounts.actor import actor_of
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.matching import index
from portal.organisations.models import Organisation, OrganisationKind
from portal.referrals.models import ListingState
from tests import factories

FIRM_NAME = "示例青禾纺织有限公司"
MONDAY = clock.shanghai(date(2026, 11, 23), 10)


@pytest.fixture
def monday(app):
    """For tests of services; a request knows the machine's own time."""
    with clock.at(MONDAY):
        yield


@pytest.fixture
def department(app):
    return factories.organisation(
        OrganisationKind.DEPARTMENT, name="示例区经信局", areas=(factories.HANGZHOU,), sector_code="D06"
    )


@pytest.fixture
def officer(department):
    return actor_of(factories.membership(Role.OFFICER, at=department).id)


@pytest.fixture
def desk(department, client_as):
    return client_as(factories.membership(Role.OFFICER, at=department))


@pytest.fixture
def banks(app):
    """Seven banks with a manager and a product each, the first the cheapest and so the best."""
    found = [_bank(number) for number in range(7)]
    db.session.commit()
    index.rebuild()
    return found


def _bank(number: int) -> Organisation:
    bank = factories.institution(name=f"示例银行{number}")
    factories.membership(Role.BANK_MANAGER, at=bank)
    factories.product(institution=bank, rate_low_bp=300 + 60 * number)
    return bank


@pytest.fixture
def firm(app):
    return known_firm()


@pytest.fixture
def need(department):
    firm = known_firm(name=FIRM_NAME)
    confirmed(department, firm)
    return factories.need(owner=firm, amount_max_fen=23_000_000, amount_min_fen=23_000_000)


def known_firm(**values) -> Organisation:
    """A firm that is on the portal under its code, with somebody who acts for it."""
    code = factories.credit_code()
    index = factories.crypto.blind_index("organisation.credit_code", code)
    row = factories.organisation(OrganisationKind.ENTERPRISE, code_index=index, **values)
    row.credit_code = code
    return row


def owner_of(firm: Organisation):
    return actor_of(factories.membership(Role.APPLICANT, at=firm).id)


def confirmed(department, firm):
    return factories.listed_firm(department, firm, state=ListingState.CONFIRMED)


def work() -> None:
    """Commit, and let the worker take what is due until nothing is."""
    db.session.commit()
    while outbox.run_due():
        pass


def text_of(response) -> str:
    """A page without what is fresh in every answer."""
    html = response.get_data(as_text=True)
    html = re.sub(r'name="(csrf_token|key)" value="[^"]*"|nonce="[^"]*"|\?v=\w+', "", html)
    return re.sub(r"[2-9a-hjkmnp-z]{20}", "ID", html)
