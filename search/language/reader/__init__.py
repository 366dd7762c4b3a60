"""Plain words to a structured draft of a need, each fact with the words it came from.

`understand` never raises and never guesses: what is not understood is a question. Each part reads one kind
of fact from the same passage and knows nothing of the others; `settling` makes one draft of what they found.
"""

from search.language.reader import (
    borrower,
    lengths,
    need,
    places,
    purpose,
    qualifications,
    security,
    settling,
    sums,
    trades,
    wishes,
)
from search.language.reader.draft import Draft, Question, Quoted
from search.language.reader.passage import passage_of

__all__ = ["Draft", "Question", "Quoted", "understand"]

PARTS = (places, trades, borrower, sums, lengths, purpose, security, qualifications, wishes)


def understand(text: str) -> Draft:
    """The draft of one text, however long or odd; an empty one with questions where nothing was said."""
    passage = passage_of(text)
    if not need.stated(passage):
        return settling.draft(passage, ())
    return settling.draft(passage, [found for part in PARTS for found in part.read(passage)])
