"""The facts of one need, read once and then used against many products."""

from dataclasses import dataclass
from functools import lru_cache

from search.documents import NeedDoc
from search.presumed import SMALL_YUAN, farms, presumed_subjects
from search.taxonomy import industries, purposes, regions, requirements

OPEN = float("inf")
INDIVIDUALS = frozenset({"sole_proprietor", "unregistered", "farmer", "family_farm"})
# Figures kept as bands that own their upper end ("超过10至30万元"); all other bands own their lower end.
UPPER_INCLUDED = frozenset({"existing_loans"})


@dataclass(frozen=True, slots=True)
class Interval:
    """What is known of a figure: exact when both ends agree, else a band with one end left out."""

    low: float
    high: float
    upper_included: bool = False

    def at_least(self, bound: float) -> bool | None:
        """Whether the figure reaches the bound; None when part of the band does and part does not."""
        if self.low >= bound:
            return True
        return False if self.high < bound or (self.high == bound and self._open_above) else None

    def at_most(self, bound: float) -> bool | None:
        """Whether the figure stays within the bound; None when the band straddles it."""
        if self.high <= bound:
            return True
        return False if self.low > bound or (self.low == bound and self.upper_included) else None

    @property
    def _open_above(self) -> bool:
        return not self.upper_included and self.low != self.high


@dataclass(frozen=True, slots=True)
class Facts:
    """`values`: every word the borrower has, implied ones too, with its value or None. `lacked` are words.

    `presumed`: who was said to borrow, or else most likely does; `farms`: whether that is somebody who farms.
    """

    need: NeedDoc
    values: dict[str, str | None]
    lacked: frozenset[str]
    offered: tuple[str, ...]
    without_security: bool
    region: str | None
    purpose_kind: str | None
    presumed: frozenset[str]
    farms: bool

    @property
    def individual(self) -> bool:
        """Whether a person borrows, and no company."""
        return bool(self.presumed) and INDIVIDUALS.issuperset(self.presumed)

    @property
    def small_sum(self) -> bool:
        """Whether a person wants a little."""
        wanted = self.need.amount_max_yuan
        return wanted is not None and wanted <= SMALL_YUAN and self.individual

    @property
    def just_begun(self) -> bool:
        """Whether it is too young to have records that go back a year."""
        years = self.need.established_years
        return years is not None and years < 1

    def interval(self, word: str) -> Interval | None:
        """The known figure of a numeric qualification, or None."""
        value = self.values.get(word)
        return read_interval(value, word in UPPER_INCLUDED) if value else None


def facts_of(need: NeedDoc) -> Facts:
    """Read tags, lacks, security, place and purpose; what the taxonomy does not know is left out."""
    values = dict(_values(need.tags or ()))
    if need.established_years is not None:
        values["years"] = f"{need.established_years:g}"
    purpose = purposes.get(need.purpose_code) if need.purpose_code else None
    return Facts(
        need=need,
        values=values,
        lacked=_words(need.lacks or ()).difference(values),
        offered=need.collateral_offered or (),
        without_security=not need.collateral_offered
        and (need.no_collateral is True or need.collateral_offered == ()),
        region=current_region(need.region_code),
        purpose_kind=purpose.kind if purpose else None,
        presumed=presumed_subjects(need),
        farms=farms(need),
    )


def current_region(code: str | None) -> str | None:
    """The code in force today: a withdrawn one gives its successor, an unknown one None."""
    if code is None or regions.get(code):
        return code
    successor = regions.successor(code)
    return successor.code if successor else None


@lru_cache(maxsize=20_000)
def trades_above(codes: tuple[str, ...]) -> frozenset[str]:
    """These trades and whatever contains one of them."""
    return frozenset(up for code in codes for up in industries.ancestors(code))


def read_interval(value: str, upper_included: bool = False) -> Interval | None:
    """The form "2" is exact, "100-200" a band, "4000-" open above; None if it is no figure."""
    low, dash, high = value.partition("-")
    try:
        floor = float(low)
        return Interval(floor, (float(high) if high else OPEN) if dash else floor, upper_included)
    except ValueError:
        return None


@lru_cache(maxsize=10_000)
def _words(written: tuple[str, ...]) -> frozenset[str]:
    return frozenset(tag.partition(":")[0] for tag in written)


@lru_cache(maxsize=10_000)
def _values(written: tuple[str, ...]) -> dict[str, str | None]:
    """Words with their values, and the words they imply; a stated value wins over an implied word."""
    stated: dict[str, str | None] = {}
    for tag in written:
        word, _, value = tag.partition(":")
        if requirements.by_word(word):
            stated[word] = value or stated.get(word)
    implied = {other: None for word in stated for other in requirements.implied(word)}
    return {**implied, **stated}
