"""Matches as pages show them: products with verdicts rule by rule, near misses with their way out."""

from collections.abc import Iterable

import sqlalchemy as sa

from portal.core.db import db
from portal.matching import queries
from portal.needs.models import FinancingNeed
from portal.products import partners
from portal.products import queries as products
from portal.products.models import Product
from portal.products.views import product_view
from search import taxonomy
from search.answers import Match, NearMiss
from search.ranking import WORTH_A_TALK
from search.reasons import Persona, sentence
from search.verdicts import Verdict

RULES = {
    "region": "地区",
    "subject": "主体",
    "industry": "行业",
    "amount": "金额",
    "term": "期限",
    "purpose": "用途",
    "security": "担保",
    "product_type": "类型",
}


MARKS = ("met", "not_met", "unknown")
OPEN_MARKS = {"not_met": "不符", "unknown": "未知"}
MOST_REASONS = 2
NOTHING = {"available": False, "compared": 0, "matches": [], "weaker": [], "near_misses": [], "questions": []}


def owner_matches(need: FinancingNeed, limit: int = 20) -> dict:
    """What the owner sees: `{available, compared, matches, weaker, near_misses, questions}`.

    `matches` and `weaker` [{product, score, rows, tally}], the latter hardly fit; `near_misses` as the
    component of that name; `questions` [{key, ask, worth}]. Without an index `available` is False.
    """
    found = queries.matches_for(need, limit=limit)
    if found is None:
        return NOTHING
    ids = [match.product_id for match in found.matches] + [miss.product_id for miss in found.near_misses]
    shown = _product_views(ids, need)
    listed = [match for match in found.matches if match.product_id in shown]
    misses = [miss for miss in found.near_misses if miss.product_id in shown]
    return {
        "available": True,
        "compared": db.session.scalar(sa.select(sa.func.count()).select_from(products.live().subquery())),
        "matches": [_card(match, shown) for match in listed if match.score >= WORTH_A_TALK],
        "weaker": [_card(match, shown) for match in listed if match.score < WORTH_A_TALK],
        "near_misses": [_near_miss(miss, shown[miss.product_id], need) for miss in misses],
        "questions": [question.to_dict() for question in found.questions],
    }


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


def rule_name(rule: str, persona: Persona = "owner") -> str:
    """The field's word for a rule; a requirement's own name, or its group's before consent."""
    name, _, word = rule.partition(":")
    requirement = taxonomy.requirements.by_word(word) if word else None
    if requirement is None:
        return RULES.get(name, name)
    return requirement.shown_before_consent if persona == "browsing" else requirement.name


def _near_miss(miss: NearMiss, product: dict, need: FinancingNeed) -> dict:
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


def _product_views(ids: Iterable[str], need: FinancingNeed) -> dict[str, dict]:
    """Views by id, costed for the need's own amount and term."""
    wanted = products.live().where(Product.id.in_([int(key) for key in ids]))
    rows = db.session.scalars(wanted.options(sa.orm.joinedload(Product.institution))).all()
    amount, months = need.amount_max_fen, need.term_months
    shown = [product_view(row, amount_fen=amount, months=months) for row in rows]
    partners.tell(rows, shown)
    return {str(row.id): view for row, view in zip(rows, shown, strict=True)}
