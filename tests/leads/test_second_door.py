"""Beside a no: products elsewhere that do not stand against its rule, guarantees, or what would help."""

from datetime import datetime
from unittest.mock import patch

import pytest
from flask import current_app

from portal.accounts.actor import actor_of
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import door_views, owner_words, queries, second_door, service
from portal.leads import refused as refused_rows
from portal.leads.models import LeadState
from portal.matching import index
from portal.matching import queries as matching
from portal.needs.models import NeedInstitution, NeedState, Relation
from portal.needs.queries import related
from portal.organisations.models import Organisation
from portal.products.models import ProductKind
from tests import factories
from tests.page import Page

YEARS, SECURITY, RECORD, OWN_LIMITS, LIMIT = "R03", "R12", "R05", "R31", "R19"
GUARANTEE = {"kind": ProductKind.GUARANTEE, "price_bp": 100, "cover_bp": 8000}
APPLY = "申请这一款"
pytestmark = pytest.mark.sqlite


@pytest.fixture
def need(app):
    return factories.need(security=("real_estate",), no_collateral=None)


@pytest.fixture
def refused(need):
    """A bank that lends from two years on says no; its reason is the test's."""

    def say(code, need=need, **product):
        row = factories.product(name="第一家示例贷", **{"requirements": ("years:2",), **product})
        at = db.session.get(Organisation, row.institution_id)
        lead = factories.lead(need=need, institution=at, product_id=row.id)
        return service.bank_decline(actor_of(_manager(row).id), lead, code)

    return say


def _manager(product):
    at = db.session.get_one(Organisation, product.institution_id)
    return factories.membership(Role.BANK_MANAGER, at=at)


def retry_of(need) -> str:
    return owner_words.refusal(queries.of_need(need.id)[0])["retry"]


def doors_of(need) -> list[second_door.Door]:
    """As the page makes them."""
    kept = []

    def keep(*args):
        kept[:] = second_door.doors(*args)
        return kept

    db.session.commit()
    index.rebuild()
    found = matching.matches_for(need, limit=second_door.AMONG)
    with patch.object(door_views, "doors", keep), current_app.test_request_context():
        barred = related(need.id)[Relation.BARRED]
        door_views.put_doors(need, queries.owner_panel(need), found, {one.id for one in barred})
    return kept


def names(pairs) -> set[str]:
    return {product.name for product, _ in pairs}


def offered(need) -> set[str]:
    (door,) = doors_of(need)
    return names(door.products)


def test_a_product_that_asks_the_same_is_no_door(need, refused):
    refused(YEARS)
    factories.product(name="也要两年", requirements=("years:2",))
    factories.product(name="不问年限")
    assert offered(need) == {"不问年限"}


def test_twin_a_door_that_ignores_the_rule_is_found_out(need, refused, monkeypatch):
    monkeypatch.setattr(refused_rows, "stands_against", lambda *_: False)
    with pytest.raises(AssertionError):
        test_a_product_that_asks_the_same_is_no_door(need, refused)


def test_where_the_rules_tell_two_apart_the_easier_one_is_a_door(need, refused):
    """Three years old: five were asked and two are met, so the bank's no says nothing against the other."""
    refused(YEARS, requirements=("years:5",))
    factories.product(name="两年就行", requirements=("years:2",))
    assert offered(need) == {"两年就行"}


def test_security_is_not_asked_again(need, refused):
    refused(SECURITY, security_accepted=("real_estate",), requirements=())
    factories.product(name="也要房产", security_accepted=("real_estate",))
    factories.product(name="信用就行", security_accepted=("credit",))
    assert offered(need) == {"信用就行"}


def test_a_limit_is_gone_beyond(need, refused):
    refused(LIMIT, amount_max_fen=25_000_000, term_max_months=12)
    factories.product(name="一样高", amount_max_fen=25_000_000, term_max_months=12)
    factories.product(name="更高", amount_max_fen=90_000_000)
    assert offered(need) == {"更高"}


def test_every_no_so_far_counts(need, refused):
    refused(YEARS)
    refused(SECURITY, security_accepted=("real_estate",), requirements=())
    factories.product(name="也要两年", requirements=("years:2",))
    factories.product(name="也要房产", security_accepted=("real_estate",))
    factories.product(name="都不要")
    doors = doors_of(need)
    assert [names(door.products) for door in doors] == [{"都不要"}, set()]
    assert [door.above for door in doors] == [False, True], "shown once"


def test_only_strangers_that_the_owner_lets_in(need, refused):
    met = refused(OWN_LIMITS)
    factories.product(institution=db.session.get(Organisation, met.institution_id), name="同一家的另一款")
    barred, lapsed = factories.product(name="不要这家"), factories.product(name="没答复的")
    pair = {"need_id": need.id, "institution_id": barred.institution_id, "relation": Relation.BARRED}
    db.session.add(NeedInstitution(**pair))
    at = db.session.get(Organisation, lapsed.institution_id)
    factories.lead(need=need, institution=at, state=LeadState.LAPSED)
    factories.product(name="新的一家")
    assert offered(need) == {"新的一家"}


def test_who_still_has_to_answer_comes_after_strangers(need, refused):
    refused(OWN_LIMITS)
    asked = factories.product(name="已发给它")
    factories.lead(need=need, institution=db.session.get(Organisation, asked.institution_id))
    for name in "甲乙":
        factories.product(name=name)
    (door,) = doors_of(need)
    assert [product.name for product, _ in door.products][-1] == "已发给它"
    factories.product(name="丙")
    (door,) = doors_of(need)
    assert names(door.products) == {"甲", "乙", "丙"}


def test_three_at_most_from_as_many_institutions(need, refused):
    refused(OWN_LIMITS)
    twice = factories.institution()
    for at in (twice, twice, None, None, None):
        factories.product(institution=at)
    (door,) = doors_of(need)
    assert len({product.institution_id for product, _ in door.products}) == len(door.products) == 3


@pytest.mark.parametrize(("code", "helps"), [(SECURITY, True), (RECORD, True), (OWN_LIMITS, False)])
def test_a_guarantee_mends_what_it_can(need, refused, code, helps):
    refused(code)
    factories.product(name="示例惠企担", institution=factories.institution(type_code="I12"), **GUARANTEE)
    (door,) = doors_of(need)
    assert names(door.guarantees) == ({"示例惠企担"} if helps else set())


def test_a_guarantee_that_asks_for_the_record_too_does_not_mend_it(need, refused):
    refused(RECORD)
    guarantor = factories.institution(type_code="I12")
    factories.product(institution=guarantor, requirements=("no_overdue",), **GUARANTEE)
    (door,) = doors_of(need)
    assert not door.guarantees


def test_without_a_door_the_change_that_opens_one(need, refused):
    refused(YEARS)
    factories.product(name="上限低", amount_max_fen=15_000_000)
    (door,) = doors_of(need)
    assert (names(door.products), names(door.openers)) == (set(), {"上限低"})


def test_the_page_offers_them_beside_the_no_and_takes_the_application(need, refused, client_as):
    refused(YEARS)
    other = factories.product(name="不问年限", institution=factories.institution(name="远舟示例银行"))
    owner = client_as(factories.membership(at=db.session.get(Organisation, need.owner_id)))
    db.session.commit()
    index.rebuild()
    page = Page(owner.get(f"/needs/{need.public_id}"))
    assert "问过的机构都答复完了，1 家没有办成" in page.text
    assert page.text.index("经营年限未达到要求") < page.text.index("不卡“经营年限”这一条")
    assert page.text.index("点“申请这一款”意味着：") < page.text.index(APPLY)
    form = page.soup.select_one(".second-door form")
    sent = {field["name"]: field["value"] for field in form.select("input")}
    done = Page(owner.post(form["action"], data=sent, follow_redirects=True))
    assert "已申请。远舟示例银行最晚在" in done.text
    lead = next(one for one in queries.of_need(need.id) if one.product_id == other.id)
    assert lead.state is LeadState.ACCEPTED


def test_of_a_need_that_has_closed_they_wait_for_the_next_one(need, refused, client_as):
    refused(YEARS)
    factories.product(name="不问年限")
    need.state = NeedState.CLOSED
    db.session.commit()
    index.rebuild()
    owner = client_as(factories.membership(at=db.session.get(Organisation, need.owner_id)))
    page = Page(owner.get(f"/needs/{need.public_id}"))
    assert "不问年限" in page.text and "点“再提一次”，就能申请它们" in page.text
    assert APPLY not in page.buttons()


def test_without_an_index_the_page_stands(need, refused):
    refused(YEARS)
    panel = queries.owner_panel(need)
    assert door_views.put_doors(need, panel, None) == ()
    assert not panel["opens"] and panel["ended"][0]["door"] is None


def test_the_page_asks_the_database_little(need, refused, client_as, count_queries):
    for code in (YEARS, SECURITY):
        refused(code)
    for _ in range(3):
        factories.product()
    factories.product(institution=factories.institution(type_code="I12"), **GUARANTEE)
    db.session.commit()
    index.rebuild()
    owner = client_as(factories.membership(at=db.session.get(Organisation, need.owner_id)))
    address = f"/needs/{need.public_id}"
    owner.get(address)
    with count_queries() as asked:
        owner.get(address)
    assert len(asked) <= 15, "\n".join(each[:90] for each in asked)


@pytest.mark.parametrize(
    ("code", "said"),
    [("R29", "最早 2027年2月28日（周日）再来"), ("R12", "随时可以再来"), ("R02", "")],
)
def test_when_to_come_back_is_a_day(need, refused, code, said):
    with clock.at(datetime(2026, 11, 30, 2, tzinfo=clock.UTC)):
        refused(code)
        assert retry_of(need) == said


def test_a_day_that_has_come_is_said(need, refused):
    with clock.at(datetime(2026, 11, 30, 2, tzinfo=clock.UTC)):
        refused("R29")
    with clock.at(datetime(2027, 3, 1, 2, tzinfo=clock.UTC)):
        assert retry_of(need) == "现在可以再来了"
