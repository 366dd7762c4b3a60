"""What somebody typed into a search box: things looked for, by the word or by what it is called for."""

from search.typed.finding import MOST_HITS, Hits, filed_under, find, find_some, has_all
from search.typed.marks import Piece, snippet
from search.typed.names import KINDS
from search.typed.nearly import nearly
from search.typed.parts import MOST_PARTS, Part, read, sought
from search.typed.rewording import Reading, as_typed, readings, suggestions

__all__ = [
    "KINDS",
    "MOST_HITS",
    "MOST_PARTS",
    "Hits",
    "Part",
    "Piece",
    "Reading",
    "as_typed",
    "filed_under",
    "find",
    "find_some",
    "has_all",
    "nearly",
    "read",
    "readings",
    "snippet",
    "sought",
    "suggestions",
]
