"""What is frozen, and what the operator may freeze."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.core import crypto, wording
from portal.core.db import db
from portal.core.permissions import Role
from portal.core.visibility import Persona, mask_name
from portal.freezing.models import REASONS, Freeze
from portal.organisations import queries as organisations
from portal.organisations.models import APPLICANT_KINDS, Organisation
from portal.organisations.views import firm_view
from portal.reports.models import Report

MOST = 100


def visible_to(actor) -> sa.Select:
    """Freezes are the operator's to read."""
    return sa.select(Freeze).where(sa.true() if actor.role is Role.OPERATOR else sa.false())


def find(actor, public_id: str) -> Freeze | None:
    return db.session.scalar(visible_to(actor).where(Freeze.public_id == public_id))


def person(actor, public_id: str) -> tuple[Membership, Person, Organisation] | None:
    """Anybody who acts for an organisation, borrowers too, by their membership."""
    rows = sa.select(Membership, Person, Organisation).join(Person, Person.id == Membership.person_id)
    rows = rows.join(Organisation, Organisation.id == Membership.organisation_id)
    found = db.session.execute(rows.where(_freezable(actor), Membership.public_id == public_id)).first()
    return found and tuple(found)


def organisation(actor, public_id: str) -> Organisation | None:
    """An institution, a partner or a firm."""
    one = sa.select(Organisation).where(_freezable(actor), Organisation.public_id == public_id)
    return db.session.scalar(one)


def _freezable(actor) -> sa.ColumnElement[bool]:
    kinds = [*APPLICANT_KINDS, *organisations.STAFFED]
    return Organisation.kind.in_(kinds) if actor.role is Role.OPERATOR else sa.false()


def name_of(organisation: Organisation) -> str:
    """A firm's as the operator reads it outside of a verification."""
    return (
        firm_view(organisation, Persona.OPERATOR).get("name", "")
        if is_firm(organisation)
        else organisation.name
    )


def is_firm(organisation: Organisation) -> bool:
    return organisation.kind in APPLICANT_KINDS


def of_person(person_id: int) -> Freeze | None:
    return _alive(Freeze.person_id == person_id)


def of_organisation(organisation_id: int) -> Freeze | None:
    return _alive(Freeze.organisation_id == organisation_id)


def _alive(which: sa.ColumnElement[bool]) -> Freeze | None:
    return db.session.scalar(sa.select(Freeze).where(which, Freeze.lifted_at.is_(None)).limit(1))


def listed(actor) -> list[dict]:
    """What is frozen first, then what was; see `shown`."""
    order = (Freeze.lifted_at.is_not(None), Freeze.id.desc())
    return _shown(visible_to(actor).order_by(*order).limit(MOST), actor)


def shown(actor, freeze: Freeze) -> dict:
    """`{public_id, name, kind, is_person, is_firm, reason, at, by, mine, report, lifted}`.

    `by`: who froze it, `mine`: that was the reader; `report`: {public_id, case_number} of the last report
    about them before it, or None.
    """
    return _shown(visible_to(actor).where(Freeze.id == freeze.id), actor)[0]


def _shown(some: sa.Select, actor) -> list[dict]:
    by, act = sa.orm.aliased(Person, name="freezer"), sa.orm.aliased(Membership)
    rows = db.session.execute(
        some.add_columns(Person, Organisation, by)
        .outerjoin(Person, Person.id == Freeze.person_id)
        .outerjoin(Organisation, Organisation.id == Freeze.organisation_id)
        .join(act, act.id == Freeze.by_id)
        .join(by, by.id == act.person_id)
    ).all()
    crypto.preload(one.key_id for row in rows for one in (row.Person or row.Organisation, row.freezer))
    staff = _staff([row.Person.id for row in rows if row.Person])
    reports = _reports([row.Freeze for row in rows])
    return [
        {
            "public_id": row.Freeze.public_id,
            "name": _person(row.Person, staff) if row.Person else name_of(row.Organisation),
            "kind": "账号" if row.Person else "企业" if is_firm(row.Organisation) else "机构",
            "is_person": row.Person is not None,
            "is_firm": row.Organisation is not None and is_firm(row.Organisation),
            "reason": REASONS[row.Freeze.reason],
            "at": wording.moment(row.Freeze.created_at),
            "by": row.freezer.name or "",
            "mine": row.freezer.id == actor.person_id,
            "report": _last_before(reports, row.Freeze),
            "lifted": row.Freeze.lifted_at and wording.moment(row.Freeze.lifted_at),
        }
        for row in rows
    ]


@dataclass(frozen=True)
class _About:
    report: Report
    person_id: int | None


def _reports(freezes: list[Freeze]) -> list[_About]:
    """Reports about any of them, the newest first."""
    people = {freeze.person_id for freeze in freezes} - {None}
    houses = {freeze.organisation_id for freeze in freezes} - {None}
    rows = (
        sa.select(Report, Membership.person_id)
        .outerjoin(Membership, Membership.id == Report.membership_id)
        .where(sa.or_(Membership.person_id.in_(people), Report.organisation_id.in_(houses)))
        .order_by(Report.id.desc())
        .limit(MOST)
    )
    return [_About(*row) for row in db.session.execute(rows)]


def _last_before(reports: list[_About], freeze: Freeze) -> dict | None:
    for one in reports:
        of_person = freeze.person_id is not None and one.person_id == freeze.person_id
        of_house = freeze.organisation_id is not None and one.report.organisation_id == freeze.organisation_id
        if (of_person or of_house) and one.report.created_at <= freeze.created_at:
            return {"public_id": one.report.public_id, "case_number": one.report.case_number}
    return None


def person_name(who: Person) -> str:
    """In full of whoever works somewhere here, else masked."""
    return _person(who, _staff([who.id]))


def _person(who: Person, staff: set[int]) -> str:
    name = who.name or ""
    return name if who.id in staff else mask_name(name) if name else ""


def _staff(person_ids: list[int]) -> set[int]:
    """Who of them works or worked for anybody but a firm of their own."""
    rows = sa.select(Membership.person_id).where(Membership.role != Role.APPLICANT)
    return set(db.session.scalars(rows.where(Membership.person_id.in_(person_ids))))
