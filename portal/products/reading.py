"""What a product's own words say, put into the empty fields of its form: proposals, read before they hold.

Nothing is stored here: whoever sends the form has seen what was filled in, and a colleague reads it again.
"""

from flask import request

from portal.core.wording import FEN_PER_YUAN
from portal.products.forms import ProductForm
from search.language.reader.product import ProductDraft, understand_product

READ = "read"
KEYS = {  # field → key of ProductDoc
    "subjects": "subjects",
    "regions": "regions",
    "industries": "industries",
    "industries_excluded": "industries_excluded",
    "purpose_kinds": "purpose_kinds",
    "amount_min": "amount_min_yuan",
    "amount_max": "amount_max_yuan",
    "term_min": "term_min_months",
    "term_max": "term_max_months",
    "security_accepted": "security_accepted",
    "requirements": "requirements",
}
MOST_QUOTED = 40


def asked() -> bool:
    """Whether the form that arrived only asks to be filled in from its words."""
    return request.method == "POST" and request.form.get("then") == READ


def fill(form: ProductForm) -> list[dict]:
    """Fill in what is empty; `[{label, words}]` of what was filled. What stands in a field stays."""
    draft = understand_product(form.text.data or "")
    return [
        {"label": form[name].label.text, "words": form[name].quoted["words"]}
        for name, key in KEYS.items()
        if name in form and _is_empty(form[name]) and _put(form[name], draft, key)
    ]


def _is_empty(field) -> bool:
    return not field.data and not any(raw.strip() for raw in field.raw_data or ())


def _put(field, draft: ProductDraft, key: str) -> bool:
    """Whether there was something for the field, which then says from which words."""
    value = draft.values.get(key)
    if hasattr(field, "iter_choices"):
        offered = [choice.value for choice in field.iter_choices()]
        value = tuple(word for word in offered if word in (value or ()))
    if not value:
        return False
    field.data = value * FEN_PER_YUAN if key.startswith("amount") else value
    field.raw_data = None  # so that the box shows the value
    spans = [span for span in draft.spans if span.key == key]
    words = "…".join(dict.fromkeys(span.words for span in spans))[:MOST_QUOTED]
    sure = "likely" if any(span.sure == "likely" for span in spans) else "said"
    field.quoted = {"words": words, "sure": sure}
    return True
