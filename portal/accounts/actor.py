"""Who is asking: a person acting for one organisation, as `current_user`."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import current_app, g, session
from flask_login import LoginManager, UserMixin

from portal.accounts.models import Membership, MembershipRegion, Person
from portal.accounts.standing import ATTESTED_FOR, acts
from portal.core import clock, crypto, settings
from portal.core.db import db
from portal.core.permissions import BANK, ROLE_NAMES, Role
from portal.organisations.models import Organisation, OrganisationKind, ServiceArea

login_manager = LoginManager()
login_manager.login_view = "accounts.sign_in"
login_manager.login_message = "请先登录。"


@dataclass(frozen=True)
class Actor(UserMixin):
    """Plain values, never rows: templates and services cannot reach further than this."""

    person_id: int
    person_name: str
    membership_id: int
    role: Role
    organisation_id: int
    organisation_public_id: str
    organisation_name: str
    organisation_kind: OrganisationKind
    regions: tuple[str, ...]  # a manager's own
    areas: tuple[str, ...]  # the institution's service area, the department's region
    sector_code: str | None
    verified: bool
    attested_at: datetime  # when somebody last said that they still work there

    def get_id(self) -> str:
        return str(self.person_id)

    @property
    def role_name(self) -> str:
        return ROLE_NAMES[self.role]

    @property
    def is_bank(self) -> bool:
        return self.role in BANK


@login_manager.user_loader
def load(person_id: str) -> Actor | None:
    """The actor of this session; None when the person or the membership has ended.

    None while nobody has confirmed that they still work there (`g.lapsed`), and without the second factor
    that the role needs, by whichever way the session came about.
    """
    membership_id = session.get("membership_id")
    if membership_id is None:
        return None
    actor = actor_of(membership_id, int(person_id))
    if actor is None or not is_proven(actor.role, actor.person_id):
        return None
    g.lapsed = has_lapsed(actor.role, actor.attested_at)
    return None if g.lapsed else actor


def has_lapsed(role: Role, attested_at: datetime) -> bool:
    """Whether nobody has said for ninety days that this employee of an institution still works there."""
    return role in BANK and attested_at <= clock.now() - ATTESTED_FOR


def is_proven(role: Role, person_id: int) -> bool:
    """Whether this session may act in a role: a second factor was shown in it, or none is needed."""
    return role not in current_app.config["SECOND_FACTOR_ROLES"] or session.get("second") == person_id


def actor_of(membership_id: int, person_id: int | None = None) -> Actor | None:
    """One question, as every page asks it; the keys of both names are another."""
    works = _codes_where(MembershipRegion, MembershipRegion.membership_id == Membership.id)
    serves = _codes_where(ServiceArea, ServiceArea.organisation_id == Organisation.id)
    rows = db.session.execute(
        sa.select(
            *(Membership, Person, Organisation),
            *(works.label("regions"), serves.label("areas"), settings.mark().label("settings")),
        )
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.id == membership_id, acts())
    )
    found = rows.first()
    if found is None or (person_id is not None and found.Person.id != person_id):
        return None
    membership, person, organisation, regions, areas, known = found
    settings.note(known)
    crypto.preload([person.key_id, organisation.key_id])  # both names in one query
    return Actor(
        person_id=person.id,
        person_name=person.name or "",
        membership_id=membership.id,
        role=membership.role,
        organisation_id=organisation.id,
        organisation_public_id=organisation.public_id,
        organisation_name=organisation.name,
        organisation_kind=organisation.kind,
        regions=_codes(regions),
        areas=_codes(areas),
        sector_code=organisation.sector_code,
        verified=organisation.verified_at is not None,
        attested_at=membership.attested_at,
    )


def _codes_where(model: type[MembershipRegion | ServiceArea], of_whom) -> sa.ScalarSelect:
    """SQL: the region codes of somebody, in one text."""
    return sa.select(sa.func.aggregate_strings(model.region_code, ",")).where(of_whom).scalar_subquery()


def _codes(joined: str | None) -> tuple[str, ...]:
    return tuple(sorted(joined.split(","))) if joined else ()
