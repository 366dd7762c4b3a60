"""A need, or a product, as a question to an engine: what the hard rules make necessary, as facet terms."""

from collections.abc import Iterable
from dataclasses import replace

from search.documents import NeedDoc, ProductDoc
from search.engines.protocol import Query
from search.engines.terms import AMOUNT_BANDS, ancestors, band, current, each
from search.facts import Facts
from search.rule_security import BOUGHT, can_come_with
from search.rules import COMES_UNDER
from search.taxonomy import COUNTRY, industries, regions, requirements, securities

CLOSE_TRADE = 3  # digits from which on a code names a trade closely


def for_need(need: NeedDoc, words: tuple[str, ...], limit: int, facts: Facts) -> Query:
    """Which products may match: every hard rule, and what is stated as lacking."""
    least = need.amount_min_yuan
    groups = (*_fixed_groups(need), _at_least("cap", least), _security_group(facts))
    return Query(facets=groups, words=words, none_of=_unmet(facts), limit=limit)


def closest(need: NeedDoc, words: tuple[str, ...], limit: int, facts: Facts) -> list[Query]:
    """Those among them that name the need's county or city, and those that name its trade closely.

    Where very many may match, text must not decide whether what was made for the case is looked at.
    """
    every = for_need(need, words, limit, facts)
    places = [code for code in current("r", [need.region_code]) or () if need.region_code]
    own = (
        tuple(f"r:{up}" for code in places for up in regions.ancestors(code) if not up.endswith("0000")),
        tuple(f"i:{up}" for code in need.industry_codes or () for up in industries.ancestors(code)
              if len(up) >= CLOSE_TRADE),
    )  # fmt: skip
    return [replace(every, facets=(*every.facets, terms)) for terms in own if terms]


def near_need(need: NeedDoc, words: tuple[str, ...], limit: int, facts: Facts) -> list[Query]:
    """Which products fail one thing that can change: amount, then security, then a qualification.

    Each query turns one facet of `for_need` into its opposite; place, subject and trade always hold.
    """
    least, fixed, queries = need.amount_min_yuan, _fixed_groups(need), []
    enough, secure, unmet = _at_least("cap", least), _security_group(facts), _unmet(facts)
    if least is not None and (short := sorted(set(_at_least("cap", least // 2)) - set(enough))):
        queries.append(Query((*fixed, tuple(short), secure), words, none_of=unmet, limit=limit))
    if secure:
        queries.append(Query((*fixed, enough), words, none_of=(*unmet, *secure), limit=limit))
    if unmet:
        queries.append(Query((*fixed, enough, secure, unmet), words, limit=limit))
    return queries


def for_product(product: ProductDoc, words: tuple[str, ...], limit: int) -> Query:
    """Which needs may match a product."""
    groups = (
        _touching("r", product.regions or None),
        _touching("i", product.industries or None),
        _subjects_coming_under(product),
        _at_most("least", product.amount_max_yuan),
        _at_least("want", product.amount_min_yuan),
    )
    return Query(facets=groups, words=words, limit=limit)


def within(places: Iterable[str]) -> tuple[str, ...]:
    """What lies in one of these places; no condition for none, and for the whole country."""
    known = current("r", places) or []
    return () if COUNTRY in known else tuple(f"ra:{code}" for code in dict.fromkeys(known))


def _fixed_groups(need: NeedDoc) -> tuple[tuple[str, ...], ...]:
    wanted = tuple(other for own, other in COMES_UNDER if own in (need.subjects or ()))
    subjects = (*each("s", (*need.subjects, *wanted)), "s:?") if need.subjects else ()
    places = [need.region_code] if need.region_code else None
    return (
        _touching("r", places),
        _touching("i", need.industry_codes or None),
        subjects,
        _at_most("floor", need.amount_max_yuan),
    )


def _subjects_coming_under(product: ProductDoc) -> tuple[str, ...]:
    if not product.subjects:
        return ()
    own = tuple(own for own, wanted in COMES_UNDER if wanted in product.subjects)
    return (*each("s", (*product.subjects, *own)), "s:?")


def _security_group(facts: Facts) -> tuple[str, ...]:
    """What a borrower stated to lack security can still come with; () if nothing is stated to lack."""
    possible = [word for word in securities.words() if can_come_with(word, facts)]
    if len(possible) == len(securities.words()):
        return ()
    if facts.purpose_kind == "fixed_assets":
        return (*each("g", (*possible, *BOUGHT)), "g:?", "k:leasing")
    return (*each("g", possible), "g:?")


def _unmet(facts: Facts) -> tuple[str, ...]:
    """Required qualifications that cannot be met, because they or what they imply is stated as absent."""
    if not facts.lacked:
        return ()
    return tuple(
        f"q:{word}"
        for word in requirements.words()
        if word not in facts.values and facts.lacked & {word, *requirements.implied(word)}
    )


def _touching(prefix: str, codes: Iterable[str] | None) -> tuple[str, ...]:
    """What contains one of these places or trades, lies in one of them, or does not say."""
    if (known := current(prefix, codes)) is None:
        return ()
    up = {f"{prefix}:{a}" for c in known for a in ancestors(prefix, c)}
    return (*sorted(up | {f"{prefix}a:{c}" for c in known}), f"{prefix}:*", f"{prefix}:?")


def _at_least(prefix: str, yuan: int | None) -> tuple[str, ...]:
    """This band and all above, or not said; no condition when we do not know ours."""
    if yuan is None:
        return ()
    return (*each(prefix, AMOUNT_BANDS[AMOUNT_BANDS.index(band(yuan)) :]), f"{prefix}:?")


def _at_most(prefix: str, yuan: int | None) -> tuple[str, ...]:
    """This band and all below, or not said; no condition when we do not know ours."""
    if yuan is None:
        return ()
    return (*each(prefix, AMOUNT_BANDS[: AMOUNT_BANDS.index(band(yuan)) + 1]), f"{prefix}:?")
