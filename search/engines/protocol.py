"""What every engine promises. Engines propose candidates; the rules and the formula decide."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from search.documents import NeedDoc, ProductDoc

Kind = Literal["need", "product"]
KINDS: tuple[Kind, ...] = ("need", "product")
Doc = NeedDoc | ProductDoc


class EngineUnavailable(Exception):
    """The index cannot be read or written now; it is a cache and can be rebuilt from the database."""


@dataclass(frozen=True, slots=True)
class Sought:
    """One thing that somebody looks for, in several ways of which one is enough.

    A document has it whose text holds all of `words`, or all of `pairs` (of neighbouring characters), or that
    has any of the facet terms `facets`. An empty way leads nowhere; all three empty, nothing has it.
    """

    words: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A pure description of what to find; never text in a query language.

    `facets` is an AND of ORs of facet terms (see `terms.py`); an empty group is no condition. `words` are
    literal index terms. `need_words`: "maybe" lets words order only, "any" and "all" demand them. All of
    `sought` is demanded, and each adds to the score. A document with any facet term of `none_of` is left out.
    """

    facets: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()
    need_words: Literal["maybe", "any", "all"] = "maybe"
    sought: tuple[Sought, ...] = ()
    none_of: tuple[str, ...] = ()
    limit: int = 1000


class Engine(Protocol):
    """An index of needs and of products. One process writes; any number read."""

    def put(self, kind: Kind, docs: Iterable[Doc]) -> None:
        """Add or replace documents by id, in one commit. Doing it twice changes nothing."""

    def drop(self, kind: Kind, ids: Iterable[str]) -> None:
        """Remove documents; ids that are not there are ignored."""

    def find(self, kind: Kind, query: Query) -> list[tuple[str, float]]:
        """Ids with their text score (>= 0, comparable within one answer only), best first."""

    def rebuild(self, docs: Mapping[Kind, Iterable[Doc]]) -> None:
        """Replace everything: build beside the live index, then swap. Readers see old or new, never half."""

    def count(self, kind: Kind) -> int:
        """How many documents of a kind the index holds."""

    def stale(self) -> bool:
        """Whether a rebuild is due: no index, a damaged one, or one of another schema or taxonomy."""

    def refresh(self) -> None:
        """See what the writer has committed since (find does it by itself)."""

    def close(self) -> None:
        """Let go of files; the engine is not used afterwards."""
