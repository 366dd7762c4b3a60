"""What the operator decides: attached to what exists, decided once, told to the right people."""

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.actor import actor_of
from portal.accounts.models import Membership
from portal.core import clock, outbox, wording
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.core.visibility import GRADES, Persona
from portal.needs.models import FinancingNeed, NeedState
from portal.organisations import claims, joining, merging, service
from portal.organisations.models import Claim, ClaimState, Organisation, OrganisationState
from tests import factories
from tests.organisations.people import MILK_TEA, code, mobile, registered
from tests.page import Page


@pytest.fixture
def operator(app):
    return actor_of(factories.membership(Role.OPERATOR).id)


def claim_of(membership) -> Claim:
    return db.session.scalars(
        sa.select(Claim).where(Claim.organisation_id == membership.organisation_id)
    ).one()


def need_of(membership, **values) -> FinancingNeed:
    owner = db.session.get_one(Organisation, membership.organisation_id)
    return factories.need(owner=owner, state=NeedState.AWAITING_VERIFICATION, words="想借二十万", **values)


def test_a_new_firm_becomes_itself(operator):
    _, membership = registered(1, code(1))
    organisation = service.approve(operator, claim_of(membership))
    assert organisation.id == membership.organisation_id
    assert organisation.state is OrganisationState.ACTIVE
    assert organisation.code_index == service.code_index(code(1))
    assert organisation.verified_at is not None
    event = db.session.scalars(
        sa.select(LedgerEvent).where(LedgerEvent.kind == "organisation.verified")
    ).one()
    assert event.values == {
        "claim": claim_of(membership).id,
        "merged": False,
        "organisation": organisation.id,
    }


def test_a_person_without_a_code_is_verified_too(operator):
    _, membership = registered(1, None, subject_code="T07")
    organisation = service.approve(operator, claim_of(membership))
    assert (organisation.state, organisation.code_index) == (OrganisationState.ACTIVE, None)


@pytest.mark.parametrize("state", [OrganisationState.ACTIVE, OrganisationState.UNCLAIMED])
def test_the_firm_that_exists_takes_over_people_and_needs(operator, state):
    verified = state is OrganisationState.ACTIVE
    existing = factories.organisation(
        code_index=service.code_index(code(1)), state=state, verified=verified, name="示例老名字"
    )
    _, membership = registered(1, code(1))
    need = need_of(membership)
    provisional_id, old_key = membership.organisation_id, need.key_id
    assert service.approve(operator, claim_of(membership)) is existing
    db.session.commit()
    db.session.expire_all()
    assert db.session.get_one(Membership, membership.id).organisation_id == existing.id
    assert need.owner_id == existing.id
    assert need.key_id == existing.key_id != old_key
    assert need.words == "想借二十万"
    provisional = db.session.get_one(Organisation, provisional_id)
    assert (provisional.state, provisional.merged_into_id) == (OrganisationState.MERGED, existing.id)
    assert existing.state is OrganisationState.ACTIVE
    assert existing.verified_at is not None
    assert existing.name == ("示例老名字" if verified else "示例奶茶铺")


def test_who_joined_a_firm_that_existed_still_reads_when(operator, client_as):
    factories.organisation(code_index=service.code_index(code(1)))
    _, membership = registered(1, code(1))
    number = claim_of(membership).case_number
    service.approve(operator, claim_of(membership))
    db.session.commit()
    db.session.expire_all()
    text = Page(client_as(membership).get("/organisation")).text
    assert number in text
    assert text.count(wording.day_in_sentence(clock.today())) == 2  # filed, and verified


def test_news_goes_to_the_organisation_that_counts(operator, monkeypatch):
    monkeypatch.setitem(outbox._by_topic, "organisation.verified", [outbox.Handler("test.one", print, False)])
    existing = factories.organisation(code_index=service.code_index(code(1)))
    _, membership = registered(1, code(1))
    service.approve(operator, claim_of(membership))
    payloads = db.session.scalars(
        sa.select(OutboxMessage.payload).where(OutboxMessage.handler == "test.one")
    ).all()
    assert payloads == [f'{{"organisation_id": {existing.id}}}']


def test_who_acts_there_already_keeps_one_membership(operator):
    person, first = registered(1, code(1))
    service.approve(operator, claim_of(first))
    second = service.register(person=person, **{**MILK_TEA, "credit_code": None, "subject_code": "T07"})
    claim = claim_of(second)
    claim.code_index = service.code_index(code(1))
    db.session.flush()
    service.approve(operator, claim)
    alive = sa.select(Membership).where(Membership.person_id == person.id, Membership.ended_at.is_(None))
    assert [row.organisation_id for row in db.session.scalars(alive)] == [first.organisation_id]


def test_a_refused_claim_is_corrected_and_filed_again(operator, client_as):
    person, membership = registered(1, code(1))
    need = need_of(membership)
    service.refuse(operator, claim_of(membership), "名称和执照不一致，请照执照填写")
    db.session.commit()
    client = client_as(membership)
    page = Page(client.get("/organisation"))
    assert "名称和执照不一致" in page.text
    page = page.follow("改好再提交")
    assert page.control("名称")["value"] == "示例奶茶铺"
    page = page.submit("重新提交登记", organisation_name="示例奶茶二店")
    assert "等待核验" in page.text
    newest = sa.select(Claim).where(Claim.person_id == person.id).order_by(Claim.id.desc()).limit(1)
    organisation = service.approve(operator, db.session.scalar(newest))
    assert organisation.name == "示例奶茶二店"
    assert need.owner_id == organisation.id


def test_only_a_refused_claim_is_filed_again(operator, client_as):
    _, membership = registered(1, code(1))
    with pytest.raises(service.NotRefused):
        service.resubmit(actor_of(membership.id), **MILK_TEA, credit_code=code(1))
    assert client_as(membership).get("/organisation/correct").location == "/organisation"


def test_nobody_decides_on_an_own_claim(operator, app):
    person, membership = registered(1, code(1))
    own = factories.membership(Role.OPERATOR, of=person)
    with pytest.raises(service.OwnClaim):
        service.approve(actor_of(own.id), claim_of(membership))


def late_decision(operator) -> ClaimState:
    """One operator has the page open while another refuses; then the first approves."""
    _, membership = registered(1, code(1))
    stale = claim_of(membership)
    db.session.commit()
    db.session.expunge(stale)
    service.refuse(operator, claim_of(membership), "不一致")
    db.session.commit()
    db.session.expunge_all()
    db.session.add(stale)
    try:
        service.approve(operator, stale)
        db.session.commit()
    except service.AlreadyDecided:
        db.session.rollback()
    db.session.expunge_all()
    return claim_of(membership).state


def test_the_first_decision_stands(operator):
    assert late_decision(operator) is ClaimState.REFUSED


def test_twin_looking_before_deciding_overturns_it(operator, monkeypatch):
    def naive(actor, claim, state):
        if claim.state is not ClaimState.PENDING:
            raise service.AlreadyDecided
        claim.state = state

    monkeypatch.setattr(claims, "_decide", naive)
    assert late_decision(operator) is ClaimState.APPROVED


def together(app, *works) -> list:
    """Run these at the same time, each in a transaction of its own; what each returned or raised."""
    results: list = [None] * len(works)
    ready = threading.Barrier(len(works))

    def run(place, work):
        with app.app_context():
            ready.wait()
            try:
                results[place] = work()
                db.session.commit()
            except Exception as error:  # noqa: BLE001 - what went wrong is the result
                db.session.rollback()
                results[place] = error
            db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def decide(decision, operator, claim_id, *more):
    return lambda: decision(operator, db.session.get_one(Claim, claim_id), *more) or "refused"


@pytest.mark.parametrize("round_", range(6))
def test_two_operators_at_once_one_wins(app, operator, round_):
    _, membership = registered(round_, code(round_))
    claim_id = claim_of(membership).id
    db.session.commit()
    done = together(
        app,
        decide(service.approve, operator, claim_id),
        decide(service.refuse, operator, claim_id, "不一致"),
    )
    assert sum(isinstance(one, service.AlreadyDecided) for one in done) == 1, done


def people_of_two_claims_at_once(app, operator) -> tuple[list, int]:
    """What became of both approvals, and how many act for the one firm that bears the code."""
    ids = [claim_of(registered(number, code(99))[1]).id for number in (1, 2)]
    db.session.commit()
    done = together(app, *(decide(service.approve, operator, claim_id) for claim_id in ids))
    db.session.expire_all()
    (bearer,) = db.session.scalars(sa.select(Organisation).where(Organisation.code_index.is_not(None)))
    members = sa.select(Membership).where(
        Membership.organisation_id == bearer.id, Membership.ended_at.is_(None)
    )
    return done, len(db.session.scalars(members).all())


@pytest.mark.parametrize("round_", range(6))
def test_of_two_claims_to_one_code_decided_at_once_one_lets_in(app, operator, round_):
    done, people = people_of_two_claims_at_once(app, operator)
    assert sorted(type(one).__name__ for one in done) == ["Organisation", "SecondClaim"], done
    assert people == 1


def test_twin_looking_for_others_before_the_firm_is_locked_lets_both_in(app, operator, monkeypatch):
    monkeypatch.setattr(claims.joining, "check", lambda claim, existing: None)
    assert people_of_two_claims_at_once(app, operator)[1] == 2


def merged_after_a_stale_look(operator, monkeypatch, stale_looks: int) -> bool:
    """Both approvals looked for the code before either had written it; the index tells the second."""
    ids = [claim_of(registered(number, code(99))[1]).id for number in (1, 2)]
    firm = service.approve(operator, db.session.get_one(Claim, ids[0]))
    asked = joining.ask(operator, db.session.get_one(Claim, ids[1]), firm)
    joining.answer(operator, asked, ours=True)
    db.session.commit()
    looks, real = iter(range(stale_looks)), merging._of_code
    monkeypatch.setattr(
        merging, "_of_code", lambda code: None if next(looks, None) is not None else real(code)
    )
    try:
        service.approve(operator, db.session.get_one(Claim, ids[1]))
    except (IntegrityError, AttributeError):
        db.session.rollback()
        return False
    return True


def test_a_stale_look_for_the_code_does_no_harm(operator, monkeypatch):
    assert merged_after_a_stale_look(operator, monkeypatch, stale_looks=1)


def test_twin_looking_only_before_writing_fails_the_second(operator, monkeypatch):
    assert not merged_after_a_stale_look(operator, monkeypatch, stale_looks=2)


def test_the_list_is_oldest_first_and_masked_but_for_the_name(app, client_as):
    for number in (1, 2):
        registered(number, code(number), name=f"示例奶茶{number}号")
    page = Page(client_as(Role.OPERATOR).get("/claims"))
    rows = [row.get_text() for row in page.soup.tbody.find_all("tr")]
    numbers = [claim.case_number for claim in db.session.scalars(sa.select(Claim).order_by(Claim.id))]
    assert [number in row for number, row in zip(numbers, rows, strict=True)] == [True, True]
    assert "示例奶茶1号" in rows[0] and "只有填的内容" in rows[0]
    for secret in (code(1), "示例·林青", mobile(1), "示例路"):
        assert secret not in page.html


def secrets_on(client, claim) -> set[str]:
    html = client.get(f"/claims/{claim.public_id}").get_data(as_text=True)
    known = {
        "name": "示例奶茶铺",
        "code": code(1),
        "representative": "示例·林青",
        "mobile": mobile(1),
        "street": "示例路 1",
    }
    return {name for name, value in known.items() if value in html}


def test_a_claim_is_shown_in_full_only_while_it_is_verified(app, operator, client_as):
    _, membership = registered(1, code(1))
    client, claim = client_as(Role.OPERATOR), claim_of(membership)
    assert secrets_on(client, claim) == {"name", "code", "representative"}
    service.approve(operator, claim)
    db.session.commit()
    assert secrets_on(client, claim) == set()


def test_twin_another_persona_shows_more(app, operator, client_as, monkeypatch):
    _, membership = registered(1, code(1))
    client, claim = client_as(Role.OPERATOR), claim_of(membership)
    service.approve(operator, claim)
    db.session.commit()
    monkeypatch.setitem(GRADES["street"], Persona.OPERATOR, "F")
    assert secrets_on(client, claim) == {"street"}


def test_the_operator_is_told_what_approval_would_do(app, client_as):
    bearer = factories.organisation(code_index=service.code_index(code(1)), name="示例别的名字")
    bearer.representative, bearer.street = "示例·吴", "示例巷 8"
    registered(1, code(1, "92"))
    registered(2, code(1, "92"))
    claim = db.session.scalars(sa.select(Claim).order_by(Claim.id)).first()
    client = client_as(Role.OPERATOR)
    text = Page(client.get(f"/claims/{claim.public_id}")).text
    assert "这个代码已有主体，现有 0 人" in text
    assert "名称和它的不一样" in text
    assert "另有 1 份待核验" in text
    assert "已有主体登记的是：示例别的名字" in text
    assert "已有主体登记的是：示例·吴" in text
    assert "示例巷 8" not in text
    client.post(f"/claims/{claim.public_id}/refuse", data={"reason": "不一致"})
    assert "示例别的名字" not in Page(client.get(f"/claims/{claim.public_id}")).html


def test_the_operator_reads_what_waits_for_the_decision_and_not_afterwards(app, operator, client_as):
    _, membership = registered(1, code(1))
    client, claim = client_as(Role.OPERATOR), claim_of(membership)
    for number in range(6):
        need_of(membership, summary=f"收茶叶的钱{number}")
    text = Page(client.get(f"/claims/{claim.public_id}")).text
    assert "收茶叶的钱0" in text and "收茶叶的钱4" in text and "收茶叶的钱5" not in text
    assert "另有 1 条" in text
    assert "想借二十万" not in text
    service.refuse(operator, claim, "不一致")
    db.session.commit()
    assert "收茶叶的钱" not in Page(client.get(f"/claims/{claim.public_id}")).text


def test_deciding_by_page_and_coming_late(app, client_as):
    _, membership = registered(1, code(1))
    client, claim = client_as(Role.OPERATOR), claim_of(membership)
    page = Page(client.get(f"/claims/{claim.public_id}"))
    assert "已通过。没有需求在等。" in page.submit("核验通过").html
    late = Page(client.post(f"/claims/{claim.public_id}/refuse", data={"reason": "不一致"}))
    assert (late.status, "别人刚刚处理过" in late.text) == (409, True)
    assert Page(client.get("/claims?state=decided")).text.count(claim.case_number) >= 1


@pytest.mark.parametrize("known", [False, True])
def test_approving_says_how_many_needs_go_out(app, client_as, known):
    if known:  # the needs move to the firm that bears the code
        factories.organisation(code_index=service.code_index(code(1)))
    _, membership = registered(1, code(1))
    claim = claim_of(membership)
    for _ in range(2):
        need_of(membership)
    page = Page(client_as(Role.OPERATOR).get(f"/claims/{claim.public_id}")).submit("核验通过")
    assert "已通过，等着的 2 条需求这就发出去。" in page.html


def test_a_refusal_needs_its_reason(app, client_as):
    _, membership = registered(1, code(1))
    page = Page(
        client_as(Role.OPERATOR).post(
            f"/claims/{claim_of(membership).public_id}/refuse", data={"reason": " "}
        )
    )
    assert page.error_of("为什么不通过？") == "请写明哪里不对、怎么改"


def test_the_desk_asks_few_questions(app, client_as, count_queries):
    for number in range(5):
        registered(number, code(number))
    claim = db.session.scalars(sa.select(Claim)).first().public_id
    client = client_as(Role.OPERATOR)
    for path in ("/claims", f"/claims/{claim}", "/institutions"):
        with count_queries() as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= 15, (path, queries)
