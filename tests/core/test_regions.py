"""Places in SQL and in Python: the same answer, and by an index."""

import pytest
import sqlalchemy as sa

from portal.core import regions
from portal.core.db import db
from portal.needs.models import SEEKING, FinancingNeed
from portal.needs.queries import is_stopped
from tests import factories

PLACES = ["110101", "330000", "330100", "330105", "330199", "330200", "340000", "999999"]
AREAS = [[], ["000000"], ["330000"], ["330100"], ["330105"], ["330105", "340000"], ["110000", "330200"]]


@pytest.fixture
def needs(app):
    firm = factories.organisation()
    found = {place: factories.need(owner=firm, region_code=place).id for place in [*PLACES, None]}
    db.session.flush()
    return found


@pytest.mark.parametrize("codes", AREAS, ids=",".join)
def test_sql_and_python_agree_where_a_place_lies(needs, codes):
    inside = sa.select(FinancingNeed.id).where(regions.inside(FinancingNeed.region_code, codes))
    expected = {key for place, key in needs.items() if regions.covers(codes, place)}
    assert set(db.session.scalars(inside)) == expected


@pytest.mark.sqlite
def test_lists_of_a_place_read_no_table_whole(needs):
    """33,000 needs and their firms: reading them for every list made the desk four times as slow."""
    rows = sa.select(FinancingNeed.id).where(
        FinancingNeed.state.in_(SEEKING), regions.inside(FinancingNeed.region_code, ["330100"]), ~is_stopped()
    )
    words = str(rows.compile(db.engine, compile_kwargs={"literal_binds": True}))
    plan = [line.detail for line in db.session.execute(sa.text(f"EXPLAIN QUERY PLAN {words}"))]
    assert any("ix_financing_need_state_region (state=? AND region_code>?" in line for line in plan), plan
    scans = [line for line in plan if line.startswith("SCAN") and "_frozen" not in line]
    assert scans == [], plan
