"""Banks chosen by hand: compared before they are pushed to, and nobody is offered who cannot."""

import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Role
from portal.leads.models import Lead
from portal.referrals.models import ReferralBatch
from tests import factories
from tests.page import Page
from tests.referrals.conftest import known_firm, work


def test_by_hand_shows_who_cannot_before_the_button(desk, banks, need):
    need.openness = "directed"
    page = Page(desk.get(f"/referrals/new?need={need.public_id}&mode=hand&at={banks[0].public_id}"))
    assert "企业只发给指定的机构，没有这一家" in page.text
    assert not [words for words in page.buttons() if words.startswith("推送")]


def test_by_hand_without_an_institution_says_so(desk, banks, need):
    page = Page(
        desk.post("/referrals/new", data={"need": need.public_id, "mode": "hand", "remark": "请尽快"})
    )
    assert page.status == 422
    assert "勾选 1 到 3 家" in page.error_of("可以选的机构")
    assert page.control("给机构的话（不要写电话和姓名）").get_text().strip() == "请尽快"


def by_hand(desk, needs, banks, **more) -> Page:
    """The page after comparing these needs with banks ticked by hand."""
    chosen = {"mode": "hand", "at": [bank.public_id for bank in banks], "then": "compare", "remark": "请尽快"}
    answer = desk.post("/referrals/new", data={"need": [one.public_id for one in needs], **chosen, **more})
    return Page(answer)


def push_buttons(page: Page) -> list[str]:
    return [words for words in page.buttons() if words.startswith(("推送", "给已有的"))]


def test_more_than_three_by_hand_is_said_at_the_institutions_and_nothing_is_offered(desk, banks, need):
    for then in ("compare", None):  # compared, and pressed nevertheless
        page = (
            by_hand(desk, [need], banks[:6], then=then)
            if then
            else Page(
                desk.post(
                    "/referrals/new",
                    data={
                        "need": need.public_id,
                        "mode": "hand",
                        "at": [bank.public_id for bank in banks[:6]],
                        "remark": "请尽快",
                    },
                )
            )
        )
        assert page.status == 422
        assert "一次最多指定 3 家，现在勾了 6 家：请去掉 3 家" in page.error_of("可以选的机构")
        assert push_buttons(page) == []
        assert all(page.control(bank.name).has_attr("checked") for bank in banks[:6])
        assert page.control("给机构的话（不要写电话和姓名）").get_text().strip() == "请尽快"
    assert db.session.scalar(sa.select(sa.func.count(ReferralBatch.id))) == 0


def test_a_firm_that_waits_is_not_offered_with_a_wrong_number_either(desk, banks, department):
    listed = factories.listed_firm(department, known_firm())
    db.session.commit()
    for at in ([], banks[:4]):
        assert push_buttons(by_hand(desk, [], at, firm=listed.public_id)) == []
    assert push_buttons(by_hand(desk, [], banks[:3], firm=listed.public_id)) == ["推送 1 户，等企业确认"]


def test_comparing_keeps_the_remark_and_pushing_does_what_was_compared(desk, banks, need):
    page = by_hand(desk, [need], banks[3:5])
    assert page.status == 200
    assert push_buttons(page) == ["推送 1 条，共 2 次对接"]
    changed = page.submit("推送 1 条，共 2 次对接", at=[banks[4].public_id])
    assert "机构改过了，还没有推送" in changed.error_of("可以选的机构")
    assert db.session.scalar(sa.select(sa.func.count(ReferralBatch.id))) == 0
    assert changed.control("给机构的话（不要写电话和姓名）").get_text().strip() == "请尽快"
    changed.submit("推送 1 条，共 1 次对接")
    work()
    assert db.session.scalars(sa.select(Lead.institution_id)).all() == [banks[4].id]


def test_who_has_the_need_already_is_no_new_talk(desk, banks, need):
    factories.lead(need=need, institution=banks[0])
    db.session.commit()
    page = by_hand(desk, [need], banks[:2])
    assert push_buttons(page) == ["推送 1 条，共 1 次对接；给已有的 1 次对接加上推送来源"]
    assert "这家已经有这条需求：不算新的对接" in page.text
    assert "1 条已有" in page.text
    assert push_buttons(by_hand(desk, [need], banks[:1])) == ["给已有的 1 次对接加上推送来源"]


def able_of(page: Page, name: str) -> str:
    [row] = [tr for tr in page.soup.select(".grid-table tbody tr") if name in tr.get_text()]
    return row.td.get_text()


def test_the_page_counts_whom_the_service_accepts(desk, need):
    """A narrow miss may be chosen by hand, so it is no 0; who fails a hard rule is."""
    need.no_collateral, need.security = True, ()
    near, never = (factories.institution(name=name) for name in ("示例差一点银行", "示例做不了银行"))
    for bank in (near, never):
        factories.membership(Role.BANK_MANAGER, at=bank)
    factories.product(institution=near, security_accepted=("real_estate",))
    factories.product(institution=never, amount_min_fen=100_000_000, amount_max_fen=900_000_000)
    db.session.commit()
    page = by_hand(desk, [need], [near, never])
    assert able_of(page, near.name).startswith("1/1") and "差一点" in able_of(page, near.name)
    assert able_of(page, never.name) == "0/1"
    factories.lead(need=need, institution=never, state="accepted", slot=1)
    need.max_talks = 1  # full: nobody new can take it
    full = by_hand(desk, [need], [near])
    assert able_of(full, near.name) == "0/1"
    assert push_buttons(full) == []
    assert push_buttons(page) == ["推送 1 条，共 1 次对接"]
