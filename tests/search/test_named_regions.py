"""What a query names as a place, and what it does not."""

import pytest

from search.language.named_regions import regions_named


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("苏州园区 机床", [("320500", "苏州园区")]),
        ("杭州拱墅 奶茶", [("330105", "杭州拱墅")]),
        ("粮油 同心", [("640324", "同心")]),
        ("合肥高新区芯片", [("340100", "合肥高新区")]),
        ("魔都、羊城", [("310000", "魔都"), ("440100", "羊城")]),
        ("福州 鼓楼", [("350102", "福州 鼓楼")]),
        ("鼓楼区，南京", [("320106", "鼓楼区"), ("320100", "南京")]),
        ("合作社 大米", []),
        ("三明治", []),
        ("", []),
    ],
)
def test_the_places_of_a_query_with_their_words(query, named):
    assert regions_named(query) == named


def test_every_meaning_of_a_shared_name_is_given():
    assert {code for code, _ in regions_named("鼓楼")} == {"320106", "320302", "350102", "410204"}
