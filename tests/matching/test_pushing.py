"""Pushing: to whom a need goes, how many, and once."""

import pytest
import sqlalchemy as sa

from portal.core import outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads.models import Channel, Lead, LeadState
from portal.matching import index, queries, service
from portal.needs.models import NeedInstitution, NeedState, Openness, Relation
from tests import factories


def a_bank(**product) -> int:
    """An institution with a manager in Hangzhou and a fitting product."""
    bank = factories.institution()
    factories.membership(Role.BANK_MANAGER, at=bank)
    factories.product(institution=bank, **product)
    return bank.id


@pytest.fixture
def banks(app):
    ids = [a_bank() for _ in range(8)]
    db.session.commit()
    index.rebuild()
    return ids


def pushed_to(need) -> set[int]:
    return set(db.session.scalars(sa.select(Lead.institution_id).where(Lead.need_id == need.id)))


def test_an_opened_need_goes_to_three(banks):
    need = factories.need()
    assert service.push_at_opening(need.id) == 3
    assert pushed_to(need) < set(banks)


def test_the_same_news_twice_pushes_once(banks):
    need = factories.need()
    service.push_at_opening(need.id)
    assert service.push_at_opening(need.id) == 0
    assert len(pushed_to(need)) == 3


def test_pushing_that_does_not_count_would_push_again(banks, monkeypatch):
    """The broken twin: without counting what stands, the repeated news reaches three more banks."""
    need = factories.need()
    service.push_at_opening(need.id)
    monkeypatch.setattr(service, "_pushed", lambda need_id: 0)
    service.push_at_opening(need.id)
    assert len(pushed_to(need)) == 6


def test_each_bank_that_says_no_is_replaced_up_to_six(banks):
    need = factories.need()
    service.push_at_opening(need.id)
    for freed in range(1, 6):
        db.session.execute(
            sa.update(Lead)
            .where(Lead.id == sa.select(sa.func.max(Lead.id)).scalar_subquery())
            .values(state=LeadState.BANK_DECLINED)
        )
        service.push_next(need.id, freed)
    assert len(pushed_to(need)) == 6


def test_a_bank_that_found_it_by_browsing_does_not_use_up_a_push(banks):
    need = factories.need()
    bank = db.session.get(factories.Organisation, banks[0])
    factories.lead(need=need, institution=bank, channel=Channel.BROWSE, state=LeadState.INTERESTED)
    assert service.push_at_opening(need.id) == 3


def test_only_banks_with_a_manager_for_the_county(banks):
    need = factories.need()
    factories.product(institution=factories.institution())  # nobody works there
    away = factories.institution()
    factories.membership(Role.BANK_MANAGER, at=away, regions=("320500",))
    factories.product(institution=away)
    outside = factories.institution(areas=("320500",))
    factories.membership(Role.BANK_MANAGER, at=outside)
    db.session.commit()
    index.rebuild()
    assert {key for key, *_ in queries.institutions_for(need)} == set(banks)


def test_barred_and_unnamed_institutions_get_nothing(banks):
    need = factories.need(openness=Openness.DIRECTED)
    db.session.add_all(
        [
            NeedInstitution(need_id=need.id, institution_id=banks[0], relation=Relation.NAMED),
            NeedInstitution(need_id=need.id, institution_id=banks[1], relation=Relation.BARRED),
        ]
    )
    assert queries.able_institutions(need) == {banks[0]}


def test_a_hard_rule_keeps_a_bank_out(banks):
    need = factories.need(amount_min_fen=500_000_000, amount_max_fen=500_000_000)
    assert service.push_at_opening(need.id) == 0


def test_a_need_that_no_longer_seeks_is_not_pushed(banks):
    need = factories.need(state=NeedState.WITHDRAWN)
    assert service.push_at_opening(need.id) == 0


def test_from_opening_to_the_bank_through_the_outbox(banks):
    need = factories.need()
    outbox.put("need.opened", need_id=need.id)
    db.session.commit()
    outbox.run_due()
    assert len(pushed_to(need)) == 3
    assert need.id in (queries.search_needs("奶茶店") or [])


def test_the_index_drops_a_need_that_ended(banks):
    need = factories.need()
    db.session.commit()
    index.put_needs([need.id])
    assert need.id in (queries.search_needs("奶茶店") or [])
    need.state = NeedState.WITHDRAWN
    db.session.commit()
    index.put_needs([need.id])
    assert queries.search_needs("奶茶店") == []
