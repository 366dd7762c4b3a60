"""An institution's name and id move no product: the order is the same whoever offers which."""

import random
from dataclasses import replace

from search.engines import open_engine
from search.matcher import Matcher
from tests.search_engine.builders import need, product

WEEK, SHUFFLES = "2026-W48", 12
NAMES = [
    f"{place}示例{kind}" for place in ("安澜", "百川", "长青") for kind in ("银行", "农商行", "村镇银行")
]
NEED = need(id="n")


def offers() -> list[dict]:
    """Products that differ in what the formula reads, and some that differ in nothing."""
    prices = [(index, 3.0 + index % 4) for index in range(18)]
    return [
        {"id": f"p{index:02d}", "rate_low": rate, "regions": ("330100",) if index % 3 else ("330105",)}
        for index, rate in prices
    ]


def order(names: list[str], folder, matcher=Matcher) -> list[str]:
    """The ids of the ranked products, product i being of institution i; the name is in the indexed text."""
    docs = [
        product(institution_id=name, text=f"小店周转，随借随还。{name}", **offer)
        for name, offer in zip(names, offers(), strict=True)
    ]
    engine, by_id = open_engine("null", folder), {doc.id: doc for doc in docs}
    engine.rebuild({"need": [NEED], "product": docs})
    ranking = matcher(engine, None, lambda ids: {key: by_id[key] for key in ids}, week=WEEK)
    return [match.product_id for match in ranking.products_for(NEED).matches]


def orders(folder, matcher=Matcher) -> set[tuple[str, ...]]:
    chance, names = random.Random(7), [NAMES[index % len(NAMES)] for index in range(18)]
    found = set()
    for shuffle in range(SHUFFLES):
        chance.shuffle(names)
        found.add(tuple(order(names, folder / str(shuffle), matcher)))
    return found


def test_permuted_institutions_leave_the_order_as_it_is(tmp_path):
    [found] = orders(tmp_path)
    assert len(found) == len(offers())


class LooksAtTheInstitution(Matcher):
    """Broken twin: equals go by who offers them."""

    def products_for(self, need, **options):
        found = super().products_for(need, **options)
        docs = self._load_products([match.product_id for match in found.matches])
        order = sorted(found.matches, key=lambda one: (-one.score, docs[one.product_id].institution_id))
        return replace(found, matches=tuple(order))


def test_twin_a_ranking_that_looks_at_the_institution_is_caught(tmp_path):
    assert len(orders(tmp_path, LooksAtTheInstitution)) > 1
