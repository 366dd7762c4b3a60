"""The year as a whole: everything that exists is in it, and every row fits every other."""

from collections import Counter, defaultdict

import pytest
import sqlalchemy as sa

from portal.accounts import service as accounts
from portal.consent.models import Consent, Reveal
from portal.consent.replay import reveals_without_consent
from portal.core import clock, ledger
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.demo.year import telling
from portal.leads import refusals, service
from portal.leads.models import Channel, Clock, Lead, LeadMove, LeadState
from portal.leads.models.history import AFTER_CALL
from portal.leads.moves import LIST, OPEN, TALKING
from portal.matching import index
from portal.monitor.models import BoardCard
from portal.needs.models import SEEKING, FinancingNeed, NeedState
from portal.organisations.models import Organisation, OrganisationKind
from portal.products.models import Product, ProductKind
from search import taxonomy
from tests.databases import NoPostgres
from tests.demo.told import AS_OF, NIGHT, disordered, seeded, steps_by_lead

PART = 4  # the suite reads a year of a quarter of the firms; the long run the whole one, which is promised
YEARS = [
    pytest.param(("sqlite", PART), id="sqlite-part"),
    pytest.param(("sqlite", 1), id="sqlite", marks=pytest.mark.slow),
    pytest.param(("postgresql", 1), id="postgresql", marks=[pytest.mark.postgres, pytest.mark.slow]),
]
"""What is written does not depend on the database; filling a second one takes as long again."""
pytestmark = pytest.mark.timeout(600)  # the first test waits for the whole year
S = LeadState
CLOCK_OF = {
    S.PUSHED: Clock.FIRST_ANSWER, S.INTERESTED: Clock.OWNER_ANSWER, S.ACCEPTED: Clock.FIRST_CONTACT,
    S.CONTACTED: Clock.DECISION, S.DUE_DILIGENCE: Clock.DECISION, S.WAITING_MATERIALS: Clock.DECISION,
    S.APPROVED: Clock.OWNER_ANSWER, S.TAKEN: Clock.DISBURSEMENT,
}  # fmt: skip
LISTED = {(source, move.to or source) for move in LIST for source in move.sources}


@pytest.fixture(scope="module", params=YEARS)
def year(request, shelf, tmp_path_factory):
    """Made once for the tests here, which only read it; `year(2000)` is as many as 2000 of a whole year."""
    kind, part = request.param
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(telling, "FIRMS", telling.FIRMS // part)
            with seeded(shelf, kind, tmp_path_factory.mktemp("year"), 1):
                yield lambda number: number // part
    except NoPostgres as missing:
        pytest.skip(str(missing))


def count(kind, *where) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(kind).where(*where))


def kinds_of(column) -> set:
    return set(db.session.scalars(sa.select(column).distinct()))


def events(kind: str) -> list[LedgerEvent]:
    return list(db.session.scalars(sa.select(LedgerEvent).where(LedgerEvent.kind == kind)))


def test_it_is_as_large_and_varied_as_a_year_would_be(year):
    institutions = Organisation.kind == OrganisationKind.INSTITUTION
    assert count(Organisation, institutions) >= 30
    assert len(set(db.session.scalars(sa.select(Organisation.type_code).where(institutions)))) >= 18
    assert count(Product) >= 120
    assert kinds_of(Product.kind) == set(ProductKind)
    assert count(Organisation) >= year(300)
    assert count(FinancingNeed) >= year(2000)
    assert len({code[:2] for code in kinds_of(FinancingNeed.region_code) if code}) >= 15
    trades = {code for code in kinds_of(FinancingNeed.industry_code) if code}
    assert len({code[:2] for code in trades}) >= 30
    assert len({taxonomy.industries.ancestors(code)[-1] for code in trades}) >= 14
    assert kinds_of(Lead.state) == set(LeadState)
    assert kinds_of(FinancingNeed.state) == set(NeedState)


def test_nothing_lies_ahead(year):
    for column in (FinancingNeed.opened_at, Organisation.verified_at, Lead.state_since, Consent.given_at):
        assert db.session.scalar(sa.select(sa.func.max(column))) <= NIGHT


def test_every_history_leads_to_the_lead_as_it_stands(year):
    leads = {lead.id: lead for lead in db.session.scalars(sa.select(Lead))}
    histories = steps_by_lead()
    assert {steps[0].lead_id for steps in histories} == leads.keys()
    assert disordered(histories) == []
    assert [steps[0].lead_id for steps in histories if not replays(steps, leads[steps[0].lead_id])] == []


def replays(steps: list[LeadMove], lead: Lead) -> bool:
    """Each step begins where the one before ended, is a move of the table, and the last one is today's."""
    state = None
    for step in steps:
        if step.from_state is not state or (state, step.to_state) not in LISTED:
            return False
        state = step.to_state
    return state is lead.state


def test_twin_a_lead_that_jumped_is_found(year):
    steps = next(one for one in steps_by_lead() if len(one) > 3)
    lead = db.session.get(Lead, steps[0].lead_id)
    assert replays(steps, lead)
    assert not replays([*steps[:2], *steps[3:]], lead)
    assert not replays(steps[:-1], lead)


def test_who_was_agreed_to_has_a_consent_and_who_looked_had_one(year):
    given = defaultdict(list)
    for consent in db.session.scalars(sa.select(Consent)):
        given[consent.lead_id].append(consent)
    agreed = {step.lead_id: step for step in db.session.scalars(accepted())}
    assert agreed.keys() == given.keys()
    when = {key: {one.given_at for one in given[key]} for key in given}  # a joint talk is agreed to once more
    assert [key for key, step in agreed.items() if step.recorded_at not in when[key]] == []
    consents = {one.id: one for many in given.values() for one in many}
    looks = db.session.scalars(sa.select(Reveal)).all()
    assert len(looks) > year(1000)
    assert [look.id for look in looks if not live(consents[look.consent_id], look)] == []
    assert reveals_without_consent() == [], "and the ledger says the same"


def accepted() -> sa.Select:
    to = LeadMove.to_state == S.ACCEPTED
    back = sa.func.coalesce(LeadMove.from_state.in_((S.ACCEPTED, *AFTER_CALL)), sa.false())
    return sa.select(LeadMove).where(to, ~back)


def live(consent: Consent, look: Reveal) -> bool:
    ended = min(filter(None, (consent.until, consent.withdrawn_at)))
    return consent.lead_id == look.lead_id and consent.given_at <= look.at < ended


def test_talks_hold_slots_within_their_owners_limits(year):
    assert count(Lead, Lead.slot.is_not(None), Lead.state.not_in(TALKING)) == 0
    assert count(Lead, Lead.slot.is_(None), Lead.state.in_(TALKING)) == 0
    beyond = sa.select(Lead.id).join(FinancingNeed).where(Lead.slot > FinancingNeed.max_talks)
    assert db.session.scalars(beyond).all() == []
    talking = sa.select(Lead.need_id).where(Lead.slot.is_not(None))
    engaged = FinancingNeed.state == NeedState.ENGAGED
    assert count(FinancingNeed, engaged, FinancingNeed.id.not_in(talking)) == 0
    assert count(FinancingNeed, FinancingNeed.state == NeedState.OPEN, FinancingNeed.id.in_(talking)) == 0


def test_a_funded_need_had_money_and_nothing_goes_on_after_an_end(year):
    paid = {event.need_id: event.values for event in events("lead.disbursed")}
    is_funded = FinancingNeed.state == NeedState.FUNDED
    funded = set(db.session.scalars(sa.select(FinancingNeed.id).where(is_funded)))
    assert len(funded) > year(300)
    assert funded <= paid.keys()
    assert [values for values in paid.values() if values["amount_fen"] <= 0] == []
    over = FinancingNeed.state.not_in(SEEKING)
    going_on = sa.select(Lead.id).join(FinancingNeed).where(over, Lead.state.in_(OPEN))
    assert db.session.scalars(going_on).all() == []
    assert count(FinancingNeed, over, FinancingNeed.ended_at.is_(None), FinancingNeed.opened_at < NIGHT) == 0


def test_clocks_fit_their_states_and_some_were_missed(year):
    leads = db.session.scalars(sa.select(Lead)).all()
    assert [lead.id for lead in leads if lead.clock is not CLOCK_OF.get(lead.state)] == []
    running = [lead for lead in leads if lead.clock]
    assert [lead.id for lead in running if (lead.clock_due_at is None) == (lead.clock_left is None)] == []
    due = [lead for lead in running if lead.clock_due_at]
    assert [lead.id for lead in due if lead.clock_started_at >= lead.clock_due_at] == []
    stopped = Counter(event.values.get("in_time") for event in events("clock.stopped"))
    assert stopped[True] > 5 * stopped[False] > year(500)
    assert count(Lead, Lead.clock.is_not(None), Lead.clock_due_at < NIGHT) > 5


def test_refusals_bear_the_codes_of_their_stages(year):
    refused = db.session.scalars(sa.select(Lead).where(Lead.state == S.BANK_DECLINED)).all()
    assert {lead.stage for lead in refused} == {"first_answer", "due_diligence", "approval"}
    assert [lead.id for lead in refused if refusals.offered(lead.reason_code, lead.stage) is None] == []
    left = db.session.scalars(sa.select(Lead).where(Lead.state == S.FIRM_DECLINED)).all()
    assert [lead.id for lead in left if refusals.firm_reason(lead.reason_code, lead.stage) is None] == []


def test_what_institutions_and_owners_read_holds_no_number(year):
    needs = db.session.scalars(sa.select(FinancingNeed)).all()
    assert sum("100000" in (need.words or "") for need in needs) > year(50)
    assert [need.id for need in needs if "100000" in need.summary] == []
    sentences = set(db.session.scalars(sa.select(Lead.sentence)))
    assert [text for text in sentences if service.shown_words(text) != text] == []


def test_the_ledger_is_in_order_ends_before_the_day_and_can_be_sealed(year):
    recorded = db.session.scalars(sa.select(LedgerEvent.recorded_at).order_by(LedgerEvent.seq)).all()
    assert recorded == sorted(recorded)
    assert recorded[-1] <= NIGHT
    assert clock.local(recorded[0]).date().year < AS_OF.year
    ledger.seal_new(limit=len(recorded))
    assert ledger.unsealed_count() == 0
    assert ledger.verify() == []


def test_sealed_words_open_and_owners_are_found_by_their_mobile(year):
    notes = [step.note for step in db.session.scalars(sa.select(LeadMove).limit(3000))]
    assert len(set(notes)) > 5
    firm = db.session.scalars(sa.select(Organisation).order_by(Organisation.id.desc()).limit(1)).one()
    need = db.session.scalars(sa.select(FinancingNeed).where(FinancingNeed.state == NeedState.FUNDED)).first()
    assert firm.name
    assert need.words
    mobile = str(10000001000 + year(500))
    person = accounts.find(mobile)
    assert person.mobile == mobile
    assert person.name.startswith("示例·")


def test_the_index_holds_what_seeks(year):
    assert index.rebuild()["need"] == count(FinancingNeed, FinancingNeed.state.in_(SEEKING)) > year(200)


def test_the_board_holds_needs_that_seek_and_of_which_nobody_is_left(year):
    """And the overrun that led there is in the ledger, once a clock."""
    cards = db.session.scalars(sa.select(BoardCard)).all()
    standing = [card.need_id for card in cards if card.closed_at is None]
    assert len(standing) > 5 and len(standing) == len(set(standing)) < len(cards)
    seeking = sa.select(FinancingNeed.id).where(
        FinancingNeed.id.in_(standing), FinancingNeed.state.in_(SEEKING)
    )
    assert set(db.session.scalars(seeking)) == set(standing)
    talking = sa.select(Lead.id).where(Lead.need_id.in_(standing), Lead.slot.is_not(None))
    assert db.session.scalars(talking).all() == []
    asked = sa.select(sa.func.count(Lead.id)).where(Lead.channel == Channel.ESCALATION)
    assert db.session.scalar(asked.group_by(Lead.need_id).order_by(sa.desc(sa.func.count(Lead.id)))) == 1
    overruns = sa.select(LedgerEvent.lead_id, LedgerEvent.facts).where(LedgerEvent.kind == "clock.overrun")
    rows = db.session.execute(overruns).all()
    assert len(rows) > 20 and len({(lead_id, str(facts)) for lead_id, facts in rows}) == len(rows)
