"""A park with a clerk, and an owner who is its member."""

import pytest

from portal.core import outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations.models import Organisation, OrganisationKind
from tests import factories


@pytest.fixture
def clerk(app):
    park = factories.organisation(OrganisationKind.INTERMEDIARY, name="示例园区", areas=(factories.GONGSHU,))
    return factories.membership(Role.CLERK, at=park)


def member(clerk, name: str = "示例奶茶铺"):
    """The owner of a verified milk-tea shop in Gongshu, a member of the clerk's park."""
    firm = factories.organisation(
        name=name, region_code=factories.GONGSHU, industry_code="6239", subject_code="T06"
    )
    owner = factories.membership(Role.APPLICANT, at=firm)
    factories.affiliation(clerk, owner)
    db.session.commit()
    return owner


@pytest.fixture
def owner(clerk):
    return member(clerk)


def firm_of(membership) -> Organisation:
    return db.session.get_one(Organisation, membership.organisation_id)


def work() -> None:
    db.session.commit()
    while outbox.run_due():
        pass
