"""Who the clerk's park vouches for and who belongs to it."""

from portal.accounts.models import Person
from portal.core.db import db
from portal.needs.models import NeedState, Scope
from portal.organisations.models import AffiliationState, Claim, Joining, Organisation, Vouch
from tests import factories
from tests.world.firms import OWNERS
from tests.world.rows import World

S = AffiliationState
STATES = {"A": S.CONFIRMED, "B": S.ASKED, "C": S.LEFT, "D": S.CONFIRMED}


def add_vouches(world: World) -> None:
    """Firms A and B named the clerk's park; only B still waits."""
    for letter in "AB":
        claim = world.row(Claim, "claims", letter)
        vouch = Vouch(claim_id=claim.id, organisation_id=world.members["clerk"].organisation_id)
        db.session.add(vouch)
        db.session.flush()
        world.keep("vouches", letter, vouch)
    firm = world.need("A").owner_id  # B's claim is also, as far as anybody knows, one to A
    joining = Joining(claim_id=claim.id, organisation_id=firm, asked_by_id=world.members["operator"].id)
    db.session.add(joining)
    db.session.flush()
    world.keep("joinings", "A", joining)


def add_members(world: World) -> None:
    """Of the clerk's park A and D are members, B asks to be one, C has left it."""
    clerk = world.members["clerk"]
    for letter, persona in OWNERS.items():
        row = factories.affiliation(clerk, world.members[persona], STATES[letter])
        world.keep("affiliations", letter, row)
    park, by = (
        db.session.get_one(Organisation, clerk.organisation_id),
        db.session.get(Person, clerk.person_id),
    )
    firm = db.session.get_one(Organisation, world.members["owner"].organisation_id)
    waits = {"state": NeedState.AWAITING_OWNER, "opened_at": None, "intermediary_id": park.id}
    world.keep("needs", "proxy", factories.need(owner=firm, by=by, **waits))
    batch = {"scope": Scope.BATCH, "member_count": 12, "state": NeedState.DRAFT, "opened_at": None}
    world.keep("needs", "batch", factories.need(owner=park, by=by, **batch))
