"""The loan prime rate: published monthly, in per cent a year, for one year and for five years and more."""

import bisect
import datetime
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from search.taxonomy import tables


@dataclass(frozen=True, slots=True)
class LprQuote:
    """The two rates published on one day, in per cent a year."""

    date: datetime.date
    one_year: Decimal
    five_year: Decimal


class Lpr:
    """The rate in force on a day."""

    @cached_property
    def _quotes(self) -> list[LprQuote]:
        return [
            LprQuote(datetime.date.fromisoformat(row["date"]), Decimal(row["lpr_1y"]), Decimal(row["lpr_5y"]))
            for row in tables.rows("lpr.csv")
        ]

    def all(self) -> list[LprQuote]:
        """Every publication, oldest first."""
        return list(self._quotes)

    def on(self, date: datetime.date, tenor: str = "1Y") -> tuple[Decimal, datetime.date]:
        """(per cent, the day it was published) in force on a day; tenor "1Y" or "5Y".

        LookupError before the first publication; ValueError for another tenor.
        """
        if tenor not in ("1Y", "5Y"):
            raise ValueError(f"no such tenor: {tenor}")
        place = bisect.bisect_right(self._quotes, date, key=lambda quote: quote.date)
        if not place:
            raise LookupError(f"no loan prime rate before {self._quotes[0].date}")
        quote = self._quotes[place - 1]
        return (quote.one_year if tenor == "1Y" else quote.five_year), quote.date
