"""What an officer has ticked so far: it travels in the address, so that every step can be gone back to.

Needs, listed firms and institutions by public id, and who chooses the institutions, the officer or
matching. No credit code is ever in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from portal.matching.judging import Institution
from portal.needs.models import FinancingNeed
from portal.referrals import queries
from portal.referrals.models import ListedFirm
from portal.referrals.service import Choice

MOST = 50  # firms and needs in one push


@dataclass(frozen=True)
class Ticked:
    """Public ids as they arrived."""

    needs: tuple[str, ...]
    firms: tuple[str, ...]
    by_hand: bool
    at: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.needs) + len(self.firms)

    @property
    def shown(self) -> str:
        """Who chooses the institutions, in one word: what was on the page when its button was pressed."""
        return ",".join(["hand", *sorted(self.at)]) if self.by_hand else "auto"

    def fields(self) -> list[tuple[str, str]]:
        """As names and values of hidden fields, the institutions apart, which are asked anew."""
        rows = [("need", one) for one in self.needs] + [("firm", one) for one in self.firms]
        return [*rows, ("shown", self.shown)]


@dataclass(frozen=True)
class Chosen:
    """The rows behind the ids, all of them the actor's to choose."""

    needs: list[FinancingNeed]
    firms: list[ListedFirm]


def read(values: MultiDict) -> Ticked:
    return Ticked(
        needs=_unique(values.getlist("need")),
        firms=_unique(values.getlist("firm")),
        by_hand=values.get("mode") == "hand",
        at=_unique(values.getlist("at")),
    )


def rows(actor, ticked: Ticked) -> Chosen | None:
    """None when one of them is not the actor's to read, or does not exist: there is no difference."""
    found = queries.chosen_needs(actor, ticked.needs), queries.chosen_firms(actor, ticked.firms)
    return None if None in found else Chosen(*found)


def choice(chosen: Chosen, ticked: Ticked, institutions: Iterable[Institution]) -> Choice:
    """For the service."""
    return Choice(chosen.needs, chosen.firms, institution_ids(ticked, institutions))


def institution_ids(ticked: Ticked, among: Iterable[Institution]) -> tuple[int, ...] | None:
    """None when matching chooses; institutions that do not exist any more are left out."""
    return tuple(one.id for one in among if one.public_id in ticked.at) if ticked.by_hand else None


def _unique(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
