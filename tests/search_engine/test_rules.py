"""Each rule, its three answers, and what follows from not_met."""

import pytest

from search.engines import open_engine
from search.evaluation import matcher_over
from search.rules import decide, is_hidden, is_match
from tests.search_engine.builders import need, product, verdict_of

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"


def answer(rule, need_values, product_values):
    found = verdict_of(rule, need(**need_values), product(**product_values))
    return found.verdict if found.verdict != NOT_MET else (NOT_MET, found.severity)


@pytest.mark.parametrize(
    ("rule", "own", "offered", "expected"),
    [
        ("region", {}, {}, MET),
        ("region", {}, {"regions": ("000000",)}, MET),
        ("region", {"region_code": "710000"}, {"regions": ("000000",)}, (NOT_MET, "hard")),
        ("region", {"region_code": "320505"}, {}, (NOT_MET, "hard")),
        ("region", {"region_code": "330000"}, {}, UNKNOWN),  # stated more broadly
        ("region", {"region_code": None}, {}, UNKNOWN),
        ("region", {"region_code": "330103"}, {}, MET),  # a withdrawn district counts as its successor
        ("region", {}, {"regions": None}, UNKNOWN),
        ("subject", {}, {}, MET),
        ("subject", {"subjects": ("farmer",)}, {}, (NOT_MET, "hard")),
        ("subject", {"subjects": ("family_farm",)}, {"subjects": ("farmer",)}, MET),
        ("subject", {"subjects": ("farmer",)}, {"subjects": ("family_farm",)}, (NOT_MET, "hard")),
        ("subject", {}, {"subjects": ("business_owner",)}, UNKNOWN),  # only if the owner wants that
        ("subject", {"subjects": None}, {}, UNKNOWN),
        ("industry", {}, {}, MET),
        ("industry", {}, {"industries": ()}, MET),
        ("industry", {"industry_codes": ("3421", "6239")}, {}, MET),  # one inside is enough
        ("industry", {"industry_codes": ("3421",)}, {}, (NOT_MET, "hard")),
        ("industry", {"industry_codes": ("H",)}, {}, UNKNOWN),
        ("industry", {"industry_codes": None}, {}, UNKNOWN),
        ("industry", {"industry_codes": None}, {"industries": ()}, MET),
        ("industry", {}, {"industries": (), "industries_excluded": ("623",)}, (NOT_MET, "hard")),
        (
            "industry",
            {"industry_codes": ("62",)},
            {"industries": (), "industries_excluded": ("623",)},
            UNKNOWN,
        ),
        ("industry", {}, {"industries": None}, UNKNOWN),
        ("amount", {}, {}, MET),
        ("amount", {}, {"amount_max_yuan": 150_000}, (NOT_MET, "rank")),  # below the wanted, above the least
        ("amount", {}, {"amount_max_yuan": 99_999}, (NOT_MET, "near")),
        ("amount", {}, {"amount_max_yuan": 50_000}, (NOT_MET, "near")),  # exactly half
        ("amount", {}, {"amount_max_yuan": 49_999}, (NOT_MET, "hard")),
        ("amount", {}, {"amount_min_yuan": 200_001}, (NOT_MET, "hard")),
        (
            "amount",
            {"amount_min_yuan": None},
            {"amount_max_yuan": 10_000},
            (NOT_MET, "rank"),
        ),  # 200,000 at most
        ("amount", {"amount_min_yuan": None, "amount_max_yuan": None}, {}, UNKNOWN),
        ("amount", {}, {"amount_max_yuan": None}, UNKNOWN),
        ("term", {}, {}, MET),
        ("term", {"term_months": 24}, {}, (NOT_MET, "rank")),
        ("term", {"term_months": 3}, {"term_min_months": 6}, (NOT_MET, "rank")),
        ("term", {"term_months": None}, {}, UNKNOWN),
        ("purpose", {}, {}, MET),
        ("purpose", {"purpose_code": "U04"}, {}, (NOT_MET, "rank")),
        ("purpose", {"purpose_code": "U25"}, {"purpose_kinds": ("other",)}, (NOT_MET, "hard")),  # securities
        ("purpose", {"purpose_code": None}, {}, UNKNOWN),
        ("product_type", {}, {}, MET),
        ("product_type", {"product_type_codes": ("P01",)}, {}, MET),
        ("product_type", {"product_type_codes": ("P1401",)}, {}, (NOT_MET, "rank")),
    ],
)
def test_rule(rule, own, offered, expected):
    assert answer(rule, own, offered) == expected


@pytest.mark.parametrize(
    ("own", "accepted", "expected"),
    [
        ({"no_collateral": True}, ("credit",), MET),
        ({"no_collateral": True}, ("guarantee_company",), MET),
        ({"no_collateral": True}, ("real_estate",), (NOT_MET, "near")),
        ({"collateral_offered": ()}, ("real_estate",), (NOT_MET, "near")),
        (
            {"no_collateral": True},
            ("real_estate", "third_party"),
            UNKNOWN,
        ),  # a guarantor is no thing one lacks
        ({"no_collateral": False}, ("real_estate",), UNKNOWN),
        ({}, ("real_estate",), UNKNOWN),
        ({"collateral_offered": ("real_estate",)}, ("real_estate", "vehicle"), MET),
        ({"collateral_offered": ("warehouse_receipt",)}, ("inventory",), MET),
        ({"collateral_offered": ("inventory",)}, ("warehouse_receipt",), UNKNOWN),
        ({"lacks": ("re",)}, ("real_estate",), (NOT_MET, "near")),
        ({"lacks": ("guarantor",)}, ("third_party",), (NOT_MET, "near")),
        (
            {"no_collateral": True, "purpose_code": "U04"},
            ("equipment",),
            MET,
        ),  # what is bought secures itself
        ({"no_collateral": True}, None, UNKNOWN),
    ],
)
def test_security(own, accepted, expected):
    assert answer("security", own, {"security_accepted": accepted}) == expected


@pytest.mark.parametrize(
    ("own", "required", "expected"),
    [
        ({"tags": ("tax",)}, "tax", MET),
        ({"tags": ("tax_grade:B",)}, "tax", MET),  # implied
        ({"tags": ("little_giant",)}, "srdi", MET),
        ({"tags": ("srdi",)}, "little_giant", UNKNOWN),
        ({}, "tax", UNKNOWN),
        ({}, "talent", UNKNOWN),
        ({"lacks": ("tax",)}, "tax", (NOT_MET, "near")),
        ({"lacks": ("tax",)}, "tax_grade:A", (NOT_MET, "near")),  # no grade without a record
        ({"lacks": ("little_giant",)}, "srdi", UNKNOWN),
        ({"tags": ("tax",), "lacks": ("tax",)}, "tax", MET),
        ({"tags": ("tax_grade:M",)}, "tax_grade:A|B|M", MET),
        ({"tags": ("tax_grade:C",)}, "tax_grade:A|B|M", (NOT_MET, "near")),
        ({"established_years": 2.0}, "years:2", MET),
        ({"established_years": 1.9}, "years:2", (NOT_MET, "near")),
        ({"tags": ("years:3",)}, "years:2", MET),
        ({"tags": ("years:1-2",)}, "years:2", (NOT_MET, "near")),  # 1 to under 2
        ({"tags": ("years:1-3",)}, "years:2", UNKNOWN),  # the band does not agree
        ({"tags": ("years:5-",)}, "years:2", MET),
        ({"tags": ("revenue:100-200",)}, "revenue:100", MET),
        ({"tags": ("revenue:100-200",)}, "revenue:150", UNKNOWN),
        ({"tags": ("revenue:100-200",)}, "revenue:200", (NOT_MET, "near")),
        ({"tags": ("existing_loans:10-30",)}, "existing_loans:30", MET),
        ({"tags": ("existing_loans:10-30",)}, "existing_loans:10", (NOT_MET, "near")),
        ({"tags": ("existing_loans:10-30",)}, "existing_loans:20", UNKNOWN),
        ({"collateral_offered": ("real_estate",)}, "re", MET),
        ({"no_collateral": True}, "re", (NOT_MET, "near")),
        ({"purpose_code": "U07"}, "plant", MET),
        ({"purpose_code": "U21"}, "renewing", MET),
        ({"tags": ("nonsense", "years:abc", "")}, "years:2", UNKNOWN),
        ({}, "no-such-word", UNKNOWN),
    ],
)
def test_requirement(own, required, expected):
    rule = f"requirement:{required.partition(':')[0]}"
    assert answer(rule, own, {"requirements": (required,)}) == expected


def test_the_order_is_fixed():
    verdicts = decide(need(), product(requirements=("years:2", "tax")))
    assert [verdict.rule for verdict in verdicts] == [
        "region",
        "subject",
        "industry",
        "amount",
        "term",
        "purpose",
        "security",
        "requirement:years",
        "requirement:tax",
        "product_type",
    ]


def test_nothing_said_hides_nothing():
    verdicts = decide(type(need())(id="empty"), product(requirements=("years:2",)))
    assert is_match(verdicts)
    assert not is_hidden(verdicts)


def near_misses(own, offered):
    return matcher_over([own], [offered], open_engine("null")).products_for(own).near_misses


@pytest.mark.parametrize(
    ("own", "offered", "words"),
    [
        ({}, {"amount_max_yuan": 80_000}, "金额降到 8 万元以内，写明的条件就都符合"),
        (
            {"no_collateral": True},
            {"security_accepted": ("real_estate", "vehicle")},
            "提供房地产、车辆之一，写明的条件就都符合",
        ),
        ({"lacks": ("tax",)}, {"requirements": ("tax",)}, "符合“有纳税记录”后，写明的条件就都符合"),
        (
            {"established_years": 1},
            {"requirements": ("years:2",)},
            "经营满 2 年后，写明的条件就都符合",
        ),
        (
            {"term_months": None, "industry_codes": ()},
            {"amount_max_yuan": 80_000},
            "金额降到 8 万元以内，这一条就符合；还要看行业、期限",
        ),
        (
            {"term_months": 36},
            {"amount_max_yuan": 80_000, "requirements": ("tax",)},
            "金额降到 8 万元以内，这一条就符合；期限仍不符；还要看有纳税记录",
        ),
        (
            {"term_months": None},
            {"amount_max_yuan": 80_000, "requirements": ("tax", "invoice", "years:1", "employees:9")},
            "金额降到 8 万元以内，这一条就符合；还要看期限、有纳税记录、有开票记录、经营年限等 5 条",
        ),
    ],
)
def test_a_near_miss_says_the_way_out_and_what_it_leaves_open(own, offered, words):
    (miss,) = near_misses(need(**own), product(**offered))
    assert miss.change["words"] == words


@pytest.mark.parametrize(
    ("own", "offered"),
    [
        ({}, {"amount_max_yuan": 40_000}),  # below half
        ({}, {"amount_max_yuan": 80_000, "regions": ("320000",)}),  # a place does not change
        ({"lacks": ("tax", "invoice")}, {"requirements": ("tax", "invoice")}),  # two changes would be needed
        ({}, {}),  # on the list
    ],
)
def test_what_is_no_near_miss(own, offered):
    assert near_misses(need(**own), product(**offered)) == ()
