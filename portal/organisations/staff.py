"""Institutions, departments and partners, made by the operator, and the people who work there.

The only public way here is an invitation; that is what keeps institutional roles out of reach.
"""

from collections.abc import Iterable

import sqlalchemy as sa

from portal.accounts import service as accounts
from portal.accounts.models import Membership, Person
from portal.core import clock, crypto, ledger, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations.models import (
    Invitation,
    Organisation,
    OrganisationKind,
    OrganisationState,
    ServiceArea,
)
from portal.organisations.proposals import NotTheirs, propose

ROLES: dict[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.INSTITUTION: (Role.BANK_MANAGER, Role.BANK_ADMIN),
    OrganisationKind.DEPARTMENT: (Role.OFFICER,),
    OrganisationKind.INTERMEDIARY: (Role.CLERK,),
    OrganisationKind.MONITOR: (Role.MONITOR,),
    OrganisationKind.OPERATOR: (Role.OPERATOR, Role.AUDITOR),
}
"""Which roles an organisation's people may have; applicants come by registering."""

BY_COMMAND = frozenset(ROLES[OrganisationKind.OPERATOR])
"""Who runs the site comes and goes by command only: else one operator would make or end the second one."""
ENDED_BY_COMMAND = "运营和审计人员由管服务器的人用 end-operator 命令停用，运营人员之间不能互相停用。"


class AlreadyHere(Exception):
    """An organisation of this kind and name exists, or the person has this role here already."""


def create_institution(actor, name: str, type_code: str, areas: Iterable[str]) -> Organisation:
    """A bank, guarantor, insurer or lessor, and where it lends (region codes)."""
    return create_organisation(actor, OrganisationKind.INSTITUTION, name, areas, type_code=type_code)


def create_department(actor, name: str, sector_code: str | None, areas: Iterable[str]) -> Organisation:
    """A department in charge of a sector (None: of all) in these regions."""
    return create_organisation(actor, OrganisationKind.DEPARTMENT, name, areas, sector_code=sector_code)


def create_organisation(
    actor,
    kind: OrganisationKind,
    name: str,
    areas: Iterable[str],
    *,
    type_code: str | None = None,
    sector_code: str | None = None,
) -> Organisation:
    """An organisation that does not borrow, as a proposal to the other operators.

    The first one of a site, made by command (`actor` None), needs nobody's approval. Raises AlreadyHere for a
    name that its kind has already.
    """
    organisation = Organisation(
        key_id=crypto.new_key(),
        kind=kind,
        state=OrganisationState.ACTIVE,
        type_code=type_code,
        sector_code=sector_code,
        verified_at=clock.now(),
        areas=[ServiceArea(region_code=code) for code in sorted(set(areas))],
    )
    organisation.name = name
    same = sa.select(Organisation.id).where(
        Organisation.kind == kind, Organisation.name_index == organisation.name_index
    )
    if db.session.scalar(same.where(Organisation.state != OrganisationState.REFUSED)) is not None:
        raise AlreadyHere(f"已经有一家叫“{name}”的，请核对名称。")
    db.session.add(organisation)
    db.session.flush()
    ledger.record(
        "organisation.created",
        actor=actor,
        organisation=organisation.id,
        organisation_kind=kind.value,
        type=type_code,
        sector=sector_code,
    )
    if actor is not None:
        propose(actor, organisation)
    return organisation


def add_staff(
    actor,
    organisation: Organisation,
    person: Person,
    role: Role,
    regions: Iterable[str] = (),
    **facts: int,
) -> Membership:
    """Let a person work for an organisation; `regions` are a manager's own, inside its service area.

    Raises NotTheirs when the organisation has no such role, AlreadyHere when they have it.
    """
    check_staff(organisation, person, role)
    membership = accounts.add_membership(person.id, organisation.id, role, regions)
    ledger.record(
        "organisation.member_added",
        actor=actor,
        organisation=organisation.id,
        member=membership.id,
        role=role.value,
        regions=sorted(regions),
        **facts,
    )
    return membership


def check_staff(organisation: Organisation, person: Person, role: Role) -> None:
    """Raises NotTheirs or AlreadyHere, as adding them would."""
    check_role(organisation, role)
    alive = sa.select(Membership.id).where(
        Membership.person_id == person.id,
        Membership.organisation_id == organisation.id,
        Membership.role == role,
        Membership.ended_at.is_(None),
    )
    if db.session.scalar(alive) is not None:
        raise AlreadyHere("这个人已经在这里担任这个岗位了。")


def check_role(organisation: Organisation, role: Role) -> None:
    """Raises NotTheirs for a role that no people of this organisation have."""
    if role not in ROLES.get(organisation.kind, ()):
        raise NotTheirs("这家单位没有这个岗位。")


def end_staff(actor, membership: Membership) -> bool:
    """End somebody's work for an organisation, their sessions with it; False when it had ended.

    Raises NotTheirs for the membership one acts under: somebody must remain to undo a mistake; and for those
    who run the site (`end_operator` is a command's). `actor` None: whoever runs the server.
    """
    if actor is not None and membership.role in BY_COMMAND:
        raise NotTheirs(ENDED_BY_COMMAND)
    if actor is not None and membership.id == actor.membership_id:
        raise NotTheirs("不能停用自己正在用的身份，请由别的管理人员来做。")
    ended = accounts.end_membership(membership.id)
    if ended:
        ledger.record(
            "organisation.member_ended",
            actor=actor,
            organisation=membership.organisation_id,
            member=membership.id,
        )
        withdraw_made_by([membership.id])
        outbox.put("organisation.member_ended", membership_id=membership.id)
    return ended


def withdraw_made_by(membership_ids: Iterable[int] | sa.Select) -> None:
    """Whom a leaver or somebody stopped has invited and who has not come yet is invited by nobody."""
    open_still = sa.update(Invitation).where(
        Invitation.invited_by_id.in_(membership_ids),
        Invitation.used_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    db.session.execute(
        open_still.values(withdrawn_at=clock.now()).execution_options(synchronize_session=False)
    )
