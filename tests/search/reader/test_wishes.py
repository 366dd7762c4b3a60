"""Kinds of products asked for by name."""

import pytest

from search.language.reader import wishes
from search.language.reader.passage import passage_of


def codes(text):
    return {found.value for found in wishes.read(passage_of(text))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("办个信用贷50万", {"P01"}),
        ("要纯信用的，80万", {"P01"}),
        ("添一台注塑机，走融资租赁", {"P1401"}),
        ("想办无还本续贷", {"P0901"}),
        ("要开投标保函", {"P1701"}),
        ("手里有承兑想贴现", {"P07"}),
        ("打听一下创业贷款", {"P0801"}),
        ("有没有税贷", {"P0102"}),
        ("做个应收账款融资", {"P0601"}),
        ("不要网贷", set()),
        ("还清网贷", set()),
        ("欠着小额贷款", set()),
        ("去年办过税贷", set()),
        ("拿铺面抵押贷90万", set()),
        ("有房贷", set()),
        ("", set()),
    ],
)
def test_wishes(text, expected):
    assert codes(text) == expected
