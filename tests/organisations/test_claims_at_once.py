"""A claim is decided once, and one code has one firm, however many decide at the same moment."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Membership
from portal.core.db import db
from portal.organisations import claims, joining, merging, service
from portal.organisations.models import Claim, ClaimState, Organisation
from tests.organisations.claiming import claim_of, together
from tests.organisations.people import code, registered


def late_decision(operator) -> ClaimState:
    """One operator has the page open while another refuses; then the first approves."""
    _, membership = registered(1, code(1))
    stale = claim_of(membership)
    db.session.commit()
    db.session.expunge(stale)
    service.refuse(operator, claim_of(membership), "不一致")
    db.session.commit()
    db.session.expunge_all()
    db.session.add(stale)
    try:
        service.approve(operator, stale)
        db.session.commit()
    except service.AlreadyDecided:
        db.session.rollback()
    db.session.expunge_all()
    return claim_of(membership).state


def test_the_first_decision_stands(operator):
    assert late_decision(operator) is ClaimState.REFUSED


def test_twin_looking_before_deciding_overturns_it(operator, monkeypatch):
    def naive(actor, claim, state):
        if claim.state is not ClaimState.PENDING:
            raise service.AlreadyDecided
        claim.state = state

    monkeypatch.setattr(claims, "_decide", naive)
    assert late_decision(operator) is ClaimState.APPROVED


def decide(decision, operator, claim_id, *more):
    return lambda: decision(operator, db.session.get_one(Claim, claim_id), *more) or "refused"


@pytest.mark.parametrize("round_", range(6))
def test_two_operators_at_once_one_wins(app, operator, round_):
    _, membership = registered(round_, code(round_))
    claim_id = claim_of(membership).id
    db.session.commit()
    done = together(
        app,
        decide(service.approve, operator, claim_id),
        decide(service.refuse, operator, claim_id, "不一致"),
    )
    assert sum(isinstance(one, service.AlreadyDecided) for one in done) == 1, done


def people_of_two_claims_at_once(app, operator) -> tuple[list, int]:
    """What became of both approvals, and how many act for the one firm that bears the code."""
    ids = [claim_of(registered(number, code(99))[1]).id for number in (1, 2)]
    db.session.commit()
    done = together(app, *(decide(service.approve, operator, claim_id) for claim_id in ids))
    db.session.expire_all()
    (bearer,) = db.session.scalars(sa.select(Organisation).where(Organisation.code_index.is_not(None)))
    members = sa.select(Membership).where(
        Membership.organisation_id == bearer.id, Membership.ended_at.is_(None)
    )
    return done, len(db.session.scalars(members).all())


@pytest.mark.parametrize("round_", range(6))
def test_of_two_claims_to_one_code_decided_at_once_one_lets_in(app, operator, round_):
    done, people = people_of_two_claims_at_once(app, operator)
    assert sorted(type(one).__name__ for one in done) == ["Organisation", "SecondClaim"], done
    assert people == 1


def test_twin_looking_for_others_before_the_firm_is_locked_lets_both_in(app, operator, monkeypatch):
    monkeypatch.setattr(claims.joining, "check", lambda claim, existing: None)
    assert people_of_two_claims_at_once(app, operator)[1] == 2


def merged_after_a_stale_look(operator, monkeypatch, stale_looks: int) -> bool:
    """Both approvals looked for the code before either had written it; the index tells the second."""
    ids = [claim_of(registered(number, code(99))[1]).id for number in (1, 2)]
    firm = service.approve(operator, db.session.get_one(Claim, ids[0]))
    asked = joining.ask(operator, db.session.get_one(Claim, ids[1]), firm)
    joining.answer(operator, asked, ours=True)
    db.session.commit()
    looks, real = iter(range(stale_looks)), merging._of_code
    monkeypatch.setattr(
        merging, "_of_code", lambda code: None if next(looks, None) is not None else real(code)
    )
    try:
        service.approve(operator, db.session.get_one(Claim, ids[1]))
    except (IntegrityError, AttributeError):
        db.session.rollback()
        return False
    return True


def test_a_stale_look_for_the_code_does_no_harm(operator, monkeypatch):
    assert merged_after_a_stale_look(operator, monkeypatch, stale_looks=1)


def test_twin_looking_only_before_writing_fails_the_second(operator, monkeypatch):
    assert not merged_after_a_stale_look(operator, monkeypatch, stale_looks=2)
