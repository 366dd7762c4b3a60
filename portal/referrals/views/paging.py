"""Where one page of a list stands in it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paging:
    """`first` and `last` count from 1; 0–0 when the list is empty."""

    number: int
    size: int
    shown: int
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.shown else 0

    @property
    def last(self) -> int:
        return (self.number - 1) * self.size + self.shown

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.last < self.total else None
