"""The operator's pages of claims: what is shown before a decision, what after, and what the buttons say."""

import pytest
import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Role
from portal.core.visibility import GRADES, Persona
from portal.organisations import service
from portal.organisations.models import Claim
from tests import factories
from tests.organisations.claiming import claim_of, need_of
from tests.organisations.people import code, mobile, registered
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business


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
