"""Words that lead nowhere still leave something to choose."""

from werkzeug.datastructures import MultiDict
from wtforms import Form

from portal.core import pickers


class Asked(Form):
    trade = pickers.IndustryField("做什么生意？")


def test_who_finds_nothing_is_offered_the_frequent_trades():
    asked = Asked(MultiDict({"trade_words": "某某某某", "find": "trade"})).trade
    assert [hit.code for hit in asked.hits] == list(pickers.FREQUENT)
    assert "没有找到“某某某某”" in asked.note and asked.chosen is None
