"""全部停止: one press, and on its very next request no bank sees anything."""

import threading

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.consent import queries as consents
from portal.consent import service as consent
from portal.consent.models import Consent, Reveal
from portal.consent.replay import reveals_without_consent
from portal.core import clock, ledger
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service
from portal.leads.models import Lead, LeadState
from portal.leads.moves import OPEN
from portal.needs.models import FinancingNeed, NeedState
from portal.organisations.models import Organisation
from portal.rights import stopping
from tests import factories
from tests.page import Page
from tests.races import each, race

S = LeadState
FIRMS = 40


def left() -> tuple[int, int]:
    """Talks that go on, and consents that nobody took back."""
    talks = sa.select(sa.func.count(Lead.id)).where(Lead.state.in_(OPEN))
    standing = sa.select(sa.func.count(Consent.id)).where(
        Consent.withdrawn_at.is_(None), Consent.until > clock.now()
    )
    return db.session.scalar(talks), db.session.scalar(standing)


class Firm:
    """An owner whom two banks know: one talks under consent, the other has only said that it would."""

    def __init__(self, banks, needs: int = 1) -> None:
        self.home = factories.organisation(name="示例·小满茶铺")
        self.member = factories.membership(Role.APPLICANT, at=self.home)
        self.owner = actor_of(self.member.id)
        person = factories.person()
        self.needs = [factories.need(owner=self.home, by=person) for _ in range(needs)]
        self.talking, self.asking = zip(*(self._talk(need, *banks) for need in self.needs), strict=True)

    def _talk(self, need, first, second) -> tuple[int, int]:
        talking = factories.lead(
            need=need,
            institution=db.session.get(Organisation, first.organisation_id),
            state=S.ACCEPTED,
            slot=1,
            assigned_id=first.membership_id,
        )
        consent.give(self.owner, talking)
        asking = factories.lead(
            need=need,
            institution=db.session.get(Organisation, second.organisation_id),
            state=S.INTERESTED,
            assigned_id=second.membership_id,
        )
        return talking.id, asking.id


@pytest.fixture
def banks(app):
    return [actor_of(factories.membership(Role.BANK_MANAGER).id) for _ in range(2)]


def lead_of(lead_id: int) -> Lead:
    return db.session.get(Lead, lead_id, populate_existing=True)


def test_the_next_request_of_each_bank_shows_nothing(client_as, banks):
    firm = Firm(banks)
    [need], (talking, asking) = firm.needs, (lead_of(firm.talking[0]), lead_of(firm.asking[0]))
    desks = [client_as(db.session.get(factories.Membership, bank.membership_id)) for bank in banks]
    assert "小满茶铺" in Page(desks[0].get(f"/leads/{talking.public_id}")).text
    page = Page(client_as(firm.member).get("/needs")).follow("不想再被联系？看看谁看得到，一次全停")
    for said in ("看得到您同意公开的全部内容", "只看得到卡片", "不能撤销", "本平台收不回", "征信查询授权"):
        assert said in page.text, said
    done = page.submit("全部停止")
    assert "已全部停止：撤回 1 条需求，收回 1 家的授权，结束 2 场对接" in done.text
    assert "没有要停的" in done.text and "全部停止" not in done.buttons()

    shown = Page(desks[0].get(f"/leads/{talking.public_id}"))
    assert "小满茶铺" not in shown.html and "20 万元" not in shown.text and "已结束" in shown.text
    refused = desks[0].post(f"/leads/{talking.public_id}/reveal", data={"why": "visit"})
    assert refused.status_code == 409 and "100000" not in refused.get_data(as_text=True)
    assert "已结束" in Page(desks[1].get(f"/leads/{asking.public_id}")).text
    other = client_as(factories.membership(Role.BANK_MANAGER))
    assert other.get(f"/leads/needs/{need.public_id}").status_code == 404
    assert left() == (0, 0) and db.session.get(FinancingNeed, need.id).state is NeedState.WITHDRAWN


def test_thirty_needs_are_listed_with_few_questions_and_stopped_at_once(client_as, banks, count_queries):
    client = client_as(Firm(banks, needs=30).member)
    client.get("/needs/stop")
    with count_queries() as asked:
        page = Page(client.get("/needs/stop"))
    assert len(asked) <= 15, "\n".join(each_one[:90] for each_one in asked)
    assert "撤回 30 条需求，收回 30 家的授权，结束 60 场对接" in page.submit("全部停止").text
    assert left() == (0, 0)


def test_a_consent_that_outlived_its_need_goes_and_drafts_stay(app, banks):
    firm = Firm(banks, needs=2)
    firm.needs[0].state = NeedState.CLOSED
    db.session.flush()
    service.end_all(firm.needs[0].id, "need_closed")
    draft, waiting = (
        factories.need(owner=firm.home, state=state, opened_at=None)
        for state in (NeedState.DRAFT, NeedState.AWAITING_VERIFICATION)
    )
    assert stopping.stop_everywhere(firm.owner) == stopping.Stopped(needs=2, consents=2, talks=2)
    assert left() == (0, 0)
    states = [db.session.get(FinancingNeed, one.id).state for one in (firm.needs[0], draft, waiting)]
    assert states == [NeedState.CLOSED, NeedState.DRAFT, NeedState.WITHDRAWN]
    assert stopping.stop_everywhere(firm.owner) == stopping.Stopped(0, 0, 0)


def test_it_is_the_owners_alone(app, banks, client_as):
    """A clerk stops the park's own; what belongs to a member, or to another firm, goes on."""
    firm, clerk = Firm(banks), factories.membership(Role.CLERK)
    factories.affiliation(clerk, firm.member)
    own = factories.need(owner=db.session.get(Organisation, clerk.organisation_id))
    assert stopping.stop_everywhere(actor_of(clerk.id)).needs == 1
    assert db.session.get(FinancingNeed, own.id).state is NeedState.WITHDRAWN
    assert left() == (2, 1)
    assert client_as(factories.membership(Role.BANK_MANAGER)).get("/needs/stop").status_code == 403


# Races


@pytest.fixture
def firms(banks):
    found = [Firm(banks) for _ in range(FIRMS)]
    db.session.commit()
    return found


def test_whoever_accepts_or_looks_meanwhile_is_before_it_or_too_late(app, banks, firms):
    def stop(firm):
        return stopping.stop_everywhere(firm.owner)

    def accept(firm):
        return service.accept(firm.owner, lead_of(firm.asking[0]))

    def look(firm):
        lead = lead_of(firm.talking[0])
        return service.reveal(banks[0], lead, "first_call")

    works = [each(firms, work, service.LeadError) for work in (accept, look, stop)]
    accepted, looked, _ = race(app, works)
    assert left() == (0, 0)
    assert reveals_without_consent() == []
    refused = [one for one in accepted + looked if isinstance(one, service.LeadError)]
    assert {type(one) for one in refused} <= {service.NotSeeking, service.OtherState, service.NoConsent,
                                              service.BudgetSpent}  # fmt: skip


def test_twin_a_stop_that_ends_what_it_has_listed_misses_one(app, banks):
    firm, listed, agreed = Firm(banks), threading.Event(), threading.Event()
    db.session.commit()

    def naive(one):
        leads = [lead.id for lead in db.session.scalars(sa.select(Lead)) if consents.stands(lead.id)]
        db.session.commit()
        listed.set()
        agreed.wait(30)
        for lead_id in leads:
            service.withdraw_consent(one.owner, lead_of(lead_id))

    def accept(one):
        listed.wait(30)
        service.accept(one.owner, lead_of(one.asking[0]))
        db.session.commit()
        agreed.set()

    race(app, [each([firm], work, service.LeadError) for work in (naive, accept)])
    assert left() == (1, 1)


def test_twin_a_look_that_holds_no_need_is_found(app, banks):
    firm, seen, stopped = Firm(banks), threading.Event(), threading.Event()
    db.session.commit()

    def naive(one):
        lead = lead_of(one.talking[0])
        held = consents.live(lead.id).id
        db.session.commit()
        seen.set()
        stopped.wait(30)
        row = Reveal(
            membership_id=banks[0].membership_id,
            lead_id=lead.id,
            consent_id=held,
            day=clock.today(),
            why="visit",
        )
        db.session.add(row)
        ledger.record("contact.revealed", actor=banks[0], need_id=lead.need_id, lead_id=lead.id)

    def stop(one):
        seen.wait(30)
        stopping.stop_everywhere(one.owner)
        db.session.commit()
        stopped.set()

    race(app, [each([firm], work, service.LeadError) for work in (naive, stop)])
    assert [found.why for found in reveals_without_consent()] == ["withdrawn before"]
