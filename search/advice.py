"""What a borrower can do: apply and word the smallest change, and ask for what was not said."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from search.documents import NeedDoc
from search.reason_facts import requirement_name
from search.reason_words import security_names, wan
from search.rule_names import rule_name
from search.taxonomy import requirements
from search.verdicts import Change, Verdict

# Which field of the need a rule asks for, and how the owner is asked.
FIELDS = {
    "region": ("region_code", "您在哪个县（市、区）经营？"),
    "subject": ("subjects", "您以什么身份借款（公司、个体工商户、农户……）？"),
    "industry": ("industry_codes", "您具体做什么生意？"),
    "amount": ("amount_max_yuan", "您需要多少资金？"),
    "term": ("term_months", "您想借多久？"),
    "purpose": ("purpose_code", "这笔资金用来做什么？"),
    "security": ("collateral_offered", "您能提供什么担保（房产、设备、保证人……）？"),
    "requirement:years": ("established_years", "您经营多少年了？"),
}
# Once stated, these stay unknown only because the product is silent or the owner must be willing.
ONCE = frozenset({"subject", "amount", "term", "purpose", "product_type"})

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Question:
    """A fact nobody stated; `worth` counts the products that wait for it. `key`: a field or "tags:word"."""

    key: str
    ask: str
    worth: int

    def to_dict(self) -> dict[str, Any]:
        """The published JSON form."""
        return {"key": self.key, "ask": self.ask, "worth": self.worth}


def asked(verdict: Verdict) -> tuple[str, str] | None:
    """The key and the question that would settle an unknown verdict; None if the product is silent."""
    if verdict.verdict != "unknown" or not verdict.product:
        return None
    if verdict.rule in ONCE and verdict.need is not None:
        return None
    if verdict.rule in FIELDS:
        return FIELDS[verdict.rule]
    entry = requirements.by_word(verdict.rule.partition(":")[2])
    if entry is None:
        return None
    if entry.value_kind == "none":
        return f"tags:{entry.word}", f"您是否符合“{entry.name}”？"
    return f"tags:{entry.word}", f"您的{entry.name}是多少？"


def apply_change(need: NeedDoc, change: Change) -> NeedDoc:
    """The need as it would be after the change."""
    match change.key:
        case "amount_max_yuan":
            return replace(need, amount_max_yuan=change.to, amount_min_yuan=change.to)
        case "tags":
            word = change.to.partition(":")[0]
            return replace(need, tags=_with(need.tags, change.to), lacks=_without(need.lacks, word))
        case "collateral_offered":
            return replace(
                need,
                collateral_offered=tuple(change.to),
                no_collateral=False,
                lacks=_without_security(need.lacks, change.to),
            )
        case _:
            return replace(need, **{change.key: change.to})


def change_words(change: Change, verdict: Verdict, after: Iterable[Verdict]) -> str:
    """The way out and how far it leads: "金额降到 15 万元以内，这一条就符合；还要看行业、期限".

    `after`: the verdicts on the need as changed. What they leave open or against it is said, too.
    """
    return f"{_way_out(change, verdict)}，{_how_far(tuple(after))}"


def _way_out(change: Change, verdict: Verdict) -> str:
    match change.key:
        case "amount_max_yuan":
            return f"金额降到 {wan(change.to)} 万元以内"
        case "established_years":
            return f"经营{requirement_name(verdict.product, 'owner')}后"
        case "collateral_offered":
            return f"提供{security_names(verdict.product)}{'之一' if len(verdict.product) > 1 else ''}"
        case _:
            return f"符合“{requirement_name(verdict.product, 'owner')}”后"


def _how_far(after: tuple[Verdict, ...]) -> str:
    against, open_ = ([one.rule for one in after if one.verdict == word] for word in ("not_met", "unknown"))
    if not against and not open_:
        return "写明的条件就都符合"
    return "；".join(
        [
            "这一条就符合",
            *([f"{_named(against)}仍不符"] if against else []),
            *([f"还要看{_named(open_)}"] if open_ else []),
        ]
    )


def _named(rules: list[str]) -> str:
    names = list(dict.fromkeys(map(rule_name, rules)))
    return "、".join(names[:MOST_NAMED]) + (f"等 {len(names)} 条" if len(names) > MOST_NAMED else "")


def _with(tags: tuple[str, ...] | None, written: str) -> tuple[str, ...]:
    word = written.partition(":")[0]
    return (*(tag for tag in tags or () if tag.partition(":")[0] != word), written)


def _without(tags: tuple[str, ...] | None, word: str) -> tuple[str, ...]:
    """Without the word and, since having it would mean having those too, without what it implies."""
    gone = {word} | requirements.implied(word)
    return tuple(tag for tag in tags or () if tag.partition(":")[0] not in gone)


def _without_security(lacks: tuple[str, ...] | None, offered: tuple[str, ...]) -> tuple[str, ...] | None:
    """Whoever offers a kind of security no longer lacks the words that stand for it."""
    return tuple(tag for tag in lacks or () if not _stands_for(tag, offered)) or None


def _stands_for(tag: str, offered: tuple[str, ...]) -> bool:
    entry = requirements.by_word(tag.partition(":")[0])
    return entry is not None and bool(entry.security_word) and entry.security_word in offered
