"""What the page of one sentence shows: the facts understood, products with reasons, what is worth saying."""

from dataclasses import replace

from portal.matching import queries as matching
from portal.matching.views import owner_matches
from portal.needs import beside, check_page, reading
from portal.needs.answers import FIELD_OF, OF_EACH_INSTITUTION
from portal.needs.draft import Draft, preview
from portal.needs.models import FinancingNeed
from portal.needs.read_tags import field_of_tag
from portal.needs.service.filing import refused_purpose
from portal.needs.typed import Typed, so_far
from portal.products import queries as products
from portal.products.views import product_view

SHOWN_UNSAID = ("amount", "purpose", "term", "industry", "region", "security", "subject", "established_year")
ASKED_AT = FIELD_OF | {
    "term_months": "term",
    "collateral_offered": "security",
    "established_years": "established_year",
}
FOLDED = frozenset({"tags", "first_loan", "tax_grade", "employees", "revenue", "loans", "product_types"})
"""Fields that lie folded away on the page until one of them is answered or asked for."""
MOST_ASKED = 5
LONGEST_NAME = 24
"""A text up to this long may be a search for a product by its name."""
NAMED_SHOWN = 5


def page(typed: Typed) -> dict:
    """`{facts, understood, refused, warning, answers, doubts, matches, need, questions, named}`.

    `facts`: rows of check_page.rows, those not said with `said` False; `refused`: why nobody lends for this,
    or ""; `answers`: what is said beside a need, see portal.needs.beside; `doubts`: questions about what was
    taken all the same; `matches` None where there is nothing to compare; `questions` [{ask, href, worth}],
    worth 0 where only the words are unclear; `named`: products whose name or text holds the words.
    """
    draft, purpose = so_far(typed.steps), "".join(typed.steps["money"].get("purpose", []))
    if refused := refused_purpose(purpose) or "":
        draft = replace(draft, purpose_code=purpose)  # a form takes none of these
    facts = _facts(draft, typed)
    understood = any(row["said"] for row in facts)
    need = FinancingNeed(**draft.columns(), summary=preview(draft))
    answers = beside.answers(draft.words)
    compared = understood and not refused and (_wants_money(draft) or not answers)
    matches = owner_matches(need) if compared else None
    questions = [] if refused else _questions(typed, matches)
    return {
        "facts": facts,
        "understood": understood,
        "refused": refused,
        "warning": check_page.purpose_warning(draft),
        "answers": answers if understood or answers else [beside.elsewhere()],
        "doubts": _doubts(typed),
        "matches": matches,
        "need": _known(draft),
        "questions": questions,
        "asks_more": any(one["href"].removeprefix("#") in FOLDED for one in questions),
        "asked_tags": tuple(one["word"] for one in questions if one["href"] == "#tags"),
        "named": [] if refused else _named(draft),
    }


def _facts(draft: Draft, typed: Typed) -> list[dict]:
    """What was said, in the order of filing, and the few things that most products ask for."""
    said = reading.standing(typed)
    rows = check_page.rows(draft, lambda step, ask, _anchor: f"#{_anchor}", said=said)
    return [row for row in rows if row["said"] or row["field"] in SHOWN_UNSAID]


def _wants_money(draft: Draft) -> bool:
    """Whether a loan is spoken of at all: who asks for insurance in a trade and a place is shown none."""
    return bool(draft.amount_max_fen or draft.purpose_code or draft.product_type_codes)


def _known(draft: Draft) -> dict:
    return {
        "amount": draft.amount_max_fen,
        "purpose": draft.purpose_code,
        "industry": draft.industry_code,
        "county": draft.region_code,
    }


def _doubts(typed: Typed) -> list[str]:
    """What the reader asks about facts that it took all the same: of several needs it takes the first."""
    unclear = (typed.read or reading.NOTHING)["asks"]
    return [unclear[field] for field in reading.standing(typed) if field in unclear]


def _questions(typed: Typed, matches: dict | None) -> list[dict]:
    """What the words left unclear, then what most products wait for; each once, with its field."""
    stands = {name for fields in typed.steps.values() for name, raw in fields.items() if raw}
    unclear = (typed.read or reading.NOTHING)["asks"]
    asked = {field: {"ask": ask, "worth": 0} for field, ask in unclear.items() if field not in stands}
    for one in (matches or {}).get("questions", ()):
        field = ASKED_AT.get(one["key"], one["key"])
        if one["key"] not in OF_EACH_INSTITUTION and _anchor(field):
            asked[field] = {"ask": asked.get(field, one)["ask"], "worth": one["worth"]}
    found = list(asked.items())[:MOST_ASKED]
    return [{**one, "href": f"#{_anchor(field)}", "word": field.partition(":")[2]} for field, one in found]


def _anchor(field: str) -> str | None:
    """The field at which a question is answered; None for a figure that no field of the page takes."""
    word = field.partition(":")[2]
    if not word:
        return field
    found = field_of_tag(word) or field_of_tag(f"{word}:1")
    return found[0] if found and (found[0] != "tags" or found[1] == word) else None


def _named(draft: Draft) -> list[dict]:
    """Products that hold the words of a short text without a sum: somebody may look for one by its name."""
    words = draft.words.strip()
    if not words or len(words) > LONGEST_NAME or draft.amount_max_fen:
        return []
    ids = (matching.search_products(words) or [])[:NAMED_SHOWN]
    return [product_view(row) for row in products.live_among(ids)] if ids else []
