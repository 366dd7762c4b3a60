"""A lead that the year writes is the lead that the services would have made: every row, every event."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.consent import service as consent
from portal.consent import terms
from portal.consent.models import CardView, Consent, Reveal
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.demo.year.record import Record
from portal.demo.year.steps import SOON, Steps
from portal.leads import service
from portal.leads.models import (
    Channel,
    Disbursement,
    Lead,
    LeadMove,
    LeadOrigin,
    MaterialItem,
    Offer,
)
from portal.leads.queries.offers import latest
from portal.leads.service import offering, timing
from portal.leads.service.owners import GRACE
from portal.needs.models import NeedState
from portal.organisations.models import Organisation, Outlet
from portal.products.models import ProductKind
from tests import factories
from tests.leads.talks import WAN, payment, quote

MONDAY = clock.shanghai(date(2026, 11, 23), 10)
HOUR = timedelta(hours=1)
SAID = "材料不多，这两天就能开始。"
OWN = (
    "id",
    "public_id",
    "key_id",
    "need_id",
    "lead_id",
    "consent_id",
    "event_seq",
    "seq",
    "move_id",
    "note_sealed",
    "offer_id",
    "text_sealed",
)
"""Columns by which two equal stories differ."""


class Apart(Record):
    """Its rows stand far from those that the services make meanwhile."""

    def first_key(self, kind: type) -> int:
        return 10_000


class Two:
    """The same people and product, and two needs: one for the services, one for the year."""

    def __init__(self) -> None:
        self.bank = factories.institution(type_code="I06")
        self.outlet = Outlet(institution_id=self.bank.id, name="示例支行", region_code="330105")
        db.session.add(self.outlet)
        db.session.flush()
        member = factories.membership(Role.BANK_MANAGER, at=self.bank)
        member.outlet_id = self.outlet.id
        db.session.flush()
        self.manager = actor_of(member.id)
        self.product = factories.product(institution=self.bank)
        firm = factories.organisation()
        self.owner = actor_of(factories.membership(Role.APPLICANT, at=firm).id)
        self.first, self.second = (
            factories.need(owner=firm, max_talks=1, opened_at=MONDAY) for _ in range(2)
        )
        self.record = Apart()
        self.text_id = consent.kept(terms.sentence())
        self.steps = Steps(self.record, self.second, self)
        db.session.flush()

    @property
    def keys(self) -> dict[int, int]:
        return {row.id: row.key_id for row in db.session.scalars(sa.select(Organisation))}

    def about(self, lead: Lead) -> dict:
        mine = lead.assigned_id == self.manager.membership_id
        return {"kind": ProductKind.LOAN, "outlet": self.outlet.id if mine else None}

    @contextmanager
    def at(self, hours: float):
        with clock.at(MONDAY + timedelta(hours=hours)):
            yield clock.now()
            db.session.flush()  # what the services left to be written is written at its moment

    def service_lead(self, hours: float = 0) -> Lead:
        values = {"product_id": self.product.id, "channel": Channel.MATCH, "score_bp": 8800}
        with self.at(hours):
            return service.push(self.first.id, self.bank.id, **values)

    def year_lead(self, hours: float = 0) -> Lead:
        with self.at(hours) as now:
            return self.steps.push(now, self.bank.id, self.product.id, 8800)

    def save(self) -> None:
        self.record.save()
        self.record.write_until(MONDAY + timedelta(days=90))
        db.session.expire_all()


@pytest.fixture
def two(app):
    with clock.at(MONDAY):
        return Two()


def told(need_id: int) -> dict[str, list[dict]]:
    """Everything that is stored of a need's leads, but for what no two rows share."""
    leads = sa.select(Lead.id).where(Lead.need_id == need_id)
    found = {
        "need": sa.select(sa.column("state"))
        .select_from(sa.table("financing_need"))
        .where(sa.column("id") == need_id)
    }
    of_need = {kind: kind.need_id == need_id for kind in (Lead, Consent, CardView, LedgerEvent)}
    of_lead = {
        kind: kind.lead_id.in_(leads)
        for kind in (LeadMove, LeadOrigin, Reveal, MaterialItem, Offer, Disbursement)
    }
    rows = {"need": [dict(row._mapping) for row in db.session.execute(found["need"])]}
    for kind, where in {**of_need, **of_lead}.items():
        order = kind.seq if kind is LedgerEvent else kind.id
        rows[kind.__name__] = [
            plain(row) for row in db.session.scalars(sa.select(kind).where(where).order_by(order))
        ]
    return rows


def plain(row) -> dict:
    values = {
        column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in OWN
    }
    words = {LeadMove: "note", MaterialItem: "text"}.get(type(row))
    return {**values, "words": getattr(row, words)} if words else values


def worker(two: Two) -> None:
    """What the outbox would do next, at this moment."""
    for message in db.session.scalars(
        sa.select(outbox.OutboxMessage).order_by(outbox.OutboxMessage.id)
    ).all():
        if message.handler == "leads.decline_due" and message.due_at <= clock.now():
            outbox.perform([message])


# Each story twice: what the services make of the first need, the year makes of the second.


def talk(two: Two) -> None:
    lead, other = two.service_lead(), two.year_lead()
    with two.at(3) as now:
        consent.note_card_view(two.manager, two.first.id)
        service.claim(two.manager, two.first, SAID)
        two.steps.look(now, two.manager)
        two.steps.claim(other, now, two.manager, SAID)
    with two.at(9) as now:
        service.accept(two.owner, lead)
        two.steps.accept(other, now, two.owner)
    with two.at(24) as now:
        consent.note_card_view(two.manager, two.first.id, in_full=True)
        service.reveal(two.manager, lead, "first_call")
        service.contacted(two.manager, lead, note="约周四上门")
        two.steps.look(now, two.manager, in_full=True)
        two.steps.reveal(other, now, two.manager, "first_call")
        two.steps.make(other, "contact", now, two.manager, note="约周四上门")


def papers_that_were_asked_for(two: Two) -> None:
    """Two of them, of which one was brought before the bank went on."""
    talk(two)
    lead, other = lead_of(two.first), two.steps.leads[0]
    papers = ["近 6 个月的银行流水", "公司章程"]
    first = sa.select(MaterialItem.public_id).order_by(MaterialItem.id)
    with two.at(48) as now:
        service.begin_diligence(two.manager, lead, note="看了店")
        service.ask_materials(two.manager, lead, papers)
        two.steps.make(other, "begin_diligence", now, two.manager, note="看了店")
        two.steps.ask_materials(other, now, two.manager, papers)
    with two.at(96) as now:
        service.bring(two.manager, lead, [db.session.scalars(first).first()])
        service.go_on(two.manager, lead)
        two.steps.bring(other, now, two.manager, 1)
        two.steps.make(other, "go_on_diligence", now, two.manager)


def late_talk_that_the_bank_ends(two: Two) -> None:
    talk(two)
    lead, other = lead_of(two.first), two.steps.leads[0]
    with two.at(24 * 15 + 14):
        timing.overrun(lead.id)
    with two.at(24 * 30) as now:
        service.bank_decline(two.manager, lead, "R12", "可以请担保公司帮忙。")
        two.steps.bank_decline(other, now, two.manager, "R12", "可以请担保公司帮忙。", "first_answer")


def refusal_at_first_sight(two: Two) -> None:
    lead, other = two.service_lead(), two.year_lead()
    with two.at(3) as now:
        service.bank_decline(two.manager, lead, "R31", "")
        two.steps.bank_decline(other, now, two.manager, "R31", "", "first_answer")


def owner_says_no(two: Two) -> None:
    lead, other = two.service_lead(), two.year_lead()
    with two.at(3) as now:
        service.claim(two.manager, two.first, SAID)
        two.steps.claim(other, now, two.manager, SAID)
    with two.at(5) as now:
        service.decline(two.owner, lead, "W08")
        two.steps.decline(other, now, two.owner, "W08")
    with two.at(5 + (GRACE + SOON) / HOUR):
        worker(two)


def found_by_browsing(two: Two) -> None:
    with two.at(2) as now:
        service.claim(two.manager, two.first, SAID, product_id=two.product.id, score_bp=7700)
        two.steps.claim_new(now, two.manager, two.product.id, 7700, SAID)


def applied(two: Two) -> None:
    with two.at(2) as now:
        lead = service.apply(two.owner, two.first, two.product)
        other = two.steps.apply(now, two.owner, two.product)
    with two.at(2 + SOON / HOUR) as now:
        service.assign(lead.id)
        two.steps.make(other, "assign", now, None, assigned_id=two.manager.membership_id)


def consent_taken_back(two: Two) -> None:
    talk(two)
    lead, other = lead_of(two.first), two.steps.leads[0]
    with two.at(40) as now:
        service.withdraw_consent(two.owner, lead)
        two.steps.withdraw_consent(other, now, two.owner)


def silent_bank_that_comes_back(two: Two) -> None:
    lead, other = two.service_lead(), two.year_lead()
    with two.at(24 * 3 - 10) as now:  # Wednesday's end
        timing.overrun(lead.id)
        two.steps.lapse(other, now)
    with two.at(24 * 3) as now:
        service.claim(two.manager, two.first, SAID)
        two.steps.claim(other, now, two.manager, SAID)


def silent_owner(two: Two) -> None:
    found_by_browsing(two)
    with two.at(24 * 8 - 10) as now:
        timing.overrun(lead_of(two.first).id)
        two.steps.lapse(two.steps.leads[0], now)


def call_that_comes_late(two: Two) -> None:
    lead, other = two.service_lead(), two.year_lead()
    with two.at(3) as now:
        service.claim(two.manager, two.first, SAID)
        two.steps.claim(other, now, two.manager, SAID)
    with two.at(5) as now:
        service.accept(two.owner, lead)
        two.steps.accept(other, now, two.owner)
    with two.at(24 * 2 - 10):
        timing.overrun(lead.id)
    with two.at(24 * 3) as now:
        service.contacted(two.manager, lead)
        two.steps.make(other, "contact", now, two.manager)


def need_that_ends(two: Two) -> None:
    lead, other = two.service_lead(), two.year_lead()
    with two.at(50) as now:
        service.end(lead, "need_closed")
        two.steps.end(other, now, "need_closed")


def other_banks_wait_while_talks_are_full(two: Two) -> None:
    """This owner wants one talk: the second bank's clock stands still until the first is over."""
    lead, other = two.service_lead(), two.year_lead()
    rival = factories.institution(type_code="I05")
    manager = actor_of(factories.membership(Role.BANK_MANAGER, at=rival).id)
    product = factories.product(institution=rival)
    with two.at(1) as now:
        service.claim(manager, two.first, SAID, product_id=product.id, score_bp=6600)
        two.steps.claim_new(now, manager, product.id, 6600, SAID)
    with two.at(2) as now:
        service.claim(two.manager, two.first, SAID)
        two.steps.claim(other, now, two.manager, SAID)
    with two.at(3) as now:
        service.accept(two.owner, lead)
        two.steps.accept(other, now, two.owner)
    with two.at(26) as now:
        service.bank_decline(two.manager, lead, "R19", "")
        two.steps.bank_decline(other, now, two.manager, "R19", "", "first_answer")


def lead_of(need) -> Lead:
    return db.session.scalars(sa.select(Lead).where(Lead.need_id == need.id)).one()


def offered(two: Two) -> tuple[Lead, Lead]:
    """A yes to a part of what was asked for."""
    talk(two)
    lead, other = lead_of(two.first), two.steps.leads[0]
    with two.at(48) as now:
        asked = quote(amount_fen=15 * WAN, words="先批这些。", fee_once_bp=50)
        service.approve(two.manager, lead, asked)
        made = offering.offer_of(asked, ProductKind.LOAN, clock.today())
        made.lead_id, made.created_at = other.id, now
        two.steps.approve(other, now, two.manager, made)
        two.offer = made
    return lead, other


def offer_that_is_refused(two: Two) -> None:
    lead, other = offered(two)
    with two.at(50) as now:
        service.refuse(two.owner, lead, "W03")
        two.steps.decline(other, now, two.owner, "W03")
    with two.at(50 + (GRACE + SOON) / HOUR):
        worker(two)


def money_in_two_parts(two: Two) -> None:
    """The first one ends the need; the second is only recorded."""
    lead, other = offered(two)
    with two.at(60) as now:
        service.take(two.owner, lead, latest(lead.id).public_id)
        two.steps.make(other, "take", now, two.owner)
    for hours, wan in ((72, 9), (24 * 7, 6)):
        with two.at(hours) as now:
            service.disburse(two.manager, lead, payment(wan, first_loan=hours == 72))
            paid = payment(wan, first_loan=hours == 72)
            two.steps.disburse(other, now, two.manager, two.offer, paid)
            if hours == 72:
                two.second.state = NeedState.FUNDED
                two.record.event("need.closed", now, actor=None, need_id=two.second.id, code="K01")


STORIES = [
    talk,
    papers_that_were_asked_for,
    offer_that_is_refused,
    money_in_two_parts,
    late_talk_that_the_bank_ends,
    refusal_at_first_sight,
    owner_says_no,
    found_by_browsing,
    applied,
    consent_taken_back,
    silent_bank_that_comes_back,
    silent_owner,
    call_that_comes_late,
    need_that_ends,
    other_banks_wait_while_talks_are_full,
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_the_year_tells_it_as_the_services_do(two, story):
    story(two)
    two.save()
    made, written = told(two.first.id), told(two.second.id)
    assert made["Lead"]
    assert written == made


def test_twin_another_column_is_found(two):
    talk(two)
    two.steps.leads[0].clock_due_at += timedelta(days=1)
    two.save()
    assert told(two.second.id) != told(two.first.id)
