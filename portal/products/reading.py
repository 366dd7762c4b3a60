"""What a product's own words say, put into its form: proposals with value and words, before they hold.

Nothing is stored here: whoever sends the form has seen what was filled in, and a colleague reads it again.
"""

from dataclasses import dataclass

from flask import request
from wtforms import RadioField

from portal.core import regions
from portal.core.wording import FEN_PER_YUAN
from portal.products.code_fields import NamesField
from portal.products.forms import ProductForm
from portal.products.number_fields import MonthsField, NumberField, PercentField, WanField
from search.language.reader.product import ProductDraft, understand_product

READ = "read"
KEYS = {  # field → key of the draft
    "subjects": "subjects",
    "regions": "regions",
    "industries": "industries",
    "industries_excluded": "industries_excluded",
    "purpose_kinds": "purpose_kinds",
    "amount_min": "amount_min_yuan",
    "amount_max": "amount_max_yuan",
    "term_min": "term_min_months",
    "term_max": "term_max_months",
    "rate_kind": "rate_kind",
    "rate_low": "rate_low_bp",
    "rate_high": "rate_high_bp",
    "lpr_tenor": "lpr_tenor",
    "spread_low": "spread_low_bp",
    "spread_high": "spread_high_bp",
    "repayment": "repayment",
    "down_payment": "down_payment_bp",
    "price": "price_bp",
    "fee_yearly": "price_bp",  # what a guarantor or insurer takes is a cost of the loan
    "cover": "cover_bp",
    "fee_once": "fee_once_bp",
    "subsidy": "subsidy_bp",
    "security_accepted": "security_accepted",
    "requirements": "requirements",
    "materials": "materials",
    "decision_days": "decision_days",
}
FIGURES_OF_RATE = ("rate_low", "rate_high", "spread_low", "spread_high")
RATE = ("rate_kind", "lpr_tenor", *FIGURES_OF_RATE)
UNITS = {"spread_low": " 个基点", "spread_high": " 个基点", "decision_days": " 个工作日"}
UNIT_OF = {WanField: " 万元", MonthsField: " 个月", PercentField: "%"}
OPEN = {"rate_low": "rate_open", "spread_low": "spread_open"}
NO_UPPER_END = "介绍里只说了最低的，最高的请补上"
MOST_QUOTED = 40
MOST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Filled:
    """A field that was filled in: its value, the words it was read from, and the default that gave way."""

    label: str
    value: str
    words: str
    likely: bool
    instead: str = ""
    note: str = ""


def asked() -> bool:
    """Whether the form that arrived only asks to be filled in from its words."""
    return request.method == "POST" and request.form.get("then") == READ


def fill(form: ProductForm, blank: ProductForm | None = None) -> list[Filled]:
    """Fill in what is empty, and what stands as in the `blank` form: a default that nobody touched.

    What anybody chose or typed stays.
    """
    draft = understand_product(form.text.data or "")
    free = [name for name in KEYS if name in form and _is_free(form, name, blank)]
    if (
        "rate_kind" in form
        and "rate_kind" not in free
        and draft.values.get("rate_kind") != form.rate_kind.data
    ):
        free = [name for name in free if name not in RATE]
    found = (_put(form, name, draft) for name in free)
    return [one for one in found if one]


def _is_free(form: ProductForm, name: str, blank: ProductForm | None) -> bool:
    if name in ("rate_kind", "lpr_tenor"):  # of itself it says nothing
        return all(_is_empty(form[figure]) for figure in FIGURES_OF_RATE)
    return _is_empty(form[name]) or (blank is not None and _same(form[name].data, blank[name].data))


def _is_empty(field) -> bool:
    return not field.data and not any(raw.strip() for raw in field.raw_data or ())


def _same(one, other) -> bool:
    return set(one) == set(other or ()) if isinstance(one, tuple | list) else one == other and one is not None


def _put(form: ProductForm, name: str, draft: ProductDraft) -> Filled | None:
    """What the field was filled with, which then says from which words; None where there is nothing new."""
    field, key = form[name], KEYS[name]
    value = _fitting(form, field, draft.values.get(key))
    if value is None or value == () or _same(field.data, value):
        return None
    instead = "" if _is_empty(field) or name in RATE else _shown(field)
    field.data = value * FEN_PER_YUAN if key.startswith("amount") else value
    field.raw_data = None  # so that the box shows the value
    spans = [span for span in draft.spans if span.key == key]
    words = "…".join(dict.fromkeys(span.words for span in spans))[:MOST_QUOTED]
    sure = "likely" if any(span.sure == "likely" for span in spans) else "said"
    field.quoted = {"words": words, "sure": sure}
    note = NO_UPPER_END if draft.values.get(OPEN.get(name)) else ""
    return Filled(field.label.text, _shown(field), words, sure == "likely", instead, note)


def _fitting(form: ProductForm, field, value):
    """The value as the field takes it; None or () where it takes nothing of it."""
    if value is None:
        return None
    if isinstance(field, RadioField):
        return field.coerce(value)
    if hasattr(field, "iter_choices"):
        return tuple(choice.value for choice in field.iter_choices() if choice.value in value)
    if field.name == "regions":
        return tuple(code for code in value if regions.covers(form.areas, code))
    if field.name == "materials":
        return "\n".join(value)
    return value


def _shown(field) -> str:
    """The value in words, as a line of the proposal."""
    if hasattr(field, "iter_choices"):
        chosen = (field.data,) if isinstance(field, RadioField) else field.data
        text = "、".join(choice.label for choice in field.iter_choices() if choice.value in chosen)
    elif isinstance(field, NamesField):
        text = "、".join(map(field.write, field.data))
    elif isinstance(field, NumberField):
        text = field.write(field.data) + (UNITS.get(field.name) or UNIT_OF.get(type(field), ""))
    else:
        text = field.data.replace("\n", "、")
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
