"""A guarantee, an insurance and a lease: their own form, figures and words, and none of a loan's."""

import pytest
import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Role
from portal.matching import index
from portal.products import service
from portal.products.models import Product, ProductKind
from tests import factories
from tests.page import Page

K = ProductKind
SQLITE = pytest.mark.sqlite  # the same code makes the pages
TYPES = {K.LOAN: "I05", K.GUARANTEE: "I12", K.INSURANCE: "I15", K.LEASING: "I17"}
OWN = {
    K.GUARANTEE: {"price_bp": 100, "cover_bp": 8000, "subsidy_bp": 50},
    K.INSURANCE: {"price_bp": 150, "cover_bp": 9000, "insured": "贷款还不上时的本金和利息"},
    K.LEASING: {"rate_low_bp": 520, "rate_high_bp": 520, "down_payment_bp": 2000},
}
UNLENT = (K.GUARANTEE, K.INSURANCE)
LOAN_WORDS = ("可借", "利率", "年化综合成本", "每月", "还本", "利息", "放款时")
COMMON = {
    "subjects": ["company"], "regions": "杭州市", "product_type_codes": ["P0203"], "amount_max": "300",
    "term_max": "36", "decision_days": "3", "answered_by": "示例业务部",
}  # fmt: skip
TYPED = {
    K.GUARANTEE: {"price": "1", "cover": "80", "security_accepted": ["credit"]},
    K.INSURANCE: {"price": "1.5", "insured": "大棚遇到台风的损失"},
    K.LEASING: {"rate_low": "5.2", "down_payment": "20", "repayment": "instalments"},
}


def house(kind) -> factories.Organisation:
    return factories.institution(name=f"示例{kind}机构", type_code=TYPES[kind])


def offered(kind, **values) -> Product:
    made = factories.product(
        institution=house(kind), name=f"示例{kind}产品", kind=kind, **(OWN[kind] | values)
    )
    db.session.commit()
    return made


@SQLITE
@pytest.mark.parametrize("kind", OWN)
def test_each_house_writes_its_own_kind_and_can_have_it_read(client_as, kind):
    me = client_as(factories.membership(Role.BANK_MANAGER, at=house(kind)))
    page = Page(me.get("/products/new"))
    assert ("最低年利率（单利）" in page.labels()) is (kind is K.LEASING)
    page = page.submit("保存并预览", name="示例新品", **COMMON, **TYPED[kind])
    made = db.session.scalar(sa.select(Product))
    assert (made.kind, service.missing(made)) == (kind, {})
    assert "提交复核" in page.html
    assert service.missing(db.session.merge(made)) == {}
    again = Page(me.get(f"/products/{made.public_id}/edit"))
    assert "类别定了不能改" in again.text


@SQLITE
@pytest.mark.parametrize("kind", OWN)
def test_what_is_missing_is_asked_for_in_the_kinds_own_fields(client_as, kind):
    me = client_as(factories.membership(Role.BANK_MANAGER, at=house(kind)))
    page = (
        Page(me.get("/products/new")).submit("保存并预览", name="示例半成品", regions="").submit("提交复核")
    )
    assert page.status == 422
    asked = {
        K.GUARANTEE: ("每年的担保费率", "担保比例", "最高可担保"),
        K.INSURANCE: ("保的是什么？", "每年的保险费率", "最高保额"),
        K.LEASING: ("首付比例", "最低年利率（单利）", "最高融资额"),
    }[kind]
    for label in asked:
        assert page.error_of(label)


@SQLITE
@pytest.mark.parametrize("kind", UNLENT)
def test_what_lends_nothing_has_no_word_of_a_loan_on_any_page(client, kind):
    one = offered(kind, rate_low_bp=435, rate_high_bp=560)  # what stands in the row by mistake is not shown
    page = Page(client.get(f"/products/{one.public_id}?amount=20&months=12"))
    said = page.text.replace("没有利率，也没有每月还多少", "").replace("本金和利息", "")
    assert not [word for word in LOAN_WORDS if word in said], said
    assert f"{one.price_bp * 20:,} 元" in said  # 20 万元 over a year: 1 % is 2,000 元
    assert "4.35" not in page.html
    listed = Page(client.get("/products"))
    row = listed.soup.select_one("tbody tr").get_text(" ", strip=True)
    assert "4.35" not in row and "%" in row
    assert "年化综合成本" not in row


@SQLITE
def test_a_lease_says_its_down_payment_and_rents(client):
    page = Page(client.get(f"/products/{offered(K.LEASING).public_id}"))
    for word in ("首付 20%", "等额租金，按月付", "年化综合成本", "融资多少"):
        assert word in page.html


@SQLITE
def test_the_match_list_shows_each_kinds_own_figures(client_as):
    for kind in OWN:
        offered(kind)
    need = factories.need()
    owner = factories.membership(Role.APPLICANT, at=db.session.get(factories.Organisation, need.owner_id))
    db.session.commit()
    index.rebuild()
    page = Page(client_as(owner).get(f"/needs/{need.public_id}"))
    cards = {
        card.h3.get_text(strip=True): card.get_text(" ", strip=True) for card in page.soup.select("article")
    }
    assert "担保费率" in cards["示例guarantee产品"] and "贷款本金的 80%" in cards["示例guarantee产品"]
    assert "保什么" in cards["示例insurance产品"]
    assert "首付" in cards["示例leasing产品"]
    for kind in UNLENT:
        assert not [word for word in LOAN_WORDS if word in cards[f"示例{kind}产品"].replace("本金和利息", "")]


@SQLITE
def test_comparing_kinds_says_what_cannot_be_compared(client):
    loan = factories.product(name="示例贷")
    made = [loan, offered(K.GUARANTEE)]
    db.session.commit()
    page = Page(client.get("/products/compare?" + "&".join(f"p={one.public_id}" for one in made)))
    assert "不能和借来的钱比价" in page.text
    rows = {
        row.th.text: [cell.get_text() for cell in row.find_all("td")]
        for row in page.soup.select("tbody tr")
        if row.td
    }
    assert rows["每月还多少"][1] == "不放款，没有这一项"
    assert rows["担保费、保险费"] == ["—", rows["担保费、保险费"][1]]
    alone = Page(client.get(f"/products/compare?p={made[1].public_id}&p={offered(K.INSURANCE).public_id}"))
    assert "每月还多少" not in [row.th.text for row in alone.soup.select("tbody tr") if row.th]


@SQLITE
def test_the_catalogue_can_be_narrowed_to_a_kind(client):
    factories.product(name="示例贷")
    offered(K.GUARANTEE)
    page = Page(client.get("/products?kind=guarantee"))
    assert [cell.get_text() for cell in page.soup.select("tbody tr td a")] == ["示例guarantee产品"]
