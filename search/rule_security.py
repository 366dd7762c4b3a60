"""Security: any one kind that the product accepts suffices."""

from functools import lru_cache

from search.documents import ProductDoc
from search.facts import Facts
from search.taxonomy import requirements, securities
from search.verdicts import ANSWERS, Change, Verdict

# Brought by others, so a borrower without security can have them.
PROVIDED = frozenset({"guarantee_company", "guarantee_insurance", "risk_pool"})
# Persons, not things: "no security" says nothing about them.
PERSONAL = frozenset({"third_party", "joint"})
CONTRACTS = "订单与回款"  # a contract that is required is itself the security
CLAIMS = frozenset({"refund", "edi"})  # of another group, and sure to be paid all the same
CONTRACT_WORDS = CLAIMS | {entry.word for entry in requirements.all() if entry.group == CONTRACTS}
# Conditions whose meeting says that something could secure a loan.
SECURING = CONTRACT_WORDS | {entry.word for entry in requirements.all() if entry.security_word}
BOUGHT = frozenset({"equipment", "vehicle"})


def security(product: ProductDoc, facts: Facts) -> Verdict:
    """Near when the product wants security and the borrower is stated to have none of what it takes."""
    accepted = product.security_accepted
    offered = list(facts.offered) or ([] if facts.without_security else None)
    answer = _answer(product, accepted, facts) if accepted else None
    change = Change("collateral_offered", accepted[:1]) if accepted and answer is False else None
    return Verdict("security", ANSWERS[answer], "near", offered, accepted, change)


def takes_offered(accepted: tuple[str, ...], facts: Facts) -> bool:
    """Whether one of the offered kinds is, or lies within, an accepted one."""
    offered = facts.offered
    return bool(offered) and any(securities.takes(word, own) for word in accepted for own in offered)


def _answer(product: ProductDoc, accepted: tuple[str, ...], facts: Facts) -> bool | None:
    if "credit" in accepted or PROVIDED.intersection(accepted) or takes_offered(accepted, facts):
        return True
    if _buys_its_security(product, accepted, facts):
        return True
    return None if any(can_come_with(word, facts) for word in accepted) else False


@lru_cache(maxsize=20_000)
def things(accepted: tuple[str, ...]) -> tuple[str, ...]:
    """Those of accepted kinds that are no persons."""
    return tuple(word for word in accepted if word not in PERSONAL)


@lru_cache(maxsize=20_000)
def contracts(required: tuple[str, ...]) -> frozenset[str]:
    """Words of the contracts among conditions in written form."""
    return CONTRACT_WORDS.intersection(written.partition(":")[0] for written in required)


def can_come_with(word: str, facts: Facts) -> bool:
    """Whether nothing stated excludes this kind: it needs none, others bring it, or nobody said it lacks."""
    return word == "credit" or word in PROVIDED or takes_offered((word,), facts) or not _lacking(word, facts)


def _buys_its_security(product: ProductDoc, accepted: tuple[str, ...], facts: Facts) -> bool:
    """Equipment that is bought on lease, or with a loan that takes it, secures itself."""
    if facts.purpose_kind != "fixed_assets":
        return False
    return product.kind == "leasing" or bool(BOUGHT.intersection(accepted))


def _lacking(word: str, facts: Facts) -> bool:
    """Whether the borrower is stated to be without this kind."""
    if facts.without_security and word not in PERSONAL:
        return True
    return any(
        entry is not None and entry.security_word == word for entry in map(requirements.by_word, facts.lacked)
    )
