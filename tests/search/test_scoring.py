"""The scorer of readers: right, missing, wrong; a silent reader guesses nothing, a bold one is caught."""

import pytest

from tests.collection.scoring import MISSING, RIGHT, WRONG, Tally, forbidden, verdicts


@pytest.mark.parametrize(
    ("key", "wanted", "given", "verdict"),
    [
        ("amount_max_yuan", 200_000, 200_000, RIGHT),
        ("amount_max_yuan", 200_000, 20_000, WRONG),
        ("amount_max_yuan", 200_000, None, MISSING),
        ("amount_max_yuan", None, 5, WRONG),
        ("amount_max_yuan", None, None, RIGHT),
        ("no_collateral", True, True, RIGHT),
        ("no_collateral", True, False, WRONG),
        ("no_collateral", True, 1, WRONG),
        ("subject_codes", ["T01", "T02"], ["T02"], RIGHT),
        ("subject_codes", ["T01"], ["T01", "T06"], WRONG),
        ("subject_codes", [], [], RIGHT),
        ("industry_prefix", ["623", "6291"], ["6239", "5226"], RIGHT),
        ("industry_prefix", ["6239"], ["62"], MISSING),
        ("industry_prefix", ["6239"], ["5226", "6239"], WRONG),
        ("industry_prefix", ["62"], ["6239", "6291", "6220", "6210"], WRONG),
        ("region_code", "330105", "330105", RIGHT),
        ("region_code", "330105", "330100", MISSING),
        ("region_code", "330105", "330000", MISSING),
        ("region_code", "330105", "330106", WRONG),
        ("region_code", "330100", "330105", WRONG),
        ("region_any", ["420100", "420111"], "420111", RIGHT),
        ("purpose_any", ["U01", "U02"], "U02", RIGHT),
        ("purpose_any", ["U01", "U02"], "U04", WRONG),
        ("collateral_offered", ["vessel", "vehicle"], ["vehicle", "vessel"], RIGHT),
        ("collateral_offered", ["vessel", "vehicle"], ["vessel"], MISSING),
        ("collateral_offered", ["vessel"], ["vessel", "credit"], WRONG),
    ],
)
def test_verdicts(key, wanted, given, verdict):
    drafted = {
        "industry_prefix": "industry_codes",
        "region_any": "region_code",
        "purpose_any": "purpose_code",
    }
    assert verdicts(key, wanted, {drafted.get(key, key): given}) == [verdict]


def test_each_qualification_counts_by_itself():
    draft = {"tags": ["tax", "years:3"], "lacks": None}
    assert verdicts("tags_include", ["tax", "years:3.0", "ip"], draft) == [RIGHT, RIGHT, MISSING]
    assert verdicts("tags_include", ["years:4"], draft) == [WRONG]
    assert verdicts("lacks_include", ["ip"], draft) == [MISSING]


@pytest.mark.parametrize(
    ("patterns", "given", "is_forbidden"),
    [
        (["*"], 12, True),
        (["*"], None, False),
        (["*"], [], False),
        ([12, 24], 24, True),
        ([12], 120, False),
        (["62*"], ["5226", "6239"], True),
        (["62*"], ["5226"], False),
        (["6239"], ["62391"], False),
    ],
)
def test_forbidden(patterns, given, is_forbidden):
    assert forbidden(patterns, given) is is_forbidden


CASE = {
    "expect": {"amount_max_yuan": 80_000, "region_code": "330105"},
    "must_not": {"term_months": ["*"], "amount_max_yuan": [20_000]},
    "ask": ["industry_codes"],
}


@pytest.mark.parametrize(
    ("draft", "right", "guesses", "asked"),
    [
        ({}, 0, 0, 0),
        ({"questions": [{"key": "industry_codes", "ask": "?"}, {"key": "region_code", "ask": "?"}]}, 0, 0, 1),
        ({"amount_max_yuan": 80_000, "region_code": "330100"}, 0.5, 0, 0),
        ({"amount_max_yuan": 20_000, "term_months": 3}, 0, 2, 0),
    ],
)
def test_a_silent_reader_guesses_nothing_and_a_bold_one_is_caught(draft, right, guesses, asked):
    tally = Tally()
    tally.add(CASE, draft)
    assert (tally.share(), tally.guesses, tally.asked, tally.due) == (right, guesses, asked, 1)
