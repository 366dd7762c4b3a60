"""Stopping an account or an institution, and letting it go on. Nothing here commits.

One operator is enough to freeze, since speed matters; another one has to lift it, where there are two.
"""

import sqlalchemy as sa

from portal.accounts import paper
from portal.accounts.models import Membership, Person
from portal.accounts.standing import acts
from portal.core import clock, ledger, outbox, sessions
from portal.core.db import db
from portal.core.permissions import Role
from portal.freezing.models import Freeze, FreezeReason
from portal.organisations.models import Organisation, OrganisationKind
from portal.organisations.staff import withdraw_made_by
from portal.products.models import Product, ProductState


class CannotFreeze(Exception):
    """It does not happen, and why, for the operator who tried."""


def freeze_person(actor, person: Person, reason: FreezeReason) -> Freeze:
    """Nothing can be done under this account from the next request on. Raises CannotFreeze."""
    if person.id == actor.person_id or _is_platform(person.id):
        raise CannotFreeze("平台自己的人不能在这里冻结，请管服务器的人用 end-operator 命令停用。")
    _stop(Person, person.id, "这个账号已经冻结了。")
    sessions.end_all_of(person.id)
    _recall(Membership.person_id == person.id)
    freeze = _kept(Freeze(person_id=person.id, reason=reason, by_id=actor.membership_id))
    ledger.record("account.frozen", actor=actor, person=person.id, reason=reason.value)
    outbox.put("account.frozen", person_id=person.id)
    return freeze


def freeze_organisation(actor, organisation: Organisation, reason: FreezeReason) -> Freeze:
    """The same for everybody who acts for an institution, a partner or a firm; for its products and needs."""
    if organisation.kind is OrganisationKind.OPERATOR:
        raise CannotFreeze("平台自己不能冻结。")
    _stop(Organisation, organisation.id, "这家单位已经冻结了。")
    members = sa.select(Membership.id).where(Membership.organisation_id == organisation.id)
    for key in db.session.scalars(members).all():
        sessions.end_all_under(key)
    _recall(Membership.organisation_id == organisation.id)
    freeze = _kept(Freeze(organisation_id=organisation.id, reason=reason, by_id=actor.membership_id))
    ledger.record("institution.frozen", actor=actor, institution_id=organisation.id, reason=reason.value)
    outbox.put("institution.frozen", organisation_id=organisation.id)
    _tell_index(organisation.id)
    return freeze


def lift(actor, freeze: Freeze) -> None:
    """Let it go on. Raises CannotFreeze: it was lifted before, or another operator has to look first."""
    if awaits_another(actor, freeze):
        raise CannotFreeze("冻结是你做的，恢复要由另一位运营人员看过再点。")
    alive = sa.update(Freeze).where(Freeze.id == freeze.id, Freeze.lifted_at.is_(None))
    done = {"lifted_at": clock.now(), "lifted_by_id": actor.membership_id}
    if db.session.execute(alive.values(**done)).rowcount == 0:
        raise CannotFreeze("已经恢复了。")
    kind, key = (Person, freeze.person_id) if freeze.person_id else (Organisation, freeze.organisation_id)
    db.session.execute(sa.update(kind).where(kind.id == key).values(frozen_at=None))
    ledger.record(
        "account.unfrozen" if freeze.person_id else "institution.unfrozen",
        actor=actor,
        institution_id=freeze.organisation_id,
        person=freeze.person_id,
    )
    outbox.put("unfrozen", person_id=freeze.person_id, organisation_id=freeze.organisation_id)
    if freeze.organisation_id:
        _tell_index(freeze.organisation_id)


def awaits_another(actor, freeze: Freeze) -> bool:
    """Whether this operator froze it, so that another one who can act has to lift it."""
    by = db.session.scalar(sa.select(Membership.person_id).where(Membership.id == freeze.by_id))
    return by == actor.person_id and has_colleague(actor.person_id)


def _stop(kind: type[Person] | type[Organisation], key: int, said: str) -> None:
    """The one update that decides; whoever holds the row (a reveal in flight) is waited for."""
    going = sa.update(kind).where(kind.id == key, kind.frozen_at.is_(None))
    if db.session.execute(going.values(frozen_at=clock.now())).rowcount == 0:
        raise CannotFreeze(said)


def _recall(whose: sa.ColumnElement[bool]) -> None:
    """What they have issued and nobody has used stays void after the freeze is lifted, too."""
    theirs = sa.select(Membership.id).where(whose)
    withdraw_made_by(theirs)
    paper.end_issued_by(theirs)


def _kept(freeze: Freeze) -> Freeze:
    db.session.add(freeze)
    db.session.flush()
    return freeze


def _tell_index(institution_id: int) -> None:
    published = (Product.institution_id == institution_id, Product.state == ProductState.PUBLISHED)
    for key in db.session.scalars(sa.select(Product.id).where(*published)).all():
        outbox.put("product.changed", product_id=key)


def _is_platform(person_id: int) -> bool:
    own = sa.select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.role.in_([Role.OPERATOR, Role.AUDITOR]),
        Membership.ended_at.is_(None),
    )
    return db.session.scalar(own.limit(1)) is not None


def has_colleague(person_id: int) -> bool:
    """Whether another operator can act."""
    rows = sa.select(Membership.id).join(Person, Person.id == Membership.person_id)
    rows = rows.join(Organisation, Organisation.id == Membership.organisation_id)
    others = rows.where(Membership.role == Role.OPERATOR, Membership.person_id != person_id, acts())
    return db.session.scalar(others.limit(1)) is not None
