"""并排比较: one amount over one term for all, the own need's verdicts, and nothing lost on the way there."""

import pytest

from portal.core.db import db
from portal.core.permissions import Role
from portal.products import monthly
from portal.products.compare import MOST
from portal.products.models import ProductState, Repayment
from tests import factories
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business


@pytest.fixture
def bank(app):
    return factories.institution(areas=("000000",))


def products(bank, count: int, **values) -> list:
    made = [
        factories.product(
            institution=bank, name=f"示例{number}号贷", rate_low_bp=rate, rate_high_bp=rate, **values
        )
        for number, rate in enumerate(range(300, 300 + 50 * count, 50))
    ]
    db.session.commit()
    return made


def address(made, **more) -> str:
    pairs = [f"p={one.public_id}" for one in made] + [f"{name}={value}" for name, value in more.items()]
    return "/products/compare?" + "&".join(pairs)


def cells(page: Page, label: str) -> list[str]:
    row = next(one for one in page.soup.select(".compare tbody tr") if one.th and one.th.text == label)
    return [" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")]


def heads(page: Page) -> list[str]:
    return [one.a.text for one in page.soup.select(".compare thead th")]


def test_the_cheapest_stands_first_and_each_row_has_a_cell_a_product(client, bank):
    made = products(bank, 3)
    page = Page(client.get(address(reversed(made), amount="20", months="12")))
    assert heads(page) == ["示例0号贷", "示例1号贷", "示例2号贷"]
    assert page.soup.h1.text == "比较 3 款产品"
    for row in page.soup.select(".compare tbody tr:not(.row-group)"):
        assert len(row.find_all("td")) == len(made)


@pytest.mark.parametrize(
    ("repayment", "each", "note"),
    [
        (Repayment.INSTALMENTS, "每月 17,039 元", "本金和利息都在里面"),
        (Repayment.INTEREST_FIRST, "每月 683 元", "到期还本金 20 万元"),
        (Repayment.AT_ONCE, "平时不用还", "到期一次还 208,200 元"),
        (Repayment.REVOLVING, "每月最多 683 元", "用多少算多少利息"),
    ],
)
def test_what_is_paid_each_month_in_words(bank, repayment, each, note):
    """20 万元 at 4.1 % over a year, by hand: 20万 × 4.1 % ÷ 12 = 683.33, and the annuity formula."""
    product = factories.product(institution=bank, repayment=repayment, rate_low_bp=410, rate_high_bp=410)
    said = monthly.words(product, 20_000_000, 12)
    assert said[0] == each
    assert note in said[1]


def test_a_product_is_costed_for_what_it_can_lend_and_says_so(client, bank):
    small = factories.product(institution=bank, name="示例小贷", amount_max_fen=10_000_000)
    large = factories.product(institution=bank, name="示例大贷", amount_max_fen=90_000_000)
    db.session.commit()
    page = Page(client.get(address([small, large], amount="50", months="12")))
    of = dict(zip(heads(page), cells(page, "利息和费用一共"), strict=True))
    assert "按借 10 万元、12 个月算" in of["示例小贷"]
    assert "按借" not in of["示例大贷"]


def test_without_an_amount_one_is_taken_that_all_can_lend(client, bank):
    made = [
        factories.product(institution=bank, name="示例甲", amount_min_fen=1_000_000, term_max_months=36),
        factories.product(institution=bank, name="示例乙", amount_min_fen=5_000_000, term_max_months=12),
    ]
    db.session.commit()
    page = Page(client.get(address(made)))
    assert [page.control("借多少")["value"], page.control("借多久")["value"]] == ["5", "12"]
    assert "按借" not in " ".join(cells(page, "利息和费用一共"))


def test_a_wrong_amount_is_said_at_its_field_and_the_table_stays(client, bank):
    page = Page(client.get(address(products(bank, 2), amount="很多", months="12")))
    assert "看不懂这个金额" in page.error_of("借多少")
    assert heads(page) == ["示例0号贷", "示例1号贷"]


def test_only_rows_that_differ_on_demand(client, bank):
    made = products(bank, 2)
    page = Page(client.get(address(made, only="different")))
    labels = [one.th.text for one in page.soup.select(".compare tbody tr:not(.row-group)") if one.th]
    assert "年化综合成本" in labels
    assert "期限" not in labels
    assert page.soup.find("a", string="看全部的行")


def test_the_owner_reads_the_verdicts_on_the_own_need(client_as, bank):
    owner = factories.membership(Role.APPLICANT)
    need = factories.need(owner=db.session.get(factories.Organisation, owner.organisation_id))
    fits, far = (
        factories.product(institution=bank, name="示例合适"),
        factories.product(institution=bank, name="示例外地", regions=("650000",)),
    )
    page = Page(client_as(owner).get(address([fits, far], need=need.public_id)))
    of = dict(zip(heads(page), cells(page, "地区"), strict=True))
    assert of["示例合适"].startswith("符合")
    assert of["示例外地"].startswith("不符合")
    assert need.case_number in page.text


def test_nobody_elses_need_is_compared(client_as, bank):
    other = factories.need(owner=factories.organisation())
    page = Page(client_as(Role.APPLICANT).get(address(products(bank, 2), need=other.public_id)))
    assert other.case_number not in page.text
    assert "您的需求" not in page.text


def test_hidden_products_are_left_out_and_counted(client, bank):
    made = products(bank, 3)
    made[1].state = ProductState.SUSPENDED
    page = Page(client.get(address(made)))
    assert heads(page) == ["示例0号贷", "示例2号贷"]
    assert "有 1 款已经不再展示" in page.text


def test_more_than_four_are_said_to_be_left_out(client, bank):
    page = Page(client.get(address(products(bank, MOST + 2))))
    assert len(heads(page)) == MOST
    assert "后选的 2 款没有列出" in page.text


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_lead_back_to_the_list(client, bank, count):
    page = Page(client.get(address(products(bank, count))))
    assert "先选 2 到 4 款" in page.text
    assert page.soup.find("a", string="去产品列表选")["href"].startswith("/products")


def test_what_was_ticked_stays_ticked_from_page_to_page(client, bank):
    made = products(bank, 20)
    first, last = made[0], made[-1]
    page = Page(client.get(f"/products?p={first.public_id}"))
    assert page.soup.find("input", value=first.public_id, type="checkbox").has_attr("checked")
    second = Page(client.get(page.soup.find("a", rel="next")["href"]))
    assert second.soup.find("input", value=first.public_id)["type"] == "hidden"
    assert second.soup.find("input", value=last.public_id)["type"] == "checkbox"
    assert "已选 1 款" in second.text
