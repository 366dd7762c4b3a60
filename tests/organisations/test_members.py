"""A firm is a member of a park once both say so; whoever leaves is out of sight with the next request."""

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.core import outbox
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.organisations import affiliating, affiliation_queries
from portal.organisations.models import Affiliation, AffiliationState, Organisation, OrganisationKind
from portal.organisations.service import code_index
from tests import factories
from tests.page import Page

S = AffiliationState


def work() -> None:
    while outbox.run_due():
        pass


@pytest.fixture
def clerk(app):
    park = factories.organisation(OrganisationKind.INTERMEDIARY, name="示例园区", areas=(factories.GONGSHU,))
    return factories.membership(Role.CLERK, at=park)


def firm(name: str, *, coded: bool = True):
    """The owner of a verified firm in Gongshu."""
    row = factories.organisation(OrganisationKind.ENTERPRISE, name=name, region_code=factories.GONGSHU)
    if coded:
        row.credit_code = factories.credit_code()
        row.code_index = code_index(row.credit_code)
    return factories.membership(Role.APPLICANT, at=row)


def code_of(owner) -> str:
    return db.session.get_one(Organisation, owner.organisation_id).credit_code


def test_a_firm_is_invited_and_agrees(clerk, client_as):
    owner = firm("示例青禾有限公司")
    desk, shop = client_as(clerk), client_as(owner)
    page = Page(desk.get("/members"))
    assert "还没有会员" in page.text
    page = page.follow("邀请会员").submit("发出邀请", codes=f"{code_of(owner)}\n不是代码的一行")
    assert page.error_of("统一社会信用代码") and "第 2 行" in page.text
    page = page.submit("发出邀请", codes=f"青禾 {code_of(owner)}")
    assert "已邀请 1 户" in page.text and code_of(owner) in page.text
    work()
    assert "示例青禾" not in Page(desk.get("/members?tab=waiting")).html, (
        "a code stays a code until they agree"
    )
    page = Page(shop.get("/organisation")).follow("管理园区、市场和协会")
    assert "手机号、邮箱、详细地址 看不到" in page.text and "金额、期限、已有贷款 大致区间" in page.text
    page = page.submit("同意加入")
    assert "退出这一家" in page.buttons()
    page = Page(desk.get("/members?q=青禾"))
    assert "示例青禾有限公司" in page.text
    assert "没有会员的名称或代码里有" in Page(desk.get("/members?q=别家")).text
    kinds = sa.select(LedgerEvent.kind).where(LedgerEvent.kind.startswith("affiliation."))
    assert db.session.scalars(kinds.order_by(LedgerEvent.seq)).all() == [
        "affiliation.invited",
        "affiliation.agreed",
    ]


def test_a_firm_asks_and_the_park_answers(clerk, client_as):
    owner, other = firm("示例小摊", coded=False), firm("示例别家")
    for who in (owner, other):
        park = db.session.get_one(Organisation, clerk.organisation_id)
        Page(client_as(who).get("/organisation/parks")).submit("申请加入", park=park.public_id)
    page = Page(client_as(clerk).get("/members"))
    assert page.soup.select_one("header .badge-count") is not None and "示例小摊" in page.text
    rows = {row.organisation_id: row for row in db.session.scalars(sa.select(Affiliation))}
    for who, answer in ((owner, "yes"), (other, "no")):
        address = f"/members/{rows[who.organisation_id].public_id}/answer"
        assert client_as(clerk).post(address, data={"answer": answer}).status_code == 303
    assert "已加入" in Page(client_as(owner).get("/organisation/parks")).text
    assert "没有通过" in Page(client_as(other).get("/organisation/parks")).text
    assert "示例别家" not in client_as(clerk).get("/members?tab=waiting").get_data(as_text=True)


def members(clerk) -> list[int]:
    return list(db.session.scalars(affiliation_queries.members_of(clerk.organisation_id)))


@pytest.mark.parametrize("by_firm", [True, False])
def test_either_side_ends_it_at_once(clerk, client_as, by_firm):
    owner = firm("示例青禾有限公司")
    row = factories.affiliation(clerk, owner)
    db.session.commit()
    desk = client_as(clerk)
    assert "示例青禾" in Page(desk.get("/members")).text
    if by_firm:
        Page(client_as(owner).get("/organisation/parks")).submit("退出这一家")
    else:
        Page(desk.get("/members")).follow("示例青禾有限公司").follow("解除会员关系").submit("解除")
    assert "示例青禾" not in desk.get("/members").get_data(as_text=True) and members(clerk) == []
    assert desk.get(f"/members/{row.public_id}/end").status_code == 404
    again = affiliating.invite(actor_of(clerk.id), [code_of(owner)])
    assert again == affiliating.Invited(*((0, 1) if by_firm else (1, 0))), "who left comes back alone"


def test_only_who_is_confirmed_by_both_is_a_member(clerk):
    rows = {state: factories.affiliation(clerk, firm(f"示例{state}"), state) for state in S}
    assert members(clerk) == [rows[S.CONFIRMED].organisation_id]
    seen = db.session.scalars(affiliation_queries.visible_to(actor_of(clerk.id)))
    assert {row.state for row in seen} == set(S) - {S.REFUSED, S.LEFT, S.ENDED}


def test_twin_members_without_the_other_side_are_caught(clerk, monkeypatch):
    def naive(intermediary_id: int) -> sa.Select:
        return sa.select(Affiliation.organisation_id).where(Affiliation.intermediary_id == intermediary_id)

    monkeypatch.setattr(affiliation_queries, "members_of", naive)
    with pytest.raises(AssertionError):
        test_only_who_is_confirmed_by_both_is_a_member(clerk)


def test_an_invitation_tells_nothing_about_who_is_here(clerk, client_as):
    here, nowhere = firm("示例青禾有限公司"), factories.credit_code()
    desk = client_as(clerk)
    said = []
    for code in (code_of(here), nowhere):
        page = Page(desk.get("/members/invite")).submit("发出邀请", codes=code)
        work()
        rows = Page(desk.get("/members?tab=waiting")).text.replace(code, "")
        said.append((page.status, len(rows) and code not in rows))
    assert said[0] == said[1]
    states = db.session.scalars(sa.select(Affiliation.state)).all()
    assert states == [S.INVITED, S.INVITED]


def test_both_speak_first_and_one_row_is_a_member(clerk):
    """The firm asked while its code was not known here; the park invites the code afterwards."""
    owner = firm("示例青禾有限公司")
    asked = factories.affiliation(clerk, owner, S.ASKED)
    asked.code_index = None
    db.session.commit()
    affiliating.invite(actor_of(clerk.id), [code_of(owner)])
    db.session.commit()
    work()
    [row] = db.session.scalars(sa.select(Affiliation)).all()
    assert (row.id, row.state) == (asked.id, S.CONFIRMED)


def test_an_invitation_waits_for_its_firm(clerk):
    row = factories.organisation(OrganisationKind.ENTERPRISE, region_code=factories.GONGSHU)
    code = factories.credit_code()
    affiliating.invite(actor_of(clerk.id), [code])
    db.session.commit()
    work()
    row.credit_code, row.code_index = code, code_index(code)
    outbox.put("organisation.verified", organisation_id=row.id)
    db.session.commit()
    work()
    [invited] = db.session.scalars(sa.select(Affiliation)).all()
    assert invited.organisation_id == row.id and invited.state is S.INVITED


def test_each_tab_counts_what_it_lists(clerk, client_as):
    """Who said no waits for nobody: a list of its own, with its own number."""
    states = (S.ASKED, S.INVITED, S.INVITED, S.CONFIRMED, S.DECLINED)
    for number, state in enumerate(states):
        owner = firm(f"示例{number}号有限公司")
        db.session.add(
            Affiliation(
                intermediary_id=clerk.organisation_id,
                organisation_id=owner.organisation_id,
                state=state,
                begun_by_id=clerk.id,
                key_id=db.session.get_one(Organisation, owner.organisation_id).key_id,
            )
        )
    db.session.commit()
    desk = client_as(clerk)
    for tab, name, number in (("members", "会员", 1), ("waiting", "等确认", 3), ("declined", "没同意", 1)):
        page = Page(desk.get(f"/members?tab={tab}"))
        current = page.soup.select_one(".tabs [aria-current]").get_text(" ", strip=True)
        assert current == f"{name} {number}" and len(page.soup.select("tbody tr")) == number
