"""The owner's decisions, pressed as buttons on the need's page."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.consent import queries as consents
from portal.consent import terms
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service
from portal.leads.models import Lead, LeadState
from portal.matching import index
from portal.organisations.models import Organisation
from tests import factories
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business

AGREE, REFUSE, UNDO = "同意，让他们联系我", "不同意", "撤销，我再想想"


@pytest.fixture
def need(app):
    return factories.need()


@pytest.fixture
def owner(need, client_as):
    member = factories.membership(Role.APPLICANT, at=db.session.get(Organisation, need.owner_id))
    return client_as(member)


@pytest.fixture
def asking(need):
    """A lead whose bank has just said 有意向."""
    bank = factories.institution(name="青岚示例银行")
    manager = factories.membership(Role.BANK_MANAGER, at=bank)
    return service.claim(actor_of(manager.id), need, "想上门看看店面")


def page_of(owner, need):
    return Page(owner.get(f"/needs/{need.public_id}"))


def state_of(lead):
    return db.session.get(Lead, lead.id, populate_existing=True).state


def test_who_asks_stands_with_what_agreeing_means(owner, need, asking):
    page = page_of(owner, need)
    assert "1 家机构想联系您，由您决定" in page.text
    for words in ("青岚示例银行", "想上门看看店面", "点“同意”意味着：", "这不是征信查询授权"):
        assert words in page.text
    assert page.text.index("点“同意”意味着：") < page.text.index(AGREE), "stated before the buttons"


def test_agreeing(owner, need, asking):
    page = page_of(owner, need).submit(AGREE)
    assert "已同意" in page.text and "授权最晚到" in page.text
    assert state_of(asking) is LeadState.ACCEPTED
    assert consents.live(asking.id)


def test_refusing_is_one_press_and_can_be_undone(owner, need, asking):
    page = page_of(owner, need).submit(REFUSE)
    assert "前可以撤销，之后才会告诉机构" in page.text
    assert state_of(asking) is LeadState.INTERESTED
    named = page.submit("记下原因", code="W08")
    assert db.session.scalar(sa.select(Lead.declining_code)) == "W08"
    named.submit(UNDO)
    assert AGREE in page_of(owner, need).buttons()


def test_a_refusal_is_final_after_ten_minutes(owner, need, asking):
    page_of(owner, need).submit(REFUSE)
    with clock.at(clock.now() + timedelta(minutes=11)):
        outbox.run_due()
    assert state_of(asking) is LeadState.FIRM_DECLINED
    assert "企业不谈了" in page_of(owner, need).text


def test_a_full_need_says_what_to_do_first(owner, need, asking):
    need.max_talks = 1
    other = factories.institution()
    second = service.claim(actor_of(factories.membership(Role.BANK_MANAGER, at=other).id), need)
    page = page_of(owner, need)
    service.accept(actor_of(owner.membership.id), second)
    refused = page_of(owner, need)
    assert "先结束一家才能同意新的" in refused.text and "暂停计时" in refused.text
    late = page.response.client.post(f"/leads/{asking.public_id}/accept", data={})
    assert late.status_code == 409
    assert "先结束一家" in Page(late).text


def test_a_double_press_has_one_effect(owner, asking):
    sent = {"key": "the-same-key", "terms": terms.digest()}
    first = owner.post(f"/leads/{asking.public_id}/accept", data=sent)
    second = owner.post(f"/leads/{asking.public_id}/accept", data=sent)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert state_of(asking) is LeadState.ACCEPTED


def test_without_a_key_nothing_happens(owner, asking):
    assert owner.post(f"/leads/{asking.public_id}/accept", data={"key": ""}).status_code == 400
    assert state_of(asking) is LeadState.INTERESTED


def test_applying_to_a_product(owner, need):
    product = factories.product(institution=factories.institution(name="远舟示例银行"))
    way, sent = f"/needs/{need.public_id}/apply/{product.public_id}", {"terms": terms.digest()}
    answer = owner.post(way, data=sent, follow_redirects=True)
    page = Page(answer)
    assert "已申请" in page.text and "远舟示例银行" in page.text
    assert db.session.scalar(sa.select(Lead.state)) == LeadState.ACCEPTED


def test_one_tap_takes_the_consent_back(owner, need, asking):
    page = page_of(owner, need).submit(AGREE)
    assert "立刻生效，不能撤销" in page.text, "said before the press"
    elsewhere = page_of(owner, need)
    done = page.submit("收回授权")
    assert "从现在起看不到" in done.text and "您收回了授权" in done.text and "本平台收不回" in done.text
    assert state_of(asking) is LeadState.ENDED
    assert consents.live(asking.id) is None
    again = elsewhere.submit("收回授权")
    assert again.status == 200 and "已经收回或到期" in again.text, "pressed on another device too"


def test_what_was_agreed_to_and_what_stays_can_be_read_first(owner, need, asking):
    page_of(owner, need).submit(AGREE)
    page = Page(owner.get(f"/leads/{asking.public_id}/withdraw-consent"))
    assert "本平台收不回" in page.text and "征信查询授权不在本平台" in page.text
    assert "您收回了授权" in page.submit("收回授权，结束这家").text
    assert owner.get(f"/leads/{asking.public_id}/withdraw-consent").status_code == 302


def test_the_page_of_a_busy_need_asks_the_database_little(owner, need, asking, count_queries):
    for _ in range(4):
        manager = factories.membership(Role.BANK_MANAGER)
        service.claim(actor_of(manager.id), need, "想谈谈")
    address = f"/needs/{need.public_id}"
    owner.get(address)
    with count_queries() as asked:
        owner.get(address)
    assert len(asked) <= 15, "\n".join(each[:90] for each in asked)


def test_where_a_talk_runs_no_further_application_is_offered(owner, need, asking):
    product = factories.product(institution=db.session.get(Organisation, asking.institution_id))
    other = factories.product()
    db.session.commit()
    index.rebuild()
    assert offers(owner, need) == {product.public_id, other.public_id}
    page_of(owner, need).submit(AGREE)
    assert offers(owner, need) == {other.public_id}
    page = Page(owner.get(f"/products/{product.public_id}?need={need.public_id}"))
    assert "您和这家机构已经对接过" in page.text and page.link("看进展") == f"/needs/{need.public_id}"


def offers(owner, need) -> set[str]:
    """The products whose 申请这一款 the page offers."""
    actions = [form["action"] for form in page_of(owner, need).soup.find_all("form")]
    return {action.rpartition("/")[2] for action in actions if "/apply/" in action}
