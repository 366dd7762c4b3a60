"""Nothing of an institution's is shown to the public before a second person has read it."""

import json

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.accounts.models import Person
from portal.core import clock
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.products import queries, review_queries, reviewing, service, written
from portal.products.forms import FORMS
from portal.products.models import Outcome, Product, ProductReview, ProductState, RateKind, Repayment
from tests import factories
from tests.page import Page

READY = {"decision_days": 3, "answered_by": "示例支行"}


@pytest.fixture
def team(app):
    """Two people of one bank, as actors, and their admin."""
    bank = factories.institution()
    roles = (Role.BANK_MANAGER, Role.BANK_MANAGER, Role.BANK_ADMIN)
    return [actor_of(factories.membership(role, at=bank).id) for role in roles]


def product_of(actor, **values) -> Product:
    bank = db.session.get_one(factories.Organisation, actor.organisation_id)
    return factories.product(institution=bank, **{**READY, **values})


def draft_of(actor) -> Product:
    return product_of(actor, state=ProductState.DRAFT, published_at=None, confirmed_on=None)


def kinds() -> list[str]:
    return list(db.session.scalars(sa.select(LedgerEvent.kind).order_by(LedgerEvent.seq)))


def is_shown(product: Product) -> bool:
    return product in db.session.scalars(queries.visible_to(None))


def test_a_draft_is_shown_once_a_colleague_has_read_it(team):
    me, colleague, admin = team
    draft = draft_of(me)
    review = reviewing.submit(me, draft)
    assert (draft.state, is_shown(draft)) == (ProductState.IN_REVIEW, False)
    told = db.session.scalars(sa.select(OutboxMessage.payload).where(OutboxMessage.topic == "person.news"))
    assert {json.loads(payload)["person_id"] for payload in told} == {colleague.person_id, admin.person_id}
    reviewing.approve(colleague, review)
    assert (draft.state, draft.confirmed_on, is_shown(draft)) == (ProductState.PUBLISHED, clock.today(), True)
    assert kinds() == ["product.submitted", "product.published"]


def publishes_alone(approve, me) -> bool:
    """Whether one person could bring a draft to the public with this way of approving."""
    draft = draft_of(me)
    review = reviewing.submit(me, draft)
    try:
        approve(me, review)
    except reviewing.OwnReview:
        return False
    return draft.state is ProductState.PUBLISHED


def test_nobody_approves_their_own(team):
    me = team[0]
    assert not publishes_alone(reviewing.approve, me)
    twice = factories.membership(
        Role.BANK_ADMIN,
        at=db.session.get_one(factories.Organisation, me.organisation_id),
        of=db.session.get_one(Person, me.person_id),
    )
    draft = draft_of(me)
    review = reviewing.submit(me, draft)
    with pytest.raises(reviewing.OwnReview):  # the same person under another role
        reviewing.approve(actor_of(twice.id), review)
    assert draft.state is ProductState.IN_REVIEW


def test_broken_twin_that_asks_for_another_membership_only_is_found_out(team):
    def naive(actor, review):
        reviewing._close(actor, review, Outcome.APPROVED)
        reviewing._publish(actor, db.session.get_one(Product, review.product_id))

    assert publishes_alone(naive, team[0])


def test_a_change_of_what_is_shown_holds_once_a_colleague_has_read_it(team):
    me, colleague, _ = team
    shown = product_of(me, rate_low_bp=435, rate_high_bp=560)
    review = reviewing.edit(
        me, shown, {"rate_low_bp": 300, "repayment": Repayment.AT_ONCE, "name": shown.name}
    )
    assert (shown.rate_low_bp, shown.repayment, shown.state) == (
        435,
        Repayment.INSTALMENTS,
        ProductState.PUBLISHED,
    )
    assert reviewing.changes_of(review) == {"rate_low_bp": 300, "repayment": Repayment.AT_ONCE}
    reviewing.approve(colleague, review)
    assert (shown.rate_low_bp, shown.repayment) == (300, Repayment.AT_ONCE)
    event = db.session.scalar(sa.select(LedgerEvent).where(LedgerEvent.kind == "product.changed"))
    assert (event.values["fields"], event.actor_id) == (["rate_low_bp", "repayment"], colleague.membership_id)


def test_what_was_changed_meanwhile_is_not_approved_unread(team):
    me, colleague, admin = team
    draft = draft_of(me)
    read = reviewing.submit(me, draft)
    newer = reviewing.edit(admin, draft, {"rate_low_bp": 100})
    with pytest.raises(service.Moved):
        reviewing.approve(colleague, read)
    assert draft.state is ProductState.IN_REVIEW
    with pytest.raises(reviewing.OwnReview):  # the last to change it is not its reader
        reviewing.approve(admin, newer)
    reviewing.approve(me, newer)
    assert draft.state is ProductState.PUBLISHED


def test_who_saves_without_a_change_does_not_become_the_author(team):
    """Else the author could approve their own words after a colleague's empty save."""
    me, colleague, _ = team
    draft, shown = draft_of(me), product_of(me)
    reviews = [reviewing.submit(me, draft), reviewing.edit(me, shown, {"rate_low_bp": 1})]
    reviewing.edit(colleague, draft, {"rate_low_bp": draft.rate_low_bp})
    reviewing.edit(colleague, shown, {"rate_low_bp": 1})
    for product, review in zip((draft, shown), reviews, strict=True):
        assert reviewing.open_review(product) == review
        with pytest.raises(reviewing.OwnReview):
            reviewing.approve(me, review)


def test_an_older_form_does_not_wipe_out_what_a_colleague_proposed(client_as, team):
    me, colleague = (client_as(db.session.get(factories.Membership, one.membership_id)) for one in team[:2])
    shown = product_of(team[0], amount_max_fen=50_000_000)
    db.session.commit()
    address = f"/products/{shown.public_id}/edit"
    older = Page(colleague.get(address))
    Page(me.get(address)).submit("提交修改", amount_max="60")
    late = older.submit("提交修改", decision_days="9")
    assert "刚刚有同事改过" in late.error_of("产品叫什么？")
    assert late.control("几个工作日给决定？")["value"] == "9"
    assert reviewing.changes_of(only_review()) == {"amount_max_fen": 60_000_000}


def test_sent_back_it_says_why_and_taken_back_it_is_a_draft_again(team):
    me, colleague, _ = team
    draft = draft_of(me)
    reviewing.send_back(colleague, reviewing.submit(me, draft), "利率写错了")
    assert (draft.state, review_queries.returned_note(draft)) == (ProductState.DRAFT, "利率写错了")
    reviewing.take_back(me, reviewing.submit(me, draft))
    assert (draft.state, review_queries.returned_note(draft)) == (ProductState.DRAFT, "")
    stopped = product_of(me)
    service.suspend(me, stopped)
    reviewing.send_back(colleague, reviewing.submit(me, stopped), "不再做了")
    assert stopped.state is ProductState.SUSPENDED


def test_only_one_thing_of_a_product_waits(team):
    me, colleague, _ = team
    shown = product_of(me)
    reviewing.edit(me, shown, {"decision_days": 5})
    service.suspend(me, shown)
    with pytest.raises(service.Moved):
        reviewing.submit(colleague, shown)


def test_a_change_undone_waits_no_longer(team):
    me = team[0]
    shown = product_of(me)
    review = reviewing.edit(me, shown, {"decision_days": 5})
    assert reviewing.edit(me, shown, {"decision_days": 3}) is None
    db.session.refresh(review)
    assert (review.outcome, reviewing.open_review(shown)) == (Outcome.REPLACED, None)


def test_what_waits_cannot_take_anothers_name_or_become_incomplete(team):
    me, colleague, _ = team
    shown, other = product_of(me), product_of(me)
    with pytest.raises(service.NameTaken):
        reviewing.edit(me, shown, {"name": other.name})
    with pytest.raises(service.Incomplete):
        reviewing.edit(me, shown, {"regions": ()})
    review = reviewing.edit(me, shown, {"name": "示例新名贷"})
    other.name = "示例新名贷"
    db.session.flush()
    with pytest.raises(service.NameTaken):
        reviewing.approve(colleague, review)


def test_every_column_of_the_form_is_read(app):
    with app.test_request_context():
        columns = {column for form in FORMS.values() for column in form(areas=()).values()}
    assert {column for _, told, _ in written.ROWS for column in told} == columns


def test_the_pages_of_both(client_as, team):
    me, colleague = (client_as(db.session.get(factories.Membership, one.membership_id)) for one in team[:2])
    tied = product_of(team[0], rate_kind=RateKind.LPR, lpr_tenor="1Y", rate_low_bp=85, rate_high_bp=85)
    db.session.commit()
    page = Page(me.get(f"/products/{tied.public_id}/edit")).submit(
        "提交修改", spread_low="75", amount_max="60"
    )
    assert "等一位同事复核" in page.text
    assert "去复核" not in page.text
    mine = Page(me.get(page.soup.find("a", string="看提交的内容")["href"]))
    assert "自己改的" in mine.text
    assert mine.soup.find("input", attrs={"name": "answer"}) is None
    again = Page(me.get(f"/products/{tied.public_id}/edit"))
    assert again.control("最高可借")["value"] == "60"  # goes on from what waits

    listed = Page(colleague.get("/products/mine"))
    assert "1" in listed.soup.select_one("a[aria-current=page] .badge-count").text
    page = Page(colleague.get(listed.soup.select_one("#waiting a")["href"]))
    assert [row.get_text(" ", strip=True) for row in page.soup.select("tbody tr")] != []
    assert "1–60 万元" in page.text
    refused = page.submit("答复", answer="return", note="")
    assert "请写明要改什么" in refused.error_of("要改什么（退回时要写）")
    refused.submit("答复", answer="approve")
    kept = db.session.scalar(sa.select(Product).execution_options(populate_existing=True))
    assert (kept.rate_low_bp, kept.amount_max_fen) == (75, 60_000_000)
    late = Page(me.post(f"/products/mine/reviews/{only_review().public_id}/take-back", data={"key": "k"}))
    assert late.status == 409


def only_review() -> ProductReview:
    return db.session.scalars(sa.select(ProductReview)).one()


def test_others_reviews_are_not_there(client_as, team):
    review = reviewing.submit(team[0], draft_of(team[0]))
    db.session.commit()
    stranger = client_as(Role.BANK_ADMIN)
    assert stranger.get(f"/products/mine/reviews/{review.public_id}").status_code == 404
    assert stranger.post(f"/products/mine/reviews/{review.public_id}", data={}).status_code == 404
    own = review_queries.find(team[1], review.public_id)
    assert own == review
