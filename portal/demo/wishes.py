"""A wish of a trade as one firm's draft: round figures, bands that fit the firm, words that fit both."""

from datetime import date, timedelta
from random import Random

from portal.core.wording import FEN_PER_WAN
from portal.demo import words
from portal.demo.data import Wish
from portal.demo.firms import Firm
from portal.demo.names import MARK
from portal.needs.service import Draft

ROUND = (
    1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 20, 25, 30, 35, 40, 50, 60, 80,
    100, 120, 150, 180, 200, 250, 300, 350, 400, 500, 600, 800,
)  # fmt: skip
TERMS = (3, 6, 12, 18, 24, 36, 48, 60)
SIZES = {
    "T07": (("BE01",), ("BR01",), (1, 3)),
    "T10": ((), (), (60, 400)),
    "T11": ((), (), (20, 120)),
    "T06": (("BE01", "BE02"), ("BR02", "BR03", "BR04"), (3, 12)),
    "T08": (("BE02", "BE03"), ("BR03", "BR05"), (30, 160)),
    "T09": (("BE01",), ("BR02", "BR03"), (40, 300)),
    "T13": (("BE02", "BE03"), ("BR03", "BR04"), (6, 18)),
    "T01": (("BE03", "BE04", "BE05"), ("BR05", "BR06", "BR07", "BR08"), (14, 90)),
}
"""Bands of employees and of revenue, and how many workers, tables, heads or 亩 the words speak of."""
SLIP = 0.06  # how often somebody writes a number into the words


HABITS = ((("am", "pm"), "phone"), (None, None), (("am", "pm", "eve"), "text"), ((), "text"))
"""When firms say that they can be called, and how; some say nothing."""


def habit(number: int) -> dict:
    """Columns of a need."""
    hours, by = HABITS[number % len(HABITS)]
    return {"contact_hours": hours, "contact_by": by}


def draft(rng: Random, firm: Firm, wish: Wish, today: date, amount_fen: int | None = None) -> Draft:
    """What this firm says when it wants this; `amount_fen` where a story needs an exact sum."""
    least, most = (amount_fen, amount_fen) if amount_fen else _amounts(rng, wish)
    months = rng.choice([term for term in TERMS if wish.term[0] <= term <= wish.term[1]] or [wish.term[1]])
    employees, revenue, count = SIZES[firm.subject]
    tags = _tags(rng, wish)
    facts = {
        "amount": words.amount(rng, least, most),
        "term_months": months,
        "years": (today - firm.since).days / 365,
        "count": rng.randint(*count),
        "mobile": firm.person.mobile,
        "family": firm.person.name.removeprefix(f"{MARK}·")[0],
        "month": today.month,
        "slip": rng.random() < SLIP,
    }
    values = {
        "subject_code": firm.subject,
        "industry_code": firm.trade.industry,
        "region_code": firm.county,
        "amount_min_fen": least,
        "amount_max_fen": most,
        "approximate": "左右" in facts["amount"],
        "term_months": months,
        "purpose_code": wish.purpose,
        "needed_on": today + timedelta(days=rng.randint(9, 50)) if rng.random() < 0.4 else None,
        "security": wish.security,
        "no_collateral": not wish.security,
        "established_on": firm.since,
        "employees_band": rng.choice(employees) if employees and rng.random() < 0.8 else None,
        "revenue_band": rng.choice(revenue) if revenue and rng.random() < 0.8 else None,
        "existing_loans_fen": _loans(rng, tags, most),
        "tags": tags,
        "lacks": ("invoice",) if "invoice" not in tags and rng.random() < 0.15 else (),
        "words": words.compose(rng, firm.trade, wish, facts),
    }
    return Draft(**values)


def _amounts(rng: Random, wish: Wish) -> tuple[int, int]:
    """The least that helps and what is wanted, in fen; mostly the same."""
    most = rng.choice([step for step in ROUND if wish.amount[0] <= step <= wish.amount[1]]) * FEN_PER_WAN
    least = round(most * 0.7 / FEN_PER_WAN) * FEN_PER_WAN
    return (least, most) if 0 < least < most and rng.random() < 0.25 else (most, most)


def _tags(rng: Random, wish: Wish) -> tuple[str, ...]:
    """Most of the qualifications of the trade, some of the common ones."""
    said = [tag for tag in wish.tags if rng.random() < 0.85]
    return tuple(said + ["no_overdue"] * ("no_overdue" not in said and rng.random() < 0.45))


def _loans(rng: Random, tags: tuple[str, ...], amount_fen: int) -> int | None:
    if "firsthand" in tags:
        return 0
    if "renewing" in tags:
        return amount_fen
    return rng.choice((None, None, 0, round(amount_fen * 0.4 / FEN_PER_WAN) * FEN_PER_WAN))
