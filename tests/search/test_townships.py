"""Names of townships lead to the counties that hold them; places in any text are found by one function."""

from search import taxonomy
from search.language.mentions import mentions_in
from search.taxonomy import tables, township

towns = taxonomy.townships


def test_every_row_is_a_county_or_a_city_without_counties():
    rows = tables.rows("townships.csv")
    assert len({row["code"] for row in rows}) == len(rows) > 2800
    assert all(taxonomy.regions.is_leaf(row["code"]) for row in rows)
    names = [name for row in rows for name in tables.split(row["names"])]
    assert len(names) > 39_000
    assert all(name.endswith(township.ENDINGS) and len(name) > 2 for name in names)


def test_a_township_is_found_by_its_name_with_and_without_its_ending():
    assert towns.named("虎门镇") == towns.called("虎门") == ("441900",)
    assert len(towns.named("太平镇")) > 20
    assert towns.named("虎门") == towns.called("虎门镇") == ()
    assert township.stem("西乡街道") == "西乡" and township.stem("古镇") == "古镇"


def test_the_parts_of_an_address_are_one_mention():
    text = "浙江省杭州市拱墅区祥符街道，另有苏州园区的店"
    found = [(text[m.start : m.end], m.code) for m in mentions_in(text)]
    assert found == [("浙江省杭州市拱墅区祥符街道", "330105"), ("苏州园区", "320500")]
