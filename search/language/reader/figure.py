"""One sum of money in a text: its place, its ends in yuan, and how it is meant."""

from dataclasses import dataclass

LEAST_YUAN, MOST_YUAN = 500, 10**9  # what a small firm may ask for; anything else is asked about


@dataclass(frozen=True, slots=True)
class Figure:
    """One sum: its place in the text and its ends in yuan; `low` None = no least, both None = no figure.

    `loose`: without a unit of money (60个, 5千), so that only a word of asking makes it one.
    `bound`: "least" or "most" where the words set an end, "enough" or "wish" for the lesser or better of two.
    """

    start: int
    end: int
    low: int | None
    high: int | None
    approximate: bool = False
    likely: bool = False
    bound: str = ""
    foreign: bool = False
    loose: bool = False

    @property
    def vague(self) -> bool:
        """Whether the words name no figure: 几万块, 二十多万."""
        return self.low is None and self.high is None

    @property
    def possible(self) -> bool:
        """Whether anybody would ask a bank for it."""
        ends = [yuan for yuan in (self.low, self.high) if yuan is not None]
        return bool(ends) and min(ends) >= LEAST_YUAN and max(ends) <= MOST_YUAN
