"""A demonstration site with many more needs than it is seeded with, filed by firms of their own."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from random import Random

import sqlalchemy as sa

AT_ONCE = 1000


def grow(count: int) -> int:
    """Copies of the demonstration's open needs until there are `count`, each of a new firm; commits.

    Returns how many were added. What copies would share (words, names) is sealed to its row and left out; the
    summary, codes and amounts, which lists and the index work on, are there, with other counties and sums.
    """
    from portal.core.db import db
    from portal.needs.models import SEEKING, FinancingNeed

    patterns = db.session.scalars(sa.select(FinancingNeed).where(FinancingNeed.state.in_(SEEKING))).all()
    counties = sorted({need.region_code for need in patterns})
    missing = max(0, count - len(patterns))
    rng = Random(33_000)  # noqa: S311  chance, not a secret
    for first in range(0, missing, AT_ONCE):
        _add(range(first, min(first + AT_ONCE, missing)), patterns, counties, rng)
    return missing


def count_rows() -> None:
    """What PostgreSQL does by itself within a minute of so many new rows: learn how many there are."""
    from portal.core.db import db

    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()


def _add(numbers: Iterable[int], patterns: list, counties: list[str], rng: Random) -> None:
    from portal.core import crypto
    from portal.core.db import db
    from portal.needs.models import FinancingNeed

    key_id = crypto.new_key()
    firms = [_firm(number, key_id) for number in numbers]
    db.session.add_all(firms)
    db.session.flush()
    rows = [_copy(rng.choice(patterns), firm.id, key_id, rng, counties) for firm in firms]
    db.session.execute(sa.insert(FinancingNeed), rows)
    db.session.commit()


def _firm(number: int, key_id: int):
    from portal.core import clock
    from portal.organisations.models import Organisation, OrganisationKind

    firm = Organisation(kind=OrganisationKind.ENTERPRISE, key_id=key_id, verified_at=clock.now())
    firm.name = f"示例量测企业{number}"
    return firm


def _copy(pattern, owner_id: int, key_id: int, rng: Random, counties: list[str]) -> dict:
    from portal.core.db import random_id

    left_out = {"id", "public_id", "owner_id", "key_id", "words_sealed", "region_code", "opened_at"}
    columns = sa.inspect(type(pattern)).columns
    values = {column.key: getattr(pattern, column.key) for column in columns if column.key not in left_out}
    return {
        **values,
        "public_id": random_id(),
        "owner_id": owner_id,
        "key_id": key_id,
        "region_code": rng.choice(counties),
        "opened_at": pattern.opened_at - timedelta(minutes=rng.randint(0, 60 * 24 * 20)),
        "max_talks": 5,
    }


def members(role, count: int, each: int = 3) -> Iterator:
    """Active memberships of a role, the demonstration's own accounts first.

    At most `each` of one organisation, as people of a site come from many.
    """
    from portal.accounts.models import Membership
    from portal.core.db import db

    alive = sa.select(Membership).where(Membership.role == role, Membership.ended_at.is_(None))
    of = sa.func.row_number().over(partition_by=Membership.organisation_id, order_by=Membership.id)
    numbered = alive.add_columns(of.label("of")).subquery()
    some = sa.select(sa.orm.aliased(Membership, numbered)).where(numbered.c.of <= each)
    yield from db.session.scalars(some.order_by(numbered.c.id).limit(count))
