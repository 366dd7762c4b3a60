"""Every engine keeps the protocol's promises, and none decides what may be shown."""

import pytest

from search.engines import Query, Sought, open_engine
from search.evaluation import matcher_over
from search.facts import facts_of
from search.rules import decide
from tests.search_engine.builders import Maker, listed, matching_ids, need, product
from tests.search_engine.plain import near_miss


def ids(hits):
    return {key for key, _ in hits}


def test_an_unknown_engine_is_named():
    with pytest.raises(ValueError, match="lucene"):
        open_engine("lucene")


def test_put_replaces_by_id_and_twice_changes_nothing(engine):
    engine.put("product", [product(text="奶茶店周转"), product(id="other", text="数控机床")])
    engine.put("product", [product(text="养猪")])
    engine.put("product", [product(text="养猪")])
    assert engine.count("product") == 2
    assert engine.count("need") == 0
    assert ids(engine.find("product", Query(words=("奶茶",), need_words="all"))) == set()
    assert ids(engine.find("product", Query(words=("养猪",), need_words="all"))) == {"product-1"}


def test_drop_removes_and_ignores_what_is_not_there(engine):
    engine.put("need", [need(), need(id="need-2")])
    engine.drop("need", ["need-1", "never"])
    engine.drop("need", ["need-1"])
    assert ids(engine.find("need", Query())) == {"need-2"}


def test_a_reader_that_looked_before_sees_what_changed_since(engine):
    """Looked at between the writes: an old reader must not bring dropped or replaced documents back."""
    engine.put("need", [need(), need(id="need-2")])
    assert engine.count("need") == 2
    engine.put("need", [need(text="冷库")])
    assert engine.count("need") == 2
    for number in range(12):  # enough commits for segments to be merged
        engine.put("need", [need(id=f"more-{number}")])
        assert engine.count("need") == 3 + number
    engine.drop("need", ["need-1", "need-2", *(f"more-{number}" for number in range(12))])
    assert (ids(engine.find("need", Query())), engine.count("need")) == (set(), 0)


def test_rebuild_replaces_everything(engine):
    engine.put("need", [need()])
    engine.put("product", [product()])
    engine.rebuild({"need": [need(id="fresh")]})
    assert ids(engine.find("need", Query())) == {"fresh"}
    assert engine.find("product", Query()) == []
    assert not engine.stale()


def test_facets_are_an_and_of_ors(engine):
    engine.put(
        "product",
        [product(id="a"), product(id="b", regions=("330000",)), product(id="c", subjects=("farmer",))],
    )
    query = Query(facets=(("r:330100", "r:330000"), (), ("s:company",)))
    assert ids(engine.find("product", query)) == {"a", "b"}
    assert ids(engine.find("product", Query(facets=query.facets, none_of=("r:330000", "r:none")))) == {"a"}
    assert engine.find("product", Query(facets=(("r:none",),))) == []


def test_words_order_or_demand(engine):
    engine.put(
        "need", [need(id="a", text="奶茶店装修"), need(id="b", text="机床"), need(id="c", text="奶茶店 机床")]
    )
    words = ("奶茶", "机床")
    assert ids(engine.find("need", Query(words=words))) == {"a", "b", "c"}
    assert engine.find("need", Query(words=words))[0][0] == "c"
    assert ids(engine.find("need", Query(words=("奶茶",), need_words="any"))) == {"a", "c"}
    assert ids(engine.find("need", Query(words=words, need_words="all"))) == {"c"}
    assert ids(engine.find("need", Query(need_words="any"))) == {"a", "b", "c"}  # no words, no condition
    pair = Sought(pairs=("店装",))
    assert ids(engine.find("need", Query(sought=(pair,)))) == {"a"}
    assert all(score >= 0 for _, score in engine.find("need", Query(words=words)))


def test_what_is_sought_is_had_in_any_of_its_ways_and_all_of_it(engine):
    engine.put(
        "need",
        [
            need(id="said", text="开奶茶店", industry_codes=None),
            need(id="filed", text="进点货", industry_codes=("6239",)),
            need(id="written", text="小奶茶店铺", industry_codes=("51",)),
            need(id="other", text="机床 奶茶", industry_codes=("3421",)),
        ],
    )
    tea = Sought(words=("奶茶店",), facets=("ia:6239", "ia:9999"), pairs=("茶店", "店铺"))
    found = engine.find("need", Query(sought=(tea,)))
    assert ids(found) == {"said", "filed", "written"} and all(score > 0 for _, score in found)
    both = (tea, Sought(facets=("ia:51",)))
    assert ids(engine.find("need", Query(sought=both))) == {"written"}
    assert ids(engine.find("need", Query(sought=(tea,), facets=(("i:6239",),)))) == {"filed"}
    assert ids(engine.find("need", Query(sought=(Sought(words=("奶茶", "机床")),)))) == {"other"}
    for nothing in (Sought(), Sought(words=("奶茶", "没有的词")), Sought(facets=("ia:0000",))):
        assert engine.find("need", Query(sought=(tea, nothing))) == []


def test_limit(engine):
    engine.put("need", [need(id=f"n{i}") for i in range(30)])
    assert len(engine.find("need", Query(limit=7))) == 7
    assert engine.find("need", Query(limit=0)) == []


def test_the_list_is_what_the_rules_say(engine):
    """Facets are necessary conditions: no engine may lose a match, whatever is known or unknown."""
    maker = Maker(seed=7)
    products = [maker.product(i) for i in range(250)]
    needs = [maker.need(i) for i in range(60)]
    matcher = matcher_over(needs, products, engine)
    for asked in needs:
        found = {
            match.product_id for match in matcher.products_for(asked, limit=len(products), near=0).matches
        }
        assert found == matching_ids(asked, products), asked


def test_a_broken_engine_is_found(engine):
    """The twin that forgets that a place may be stated more broadly than the product's loses matches."""
    maker = Maker(seed=7)
    products = [maker.product(i) for i in range(250)]
    needs = [maker.need(i) for i in range(60)]
    matcher = matcher_over(needs, products, engine)
    honest = engine.find

    def forgetful(kind, query):
        narrow = tuple(tuple(t for t in group if not t.startswith(("ra:", "ia:"))) for group in query.facets)
        return honest(kind, Query(facets=narrow, none_of=query.none_of, limit=query.limit))

    engine.find = forgetful
    lost = [
        asked
        for asked in needs
        if {m.product_id for m in matcher.products_for(asked, 250, near=0).matches}
        != matching_ids(asked, products)
    ]
    assert lost


def test_every_near_miss_is_found_and_its_change_works(engine):
    maker = Maker(seed=11)
    products = {f"p{i}": maker.product(i) for i in range(100)}  # fewer than the most near candidates
    needs = [maker.need(i) for i in range(60)]
    matcher = matcher_over(needs, products.values(), engine)
    seen = set()
    for asked in needs:
        answer = matcher.products_for(asked, limit=300, near=300)
        on_list = {match.product_id for match in answer.matches}
        tried = {key: near_miss(asked, p, decide(asked, p)) for key, p in products.items()}
        possible = {key for key, near in tried.items() if near}
        assert {miss.product_id for miss in answer.near_misses} == possible
        for miss in answer.near_misses:
            assert miss.product_id not in on_list
            assert miss.change["words"]
            *_, changed = near_miss(asked, products[miss.product_id], miss.verdicts)
            assert miss.product_id in matching_ids(changed, products.values())
            seen.add(miss.change["key"])
    assert {"amount_max_yuan", "collateral_offered", "tags"} <= seen


def test_needs_for_a_product_are_what_the_rules_say(engine):
    maker = Maker(seed=3)
    products = [maker.product(i) for i in range(60)]
    needs = {f"n{i}": maker.need(i) for i in range(200)}
    matcher = matcher_over(needs.values(), products, engine)
    for offered in products:
        expected = {key for key, doc in needs.items() if listed(doc, offered)}
        assert {match.need_id for match in matcher.needs_for(offered, limit=300)} == expected


def test_ids_that_the_loader_leaves_out_are_not_shown(engine):
    matcher = matcher_over([need()], [product()], engine)
    matcher._load_products = lambda ids: {}
    assert matcher.products_for(need()).matches == ()


def test_facts_may_be_read_once():
    assert decide(need(), product(), facts=facts_of(need())) == decide(need(), product())


def test_what_is_made_for_the_case_is_found_among_very_many(engine):
    """Text decides only which of the general ones are looked at."""
    asked = need(text="开奶茶店，备货周转")
    crowd = [
        product(id=f"g{i}", regions=("000000",), industries=(), text="开奶茶店备货周转") for i in range(600)
    ]
    own = [product(id="place", regions=("330105",), industries=(), text="小额"),
           product(id="trade", regions=("000000",), industries=("6239",), text="小额")]  # fmt: skip
    matcher = matcher_over([asked], [*crowd, *own], engine)
    found = [match.product_id for match in matcher.products_for(asked, limit=700, near=0).matches]
    assert {"place", "trade"} <= set(found)
    assert found[0] == "trade"


def test_a_question_is_worth_only_what_its_answer_can_bring(engine):
    asked = need(purpose_code="U01", tags=None)
    other_purpose = [
        product(id=f"p{i}", purpose_kinds=("plant_purchase",), requirements=("years:3",)) for i in range(8)
    ]
    helped = product(id="h", requirements=("years:1",))
    matcher = matcher_over([asked], [*other_purpose, helped], engine)
    questions = {one.key: one.worth for one in matcher.products_for(asked).questions}
    assert questions == {"established_years": 1}
