"""The judged collection: sound in itself, of one mind with the hard rules, ranked no worse than before."""

from collections import defaultdict

import pytest

from search.evaluation import need_of, product_of, read_lines, run
from search.rules import decide, is_hidden
from search.taxonomy import industries, purposes, regions, requirements, securities
from tests.collection import JUDGMENTS, NEEDS, PRODUCTS, floors, grades, known_of, tell
from tests.collection.ranking import figures

PLACE = {"needs": 0, "products": 1}


@pytest.fixture(scope="module")
def products():
    return [product_of(entry) for entry in read_lines(PRODUCTS)]


def test_every_pair_is_judged_once(products):
    needs = [entry["id"] for entry in read_lines(NEEDS)]
    judged = grades()
    assert len(JUDGMENTS.read_text(encoding="utf-8").splitlines()) == 1 + len(judged)
    assert set(judged) == {(need, product.id) for need in needs for product in products}
    assert set(judged.values()) == {-1, 0, 1, 2, 3}


def test_every_code_and_word_is_known(products):
    for doc in (*map(need_of, map(known_of, read_lines(NEEDS))), *products):
        values = doc.to_dict()
        places = [values["region_code"]] if values.get("region_code") else values.get("regions") or ()
        trades = values.get("industry_codes") or values.get("industries") or ()
        words = (
            *(values.get("tags") or ()),
            *(values.get("lacks") or ()),
            *(values.get("requirements") or ()),
        )
        security = values.get("security_accepted") or values.get("collateral_offered") or ()
        assert all(code == "000000" or regions.get(code) for code in places), doc.id
        assert all(industries.get(code) for code in trades), doc.id
        assert all(requirements.by_word(word.partition(":")[0]) for word in words), doc.id
        assert set(security) <= set(securities.words()), doc.id
        assert values.get("purpose_code") is None or purposes.get(values["purpose_code"]), doc.id


def test_the_judgments_agree_with_the_hard_rules(products):
    judged = grades()
    for need in map(need_of, map(known_of, read_lines(NEEDS))):
        for product in products:
            hidden = is_hidden(decide(need, product))
            assert hidden == (judged[need.id, product.id] == -1), (need.id, product.id)


def ranked(entries, products, *, reverse=False) -> dict[str, list[str]]:
    lists = defaultdict(list)
    for line in run(products, [need_of(entry) for entry in entries], "null", reverse=reverse):
        query, doc, *_ = line.split("\t")
        lists[query].append(doc)
    return lists


def judged_by(queries, ids) -> dict[str, dict[str, int]]:
    """Grades by query and document, of the needs named; `queries` are "needs" or "products"."""
    lists = defaultdict(dict)
    for pair, grade in grades().items():
        if pair[0] in ids:
            lists[pair[PLACE[queries]]][pair[1 - PLACE[queries]]] = grade
    return lists


def assert_floors(found, floor):
    (ndcg, recall, mrr), forbidden = floor
    assert (found.ndcg >= ndcg, found.recall >= recall, found.mrr >= mrr) == (True, True, True), str(found)
    assert found.violations <= forbidden, str(found)


@pytest.mark.parametrize("form", list(floors.FORWARD))
def test_products_for_needs(products, form):
    entries = [entry for entry in read_lines(NEEDS) if entry["form"] == form]
    judged = judged_by("needs", {entry["id"] for entry in entries})
    found = figures(judged, ranked(entries, products))
    tell(f"need → products, {form:8s}{found}")
    assert_floors(found, floors.FORWARD[form])


def test_needs_for_products(products):
    entries = [entry for entry in read_lines(NEEDS) if entry["form"] == "full"]
    judged = judged_by("products", {entry["id"] for entry in entries})
    found = figures(judged, ranked(entries, products, reverse=True))
    tell(f"product → needs         {found}")
    assert_floors(found, floors.REVERSE)


def test_what_everything_known_would_reach(products):
    entries = [known_of(entry) for entry in read_lines(NEEDS)]
    found = figures(judged_by("needs", {entry["id"] for entry in entries}), ranked(entries, products))
    tell(f"need → products, known   {found}")
    assert_floors(found, floors.KNOWN)


def test_figures_by_hand():
    judged = {"a": {"x": 3, "y": 2, "z": -1}, "b": {"x": 0, "y": 1, "z": 0}}
    assert figures(judged, {"a": ["x", "y"], "b": []}).ndcg == 1
    upside_down = figures(judged, {"a": ["z", "y", "x"], "b": ["y"]})
    assert upside_down.ndcg == pytest.approx((3 / 1.58496 + 7 / 2) / (7 + 3 / 1.58496), abs=1e-4)
    assert (upside_down.mrr, upside_down.recall, upside_down.violations) == (0.5, 1.0, 0.25)
    assert figures(judged, {}).ndcg == figures(judged, {}).recall == 0
