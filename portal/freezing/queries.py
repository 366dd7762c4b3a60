"""What is frozen, and what the operator may freeze."""

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.core import crypto, wording
from portal.core.db import db
from portal.core.permissions import Role
from portal.freezing.models import REASONS, Freeze
from portal.organisations import queries as organisations
from portal.organisations.models import Organisation

MOST = 100


def visible_to(actor) -> sa.Select:
    """Freezes are the operator's to read."""
    return sa.select(Freeze).where(sa.true() if actor.role is Role.OPERATOR else sa.false())


def find(actor, public_id: str) -> Freeze | None:
    return db.session.scalar(visible_to(actor).where(Freeze.public_id == public_id))


def person(actor, public_id: str) -> tuple[Membership, Person, Organisation] | None:
    """Somebody who works for a staffed organisation, by their membership."""
    found = organisations.staff_membership(actor, public_id)
    return found and (found[0], db.session.get_one(Person, found[0].person_id), found[1])


def of_person(person_id: int) -> Freeze | None:
    return _alive(Freeze.person_id == person_id)


def of_organisation(organisation_id: int) -> Freeze | None:
    return _alive(Freeze.organisation_id == organisation_id)


def _alive(which: sa.ColumnElement[bool]) -> Freeze | None:
    return db.session.scalar(sa.select(Freeze).where(which, Freeze.lifted_at.is_(None)).limit(1))


def listed(actor) -> list[dict]:
    """`[{public_id, name, kind, reason, at, lifted}]`: what is frozen first, then what was."""
    order = (Freeze.lifted_at.is_not(None), Freeze.id.desc())
    rows = db.session.execute(
        visible_to(actor)
        .add_columns(Person, Organisation)
        .outerjoin(Person, Person.id == Freeze.person_id)
        .outerjoin(Organisation, Organisation.id == Freeze.organisation_id)
        .order_by(*order)
        .limit(MOST)
    ).all()
    crypto.preload((row.Person or row.Organisation).key_id for row in rows)
    return [
        {
            "public_id": row.Freeze.public_id,
            "name": (row.Person.name or "") if row.Person else row.Organisation.name,
            "kind": "账号" if row.Person else "机构",
            "reason": REASONS[row.Freeze.reason],
            "at": wording.moment(row.Freeze.created_at),
            "lifted": row.Freeze.lifted_at and wording.moment(row.Freeze.lifted_at),
        }
        for row in rows
    ]
