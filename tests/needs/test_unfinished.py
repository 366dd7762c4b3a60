"""Several drafts: all are listed with what is missing; none is written over, and none goes unasked."""

import pytest
import sqlalchemy as sa

from portal.core import passwords
from portal.core.db import db
from portal.core.permissions import Role
from portal.needs.models import FinancingNeed, NeedState
from tests import factories
from tests.needs.test_filing import MONEY
from tests.page import Page

PASSWORD = "a password of ours"


@pytest.fixture
def owner(app):
    return factories.membership(Role.APPLICANT)


def begin(client, **said) -> Page:
    """The second step of a new one, whatever else there is."""
    return Page(client.get("/needs/new/money")).submit("下一步：说说您的生意", **{**MONEY, **said})


def draft(owner, **values) -> FinancingNeed:
    firm = db.session.get(factories.Organisation, owner.organisation_id)
    need = factories.need(owner=firm, state=NeedState.DRAFT, opened_at=None, **values)
    db.session.commit()
    return need


def test_stored_and_unsaved_ones_stand_together_with_what_is_missing(client_as, owner):
    draft(owner, region_code=None), draft(owner)
    client = client_as(owner)
    begin(client)
    page = Page(client.get("/needs"))
    table = page.soup.select_one("table")
    assert [row.select("td")[1].text.split("\n")[-1].strip() for row in table.select("tbody tr")] == [
        "第 2 步：您的生意",
        "都填好了，还没提交",
        "经营地",
    ]
    assert "还没存，只在这台设备上" in table.text
    assert page.soup.main.text.count("接着填") >= 3


def test_another_one_begins_beside_what_was_begun(client):
    begin(client)
    page = Page(client.get("/needs/new"))
    assert page.heading == "接着填，还是另填一条？" and MONEY["amount"] in page.text
    assert page.submit("另填一条新的").control("需要多少资金？")["value"] == ""
    Page(client.get("/needs/new/money")).submit(
        "下一步：说说您的生意", amount="77万", purpose=MONEY["purpose"]
    )
    page = Page(client.get("/needs/new"))
    assert "77万" in page.text and MONEY["amount"] in page.text
    back = page.submit("接着填")
    assert back.heading == "说说您的生意"
    assert Page(client.get("/needs/new/money")).control("需要多少资金？")["value"] == MONEY["amount"]
    assert "77万" in Page(client.get("/needs/new")).text, "the other one has taken its place"


def test_a_sentence_said_elsewhere_writes_over_nothing(client):
    begin(client)
    said = {"words": "想借3万块换餐车", "facts": "1", "amount": "3万块"}
    assert client.post("/needs/new/said", data=said).location == "/needs/new/money"
    page = Page(client.get("/needs/new/money"))
    assert page.control("用自己的话说说").text.strip() == "想借3万块换餐车"
    assert page.control("需要多少资金？")["value"] == "3万块"
    assert MONEY["amount"] in Page(client.get("/needs/new")).text


def test_the_fifth_is_refused_until_one_is_thrown_away(client):
    for number in range(4):
        if number:
            client.post("/needs/new", data={})
        Page(client.get("/needs/new/money")).submit(
            "下一步：说说您的生意", amount=f"1{number}万", purpose=MONEY["purpose"]
        )
    page = Page(client.get("/needs/new")).submit("另填一条新的")
    assert "最多放 4 份" in page.text and "10万" in page.text
    asked = page.follow("丢弃：10万 · 流动资金")
    assert asked.heading == "丢弃这份草稿？" and "10万" in Page(client.get("/needs/new")).text
    asked.submit("丢弃")
    page = Page(client.get("/needs/new"))
    assert "10万" not in page.text and "11万" in page.text
    assert page.submit("另填一条新的").heading == "您需要多少资金"


def test_a_stored_draft_is_thrown_away_after_a_question_and_comes_back(client_as, owner):
    need, client = draft(owner), client_as(owner)
    page = Page(client.get("/needs"))
    asked = Page(client.get(f"/needs/{need.public_id}/withdraw"))
    assert asked.heading == "丢弃这份草稿？" and f"/needs/{need.public_id}/withdraw" in page.links()
    assert "已丢弃" in asked.submit("丢弃").text
    assert db.session.scalar(sa.select(FinancingNeed.state)) is NeedState.WITHDRAWN
    assert "再提一次" in Page(client.get(f"/needs/{need.public_id}")).text


def test_what_was_typed_signed_out_joins_on_signing_in(client):
    who = factories.person(mobile="13800138000", password_hash=passwords.hashed(PASSWORD))
    member = factories.membership(Role.APPLICANT, of=who)
    stored = draft(member, amount_max_fen=66_000_000, amount_min_fen=66_000_000)
    begin(client)
    assert (
        client.post("/sign-in", data={"identifier": "13800138000", "password": PASSWORD}).status_code == 303
    )
    page = Page(client.get("/needs"))
    assert MONEY["amount"] in page.text and "66 万元" in page.text and stored.state is NeedState.DRAFT


def test_filing_one_leaves_the_others(client_as, owner):
    client = client_as(owner)
    begin(client)
    client.post("/needs/new", data={})
    page = begin(client, amount="88万").submit("查找行业", industry_words="奶茶")
    page = page.submit("查找地方", region_words="拱墅", industry="6239")
    page.submit("下一步：核对", region=factories.GONGSHU).submit("提交需求")
    unfinished, filed = Page(client.get("/needs")).soup.select("table")
    assert MONEY["amount"] in unfinished.text and "88万" not in unfinished.text and "88 万元" in filed.text
