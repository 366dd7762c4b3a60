"""For an institution's admin: which rules of the own products keep needs away, and what would let some in.

Whose needs they are nobody learns from it: they are read as an institution may know them before consent, and
counted so coarsely that a change of a product tells nothing of a single one (docs/decisions/0025).
"""

import time
from collections.abc import Sequence

from flask import url_for

from portal.core.db import db
from portal.leads import queries as leads
from portal.matching.documents import need_doc, product_doc
from portal.products.models import Product
from search.browsed import Browsed, browsed
from search.openings import Opening, openings
from search.rule_names import rule_name

MOST_NEEDS = 2000  # the newest ones; what this costs is in docs/decisions/0025
LEAST = 5  # fewer are never told apart from none
STEP = 5
MOST_SECONDS = 4.0  # for a page of several products
MOST_RULES = 3  # of a product on the page of all


def of_product(actor, product: Product, most: int | None = None) -> dict:
    """`{name, href, looked_at, listed, useless, rules, more}`; `useless` "" where there are but few.

    `rules` [{rule, alone, among, words, gained}].
    """
    return _view(product, _needs(actor), most)


def of_products(actor, products: Sequence[Product]) -> list[dict]:
    """The same for several, each with its first rules: as many as there is time for, one at least."""
    needs = _needs(actor) if products else []
    found, began = [], time.monotonic()
    for product in products:
        if found and time.monotonic() - began > MOST_SECONDS:
            break
        found.append(_view(product, needs, MOST_RULES))
    return found


def told(number: int) -> str:
    """A count as an institution may read it: rounded to five, and nothing below."""
    return f"约 {STEP * round(number / STEP):,} 个" if number >= LEAST else f"不到 {LEAST} 个"


def _needs(actor) -> list[Browsed]:
    rows = leads.not_before(actor).limit(MOST_NEEDS)
    return [browsed(need_doc(need)) for need in db.session.scalars(rows.execution_options(yield_per=500))]


def _view(product: Product, needs: Sequence[Browsed], most: int | None) -> dict:
    found = openings(product_doc(product), needs)
    telling = [one for one in found.rules if one.alone >= LEAST]
    return {
        "name": product.name,
        "public_id": product.public_id,
        "href": url_for("products.openings_of", public_id=product.public_id),
        "looked_at": told(found.looked_at),
        "listed": told(found.listed),
        "useless": told(found.useless) if found.useless >= LEAST else "",
        "rules": [_row(one) for one in telling[:most]],
        "more": most is not None and len(telling) > most,
    }


def _row(one: Opening) -> dict:
    return {
        "rule": rule_name(one.rule),
        "alone": told(one.alone),
        "among": told(one.among),
        "words": one.change.words if one.change and one.gained >= LEAST else "",
        "gained": told(one.gained),
    }
