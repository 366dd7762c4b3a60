"""Firms with their owners, what they ask for, and their claims to be who they are."""

from portal.accounts.models import Membership, Person
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.needs.models import FinancingNeed, NeedState
from portal.organisations import licences
from portal.organisations.models import Claim, ClaimState, Organisation, OrganisationKind
from tests import factories
from tests.canary_values import Canaries
from tests.world.rows import World

A, B, C, D = Canaries("A", 1), Canaries("B", 2), Canaries("C", 3), Canaries("D", 4)
FIRMS = {"A": A, "B": B, "C": C, "D": D}
OWNERS = {"A": "owner", "B": "newcomer", "C": "other_owner", "D": "borrower"}


def add_firms(world: World) -> None:
    for letter, persona in OWNERS.items():
        owner, member, need = firm(FIRMS[letter], verified=letter != "B")
        world.members[persona] = member
        world.keep("organisations", letter, owner)
        world.keep("memberships", persona, member)
        world.keep("needs", letter, need)
        decided = {} if letter == "B" else {"state": ClaimState.APPROVED, "decided_at": clock.now()}
        claim = Claim(person_id=member.person_id, organisation_id=owner.id, key_id=owner.key_id, **decided)
        db.session.add(claim)
        db.session.flush()
        world.keep("claims", letter, claim)
        if letter == "B":  # of the others it went with the decision
            licences.hand_in(claim, FIRMS[letter].licence)
        if letter == "A":
            draft = factories.need(
                owner=owner, by=db.session.get(Person, member.person_id), state=NeedState.DRAFT
            )
            world.keep("needs", "draft", draft)


def firm(values: Canaries, *, verified: bool) -> tuple[Organisation, Membership, FinancingNeed]:
    """A tea house with its owner and one need."""
    owner = factories.organisation(
        OrganisationKind.SOLE_PROPRIETOR,
        name=values.name,
        verified=verified,
        subject_code="T06",
        region_code=factories.GONGSHU,
        industry_code=values.industry_code,
    )
    owner.credit_code, owner.representative, owner.street = (
        values.credit_code,
        values.representative,
        values.street,
    )
    who = factories.person(mobile=values.mobile)
    who.name, who.email = values.contact_name, values.email
    member = factories.membership(Role.APPLICANT, at=owner, of=who)
    return owner, member, need_of(owner, who, values, opened=verified)


def need_of(owner: Organisation, by: Person, values: Canaries, *, opened: bool) -> FinancingNeed:
    state = {} if opened else {"state": NeedState.AWAITING_VERIFICATION, "opened_at": None}
    return factories.need(
        owner=owner,
        by=by,
        words=values.words,
        summary=values.summary,
        industry_code=values.industry_code,
        amount_min_fen=values.least_fen,
        amount_max_fen=values.amount_fen,
        existing_loans_fen=values.loans_fen,
        term_months=values.term_months,
        established_on=values.established_on,
        employees_band="BE02",
        revenue_band="BR03",
        tags=(values.tag,),
        contact_hours=values.contact_hours,
        contact_by=values.contact_by,
        **state,
    )
