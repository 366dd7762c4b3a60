"""What was typed, put to an engine, or to one document without any."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations

from search.engines.null import Entry
from search.engines.protocol import Doc, Engine, Kind, Query
from search.engines.questions import within
from search.engines.terms import facets_of
from search.typed.codes import terms
from search.typed.parts import Part, sought

MOST_HITS = 1000
MOST_SOME = 6  # parts of which some are enough; each is a question of its own
Hits = list[tuple[str, float]]


def find(
    engine: Engine, kind: Kind, parts: Sequence[Part], places: Iterable[str] = (), limit: int = MOST_HITS
) -> Hits:
    """Ids of what has every part, best first; inside `places` only, where some are named.

    Without parts nothing is found. Raises EngineUnavailable.
    """
    asked = Query(facets=(within(places),), sought=sought(parts, kind), limit=limit)
    return engine.find(kind, asked) if parts else []


def find_some(
    engine: Engine, kind: Kind, parts: Sequence[Part], places: Iterable[str] = (), limit: int = MOST_HITS
) -> Iterator[Hits]:
    """What has some of the first MOST_SOME parts: first what lacks one only, then what has any.

    The caller stops at the first answer that helps, and nothing is asked for the others: every call holds
    the engine's lock. Raises EngineUnavailable.
    """
    chosen = parts[:MOST_SOME]
    nearest = min(len(parts) - 1, MOST_SOME)
    for size in dict.fromkeys((nearest, 1)) if nearest > 0 else ():
        ways = combinations(chosen, size)
        yield _together(chain.from_iterable(find(engine, kind, way, places, limit) for way in ways))[:limit]


def has_all(doc: Doc, parts: Sequence[Part], kind: Kind) -> bool:
    """Whether an engine that held only this document would find it."""
    entry = Entry(doc)
    return bool(parts) and all(entry.has(one) for one in sought(parts, kind))


def filed_under(doc: Doc, part: Part, kind: Kind) -> tuple[str, ...]:
    """The kinds of codes by which a document has a part: it need not say the word."""
    terms_had = facets_of(doc)
    return tuple(one.kind for one in part.meanings if not terms_had.isdisjoint(terms(one, kind)))


def _together(hits: Iterable[tuple[str, float]]) -> Hits:
    """Each id once with all its scores, best first."""
    scores: defaultdict[str, float] = defaultdict(float)
    for key, score in hits:
        scores[key] += score
    return sorted(scores.items(), key=lambda hit: (-hit[1], hit[0]))
