"""Who knows a firm says so; the operator reads it, nobody else, and decides alone."""

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.accounts.models import Person
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.organisations import service, vouch_queries, vouching
from portal.organisations.models import Claim, Organisation, OrganisationKind, Vouch, VouchState
from tests import factories
from tests.organisations.claiming import claim_of, together
from tests.organisations.people import registered
from tests.page import Page


def voucher(kind=OrganisationKind.INTERMEDIARY, name="示例市场", areas=(factories.GONGSHU,), of=None):
    """(organisation, membership) of somebody who may be asked."""
    at = factories.organisation(kind, name=name, areas=areas)
    role = Role.CLERK if kind is OrganisationKind.INTERMEDIARY else Role.OFFICER
    return at, factories.membership(role, at=at, **({"of": of} if of else {}))


def stall(number: int = 1):
    """(membership, claim) of an unregistered stall in Gongshu."""
    _, membership = registered(
        number, None, subject_code="T07", name=f"示例小摊{number}", representative="示例·林晓"
    )
    return membership, claim_of(membership)


def asked(claim, at) -> Vouch:
    vouch = vouching.ask(None, claim, at)
    db.session.commit()
    return vouch


def test_a_stall_names_a_market_whose_clerk_answers_and_the_operator_reads_it(app, client_as):
    at, clerk = voucher()
    voucher(name="示例别处市场", areas=(factories.XIAOSHAN,))
    factories.organisation(OrganisationKind.INTERMEDIARY, name="示例没人市场", areas=(factories.HANGZHOU,))
    _, officer = voucher(OrganisationKind.DEPARTMENT, "示例商务局", (factories.HANGZHOU,))
    membership, claim = stall()
    owner = client_as(membership)
    page = Page(owner.get("/organisation"))
    offered = [option.get_text() for option in page.control("谁认识您？").find_all("option")]
    assert offered == ["请选择", "示例市场", "示例商务局"]
    page = page.submit("请他们作证", voucher=at.public_id)
    assert "请示例市场作证" in page.text and "还没答复" in page.text
    desk = client_as(clerk)
    page = Page(desk.get("/vouches"))
    assert page.soup.select_one("header .badge-count") is not None
    page = page.follow("示例小摊1")
    assert "示例·林**" in page.html, "a clerk reads the masked name of who is in charge"
    for hidden in ("示例·林晓", "138001", "示例路"):
        assert hidden not in page.html
    page = page.submit("答复平台", known="known")
    assert page.error_of("怎么认识的？（认识的才选）")
    page = page.submit("答复平台", known="known", relation="tenant")
    assert "现在没有人等你们答复" in page.text
    assert client_as(officer).get("/vouches").status_code == 200
    assert "示例小摊1" not in client_as(officer).get("/vouches").get_data(as_text=True)
    text = Page(client_as(Role.OPERATOR).get(f"/claims/{claim.public_id}")).text
    assert "示例市场" in text and "认识，情况属实，租我们的摊位、店面或场地" in text
    db.session.refresh(claim)
    assert claim.state.value == "pending", "a word verifies nobody"
    kinds = sa.select(LedgerEvent.kind).where(LedgerEvent.kind.startswith("vouch."))
    assert db.session.scalars(kinds.order_by(LedgerEvent.seq)).all() == ["vouch.asked", "vouch.answered"]


@pytest.mark.parametrize(
    ("answer", "words"), [("unknown", "不认识，或者情况不对"), ("unsure", "凭看到的这些认不出，不是否定")]
)
def test_what_is_no_yes_is_told_to_the_operator_only(app, client_as, answer, words):
    at, clerk = voucher()
    membership, claim = stall()
    vouch = asked(claim, at)
    Page(client_as(clerk).get(f"/vouches/{vouch.public_id}")).submit("答复平台", known=answer)
    own = Page(client_as(membership).get("/organisation")).text
    assert "已经答复" in own and not any(word in own for word in ("不认识", "认不出", "否定"))
    assert words in Page(client_as(Role.OPERATOR).get(f"/claims/{claim.public_id}")).text


def test_a_claimant_takes_back_what_is_unanswered(app, client_as):
    at, clerk = voucher()
    membership, claim = stall()
    first = asked(claim, at).public_id
    page = Page(client_as(membership).get("/organisation")).submit("不请了")
    assert "不再请他们作证" in page.text and "请示例市场作证" not in page.text
    assert client_as(clerk).get(f"/vouches/{first}").status_code == 404
    again = asked(claim, at)
    client_as(clerk).post(f"/vouches/{again.public_id}", data={"known": "unsure"})
    page = Page(client_as(membership).get("/organisation"))
    assert "已经答复" in page.text and "不请了" not in page.buttons()
    with pytest.raises(vouching.AlreadyAnswered):
        vouching.withdraw(actor_of(membership.id), again)


def seen_by(member) -> list[str]:
    return [row["name"] for row in vouch_queries.vouch_rows(actor_of(member.id))]


def own_firms_seen() -> list[str]:
    """A clerk's own claim, and one to a firm whose clerk acts for it: what of these is on the list."""
    at, clerk = voucher()
    membership, claim = stall(1)
    own = factories.membership(Role.CLERK, at=at, of=person_of(membership))
    asked(claim, at)
    other, theirs = stall(2)
    firm = db.session.get_one(Organisation, other.organisation_id)
    factories.membership(Role.APPLICANT, at=firm, of=person_of(clerk))
    asked(theirs, at)
    return [*seen_by(own), *seen_by(clerk)]


def person_of(member) -> Person:
    return db.session.get_one(Person, member.person_id)


def test_nobody_vouches_for_themself_or_for_a_firm_they_act_for(app):
    assert own_firms_seen() == ["示例小摊2", "示例小摊1"], "each sees the other's only"


def test_twin_a_list_without_that_rule_is_caught(app, monkeypatch):
    def all_of_mine(actor):
        return (
            sa.select(Vouch)
            .join(Claim, Claim.id == Vouch.claim_id)
            .where(Vouch.organisation_id == actor.organisation_id)
        )

    monkeypatch.setattr(vouch_queries, "vouches_visible_to", all_of_mine)
    assert own_firms_seen() != ["示例小摊2", "示例小摊1"]


def test_who_was_not_named_or_comes_after_the_decision_finds_nothing(app, client_as):
    at, clerk = voucher()
    _, stranger = voucher(name="示例另一市场")
    _, claim = stall()
    vouch = asked(claim, at)
    address = f"/vouches/{vouch.public_id}"
    assert client_as(stranger).get(address).status_code == 404
    assert client_as(stranger).post(address, data={"known": "known", "relation": "tenant"}).status_code == 404
    service.refuse(actor_of(factories.membership(Role.OPERATOR).id), claim, "不一致")
    db.session.commit()
    assert client_as(clerk).get(address).status_code == 404


@pytest.mark.parametrize("round_", range(3))
def test_two_colleagues_answer_once(app, round_):
    at, clerk = voucher()
    colleague = factories.membership(Role.CLERK, at=at)
    _, claim = stall(round_)
    vouch_id = asked(claim, at).id
    actors = [actor_of(clerk.id), actor_of(colleague.id)]
    db.session.commit()
    done = together(
        app,
        lambda: (
            vouching.answer(actors[0], db.session.get_one(Vouch, vouch_id), VouchState.KNOWN, "tenant")
            or "yes"
        ),
        lambda: vouching.answer(actors[1], db.session.get_one(Vouch, vouch_id), VouchState.UNKNOWN) or "no",
    )
    assert sorted(type(one).__name__ for one in done) == ["AlreadyAnswered", "str"]


def test_no_more_than_three_are_asked_and_none_twice(app):
    _, claim = stall()
    vouchers = [voucher(name=f"示例市场{number}")[0] for number in range(4)]
    for at in (vouchers[0], vouchers[0], *vouchers[1:3]):
        asked(claim, at)
    with pytest.raises(vouching.CannotVouch):
        asked(claim, vouchers[3])
    assert db.session.scalar(sa.select(sa.func.count(Vouch.id))) == 3
    assert set(db.session.scalars(sa.select(Vouch.state))) == {VouchState.ASKED}
