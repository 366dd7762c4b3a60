"""An institution's people draft, submit, confirm and suspend; nobody else's rows are theirs."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.core import clock
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.products import queries, service
from portal.products.models import Product, ProductState
from tests import factories
from tests.page import Page

FULL = {
    "name": "示例小店易贷",
    "text": "给小店周转用",
    "product_type_codes": ["P0105"],
    "feature_codes": ["F01", "F22"],
    "subjects": ["sole_proprietor", "unregistered"],
    "regions": "拱墅区\n浙江省杭州市西湖区",
    "industries": "餐饮业，奶茶店",
    "purpose_kinds": ["working_capital"],
    "amount_min": "1",
    "amount_max": "30万",
    "term_min": "6",
    "term_max": "两年",
    "rate_kind": "fixed",
    "rate_low": "4.35",
    "rate_high": "5.6%",
    "repayment": "interest_first",
    "fee_yearly": "1",
    "fee_fixed": "300",
    "security_accepted": ["credit"],
    "requirements": "经营年限至少 1 年\n首次贷款",
    "materials": "身份证\n\n营业执照",
    "decision_days": "4",
    "answered_by": "示例支行",
}


def the_product() -> Product:
    return db.session.scalar(sa.select(Product))


def kinds() -> list[str]:
    return list(db.session.scalars(sa.select(LedgerEvent.kind).order_by(LedgerEvent.seq)))


@pytest.fixture
def manager(client_as):
    return client_as(Role.BANK_MANAGER)


def test_a_product_is_drafted_previewed_and_submitted(manager):
    page = Page(manager.get("/products/new")).submit("保存并预览", **FULL)
    assert page.heading == "示例小店易贷"
    assert "这是预览" in page.text
    assert "7.23–8.60%" in page.text  # what the public will see, fees in it
    kept = the_product()
    assert (kept.state, kept.confirmed_on) == (ProductState.DRAFT, None)
    assert kept.regions == ("330105", "330106")
    assert kept.industries == ("62", "6239")
    assert kept.requirements == ("years:1", "firsthand")
    assert (kept.amount_min_fen, kept.amount_max_fen) == (1_000_000, 30_000_000)
    assert (kept.term_max_months, kept.rate_low_bp, kept.rate_high_bp) == (24, 435, 560)
    assert (kept.fee_yearly_bp, kept.fee_fixed_fen, kept.subsidy_bp) == (100, 30_000, None)

    page.submit("提交复核")
    kept = the_product()
    assert (kept.state, kept.confirmed_on) == (ProductState.IN_REVIEW, None)
    assert kinds() == ["product.created", "product.submitted"]
    assert set(db.session.scalars(sa.select(OutboxMessage.topic))) == {"product.changed"}


def test_a_form_sent_twice_makes_one_product(manager):
    sent = {"key": "the-same-key", "name": "示例双击贷", "kind": "loan", "rate_kind": "fixed",
            "repayment": "instalments", "lpr_tenor": "1Y"}  # fmt: skip
    first, second = (manager.post("/products/new", data=dict(sent)) for _ in range(2))
    assert first.location == second.location
    assert db.session.scalar(sa.select(sa.func.count(Product.id))) == 1


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("typed", "label", "said"),
    [
        ({"name": ""}, "产品叫什么？", "请填写产品名称"),
        ({"amount_min": "50"}, "最低可借（可不填）", "最低可借不能高于最高可借（30 万元）"),
        ({"term_min": "36"}, "最短期限（可不填）", "最短期限不能长于最长期限（24 个月）"),
        ({"term_max": "400"}, "最长期限", "期限须在 1 个月到 30 年之间"),
        ({"rate_low": "6"}, "最低年利率（单利）", "最低的不能高于最高的（5.60%）"),
        ({"rate_low": "六点"}, "最低年利率（单利）", "请写成 3.85"),
        ({"rate_low": "1e999999"}, "最低年利率（单利）", "请写成 3.85"),
        ({"decision_days": "1e99999999"}, "几个工作日给决定？", "请写一个整数"),
        ({"amount_max": "很多"}, "最高可借", "请写成 30 或 30万"),
        ({"regions": "宁波市"}, "服务哪些地区？", "宁波市不在你们机构的服务区域（浙江省杭州市）里"),
        ({"regions": "下城区"}, "服务哪些地区？", "现在是 浙江省杭州市拱墅区"),
        ({"industries": "外贸"}, "只面向哪些行业？（不限就留空）", "51 批发业、5181 贸易代理"),
        ({"industries_excluded": "62"}, "不做哪些行业？（可不填）", "同时写在了“只面向”里"),
        ({"requirements": "胡说"}, "还要满足什么？（没有就留空）", "没有“胡说”这个条件"),
        ({"fee_fixed": "30000"}, "固定费用", "请核对单位是不是元"),
        ({"rate_kind": "lpr", "spread_low": "-400"}, "最低加点", "利率就成了负数"),
        ({"text": "给小店周转用，微信13800138000"}, "用几句话介绍给经营者", "像是联系方式，请删去"),
        ({"decision_days": "2.5"}, "几个工作日给决定？", "请写一个整数"),
    ],
)
def test_bad_input_is_a_message_at_its_field_and_nothing_typed_is_lost(manager, typed, label, said):
    page = Page(manager.get("/products/new")).submit("保存并预览", **(FULL | typed))
    assert page.status == 422
    assert said in page.error_of(label)
    for name, value in (FULL | typed).items():
        control = page.soup.find(attrs={"name": name})
        if control.name == "textarea":
            assert control.get_text() == value
        elif control["type"] == "text":
            assert control["value"] == value
        else:
            ticked = [box["value"] for box in page.soup.select(f"input[name={name}][checked]")]
            assert ticked == (value if isinstance(value, list) else [value])
    assert the_product() is None


@pytest.mark.sqlite
@pytest.mark.parametrize("name", ["product_type_codes", "feature_codes", "subjects", "security_accepted"])
def test_a_box_that_the_page_does_not_have_is_refused_at_its_field(manager, name):
    page = Page(manager.post("/products/new", data={**FULL, name: ["P0105", "no such code"]}))
    assert (page.status, page.errors()) == (422, ["请从列出的选项里选"])
    assert the_product() is None


def test_a_name_of_its_own_within_the_institution(manager):
    factories.product(
        institution=db.session.get(factories.Organisation, manager.membership.organisation_id),
        name="示例甲贷",
    )
    page = Page(manager.get("/products/new")).submit("保存并预览", **(FULL | {"name": "示例甲贷"}))
    assert "已经有一款同名的产品" in page.error_of("产品叫什么？")


def test_publishing_what_is_unfinished_says_what_is_missing_at_the_fields(manager):
    page = Page(manager.get("/products/new")).submit("保存并预览", name="示例半成品贷", regions="")
    page = page.submit("提交复核")
    assert page.status == 422
    assert "请填写最高可借多少" in page.error_of("最高可借")
    assert "请选择面向哪些主体" in page.error_of("面向哪些主体？")
    assert "请填写利率" in page.error_of("最低年利率（单利）")
    assert the_product().state is ProductState.DRAFT


def test_a_published_product_is_never_made_incomplete(manager):
    own = factories.product(
        institution=db.session.get(factories.Organisation, manager.membership.organisation_id),
        decision_days=3, answered_by="示例支行",
    )  # fmt: skip
    page = Page(manager.get(f"/products/{own.public_id}/edit")).submit("提交修改", regions="")
    assert "请填写服务地区" in page.error_of("服务哪些地区？")
    assert the_product().regions == (factories.HANGZHOU,)


@pytest.mark.parametrize(
    ("ago", "state", "word"),
    [(22, "已发布", None), (27, None, "3 天后需确认"), (30, None, "今天需确认"), (31, "已过期", None)],
)
def test_the_list_says_when_a_product_must_be_confirmed(manager, ago, state, word):
    at = db.session.get(factories.Organisation, manager.membership.organisation_id)
    factories.product(
        institution=at, confirmed_on=clock.today() - timedelta(days=ago), decision_days=3, answered_by="示例"
    )
    page = Page(manager.get("/products/mine"))
    assert (word or state) in page.text
    if ago < 23:
        assert "确认有效" not in page.buttons()
        return
    page.submit("确认有效")
    assert the_product().confirmed_on == clock.today()
    assert kinds() == ["product.confirmed"]


def test_whoever_comes_second_is_told_and_changes_nothing(app):
    member = factories.membership(Role.BANK_MANAGER)
    own = factories.product(institution=db.session.get(factories.Organisation, member.organisation_id))
    me = actor_of(member.id)
    service.suspend(me, own)
    with pytest.raises(service.Moved):
        service.suspend(me, own)
    with pytest.raises(service.Moved):
        service.confirm(me, own)


def foreign_products_stay_closed(rows, actor, foreign: Product) -> bool:
    return foreign not in db.session.scalars(rows(actor))


def test_anothers_product_is_not_there(client_as, app):
    foreign = factories.product(state=ProductState.DRAFT)
    for role in (Role.BANK_MANAGER, Role.BANK_ADMIN):
        stranger = client_as(role)
        assert stranger.get(f"/products/{foreign.public_id}").status_code == 404
        assert stranger.get(f"/products/{foreign.public_id}/edit").status_code == 404
        for move in ("submit", "suspend", "confirm"):
            assert stranger.post(f"/products/{foreign.public_id}/{move}", data={}).status_code == 404


def test_broken_twin_rows_of_every_institution_are_found_out(app):
    foreign = factories.product(state=ProductState.DRAFT)
    stranger = actor_of(factories.membership(Role.BANK_ADMIN).id)
    assert foreign_products_stay_closed(queries.own, stranger, foreign)
    assert foreign_products_stay_closed(queries.visible_to, stranger, foreign)
    assert not foreign_products_stay_closed(lambda _: sa.select(Product), stranger, foreign)


def test_a_new_product_may_begin_like_another(client_as):
    manager = factories.membership(Role.BANK_MANAGER)
    bank = db.session.get(factories.Organisation, manager.organisation_id)
    said = {"name": "示例小店贷", "rate_low_bp": 435, "materials": "营业执照\n流水"}
    model = factories.product(institution=bank, **said)
    db.session.commit()
    client = client_as(manager)
    link = Page(client.get("/products/mine")).soup.find("a", href=f"/products/new?like={model.public_id}")
    page = Page(client.get(link["href"]))
    assert page.control("产品叫什么？")["value"] == "示例小店贷（另一款）"
    page.submit("保存并预览")
    copy = db.session.scalars(sa.select(Product).where(Product.id != model.id)).one()
    assert copy.state is ProductState.DRAFT
    same = ("rate_low_bp", "materials", "regions", "security_accepted", "amount_max_fen", "repayment")
    assert {name: getattr(copy, name) for name in same} == {name: getattr(model, name) for name in same}


def test_nobody_begins_like_a_product_of_others(client_as):
    other = factories.product(name="示例别家贷")
    db.session.commit()
    page = Page(client_as(Role.BANK_MANAGER).get(f"/products/new?like={other.public_id}"))
    assert page.control("产品叫什么？").get("value", "") == ""
