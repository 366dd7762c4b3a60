"""The rules: may this product be shown for this need, and what is still open.

`decide` answers every rule in one fixed order. Same code for every engine and in both directions.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from search.documents import NeedDoc, ProductDoc
from search.facts import Facts, current_region, facts_of, trades_above
from search.rule_money import amount, term
from search.rule_qualification import requirement
from search.rule_security import SECURING, contracts, security
from search.taxonomy import COUNTRY, product_types, purposes, regions, requirements
from search.verdicts import ANSWERS, Change, Severity, Verdict

__all__ = ["Change", "Verdict", "decide", "is_hidden", "is_match"]

UNSECURED = "P01"  # the group of unsecured loans in product_types.csv
# A borrower of the first kind may come under a product for the second: True as such, None only perhaps
# (an owner may borrow in person, but only if the owner wants that).
COMES_UNDER = {
    ("family_farm", "farmer"): True,
    ("company", "business_owner"): None,
    ("sole_proprietor", "business_owner"): None,
}
NOT_SAID = object()
Codes = tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, and every field of both sides that its verdict and its share of the formula depend on.

    Equal fields, equal answer: `judging` relies on it, and a test looks over each rule's shoulder. The need's
    side is read from its facts ("need.subjects": from the need itself). `key` and `product_key` take of these
    fields only what matters.
    """

    answer: Callable[[NeedDoc, ProductDoc, Facts], Verdict]
    need: tuple[str, ...]
    product: tuple[str, ...]
    key: Callable[[Facts], Hashable] | None = None
    product_key: Callable[[ProductDoc], Hashable] | None = None


def decide(need: NeedDoc, product: ProductDoc, *, facts: Facts | None = None) -> tuple[Verdict, ...]:
    """Every rule's verdict; `facts` saves reading the need again when many products are decided."""
    facts = facts or facts_of(need)
    rules = (*RULES[:-1], *map(condition, product.requirements or ()), RULES[-1])
    return tuple(rule.answer(need, product, facts) for rule in rules)


def is_match(verdicts: tuple[Verdict, ...]) -> bool:
    """Whether the product belongs on the list: nothing blocks it."""
    return not any(verdict.blocks for verdict in verdicts)


def is_hidden(verdicts: tuple[Verdict, ...]) -> bool:
    """Whether the product must never be shown: a hard rule fails."""
    return any(verdict.blocks and verdict.severity == "hard" for verdict in verdicts)


def _region(need: NeedDoc, product: ProductDoc, facts: Facts) -> Verdict:
    served = _in_force(product.regions or ())
    if not facts.region:
        answer = True if COUNTRY in served else None
    else:
        answer = _served(facts.region, served) if served else None
    return _verdict("region", answer, "hard", need.region_code, product.regions)


def _served(place: str, served: frozenset[str]) -> bool | None:
    """True inside what is served, None where only part of the place is, else False."""
    if not served.isdisjoint(regions.ancestors(place)):
        return True
    return None if place in _above(served) else False


@lru_cache(maxsize=20_000)
def _in_force(codes: tuple[str, ...]) -> frozenset[str]:
    """Today's codes for these."""
    return frozenset(code for code in map(current_region, codes) if code)


@lru_cache(maxsize=20_000)
def _above(codes: frozenset[str]) -> frozenset[str]:
    """These and whatever contains one of them."""
    return frozenset(up for code in codes for up in regions.ancestors(code))


def _subject(need: NeedDoc, product: ProductDoc) -> Verdict:
    answers = {_comes_under(own, wanted) for own in need.subjects or () for wanted in product.subjects or ()}
    return _verdict("subject", _best(answers), "hard", need.subjects, product.subjects)


def _comes_under(own: str, wanted: str) -> bool | None:
    return own == wanted or COMES_UNDER.get((own, wanted), False)


def _industry(need: NeedDoc, product: ProductDoc) -> Verdict:
    return _verdict(
        "industry",
        _industry_answer(need.industry_codes, product.industries, product.industries_excluded),
        "hard",
        need.industry_codes,
        {"only": product.industries, "not": product.industries_excluded},
    )


def _industry_answer(own: Codes, wanted: Codes, barred: Codes) -> bool | None:
    if wanted == () and not barred:
        return True
    if not own or wanted is None:
        return None
    out = {_covered((code,), barred) for code in own} if barred else ()
    if True in out:
        return False
    answer = _covered(own, wanted) if wanted else True
    return None if answer and None in out else answer


def _purpose(need: NeedDoc, product: ProductDoc, facts: Facts) -> Verdict:
    entry = purposes.get(need.purpose_code) if need.purpose_code else None
    if entry and entry.at_filing == "refuse":
        return _verdict("purpose", False, "hard", need.purpose_code, product.purpose_kinds)
    kinds = product.purpose_kinds
    answer = facts.purpose_kind in kinds if kinds and facts.purpose_kind else None
    return _verdict("purpose", answer, "rank", need.purpose_code, product.purpose_kinds)


def _product_type(need: NeedDoc, product: ProductDoc) -> Verdict:
    """No wish is met by every product, the wish for an unsecured loan by every one that takes no security."""
    wanted, offered = need.product_type_codes, product.product_type_codes
    return _verdict("product_type", _type_answer(wanted, product), "rank", wanted, offered)


def _type_answer(wanted: tuple[str, ...] | None, product: ProductDoc) -> bool | None:
    if not wanted:
        return True
    if "credit" in (product.security_accepted or ()) and any(
        product_types.covers(UNSECURED, w) for w in wanted
    ):
        return True
    offered = product.product_type_codes
    return any(product_types.covers(w, o) for w in wanted for o in offered) if offered else None


def _covered(own: tuple[str, ...], wanted: tuple[str, ...]) -> bool | None:
    """True if one lies inside one of these trades, None if one is stated more broadly, else False."""
    if not trades_above(own).isdisjoint(wanted):
        return True
    return None if not trades_above(wanted).isdisjoint(own) else False


def _best(answers: set[bool | None]) -> bool | None:
    """One way in is enough: True before unknown before False; nothing said is unknown."""
    if True in answers:
        return True
    return None if None in answers or not answers else False


def _verdict(rule: str, answer: bool | None, severity: Severity, need, product) -> Verdict:
    return Verdict(rule, ANSWERS[answer], severity, need, product)


def _means(facts: Facts) -> Hashable:
    """What is offered, owned or lacking that can secure a loan."""
    owned, missing = SECURING.intersection(facts.values), SECURING.intersection(facts.lacked)
    return owned, missing, facts.offered, facts.without_security, facts.purpose_kind == "fixed_assets"


_MONEY = ("amount_min_yuan", "amount_max_yuan")
CONDITION_READS = ("values", "lacked", "without_security", "offered", "purpose_kind", "need.purpose_code",
                   "need.subjects", "individual", "just_begun", "farms")  # fmt: skip
RULES = (
    Rule(_region, ("region", "need.region_code"), ("regions",)),
    Rule(lambda need, product, facts: _subject(need, product), ("need.subjects", "presumed"), ("subjects",)),
    Rule(
        lambda need, product, facts: _industry(need, product),
        ("need.industry_codes",),
        ("industries", "industries_excluded"),
    ),
    Rule(lambda need, product, facts: amount(need, product), tuple(f"need.{end}" for end in _MONEY), _MONEY),
    Rule(
        lambda need, product, facts: term(need, product),
        ("need.term_months", "purpose_kind"),
        ("term_min_months", "term_max_months"),
    ),
    Rule(_purpose, ("purpose_kind", "need.purpose_code", "small_sum"), ("purpose_kinds",)),
    Rule(
        lambda need, product, facts: security(product, facts),
        ("values", "offered", "without_security", "lacked", "purpose_kind"),
        ("security_accepted", "kind", "requirements"),
        _means,
        lambda product: (product.security_accepted, product.kind, contracts(product.requirements or ())),
    ),
    Rule(
        lambda need, product, facts: _product_type(need, product),
        ("need.product_type_codes",),
        ("product_type_codes", "security_accepted"),
    ),
)
"""In the order of verdicts; conditions stand before the last."""


@lru_cache(maxsize=4096)
def condition(written: str) -> Rule:
    """The rule for one condition of a product, in written form."""
    word = written.partition(":")[0]
    entry = requirements.by_word(word)
    others = frozenset({"norev", *(entry.implies if entry else ())})  # what else of the values may matter
    denied = requirements.implied(word) | {word}
    secured = ("offered", "without_security") if entry and entry.security_word else ()
    bought = ("need.purpose_code",) if word == "plant" else ()
    renewed = ("purpose_kind",) if word == "renewing" else ()
    joined = ("need.subjects",) if word == "coopmember" else ()
    rest = attrgetter("individual", "just_begun", "farms", *secured, *bought, *renewed, *joined)

    def key(facts: Facts) -> Hashable:
        lacked = facts.lacked and denied & facts.lacked
        return facts.values.get(word, NOT_SAID), others.intersection(facts.values), lacked, rest(facts)

    return Rule(lambda need, product, facts: requirement(written, need, facts), CONDITION_READS, (), key)
