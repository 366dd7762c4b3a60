"""The bank's desk, a card, a lead, the owner's decisions: as people use them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.consent import looking
from portal.consent.models import CardView, Reveal
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service
from portal.leads.models import Channel, HiddenCard, Lead, LeadState
from portal.matching import queries as matching
from portal.needs.models import NeedState
from portal.organisations.models import Organisation
from tests import factories
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business


@pytest.fixture
def bank():
    return factories.institution(name="青岚示例银行")


@pytest.fixture
def manager(bank):
    return factories.membership(Role.BANK_MANAGER, at=bank)


@pytest.fixture
def product(bank):
    return factories.product(institution=bank, name="示例小店贷")


@pytest.fixture
def need():
    owner = factories.organisation(name="示例·小满茶铺")
    return factories.need(
        owner=owner, words="我叫示例小满，开奶茶店想借20万周转", summary="开奶茶店想借〔10–30万元〕周转"
    )


@pytest.fixture
def owner(need):
    return factories.membership(Role.APPLICANT, at=db.session.get(Organisation, need.owner_id))


def push(need, bank, product=None):
    return service.push(
        need.id, bank.id, product_id=product and product.id, channel=Channel.MATCH, score_bp=8800
    )


def accepted(need, bank, product, manager, owner):
    lead = push(need, bank, product)
    service.claim(actor_of(manager.id), need, "行业合适")
    return service.accept(actor_of(owner.id), lead)


def read(lead):
    return db.session.get(Lead, lead.id, populate_existing=True)


def test_the_first_page_is_what_was_pushed_with_the_nearest_deadline_on_top(
    client_as, bank, manager, product
):
    late = factories.need(purpose_code="U02")
    with clock.at(clock.now() - timedelta(days=9)):
        push(late, bank, product)
    push(factories.need(), bank, product)
    page = Page(client_as(manager).get("/leads"))
    assert page.heading == "需求大厅"
    assert "已超时" in page.text and "示例小店贷" in page.text and "共 2 条" in page.text
    rows = page.soup.select("tbody tr")
    assert "超时" in rows[0].text and "超时" not in rows[1].text
    assert "20 万元" not in page.text, "bands only"


def test_a_card_is_masked_claimed_and_leads_to_the_lead(client_as, bank, manager, product, need):
    client = client_as(manager)
    listed = Page(client.get("/leads?tab=open"))
    card = Page(client.get(listed.soup.select_one("tbody a")["href"]))
    for secret in ("小满茶铺", "示例小满", "20万周转"):
        assert secret not in card.html
    assert "10–30 万元" in card.text
    lead = card.submit("认领，告诉企业", sentence="想上门看看，加微信 abc123456")
    assert lead.status == 200 and "等企业答复" in lead.text and "abc123456" not in lead.html
    assert db.session.scalar(sa.select(Lead.state)) == LeadState.INTERESTED
    assert db.session.scalar(sa.select(Lead.product_id)) == product.id
    assert db.session.scalar(sa.select(sa.func.count(CardView.id))) == 1


def test_beyond_the_last_page_there_is_a_way_back(client_as, bank, manager, product, need):
    push(need, bank, product)
    for path in ("/leads?page=2", "/leads?tab=open&page=9", "/leads/mine?page=3"):
        page = Page(client_as(manager).get(path))
        assert page.status == 200
        assert ("没有这一页" in page.text) == (path == "/leads?page=2")


def test_a_bank_without_products_is_told_what_is_missing(client_as, manager, need):
    assert "还没有已发布的产品" in Page(client_as(manager).get("/leads")).text
    factories.product(institution=db.session.get(factories.Organisation, manager.organisation_id))
    assert "还没有已发布的产品" not in Page(client_as(manager).get("/leads")).text


def test_a_look_under_consent_is_told_to_the_owner(client_as, bank, manager, product, need, owner):
    lead = accepted(need, bank, product, manager, owner)
    client = client_as(manager)
    for _ in range(2):
        client.get(f"/leads/{lead.public_id}")
    looks = looking.looks(need.id)
    assert [look.what for look in looks] == ["看了您同意公开的全部内容"]
    assert not any(look.contact for look in looks)
    service.withdraw_consent(actor_of(owner.id), lead)
    db.session.commit()
    with clock.at(clock.now() + timedelta(days=1)):
        client.get(f"/leads/{lead.public_id}")
    assert len(looking.looks(need.id)) == 1, "without consent there is nothing to see"


def test_a_list_of_cards_counts_and_filters(client_as, manager, product):
    factories.need(industry_code="6239", amount_max_fen=20_000_000, region_code=factories.GONGSHU)
    factories.need(industry_code="5212", amount_max_fen=60_000_000, region_code=factories.XIAOSHAN)
    factories.need(industry_code="6239", region_code="310104")
    factories.need(industry_code="6239", subject_code="T08")
    client = client_as(manager)
    page = Page(client.get("/leads?tab=open"))
    assert "2 条" in page.text, "own regions, and what an own product may fit"
    narrowed = page.submit("应用筛选", county=[factories.XIAOSHAN])
    assert "共 1 条" in narrowed.text
    none = Page(client.get(f"/leads?tab=open&county={factories.XIAOSHAN}&industry=62"))
    assert "没有符合这些条件的需求" in none.text and "有 1 条" in none.text
    for sort in ("fit", "date"):
        assert "共 2 条" in Page(client.get(f"/leads?tab=open&sort={sort}")).text
    assert "共 2 条" in Page(client.get("/leads?tab=open&county=zz&industry=%27&page=abc&sort=x")).text


def test_a_hidden_card_leaves_the_list_and_comes_back(client_as, manager, product, need):
    client = client_as(manager)
    card = Page(client.get(f"/leads/needs/{need.public_id}")).submit("不合适，别再显示")
    assert "现在没有可认领的需求" in Page(client.get("/leads?tab=open")).text
    card.submit("撤销")
    assert db.session.scalar(sa.select(sa.func.count(HiddenCard.id))) == 0


def test_without_the_index_the_list_stands_and_says_so(client_as, manager, product, need, monkeypatch):
    monkeypatch.setattr(matching, "search_needs", lambda words, places=(): None)
    page = Page(client_as(manager).get("/leads?tab=open&q=奶茶"))
    assert "按词搜索正在恢复" in page.text and "共 1 条" in page.text


def test_words_narrow_the_list(client_as, manager, product, need, monkeypatch):
    factories.need()
    monkeypatch.setattr(matching, "search_needs", lambda words, places=(): [need.id])
    assert "共 1 条" in Page(client_as(manager).get("/leads?tab=open&q=奶茶")).text


def test_the_owner_agrees_and_the_bank_reads_everything_but_the_contact(
    client_as, bank, manager, product, need, owner
):
    lead = accepted(need, bank, product, manager, owner)
    page = Page(client_as(manager).get(f"/leads/{lead.public_id}"))
    for shown in ("示例·小满茶铺", "20 万元", "我叫示例小满"):
        assert shown in page.text
    assert "100000" not in page.html, "no mobile before it is opened"
    contact = page.submit("查看手机号与地址", why="first_call")
    assert "100000" in contact.text
    assert db.session.scalar(sa.select(sa.func.count(Reveal.id))) == 1
    again = Page(client_as(manager).get(f"/leads/{lead.public_id}"))
    assert "今天已查看 1 次" in again.text and "100000" not in again.html


def test_a_reason_is_needed_to_look(client_as, bank, manager, product, need, owner):
    lead = accepted(need, bank, product, manager, owner)
    page = Page(client_as(manager).get(f"/leads/{lead.public_id}")).submit("查看手机号与地址")
    assert page.status == 422
    assert page.error_of("这次查看是为了什么").startswith("请选这次查看")


def test_a_first_contact_is_reported(client_as, bank, manager, product, need, owner):
    lead = accepted(need, bank, product, manager, owner)
    page = Page(client_as(manager).get(f"/leads/{lead.public_id}"))
    assert page.submit("已联系上", when="昨天").error_of("什么时候联系上的").startswith("时间要写成")
    page.submit("已联系上", note="约了周三")
    assert read(lead).state is LeadState.CONTACTED


def test_saying_no_is_previewed_first(client_as, bank, manager, product, need):
    lead = push(need, bank, product)
    client = client_as(manager)
    page = Page(client.get(f"/leads/{lead.public_id}/refuse"))
    assert page.submit("看看企业会看到什么").error_of("主要原因") == "请选一个主要原因。"
    preview = page.submit("看看企业会看到什么", code="R02")
    assert "企业将看到" in preview.text and read(lead).state is LeadState.PUSHED
    changed = preview.submit("确认，并告知企业", code="R04")
    assert "企业将看到" in changed.text and read(lead).state is LeadState.PUSHED, (
        "another reason is shown first"
    )
    changed.submit("确认，并告知企业")
    assert (read(lead).state, read(lead).reason_code) == (LeadState.BANK_DECLINED, "R04")


def test_a_talk_is_ended_from_its_own_page(client_as, bank, manager, product, need, owner):
    lead = accepted(need, bank, product, manager, owner)
    client = client_as(manager)
    page = Page(client.get(f"/leads/{lead.public_id}")).follow("选原因")
    page = page.submit("看看企业会看到什么", code="R02").submit("确认，并告知企业")
    assert "已告知企业" in page.text
    assert (read(lead).state, read(lead).slot) == (LeadState.BANK_DECLINED, None)
    page = Page(client.get(f"/leads/{lead.public_id}"))
    assert "选原因" not in page.text and "查看手机号与地址" in page.text


def test_the_loser_gets_a_friendly_409(client_as, bank, manager, product, need):
    second = factories.membership(Role.BANK_MANAGER, at=bank)
    page = Page(client_as(second).get(f"/leads/needs/{need.public_id}"))
    service.claim(actor_of(manager.id), need)
    lost = page.submit("认领，告诉企业")
    assert lost.status == 409
    assert actor_of(manager.id).person_name in lost.text
    assert "409" not in lost.text, "nothing broke"
    assert lost.link("看看现在的情况") == "/leads"


def test_my_leads(client_as, bank, manager, product, need, owner):
    accepted(need, bank, product, manager, owner)
    page = Page(client_as(manager).get("/leads/mine"))
    assert "示例·小满茶铺" in page.text and "首次联系" in page.text
    assert "还没有结束的对接" in Page(client_as(manager).get("/leads/mine?tab=ended")).text


def test_badges_tell_both_sides(client_as, bank, manager, product, need, owner):
    with clock.at(clock.now() - timedelta(days=9)):
        push(need, bank, product)
    db.session.commit()
    assert badge_of(client_as(manager), "需求大厅") == "1"
    lead = service.claim(actor_of(manager.id), need)
    assert badge_of(client_as(manager), "需求大厅") == ""
    assert badge_of(client_as(owner), "我的需求") == "1"
    service.accept(actor_of(owner.id), lead)
    assert badge_of(client_as(owner), "我的需求") == ""
    assert badge_of(client_as(manager), "我的对接") == "1"


def test_a_page_of_an_error_counts_nothing(client_as, bank, manager, product, need):
    with clock.at(clock.now() - timedelta(days=9)):
        push(need, bank, product)
    db.session.commit()
    assert badge_of(client_as(manager), "需求大厅") == "1"
    assert badge_of(client_as(manager), "需求大厅", at="/leads/" + "x" * 20) == ""


def badge_of(client, entry: str, at: str = "/products") -> str:
    """The number beside an entry of the navigation."""
    links = Page(client.get(at)).soup.header.find_all("a")
    found = next(link.get_text() for link in links if link.get_text().strip().startswith(entry))
    return "".join(filter(str.isdigit, found))


def test_what_is_not_ones_own_is_not_found(client_as, bank, manager, product, need, owner):
    lead = push(need, bank, product)
    missing = client_as(manager).get("/leads/" + "x" * 20).get_data(as_text=True)
    stranger = client_as(Role.BANK_MANAGER)
    elsewhere = client_as(factories.membership(Role.BANK_MANAGER, at=bank, regions=("310104",)))
    other_owner = client_as(Role.APPLICANT)
    paths = [
        (stranger, "get", f"/leads/{lead.public_id}"),
        (elsewhere, "get", f"/leads/{lead.public_id}"),
        (elsewhere, "get", f"/leads/needs/{need.public_id}"),
        (stranger, "post", f"/leads/{lead.public_id}/reveal"),
        (stranger, "post", f"/leads/{lead.public_id}/refuse"),
        (elsewhere, "post", f"/leads/{lead.public_id}/refuse"),
        (elsewhere, "post", f"/leads/needs/{need.public_id}/claim"),
        (stranger, "post", f"/leads/{lead.public_id}/contacted"),
        (other_owner, "post", f"/leads/{lead.public_id}/accept"),
        (other_owner, "post", f"/leads/{lead.public_id}/decline"),
        (other_owner, "post", f"/leads/{lead.public_id}/undo"),
        (other_owner, "get", f"/leads/{lead.public_id}/withdraw-consent"),
        (other_owner, "post", f"/needs/{need.public_id}/apply/{product.public_id}"),
    ]
    for client, method, path in paths:
        response = client.open(path, method=method, data={} if method == "post" else None)
        assert response.status_code == 404, path
        if client is stranger and method == "get":
            assert strip(response.get_data(as_text=True)) == strip(missing)


def strip(html):
    """The page without what belongs to the session: tokens and the reader's own name."""
    return html[html.index("<main") : html.index("</main>")]


def test_a_withdrawn_need_is_neither_shown_nor_counted_while_the_worker_stands_still(
    client_as, bank, manager, product, need
):
    lead = push(need, bank, product)
    other = factories.need()
    for each in (need, other):
        each.state = NeedState.WITHDRAWN
    client = client_as(manager)
    assert "现在没有等你们答复的需求" in Page(client.get("/leads")).text
    assert "现在没有可认领的需求" in Page(client.get("/leads?tab=open")).text
    assert client.get(f"/leads/{lead.public_id}").status_code == 404
    assert client.get(f"/leads/needs/{other.public_id}").status_code == 404


def test_pages_ask_the_database_at_most_fifteen_times(
    client_as, bank, manager, product, need, owner, count_queries
):
    accepted(need, bank, product, manager, owner)
    pushed = [push(factories.need(), bank, product) for _ in range(12)]
    for _ in range(12):
        factories.need()
    client = client_as(manager)
    paths = ["/leads", "/leads?tab=open", "/leads?tab=open&sort=fit&industry=62", "/leads/mine"]
    paths += [f"/leads/{pushed[0].public_id}", f"/leads/{db.session.scalar(sa.select(Lead.public_id))}"]
    for path in paths:
        client.get(path)
        with count_queries() as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= 15, f"{path}: {len(asked)}\n" + "\n".join(each[:90] for each in asked)


def test_a_bank_admin_reads_all_leads_but_claims_nothing(client_as, bank, manager, product, need):
    lead = push(need, bank, product)
    admin = client_as(factories.membership(Role.BANK_ADMIN, at=bank))
    page = Page(admin.get(f"/leads/{lead.public_id}"))
    assert "有意向，告诉企业" not in page.buttons()
    assert admin.post(f"/leads/needs/{need.public_id}/claim", data={}).status_code == 403
    assert Page(admin.get("/leads")).heading == "需求大厅"


def test_a_card_names_what_is_not_met_and_opens_both_sides(client_as, bank, manager, need):
    factories.product(institution=bank, name="示例短贷", term_max_months=3, requirements=("tax",))
    need.term_months = 12
    cell = Page(client_as(manager).get("/leads?tab=open")).soup.select_one(".cell-wide")
    assert "不符：期限；未知：有纳税记录" in cell.summary.text
    rows = [row.get_text(" ", strip=True) for row in cell.select(".verdicts li")]
    assert rows[0].startswith("不符合 期限") and "12 个月" in " ".join(rows)


def test_the_team_belongs_to_the_leads(client_as, bank):
    admin = client_as(factories.membership(Role.BANK_ADMIN, at=bank))
    for path, room in (("/leads/team", "我的对接"), ("/leads/mine", "我的对接"), ("/leads", "需求大厅")):
        current = Page(admin.get(path)).soup.header.select("nav [aria-current]")
        assert [link.get_text(strip=True)[:4] for link in current] == [room], path
