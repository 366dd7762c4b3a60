"""(in work)"""

from collections.abc import Iterator

from search.language.reader.draft import Question, Span
from search.language.reader.passage import Passage


def read(passage: Passage) -> Iterator[Span | Question]:
    yield from ()
