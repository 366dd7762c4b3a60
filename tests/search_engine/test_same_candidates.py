"""Whatever happened before, every engine has the same documents and proposes the same candidates."""

import random

import pytest

from search.engines import ENGINES, Query, Sought, open_engine
from search.engines.protocol import KINDS
from search.engines.terms import facets_of
from search.engines.text import index_bigrams, index_words
from tests.search_engine.builders import Maker

DOCUMENTS, CHANGES, QUESTIONS = 100, 10, 12
NEVER = {"facets": "r:never", "words": "没有此词", "bigrams": "无此"}


@pytest.fixture
def engines(tmp_path):
    opened = {name: open_engine(name, tmp_path / name) for name in ENGINES}
    yield opened
    for engine in opened.values():
        engine.close()


class Life:
    """Random changes, the same for all engines, and random questions about what is there."""

    def __init__(self, engines, seed: int) -> None:
        self.engines, self.chance, self.maker = engines, random.Random(seed), Maker(seed)
        self.makers = {"need": self.maker.need, "product": self.maker.product}
        self.docs = {kind: self.some(kind, DOCUMENTS) for kind in KINDS}
        self.on_all(lambda engine: engine.rebuild({kind: list(self.docs[kind].values()) for kind in KINDS}))

    def some(self, kind: str, count: int) -> dict:
        made = (self.makers[kind](self.chance.randrange(2 * DOCUMENTS)) for _ in range(count))
        return {doc.id: doc for doc in made}

    def on_all(self, change) -> None:
        for engine in self.engines.values():
            change(engine)

    def change(self) -> None:
        """Put new and known documents, drop some that are there and some that are not; seldom, rebuild."""
        kind = self.chance.choice(KINDS)
        what = self.chance.choice(["put", "put", "drop", "drop", "rebuild"])
        changed = self.some(kind, 10)
        if what == "put":
            self.docs[kind] |= changed
            self.on_all(lambda engine: engine.put(kind, list(changed.values())))
        elif what == "drop":
            self.docs[kind] = {key: doc for key, doc in self.docs[kind].items() if key not in changed}
            self.on_all(lambda engine: engine.drop(kind, list(changed)))
        else:
            self.docs[kind] = changed
            self.on_all(lambda engine: engine.rebuild({k: list(self.docs[k].values()) for k in KINDS}))

    def question(self, kind: str) -> Query:
        """Of terms that documents have, and of one that none has."""
        pick = self.chance
        docs = list(self.docs[kind].values())
        terms = {
            "facets": sorted({term for doc in docs for term in facets_of(doc)}),
            "words": sorted({word for doc in docs for word in index_words(doc.text)}),
            "bigrams": sorted({pair for doc in docs for pair in index_bigrams(doc.text)}),
        }

        def some(field: str, most: int) -> tuple[str, ...]:
            return tuple(pick.choices([*terms[field], NEVER[field]], k=pick.randint(0, most)))

        return Query(
            facets=tuple(some("facets", 12) for _ in range(pick.randint(0, 3))),
            words=some("words", 3),
            need_words=pick.choice(["maybe", "any", "all"]),
            sought=tuple(
                Sought(some("words", 2), some("facets", 2), some("bigrams", 2))
                for _ in range(pick.choice([0, 0, 0, 1, 2]))
            ),
            none_of=some("facets", 1),
        )

    def differing(self, kind: str) -> list[Query]:
        """Questions to which not all engines answer alike; also whether the counts are those of the docs."""
        self.on_all(lambda engine: _assert_count(engine.count(kind), len(self.docs[kind])))
        asked = [self.question(kind) for _ in range(QUESTIONS)]
        return [query for query in asked if len({self.answer(name, kind, query) for name in ENGINES}) > 1]

    def answer(self, name: str, kind: str, query: Query) -> frozenset[str]:
        found = self.engines[name].find(kind, query)
        assert len({key for key, _ in found}) == len(found)
        scores = [score for _, score in found]
        assert scores == sorted(scores, reverse=True)
        return frozenset(key for key, _ in found)


def _assert_count(found: int, expected: int) -> None:
    assert found == expected


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_candidates_whatever_happened_before(engines, seed):
    life = Life(engines, seed)
    answered = 0
    for _ in range(CHANGES):
        life.change()
        for kind in KINDS:
            assert life.differing(kind) == []
        answered += sum(bool(life.answer("null", "need", life.question("need"))) for _ in range(QUESTIONS))
    assert answered > CHANGES * QUESTIONS / 5  # the questions are not all beside the point


@pytest.mark.parametrize("forgotten", ["facets", "none_of", "words", "sought"])
def test_twin_an_engine_that_forgets_a_condition_differs(engines, monkeypatch, forgotten):
    honest = engines["tantivy"].find
    life = Life(engines, seed=3)

    def forgetful(kind, query):
        kept = {key: getattr(query, key) for key in Query.__slots__ if key != forgotten}
        return honest(kind, Query(**kept))

    monkeypatch.setattr(engines["tantivy"], "find", forgetful)
    assert any(life.differing(kind) for _ in range(4) for kind in KINDS)
