"""What an owner does with a need: filing, editing, answering, ending."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.consent.models import Consent
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.visibility import Persona
from portal.leads.models import LeadState
from portal.needs import handlers, service
from portal.needs.draft import with_implied
from portal.needs.models import FinancingNeed, NeedState
from portal.needs.views import need_view
from search import taxonomy
from tests import factories

DRAFT = service.Draft(
    subject_code="T06",
    industry_code="6239",
    region_code=factories.GONGSHU,
    amount_min_fen=20_000_000,
    amount_max_fen=20_000_000,
    term_months=12,
    purpose_code="U01",
    security=(),
    no_collateral=True,
    tags=("qr",),
    words="想借20万周转，开奶茶店的，找林女士，电话13800138000",
)


@pytest.fixture
def actor(app):
    return actor_of(factories.membership().id)


def kinds() -> list[str]:
    return list(db.session.scalars(sa.select(LedgerEvent.kind).order_by(LedgerEvent.seq)))


def last_facts() -> dict:
    return db.session.scalars(sa.select(LedgerEvent).order_by(LedgerEvent.seq.desc())).first().values


def topics() -> set[str]:
    return set(db.session.scalars(sa.select(outbox.OutboxMessage.topic)))


def accepted(need: FinancingNeed) -> None:
    """An institution that the owner has agreed to."""
    lead = factories.lead(need=need, state=LeadState.ACCEPTED, slot=1)
    given = {"lead_id": lead.id, "need_id": need.id, "institution_id": lead.institution_id}
    given |= {"given_by_id": need.filed_by_id, "until": clock.now() + timedelta(days=9)}
    db.session.add(Consent(categories=(), **given))
    db.session.flush()


def test_a_verified_owner_opens_at_once(actor):
    need = service.file(actor, DRAFT)
    assert need.state is NeedState.OPEN
    assert need.opened_at and (need.expires_on - need.opened_at.date()).days in (90, 91)
    assert kinds() == ["need.changed", "need.opened"]
    assert last_facts() | {"amount_fen": 20_000_000, "subject": "T06", "scope": "single"} == last_facts()
    assert {"need.changed", "need.opened"} <= topics()


def test_the_summary_holds_neither_contact_nor_exact_figures(actor):
    need = service.file(actor, replace(DRAFT, struck=("奶茶店",)))
    assert need.words == DRAFT.words
    for secret in ("13800138000", "林女士", "20万", "奶茶店"):
        assert secret not in need.summary


def test_an_owner_not_yet_verified_waits_and_is_opened_by_the_news(app):
    actor = actor_of(factories.membership(at=factories.organisation(verified=False)).id)
    need = service.file(actor, DRAFT)
    assert need.state is NeedState.AWAITING_VERIFICATION
    assert "need.opened" not in topics()
    handlers.open_waiting(organisation_id=actor.organisation_id)
    assert need.state is NeedState.AWAITING_VERIFICATION  # the news is old: the row decides
    db.session.get(factories.Organisation, actor.organisation_id).verified_at = clock.now()
    handlers.open_waiting(organisation_id=actor.organisation_id)
    assert need.state is NeedState.OPEN
    handlers.open_waiting(organisation_id=actor.organisation_id)
    assert kinds().count("need.opened") == 1


def test_a_draft_stays_a_draft_and_can_be_incomplete(actor):
    need = service.file(actor, service.Draft(words="还没想好"), send=False)
    assert need.state is NeedState.DRAFT
    with pytest.raises(service.Incomplete) as missing:
        service.submit(actor, need)
    assert set(missing.value.missing) == {"amount_max_fen", "purpose_code", "industry_code", "region_code"}


@pytest.mark.parametrize("place", ["330100", "330000"])
def test_a_place_must_be_exact(actor, place):
    with pytest.raises(service.Incomplete):
        service.file(actor, replace(DRAFT, region_code=place))


def test_a_city_without_counties_is_exact(actor):
    assert service.file(actor, replace(DRAFT, region_code="441900")).state is NeedState.OPEN


def test_no_need_comes_of_a_prohibited_purpose(actor):
    with pytest.raises(service.Refused, match="购买住房"):
        service.file(actor, replace(DRAFT, purpose_code="U23"))
    assert service.file(actor, replace(DRAFT, purpose_code="U22")).state is NeedState.OPEN


def test_before_the_first_acceptance_everything_may_change_and_leads_stay(actor):
    need = service.file(actor, DRAFT)
    lead = factories.lead(need=need)
    service.edit(actor, need, replace(DRAFT, amount_max_fen=30_000_000, words="改成三十万"))
    assert (need.amount_max_fen, need.words, need.state) == (30_000_000, "改成三十万", NeedState.OPEN)
    assert need.updated_at > need.opened_at
    assert lead.state is LeadState.PUSHED


def test_after_the_first_acceptance_only_unknowns_may_be_filled_in(actor):
    need = service.file(actor, replace(DRAFT, term_months=None))
    accepted(need)
    filled = replace(DRAFT, tags=("qr", "invoice"), established_on=date(2020, 3, 1))
    asked = frozenset({"qr"})
    service.edit(actor, need, filled, asked=frozenset({"qr", "invoice"}))
    assert (need.term_months, need.tags, need.established_on) == (12, ("qr", "invoice"), date(2020, 3, 1))
    for change in (
        {"amount_max_fen": 30_000_000},
        {"purpose_code": "U04"},
        {"words": "别的"},
        {"tags": ("invoice",)},
        {"no_collateral": False, "security": ("vehicle",)},
    ):
        with pytest.raises(service.Settled):
            service.edit(actor, need, replace(filled, **change), asked=asked, seen=need.updated_at)
    service.edit(actor, need, replace(filled, max_talks=5), asked=frozenset(), seen=need.updated_at)
    assert need.max_talks == 5


def test_an_edit_on_top_of_another_is_refused(actor):
    need = service.file(actor, DRAFT)
    service.edit(actor, need, replace(DRAFT, term_months=24))
    with pytest.raises(service.OtherState):
        service.edit(actor, need, replace(DRAFT, term_months=36), seen=None)


def test_a_form_does_not_take_back_what_it_did_not_ask(actor):
    need = service.file(actor, replace(DRAFT, tags=("qr", "years:3"), lacks=("srdi", "firsthand")))
    asked = frozenset({"qr", "srdi", "little_giant"})
    service.edit(actor, need, replace(DRAFT, tags=("little_giant",)), asked=asked)
    assert need.tags == ("little_giant", "years:3")
    assert need.lacks == (), "it has what was lacking, as the rules conclude"


def test_nothing_is_added_to_a_sensitive_qualification(actor, monkeypatch):
    """Who browses reads its group, and would read by name what it implies."""
    assert with_implied(("disabled", "little_giant", "gx")) == ("disabled", "little_giant", "gx", "hitech")
    need = service.file(actor, replace(DRAFT, tags=with_implied(("disabled",))))
    assert need_view(need, Persona.BROWSING).tags == ("人群",)
    monkeypatch.setattr(taxonomy.requirements, "implied_openly", taxonomy.requirements.implied)
    told = service.file(actor, replace(DRAFT, tags=with_implied(("disabled",))))
    assert len(need_view(told, Persona.BROWSING).tags) == 2, "the twin"


@pytest.mark.parametrize(
    ("key", "value", "column", "stored"),
    [
        ("term_months", "24", "term_months", 24),
        ("established_years", "2024", "established_on", date(2024, 1, 1)),
        ("collateral_offered", "vehicle", "security", ("vehicle",)),
        ("collateral_offered", "none", "no_collateral", True),
        ("tags:srdi", "yes", "tags", ("qr", "srdi", "hitech", "innovative_sme")),
        ("tags:srdi", "none", "lacks", ("srdi",)),
        ("tags:tax_grade", "B", "tags", ("qr", "tax_grade:B", "tax")),
        ("tags:revenue", "BR03", "revenue_band", "BR03"),
        ("tags:debt_ratio", "55.5", "tags", ("qr", "debt_ratio:55.5")),
    ],
)
def test_an_answer_fills_in_an_unknown_once(actor, key, value, column, stored):
    need = service.file(actor, replace(DRAFT, term_months=None, security=None, no_collateral=None))
    assert service.answer(actor, need, key, value)
    assert getattr(need, column) == stored
    assert not service.answer(actor, need, key, value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("term_months", "7"),
        ("tags:nonsense", "yes"),
        ("tags:srdi", "maybe"),
        ("tags:tax_grade", "E"),
        ("tags:debt_ratio", "x"),
        ("amount_max_yuan", "1"),
        ("", ""),
    ],
)
def test_answers_nobody_offered_are_refused(actor, key, value):
    need = service.file(actor, replace(DRAFT, term_months=None))
    with pytest.raises(ValueError):
        service.answer(actor, need, key, value)


@pytest.mark.parametrize(("code", "state"), [("K04", NeedState.WITHDRAWN), ("K03", NeedState.CLOSED)])
def test_the_owner_ends_a_need_with_a_reason(actor, code, state):
    need = service.file(actor, DRAFT)
    service.withdraw(actor, need, code)
    assert (need.state, need.closing_code) == (state, code)
    assert last_facts() == {"code": code}
    assert "need.ended" in topics()
    with pytest.raises(service.OtherState):
        service.withdraw(actor, need, code)


def test_reasons_of_others_are_not_an_owners(actor):
    need = service.file(actor, DRAFT)
    for code in ("K10", "K01", "K99"):
        with pytest.raises(ValueError):
            service.withdraw(actor, need, code)


def test_a_listed_draft_is_confirmed_or_disowned(actor):
    owner = db.session.get(factories.Organisation, actor.organisation_id)
    first, second = (factories.need(owner=owner, state=NeedState.AWAITING_OWNER) for _ in range(2))
    first.filed_by_id = None
    service.confirm(actor, first)
    assert (first.state, first.filed_by_id) == (NeedState.OPEN, actor.person_id)
    service.disown(actor, second)
    assert (second.state, second.closing_code) == (NeedState.WITHDRAWN, "K12")
    for step in (service.confirm, service.disown):
        with pytest.raises(service.OtherState):
            step(actor, second)
