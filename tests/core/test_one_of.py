"""Many whole numbers in one parameter, the same on both databases."""

import pytest
import sqlalchemy as sa

from portal.core.db import db, one_of
from portal.organisations.models import Organisation
from tests import factories


@pytest.mark.parametrize("further", [(), range(10**6, 10**6 + 40_000), (2**62,)])
def test_rows_are_found_among_however_many_numbers(app, further):
    here = [factories.institution().id for _ in range(3)]
    db.session.commit()
    found = db.session.scalars(
        sa.select(Organisation.id).where(one_of(Organisation.id, [*here[:2], *further]))
    )
    assert sorted(found) == sorted(here[:2])


def test_of_no_numbers_nothing_is_found(app):
    factories.institution()
    db.session.commit()
    assert db.session.scalars(sa.select(Organisation.id).where(one_of(Organisation.id, []))).all() == []
