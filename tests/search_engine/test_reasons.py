"""Sentences of verdicts, and that an institution reads bands before the owner agreed."""

import pytest

from search.reasons import sentence
from search.rules import decide
from tests.search_engine.builders import Maker, need, product, verdict_of


@pytest.mark.parametrize(
    ("rule", "own", "offered", "persona", "expected"),
    [
        ("region", {}, {"regions": ("330105",)}, "owner", "服务拱墅区，您在拱墅区"),
        ("region", {}, {"regions": ("330105",)}, "browsing", "服务拱墅区，该企业在拱墅区"),
        ("region", {"region_code": "330000"}, {}, "owner", "服务杭州市，您在浙江省，还要看具体在哪里"),
        ("amount", {"amount_min_yuan": 200_000}, {}, "owner", "1–30 万元，您要 20 万元"),
        ("amount", {"amount_min_yuan": 200_000}, {}, "browsing", "1–30 万元，需要 10–30 万元"),
        ("amount", {}, {}, "browsing", "1–30 万元，需要 30 万元以内"),
        ("amount", {}, {}, "accepted", "1–30 万元，需要 10–20 万元"),
        (
            "amount",
            {"amount_max_yuan": 100_000_000, "amount_min_yuan": 5_000_000},
            {},
            "browsing",
            "1–30 万元，需要 300 万元以上",
        ),
        ("term", {"term_months": 13}, {}, "browsing", "期限 12 个月以内，需要 12–24 个月"),
        ("industry", {}, {}, "owner", "面向餐饮业，您从事其他饮料及冷饮服务"),
        ("industry", {}, {}, "browsing", "面向餐饮业，该企业从事饮料及冷饮服务"),
        ("purpose", {"purpose_code": "U23"}, {}, "owner", "贷款不得用于这一用途，您用于购买住房"),
        ("security", {"no_collateral": True}, {}, "owner", "可以信用方式办理，不要求抵押，您没有抵押物"),
        ("security", {}, {}, "owner", "可以信用方式办理，不要求抵押，不用另外准备"),
        ("security", {}, {"security_accepted": ("vehicle",)}, "owner", "接受车辆，您还没填"),
        (
            "amount",
            {"amount_max_yuan": 20_000_000, "amount_min_yuan": 20_000_000},
            {},
            "owner",
            "1–30 万元，您要 2,000 万元",
        ),
        (
            "subject",
            {},
            {"subjects": ("business_owner",)},
            "owner",
            "面向小微企业主，您是企业，需经营者本人自愿借款",
        ),
    ],
)
def test_sentence(rule, own, offered, persona, expected):
    assert sentence(verdict_of(rule, need(**own), product(**offered)), persona) == expected


@pytest.mark.parametrize(
    ("own", "required", "persona", "expected"),
    [
        ({}, "years:1", "owner", "要求满 1 年，您还没填"),
        ({}, "years:1", "browsing", "要求满 1 年，对方未说明"),
        ({"established_years": 1.5}, "years:1", "owner", "要求满 1 年，您经营 1.5 年"),
        ({"established_years": 1.5}, "years:1", "browsing", "要求满 1 年，该企业经营 1–2 年"),
        ({"tags": ("tax_grade:B",)}, "tax_grade:A|B", "owner", "要求纳税信用等级 A、B，您为 B"),
        (
            {"tags": ("revenue:173.5",)},
            "revenue:100",
            "accepted",
            "要求年营业收入不低于 100 万元，该企业为 173.5 万元",
        ),
        (
            {"tags": ("revenue:173.5",)},
            "revenue:100",
            "browsing",
            "要求年营业收入不低于 100 万元，该企业为 100–200 万元",
        ),
        ({"tags": ("tax_paid:17.35",)}, "tax_paid:10", "browsing", "要求年纳税额不低于 10 万元，该企业符合"),
        ({"tags": ("ip",)}, "ip", "owner", "要求有知识产权，您符合"),
        ({"lacks": ("ip",)}, "ip", "owner", "要求有知识产权，您不具备"),
        ({"tags": ("disabled",)}, "disabled", "browsing", "要求人群，该企业符合"),
        ({"tags": ("disabled",)}, "disabled", "accepted", "要求残疾人创业，该企业符合"),
    ],
)
def test_qualification(own, required, persona, expected):
    rule = f"requirement:{required.partition(':')[0]}"
    assert sentence(verdict_of(rule, need(**own), product(requirements=(required,))), persona) == expected


EXACT = need(
    amount_min_yuan=171_300,
    amount_max_yuan=273_100,
    term_months=17,
    established_years=1.37,
    tags=("revenue:137.31", "existing_loans:17.73", "employees:173", "debt_ratio:71.3", "tax_paid:7.71"),
)
ASKING = product(
    requirements=(
        "years:1",
        "revenue:100",
        "existing_loans:50",
        "employees:200",
        "debt_ratio:80",
        "tax_paid:5",
    )
)
FIGURES = ("17.13", "27.31", "17 个月", "1.37", "137.31", "17.73", "173", "71.3", "7.71", "其他饮料")


def leaks(persona) -> set[str]:
    text = "\n".join(sentence(verdict, persona) for verdict in decide(EXACT, ASKING))
    return {figure for figure in FIGURES if figure in text}


def test_before_acceptance_no_exact_figure_is_read():
    assert leaks("browsing") == set()


@pytest.mark.parametrize("persona", ["owner", "accepted"])
def test_the_check_for_figures_finds_them_where_they_may_be_read(persona):
    assert leaks(persona) == set(FIGURES)


@pytest.mark.parametrize("persona", ["owner", "browsing", "accepted"])
def test_every_verdict_has_a_sentence(persona):
    maker = Maker(seed=5)
    products = [maker.product(i) for i in range(30)]
    for asked in (maker.need(i) for i in range(30)):
        for offered in products:
            for verdict in decide(asked, offered):
                said = sentence(verdict, persona)
                assert "None" not in said
                assert "{" not in said
                assert "，" in said
