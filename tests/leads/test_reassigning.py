"""An institution's admin says who looks after a lead: state, clock and consent stay, sight changes hands."""

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.core import clock
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.leads import queries, service
from portal.leads.models import Channel, Lead, LeadMove, LeadState
from portal.organisations import outlets
from portal.organisations.models import Organisation
from tests import factories
from tests.page import Page

ELSEWHERE = "330110"


@pytest.fixture
def bank(app):
    return factories.institution()


@pytest.fixture
def team(bank):
    """(admin, first, second): two managers of Hangzhou."""
    roles = (Role.BANK_ADMIN, Role.BANK_MANAGER, Role.BANK_MANAGER)
    return [actor_of(factories.membership(role, at=bank).id) for role in roles]


@pytest.fixture
def lead(bank, team):
    """Accepted by its owner, looked after by the first manager."""
    need = factories.need()
    made = service.push(need.id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=8000)
    service.claim(team[1], need)
    firm = db.session.get_one(Organisation, need.owner_id)
    service.accept(actor_of(factories.membership(Role.APPLICANT, at=firm).id), made)
    db.session.commit()
    return made


def candidate(lead, actor):
    return next(one for one in service.candidates(lead) if one.membership_id == actor.membership_id)


def sees(actor, lead) -> bool:
    return lead in db.session.scalars(queries.visible_to(actor))


def test_the_lead_goes_over_as_it_stands(team, lead):
    admin, first, second = team
    before = (lead.state, lead.clock, lead.clock_due_at, lead.slot)
    service.reassign(admin, lead, candidate(lead, second))
    db.session.expire_all()
    assert (lead.state, lead.clock, lead.clock_due_at, lead.slot) == before
    assert (sees(first, lead), sees(second, lead)) == (False, True)
    step = db.session.scalars(sa.select(LeadMove).order_by(LeadMove.id.desc())).first()
    assert (step.from_state, step.to_state, step.actor_id) == (lead.state, lead.state, admin.membership_id)
    news = sa.select(OutboxMessage.payload).where(OutboxMessage.handler == "notifications.lead_moved")
    assert '"move": "assign"' in db.session.scalars(news.order_by(OutboxMessage.id.desc())).first()


def goes_twice(give, admin, lead, first, second) -> bool:
    """Whether two who read the same page both got their way."""
    one, other = candidate(lead, first), candidate(lead, second)
    stale = db.session.get_one(Lead, lead.id)
    give(admin, stale, one)
    sa.orm.attributes.set_committed_value(stale, "assigned_id", None)  # as the other page still had it
    try:
        give(admin, stale, other)
    except service.OtherState:
        return False
    return True


def test_of_two_who_give_it_away_one_is_told(app, bank, team):
    admin, first, second = team
    made = service.push(factories.need().id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=1)
    assert not goes_twice(service.reassign, admin, made, first, second)
    db.session.refresh(made)
    assert made.assigned_id == first.membership_id


def test_broken_twin_that_does_not_look_who_had_it_is_found_out(app, bank, team):
    admin, first, second = team
    made = service.push(factories.need().id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=1)

    def naive(actor, lead, to):
        db.session.execute(sa.update(Lead).where(Lead.id == lead.id).values(assigned_id=to.membership_id))

    assert goes_twice(naive, admin, made, first, second)


def test_a_pushed_lead_given_to_one_is_no_colleagues_to_claim(app, bank, team):
    admin, first, second = team
    need = factories.need()
    made = service.push(need.id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=1)
    assert sees(second, made)
    service.reassign(admin, made, candidate(made, first))
    assert (sees(first, made), sees(second, made)) == (True, False)
    with pytest.raises(service.TakenBy):
        service.claim(second, need)
    with pytest.raises(service.TakenBy):
        service.bank_decline(second, made, "R01")
    assert service.claim(first, need).state is LeadState.INTERESTED


def test_whose_regions_do_not_hold_the_county_is_not_offered(app, bank, team, lead):
    away = actor_of(factories.membership(Role.BANK_MANAGER, at=bank, regions=(ELSEWHERE,)).id)
    offered = {one.membership_id for one in service.candidates(lead)}
    assert offered == {team[2].membership_id}
    assert away.membership_id not in offered


def test_nobody_but_the_own_admin_may(app, team, lead):
    _, first, second = team
    stranger = actor_of(factories.membership(Role.BANK_ADMIN).id)
    for who in (first, stranger):
        with pytest.raises(service.NotYours):
            service.reassign(who, lead, candidate(lead, second))


def test_whoever_lost_it_meanwhile_changes_nothing_more(app, team, lead):
    admin, first, second = team
    stale = db.session.get_one(Lead, lead.id)
    db.session.expunge(stale)
    fresh = db.session.get_one(Lead, stale.id)
    service.reassign(admin, fresh, candidate(fresh, second))
    db.session.commit()
    db.session.expunge_all()
    db.session.add(stale)
    for late in (lambda: service.contacted(first, stale), lambda: service.bank_decline(first, stale, "R01")):
        with pytest.raises(service.OtherState):
            late()


def test_nobody_looks_after_what_a_leaver_had(app, team, lead):
    """An owner who refused once may apply again: the lead still bears whoever has left since."""
    admin, first, second = team
    gone = db.session.get_one(factories.Membership, first.membership_id)
    gone.ended_at = clock.now()
    db.session.flush()
    nobody = queries.team_of(admin).holder("nobody")
    assert queries.leads_in_hand(admin, nobody, 1) == [lead]
    assert queries.team_of(admin).open_leads(nobody) == 1
    assert service.assign(lead.id) == second.membership_id
    assert service.assign(lead.id) is None


def test_nothing_is_given_to_whoever_has_just_left(app, team, lead):
    admin, _, second = team
    chosen = candidate(lead, second)
    db.session.get_one(factories.Membership, second.membership_id).ended_at = clock.now()
    db.session.flush()
    with pytest.raises(service.OtherState):
        service.reassign(admin, lead, chosen)


def test_what_one_was_given_one_may_claim_wherever_it_lies(client_as, app, bank, team):
    admin, first, _ = team
    need = factories.need()
    made = service.push(need.id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=1)
    service.reassign(admin, made, candidate(made, first))
    member = db.session.get_one(factories.Membership, first.membership_id)
    outlets.set_work(admin, member, (ELSEWHERE,), None)
    db.session.commit()
    page = Page(client_as(member).get(f"/leads/{made.public_id}")).submit("有意向，告诉企业")
    assert page.status == 200
    db.session.rollback()
    assert db.session.scalar(sa.select(Lead.state).where(Lead.id == made.id)) is LeadState.INTERESTED


def test_the_branch_stands_in_the_record(app, bank, team, lead):
    admin, _, second = team
    branch = outlets.open_outlet(admin, "示例拱墅支行", factories.GONGSHU, None)
    member = db.session.get_one(factories.Membership, second.membership_id)
    outlets.set_work(admin, member, second.regions, branch)
    service.reassign(admin, lead, candidate(lead, second))
    event = db.session.scalars(sa.select(LedgerEvent).order_by(LedgerEvent.seq.desc())).all()
    moved = next(one for one in event if one.kind == "lead.moved")
    assert (moved.values["manager"], moved.values["outlet"]) == (second.membership_id, branch.id)


def test_the_admins_pages(client_as, team, lead):
    admin = client_as(db.session.get_one(factories.Membership, team[0].membership_id))
    db.session.commit()
    link = Page(admin.get(f"/leads/{lead.public_id}")).soup.find("a", string="换人跟进")
    page = Page(admin.get(link["href"]))
    offered = [one["value"] for one in page.soup.select("main option") if one.get("value")]
    assert len(offered) == 1
    assert "请选一位客户经理" in page.submit("交给他").error_of("交给谁")
    page = page.submit("交给他", manager=offered[0])
    assert f"由{team[2].person_name}跟进" in page.text

    listed = Page(admin.get("/leads/team"))
    assert "还没有人跟进" in listed.text
    hand = Page(admin.get(listed.soup.select_one("td a.btn")["href"]))
    asked = hand.submit("交出勾选的", manager=hand.soup.select_one("option[value]:not([value=''])")["value"])
    assert "请先勾选" in asked.error_of("要交出去的对接")
    both = hand.submit("交出勾选的")
    assert both.error_of("要交出去的对接") and both.error_of("交给谁"), "all at once"
    back = next(one for one in hand.soup.select("option") if team[1].person_name in one.text)["value"]
    done = hand.submit("交出勾选的", lead=[lead.public_id], manager=back)
    assert "已交出 1 条" in done.text
    kept = db.session.scalar(sa.select(Lead.assigned_id).where(Lead.id == lead.id))
    assert kept == team[1].membership_id
