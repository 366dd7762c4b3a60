"""Words that lead nowhere still leave something to choose."""

from werkzeug.datastructures import MultiDict
from wtforms import Form

from portal.core import pickers


class Asked(Form):
    trade = pickers.IndustryField("做什么生意？")
    place = pickers.RegionField("在哪里？")


def test_who_finds_nothing_is_offered_the_frequent_trades():
    asked = Asked(MultiDict({"trade_words": "某某某某", "find": "trade"})).trade
    assert [hit.code for hit in asked.hits] == list(pickers.FREQUENT)
    assert "没有找到“某某某某”" in asked.note and asked.chosen is None


def sent(**values) -> Asked:
    form = Asked(MultiDict(values))
    form.validate()
    return form


def test_the_one_thing_that_words_can_mean_is_taken_and_said():
    form = sent(place_words="拱墅", trade_words="奶茶店")
    assert (form.place.data, form.trade.data) == ("330105", "6239") and not form.errors
    assert form.place.taken == "地方“拱墅”按“浙江省杭州市拱墅区”填"
    assert form.place.chosen.code == "330105"


def test_where_words_can_mean_more_nothing_is_taken():
    """Several places of a name, an old name, a place that is not exact, and a guess of ours."""
    for words in ("鼓楼", "下城区", "杭州"):
        form = sent(place_words=words, trade_words="奶茶店")
        assert form.place.data is None and form.errors.keys() == {"place"}, words
    assert sent(place_words="拱墅", trade_words="某某某某").trade.data is None


def test_looking_up_takes_it_too_and_it_can_be_changed():
    form = Asked(MultiDict({"place_words": "拱墅", "find": "place"}))
    assert form.place.chosen.code == "330105" and form.place.taken
    again = Asked(MultiDict({"place": "330105", "change": "place"}))
    assert again.place.chosen is None and [hit.code for hit in again.place.hits] == ["330105"]
