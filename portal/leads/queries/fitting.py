"""The hard rules as SQL, so that lists and their counts hold only needs that an own product may fit.

A necessary condition: whatever it leaves out fails a hard rule of search/rules.py for every product; the
rules themselves decide each row that is shown.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from portal.core import regions
from portal.needs.models import FinancingNeed
from portal.products.models import Product
from search import taxonomy
from search.rank_levels import SERVES

ALSO = {"farmer": ("family_farm",), "business_owner": ("company", "sole_proprietor")}


def some_product(own: Sequence[Product]) -> sa.ColumnElement[bool]:
    """SQL: one of an institution's live products may fit the need; without products every need stays."""
    return sa.or_(*(_may_fit(product) for product in own)) if own else sa.true()


def some_use(own: Sequence[Product]) -> sa.ColumnElement[bool]:
    """SQL: one of them may besides be of some use for what the money is for; what is not said is no other
    purpose. Whatever this leaves out has no product above level 0 (docs/ranking.md).
    """
    return sa.or_(*(sa.and_(_may_fit(one), _purpose(one)) for one in own)) if own else sa.true()


def _may_fit(product: Product) -> sa.ColumnElement[bool]:
    return sa.and_(_place(product), _subject(product), _trade(product), _amount(product))


def _place(product: Product) -> sa.ColumnElement[bool]:
    """Inside the served places, or stated more broadly than one of them."""
    if not product.regions:
        return sa.true()
    place = FinancingNeed.region_code
    broader = {code for served in product.regions for code in taxonomy.regions.ancestors(served)}
    inside = _begins(place, {regions.prefix(code) for code in product.regions})
    return sa.or_(place.is_(None), inside, place.in_(sorted(broader)))


def _subject(product: Product) -> sa.ColumnElement[bool]:
    if not product.subjects:
        return sa.true()
    words = {word for wanted in product.subjects for word in (wanted, *ALSO.get(wanted, ()))}
    codes = [subject.code for subject in taxonomy.subjects.all() if not subject.word or subject.word in words]
    return sa.or_(FinancingNeed.subject_code.is_(None), FinancingNeed.subject_code.in_(codes))


def _trade(product: Product) -> sa.ColumnElement[bool]:
    trade = FinancingNeed.industry_code
    parts = [~_within(trade, product.industries_excluded)] if product.industries_excluded else []
    if product.industries:
        broader = {code for wanted in product.industries for code in taxonomy.industries.ancestors(wanted)}
        parts.append(sa.or_(_within(trade, product.industries), trade.in_(sorted(broader))))
    return sa.or_(trade.is_(None), sa.and_(sa.true(), *parts))


def _within(trade, codes: tuple[str, ...]) -> sa.ColumnElement[bool]:
    """SQL: the industry is one of `codes` or lies below it; a section's letter stands for its divisions."""
    sections = [code for code in codes if not code.isdigit()]
    below = {code for code in codes if code.isdigit()}
    below |= {child.code for section in sections for child in taxonomy.industries.children(section)}
    return sa.or_(trade.in_(sections), _begins(trade, below))


def _begins(column, prefixes: set[str]) -> sa.ColumnElement[bool]:
    """SQL: the code begins with one of these; one comparison a length, however many there are."""
    if "" in prefixes:
        return sa.true()
    by_length = {len(prefix): [] for prefix in prefixes}
    for prefix in sorted(prefixes):
        by_length[len(prefix)].append(prefix)
    return sa.or_(
        sa.false(), *(sa.func.substr(column, 1, size).in_(codes) for size, codes in sorted(by_length.items()))
    )


def _amount(product: Product) -> sa.ColumnElement[bool]:
    parts = []
    if product.amount_min_fen is not None:
        wanted = FinancingNeed.amount_max_fen
        parts.append(sa.or_(wanted.is_(None), wanted >= product.amount_min_fen))
    if product.amount_max_fen is not None:
        least = FinancingNeed.amount_min_fen
        parts.append(sa.or_(least.is_(None), least <= 2 * product.amount_max_fen))
    return sa.and_(sa.true(), *parts)


def _purpose(product: Product) -> sa.ColumnElement[bool]:
    """One of the product's kinds of purposes, or one that such a product helps with."""
    if not product.purpose_kinds:
        return sa.true()
    kinds = {*product.purpose_kinds, *(one for one, made in SERVES if made in product.purpose_kinds)}
    codes = [purpose.code for purpose in taxonomy.purposes.all() if purpose.kind in kinds]
    return sa.or_(FinancingNeed.purpose_code.is_(None), FinancingNeed.purpose_code.in_(codes))
