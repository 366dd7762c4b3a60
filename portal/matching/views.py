"""Matches as pages show them: products with verdicts rule by rule, near misses with their way out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import sqlalchemy as sa

from portal.core.db import db
from portal.matching import queries
from portal.needs.models import FinancingNeed
from portal.products import partners
from portal.products import queries as products
from portal.products.models import Product
from portal.products.views import product_view
from search.answers import Match, Matches, NearMiss
from search.nearest import Barriers
from search.ranking import WORTH_A_TALK
from search.reasons import Persona, sentence
from search.rule_names import rule_name
from search.verdicts import Verdict

AGAINST = {
    "region": "不在您那里办",
    "subject": "不面向您这一类主体",
    "industry": "不做您这一行",
    "amount": "给不到您最少要的金额，或者起点比您要的高",
    "purpose": "不能用在这上面",
    "security": "要抵押或担保，您说没有",
}
MARKS = ("met", "not_met", "unknown")
OPEN_MARKS = {"not_met": "不符", "unknown": "未知"}
MOST_LISTED = 20
MOST_REASONS = 2
MOST_RULES = 5
MOST_NEAREST = 3
LISTS = ("matches", "weaker", "near_misses", "questions")
NOTHING = {"available": False, "compared": 0, "barriers": None, **{name: [] for name in LISTS}}


def owner_matches(need: FinancingNeed) -> dict:
    """`owner_view` of what is found for the need now."""
    return owner_view(need, queries.matches_for(need, limit=MOST_LISTED))


def owner_view(need: FinancingNeed, found: Matches | None, read: Sequence[Product] = ()) -> dict:
    """What the owner sees: `{available, compared, matches, weaker, near_misses, questions, barriers}`.

    `matches` and `weaker` [{product, score, rows, tally}], the latter hardly fit; `near_misses` as the
    component of that name; `questions` [{key, ask, worth}]; `barriers` only where nothing fits. Without an
    index `available` is False. `read`: rows of all that was found, where the caller has them.
    """
    if found is None:
        return NOTHING
    found = replace(found, matches=found.matches[:MOST_LISTED])
    served = any(match.score >= WORTH_A_TALK for match in found.matches)
    rows = None if served else queries.all_live()
    against = None if rows is None else queries.barriers_of(need, rows)
    whole = rows is not None and len(rows) < queries.MOST_JUDGED
    among = read if rows is None else rows if whole else ()
    shown = _product_views(_ids(found, against), need, among or None)
    listed = [match for match in found.matches if match.product_id in shown]
    misses = [miss for miss in found.near_misses if miss.product_id in shown]
    return {
        "available": True,
        "compared": len(rows) if whole else _count_live(),
        "matches": [_card(match, shown) for match in listed if match.score >= WORTH_A_TALK],
        "weaker": [_card(match, shown) for match in listed if match.score < WORTH_A_TALK],
        "near_misses": [near_miss_view(miss, shown[miss.product_id]) for miss in misses],
        "questions": [question.to_dict() for question in found.questions],
        "barriers": against and _barriers(against, shown, {miss.product_id for miss in misses}),
    }


def _ids(found: Matches, against: Barriers | None) -> list[str]:
    near = against.nearest if against else ()
    return [entry.product_id for entry in (*found.matches, *found.near_misses, *near)]


def _barriers(against: Barriers, shown: dict[str, dict], told: set[str]) -> dict:
    """`{rules [{text, count}], unsaid, nearest [{product, href, institution, text}]}`.

    `told`: near misses, which stand on the page with their way out.
    """
    near = [one for one in against.nearest if one.product_id in shown and one.product_id not in told]
    return {
        "rules": [
            {"text": against_words(rule), "count": count} for rule, count in against.rules[:MOST_RULES]
        ],
        "unsaid": against.unsaid,
        "nearest": [
            {
                "product": shown[one.product_id]["name"],
                "href": shown[one.product_id]["href"],
                "institution": shown[one.product_id]["institution"],
                "text": sentence(one.against, "owner"),
            }
            for one in near[:MOST_NEAREST]
        ],
    }


def against_words(rule: str) -> str:
    """What a rule that keeps products away says of them."""
    return AGAINST.get(rule) or f"要求“{rule_name(rule)}”，您不符合"


def _card(match: Match, shown: dict[str, dict]) -> dict:
    return {"product": shown[match.product_id], **match_view(match, "owner")}


def match_view(match: Match, persona: Persona) -> dict:
    """`{score, rows, tally}` of one pair for a reader; the score is 0–100."""
    rows = verdict_rows(match.verdicts, persona)
    view = {"score": round(match.score * 100), "rows": rows, "tally": tally(rows)}
    if persona == "browsing" and not view["tally"]["text"]:
        view["tally"]["text"] = stands_out(match.verdicts, persona)
    return view


def stands_out(verdicts: Iterable[Verdict], persona: Persona) -> str:
    """Why a product fits, where nothing is left to ask: the industry it is made for, the conditions met."""
    met = [verdict for verdict in verdicts if verdict.verdict == "met"]
    own = ["行业对口" for verdict in met if verdict.rule == "industry" and verdict.product["only"]]
    conditions = [rule_name(verdict.rule, persona) for verdict in met if ":" in verdict.rule]
    return "、".join(dict.fromkeys([*own, *conditions][:MOST_REASONS]))


def verdict_rows(verdicts: Iterable[Verdict], persona: Persona) -> list[dict]:
    """One row a rule: mark, the rule's name, both sides in words as this reader may know them."""
    return [
        {
            "mark": verdict.verdict,
            "rule": rule_name(verdict.rule, persona),
            "text": sentence(verdict, persona),
            "link": None,
        }
        for verdict in verdicts
    ]


def tally(rows: list[dict]) -> dict:
    """Counts, and the names of what is not met and of what is unknown; `open` are their rows."""
    rules = {mark: [row["rule"] for row in rows if row["mark"] == mark] for mark in MARKS}
    named = [f"{word}：{'、'.join(rules[mark])}" for mark, word in OPEN_MARKS.items() if rules[mark]]
    return {
        **{mark: len(found) for mark, found in rules.items()},
        "text": "；".join(named),
        "open": [row for mark in OPEN_MARKS for row in rows if row["mark"] == mark],
    }


def near_miss_view(miss: NearMiss, product: dict) -> dict:
    """One of `near_misses`; `product` its view."""
    failed = next(verdict for verdict in miss.verdicts if verdict.rule == miss.failed[0])
    return {
        "product": product["name"],
        "href": product["href"],
        "institution": product["institution"],
        "text": sentence(failed, "owner"),
        "fix": miss.change["words"],
        "change": miss.change,
        "link": None,
    }


def _count_live() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(products.live().subquery()))


def _product_views(
    ids: Iterable[str], need: FinancingNeed, among: Sequence[Product] | None = None
) -> dict[str, dict]:
    """Views by id, costed for the need's own amount and term. `among`: where the rows are read already."""
    wanted = {int(key) for key in ids}
    rows = products.live_among(list(wanted)) if among is None else [p for p in among if p.id in wanted]
    amount, months = need.amount_max_fen, need.term_months
    shown = [product_view(row, amount_fen=amount, months=months) for row in rows]
    partners.tell(rows, shown)
    return {str(row.id): view for row, view in zip(rows, shown, strict=True)}
