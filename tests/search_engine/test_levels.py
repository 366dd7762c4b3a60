"""The level of a pair: the weakest point decides, each line of the published table by an example."""

import pytest

from search.facts import facts_of
from search.rank_levels import level
from search.rules import decide, is_match
from tests.search_engine.builders import need, product

SHOP = {"subjects": ("sole_proprietor",), "industry_codes": ("5212",)}
COMPANY = {"subjects": ("company",)}
EVERYBODY = {"industries": (), "requirements": ()}


def reached(asked, offered):
    verdicts = decide(asked, offered)
    assert is_match(verdicts)
    return level(asked, offered, facts_of(asked), verdicts)


def pair(wanted, kept):
    """A need and a product that fit in all but what is named."""
    return need(**wanted), product(**{"subjects": ("company", "sole_proprietor", "farmer"), **kept})


@pytest.mark.parametrize(
    ("wanted", "kept", "expected"),
    [
        ({}, {}, 3),  # made for the trade
        (COMPANY, EVERYBODY, 2),
        ({"subjects": ("sole_proprietor",), "amount_max_yuan": 300_000}, EVERYBODY, 3),
        ({"subjects": ("sole_proprietor",), "amount_min_yuan": 500_001, "amount_max_yuan": 500_001},
         EVERYBODY | {"amount_max_yuan": 900_000}, 2),
        ({**COMPANY, "tags": ("srdi",)}, {"industries": (), "requirements": ("srdi",)}, 3),
        ({**COMPANY, "tags": None}, {"industries": (), "requirements": ("srdi",)}, 0),  # who is says so
        ({**COMPANY, "tags": None}, {"industries": (), "requirements": ("tax",)}, 2),
        ({**COMPANY, "tags": None}, {"industries": (), "requirements": ("qr",)}, 1),
        ({"subjects": ("sole_proprietor",), "tags": None}, {"industries": (), "requirements": ("qr",)}, 2),
        ({**COMPANY, "tags": None}, {"industries": (), "requirements": ("assoc",)}, 1),
        ({**COMPANY, "tags": ("norev",)}, {"industries": (), "requirements": ("tax",)}, 0),
        ({**COMPANY, "tags": ("norev",)}, EVERYBODY, 1),
        ({**COMPANY, "tags": ("norev", "hitech")}, {"industries": (), "requirements": ("hitech",)}, 3),
        ({"region_code": None}, {}, 1),
        ({"industry_codes": None}, {}, 1),
        ({"subjects": None}, {}, 3),  # a milk-tea shop for a little: a sole proprietor's
        ({"subjects": None}, {"subjects": ("company",)}, 0),
        ({"subjects": None, "industry_codes": ("72",)}, {"industries": ("72",)}, 2),
        ({"subjects": None, "industry_codes": ("0141",)}, {"industries": (), "subjects": ("company",)}, 0),
        ({"subjects": None, "established_years": 0.0}, {"subjects": ("sole_proprietor",)}, 0),  # not open yet
        ({"subjects": None, "established_years": 0.0}, {"subjects": ("unregistered",)}, 3),
        ({"subjects": None, "industry_codes": ("72",), "text": "乡下搭戏台，租音响"},
         {"industries": ("72",), "subjects": ("company",)}, 0),  # a villager's
        ({"subjects": None, "industry_codes": ("72",), "amount_max_yuan": 800_000, "text": "在乡下搭戏台"},
         {"industries": ("72",), "subjects": ("company",)}, 2),
        ({"subjects": None, "industry_codes": None, "text": "农村自家院子里盖个棚"},
         {"industries": (), "subjects": ("company",)}, 0),
        ({"subjects": None, "industry_codes": None, "text": "做点小买卖"},
         {"industries": (), "subjects": ("company",)}, 0),
        ({"subjects": None, "industry_codes": None, "amount_max_yuan": 3_000_000, "text": "备货"},
         {"industries": (), "subjects": ("sole_proprietor",), "amount_max_yuan": 5_000_000}, 0),
        ({"subjects": None, "industry_codes": None, "tags": ("govc",), "text": "备货"},
         {"industries": (), "subjects": ("sole_proprietor",)}, 0),
        ({**COMPANY, "industry_codes": None}, {"industries": (), "industries_excluded": ("J",)}, 2),
        ({**COMPANY, "industry_codes": None}, {"industries": ("62",), "industries_excluded": ("J",)}, 1),
        ({"subjects": None, "industry_codes": None, "amount_max_yuan": 3_000_000},
         {"industries": (), "industries_excluded": ("J",), "amount_max_yuan": 5_000_000}, 2),
        ({"subjects": None, "region_code": None}, {}, 0),
        ({"subjects": None, "industry_codes": None}, {}, 0),
        ({"industry_codes": None, "region_code": None}, {}, 1),
        ({"subjects": None, "amount_max_yuan": 300_000, "tags": ("govc",)}, {"subjects": ("company",)}, 3),
        ({"subjects": ("company",), "region_code": None}, {"regions": ("000000",)}, 3),
        ({"product_type_codes": ("P0101",)}, {"product_type_codes": ("P1002",)}, 3),  # unsecured, as wished
        ({"tags": ("govc",), "collateral_offered": None},
         {"industries": (), "security_accepted": ("receivable",), "requirements": ("govc",)}, 3),
        ({"tags": ("refund",), "collateral_offered": None},  # the claim is the security
         {"security_accepted": ("tax_refund",), "requirements": ("refund",)}, 3),
        ({"collateral_offered": None}, {"security_accepted": ("tax_refund",)}, 1),
        ({"tags": ("inv",), "collateral_offered": None},
         {"industries": (), "security_accepted": ("inventory",), "requirements": ("inv",)}, 2),
        ({**COMPANY, "established_years": 0.5}, {"industries": (), "requirements": ("tax",)}, 1),
        (COMPANY, {"subjects": ("business_owner",)}, 1),
        ({"collateral_offered": ("equipment",), "no_collateral": False},
         EVERYBODY | {"security_accepted": ("credit",)}, 2),
        ({"collateral_offered": ("equipment",), "no_collateral": False},
         EVERYBODY | {"security_accepted": ("equipment",)}, 3),
        ({"collateral_offered": ("receivable",), "tags": ("recv",)},
         EVERYBODY | {"security_accepted": ("receivable",), "requirements": ("recv",)}, 2),
        ({"collateral_offered": ("receivable",), "tags": ("recv", "chain")},
         EVERYBODY | {"security_accepted": ("receivable",), "requirements": ("recv",)}, 3),
        ({"collateral_offered": None, "no_collateral": None}, {"security_accepted": ("real_estate",)}, 1),
        ({"collateral_offered": None, "no_collateral": None}, {"security_accepted": ("third_party",)}, 2),
        ({"amount_min_yuan": 100_000, "amount_max_yuan": 300_000}, {"amount_max_yuan": 200_000}, 2),
        ({"term_months": 18}, {"term_max_months": 12}, 2),
        ({"term_months": 36, "purpose_code": "U16"},
         {"term_max_months": 12, "purpose_kinds": ("fixed_assets",)}, 1),
        ({"purpose_code": "U04", **COMPANY}, {"purpose_kinds": ("working_capital",)}, 1),
        ({"purpose_code": "U04", "subjects": ("sole_proprietor",), "amount_max_yuan": 200_000},
         {"purpose_kinds": ("working_capital",)}, 2),
        ({"purpose_code": "U01"}, {"purpose_kinds": ("fixed_assets",)}, 0),
        ({"purpose_code": "U21"}, {"purpose_kinds": ("working_capital",)}, 1),
        ({"purpose_code": "U21", **COMPANY}, EVERYBODY | {"purpose_kinds": ("renewal",)}, 3),
    ],
)  # fmt: skip
def test_each_line_of_the_table(wanted, kept, expected):
    assert reached(*pair(wanted, kept)) == expected


@pytest.mark.parametrize(
    ("wanted", "kept", "expected"),
    [
        ({"subjects": ("farmer",), "industry_codes": ("0141",), "tags": None},
         {"industries": (), "requirements": ("tax",)}, 1),
        ({"subjects": ("farmer",), "industry_codes": ("0141",), "tags": None},
         {"industries": (), "requirements": ("invoice",)}, 1),
        ({**COMPANY, "tags": ("assoc",)},
         {"industries": (), "requirements": ("assoc",), "regions": ("000000",)}, 1),
        ({**COMPANY, "tags": ("assoc",)},
         {"industries": (), "requirements": ("assoc",), "regions": ("330000",)}, 3),
        ({"subjects": ("cooperative",), "industry_codes": ("0141",)},
         {"industries": (), "subjects": ("cooperative",), "requirements": ("coopmember",)}, 3),
        ({"subjects": ("farmer",), "industry_codes": ("0141",)},
         {"industries": (), "requirements": ("coopmember",)}, 1),
        ({"subjects": None, "industry_codes": None, "amount_max_yuan": 3_000_000, "text": "城里的公司"},
         {"industries": (), "product_type_codes": ("P1101",), "amount_max_yuan": 5_000_000}, 1),
        ({**COMPANY, "industry_codes": ("9011",)}, EVERYBODY, 0),
        ({**COMPANY, "industry_codes": ("9011",)}, {"industries": ("90",)}, 3),
        ({**SHOP, "text": "城里开超市"}, {"industries": ("52", "01"), "product_type_codes": ("P1101",)}, 1),
        ({**SHOP, "text": "村口开小店"}, {"industries": ("52", "01"), "product_type_codes": ("P1101",)}, 3),
        ({**SHOP, "industry_codes": ("6210",), "text": "商场里开饭店"},
         {"industries": ("61", "62"), "product_type_codes": ("P1101",)}, 0),
        ({**SHOP, "industry_codes": ("6210",), "text": "农家乐"},
         {"industries": ("61", "62"), "product_type_codes": ("P1101",)}, 3),
    ],
)  # fmt: skip
def test_what_lending_is_like(wanted, kept, expected):
    assert reached(*pair(wanted, kept)) == expected
