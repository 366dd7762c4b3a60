"""What people and programs type into a search box never breaks it. The twin is in test_whoosh.py."""

import random

import pytest

from search.engines import ENGINES, open_engine
from search.evaluation import matcher_over
from search.typed import find, read
from tests.search_engine.builders import need, product

QUERIES = 1_000
PIECES = [
    "NOT",
    "AND",
    "OR",
    "NOT NOT a",
    "(" * 200,
    ")" * 200,
    "*" * 200,
    "?*" * 50,
    '"',
    "'",
    "\\",
    "a~9",
    "[a TO",
    "text:",
    "id:need-1",
    "^9999999999",
    "\0",
    "\x1b[2J",
    "\ud800",
    "\ufffe",
    "𠮷𠮷",
    "ﷺ" * 20,
    "<script>",
    "'; DROP TABLE",
    "../../etc/passwd",
    "%00",
    "奶茶",
    "随借随还",
    "周转",
    "贷" * 500,
    "１２３",
    "\u202e",
    " ",
    "\n",
    "🏦" * 20,
    "\u0301" * 100,
    "facets:r:330105",
    "r:330105",
    "least:?",
    "i:*",
]


@pytest.fixture(scope="module", params=ENGINES)
def matcher(request, tmp_path_factory):
    engine = open_engine(request.param, tmp_path_factory.mktemp("hostile"))
    yield matcher_over([need(text="开奶茶店周转")], [product(text="随借随还周转贷")], engine)
    engine.close()


def test_hostile_queries(matcher):
    pick = random.Random(2026)
    for _ in range(QUERIES):
        text = pick.choice(["", " ", "，"]).join(pick.choices(PIECES, k=pick.randint(1, 5)))
        assert {key for key, _ in find(matcher.engine, "need", read(text), limit=10)} <= {"need-1"}
        assert {key for key, _ in find(matcher.engine, "product", read(text), limit=10)} <= {"product-1"}


@pytest.mark.parametrize("text", ["", " ", "\0", "*", "NOT", "()", "id:need-1", "r:330105", "least:?", "i:*"])
def test_nothing_but_words_of_the_text_finds(matcher, text):
    assert find(matcher.engine, "need", read(text)) == []


@pytest.mark.parametrize("text", ["奶茶", "奶茶 周转", "奶茶店", "茶店周"])
def test_words_of_the_text_find_it(matcher, text):
    """The last is cut by no dictionary: the characters themselves find it."""
    assert [key for key, _ in find(matcher.engine, "need", read(text))] == ["need-1"]
    assert find(matcher.engine, "need", read(f"{text} 机床")) == []


def test_a_need_may_say_anything(matcher):
    pick = random.Random(7)
    for _ in range(100):
        asked = need(text="".join(pick.choices(PIECES, k=4)))
        assert {match.product_id for match in matcher.products_for(asked).matches} == {"product-1"}


def test_words_that_are_not_chinese_are_never_dropped(matcher):
    assert find(matcher.engine, "need", read("奶茶 SaaS")) == []
    assert find(matcher.engine, "need", read("茶店周 SaaS")) == []
