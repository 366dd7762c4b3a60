"""No contact is opened after the freeze, not even by a request that had begun before it."""

import threading

import pytest
import sqlalchemy as sa

from portal.accounts import standing
from portal.accounts.actor import actor_of
from portal.accounts.models import Person
from portal.consent import queries as consents
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.freezing import service
from portal.leads import service as leads
from portal.leads.models import Lead
from portal.organisations.models import Organisation
from tests import factories
from tests.freezing.frozen import (
    OTHER,
    bank_of,
    freeze,
    freeze_borrower,
    lead_a,
)
from tests.races import race
from tests.world import actor


def opened_in_flight(world, row) -> bool:
    """A request has read who asks and which lead; then the freeze commits; then it goes on."""
    manager, lead = actor(world.members["accepted"]), lead_a(world)
    db.session.rollback()
    freeze(world, row)
    try:
        leads.reveal(manager, lead, "first_call")
    except leads.LeadError:
        db.session.rollback()
        return False
    db.session.commit()
    return True


@pytest.mark.parametrize("what", ["person", "bank"])
def test_a_reveal_in_flight_opens_nothing(world, what):
    person = db.session.get(Person, world.members["accepted"].person_id)
    assert not opened_in_flight(world, person if what == "person" else bank_of(world))


def test_twin_who_trusts_what_the_request_began_with_opens_it(world, monkeypatch):
    monkeypatch.setattr(standing, "hold", lambda *who: True)
    monkeypatch.setattr(consents, "_acted_on", sa.true)
    assert opened_in_flight(world, bank_of(world))


ROUNDS = 12


def revealed_after(app) -> list[int]:
    """Reveal and freeze at the same moment, again and again: institutions with a reveal after the freeze."""
    operator = actor_of(factories.membership(Role.OPERATOR).id)
    pairs = []
    for _ in range(ROUNDS):
        bank, owner = factories.institution(), factories.membership(Role.APPLICANT)
        manager = factories.membership(Role.BANK_MANAGER, at=bank)
        need = factories.need(owner=db.session.get(Organisation, owner.organisation_id))
        lead = leads.claim(actor_of(manager.id), need)
        leads.accept(actor_of(owner.id), lead)
        pairs.append((actor_of(manager.id), lead.id, bank.id))
    db.session.commit()
    together = threading.Barrier(2)

    def reveals():
        for manager, lead_id, _ in pairs:
            lead = db.session.get(Lead, lead_id)
            db.session.commit()
            together.wait(30)
            try:
                leads.reveal(manager, lead, "first_call")
                db.session.commit()
            except leads.LeadError:
                db.session.rollback()

    def freezes():
        for _, _, bank_id in pairs:
            bank = db.session.get(Organisation, bank_id)
            db.session.commit()
            together.wait(30)
            service.freeze_organisation(operator, bank, OTHER)
            db.session.commit()

    race(app, [reveals, freezes])
    frozen = dict(
        db.session.execute(
            sa.select(LedgerEvent.institution_id, LedgerEvent.seq).where(
                LedgerEvent.kind == "institution.frozen"
            )
        ).all()
    )
    looks = sa.select(LedgerEvent).where(LedgerEvent.kind == "contact.revealed")
    return [
        look.institution_id for look in db.session.scalars(looks) if look.seq > frozen[look.institution_id]
    ]


def test_no_reveal_after_the_freeze_however_they_meet(app):
    assert revealed_after(app) == []


def opened_in_flight_of_borrower(world) -> bool:
    """The request has read everything; then the firm is frozen; then it goes on."""
    manager, lead = actor(world.members["accepted"]), lead_a(world)
    db.session.rollback()
    freeze_borrower(world, "firm")
    try:
        leads.reveal(manager, lead, "first_call")
    except leads.LeadError:
        return False
    return True


def test_twin_looking_at_the_bank_alone_opens_a_stopped_borrower(world, monkeypatch):
    assert not opened_in_flight_of_borrower(world)
    monkeypatch.setattr("portal.leads.slots.hold_borrower", lambda need_id: None)
    monkeypatch.setattr(consents, "_acted_on", sa.true)
    manager = actor(world.members["accepted"])
    assert leads.reveal(manager, lead_a(world), "first_call")
