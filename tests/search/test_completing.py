"""A form completed by its words: what it leaves open is read, what it says wins."""

import pytest

from search.completing import completed

TEXT = "做豆腐的个体户，有收款码，没交过税，可以找人担保，想周转5万"


def test_what_a_form_leaves_open_is_read():
    values = completed({"id": "a", "text": TEXT, "region_code": None})
    assert values["id"] == "a"
    assert values["subjects"] == ["sole_proprietor"]
    assert values["purpose_code"] == "U01"
    assert values["collateral_offered"] == ["third_party"]
    assert "qr" in values["tags"]
    assert values["lacks"] == ["tax"]


@pytest.mark.parametrize(
    ("key", "own", "beside"),
    [
        ("subjects", ["company"], None),
        ("purpose_code", "U04", None),
        ("collateral_offered", ["vehicle"], "no_collateral"),
        ("no_collateral", True, "collateral_offered"),
        ("tags", ["invoice"], "lacks"),
        ("tags", [], "lacks"),
        ("amount_max_yuan", 80_000, "amount_min_yuan"),
    ],
)
def test_what_a_form_says_wins_over_its_words(key, own, beside):
    values = completed({"text": TEXT, key: own})
    assert values[key] == own
    assert beside is None or values.get(beside) is None


def test_a_form_without_words_stays_as_it_is():
    form = {"id": "a", "amount_max_yuan": 10, "tags": []}
    values = completed(form)
    assert {key: value for key, value in values.items() if value is not None} == form
