"""Qualifications: what a product requires against what the borrower has, lacks or left open."""

from typing import Any

from search.documents import NeedDoc
from search.facts import Facts, read_interval
from search.taxonomy import requirements, securities
from search.taxonomy.requirement import Requirement
from search.verdicts import ANSWERS, Change, Verdict


def requirement(written: str, need: NeedDoc, facts: Facts) -> Verdict:
    """One required qualification in written form; a word the taxonomy does not know stays unknown."""
    word, _, value = written.partition(":")
    entry = requirements.by_word(word)
    rule = f"requirement:{word}"
    if entry is None:
        return Verdict(rule, "unknown", "near", None, written)
    answer = _answer(entry, value, need, facts)
    change = _change(entry, written, value) if answer is False else None
    return Verdict(rule, ANSWERS[answer], "near", _stated(entry, answer, facts), written, change)


def _answer(entry: Requirement, value: str, need: NeedDoc, facts: Facts) -> bool | None:
    if _lacks(entry, facts):
        return False
    if entry.value_kind == "number" and value:
        return _figure(entry, value, facts)
    if entry.value_kind == "grade" and value:
        own = facts.values.get(entry.word)
        return own in value.split("|") if own else None
    return True if _has(entry, need, facts) else None


def _lacks(entry: Requirement, facts: Facts) -> bool:
    """Stated as absent, itself or something that whoever has it has too."""
    if entry.word in facts.values:
        return False
    if entry.word == "re" and facts.without_security:
        return True
    return bool(facts.lacked & (requirements.implied(entry.word) | {entry.word}))


def _figure(entry: Requirement, value: str, facts: Facts) -> bool | None:
    own, bound = facts.interval(entry.word), read_interval(value)
    if own is None or bound is None:
        return None
    return own.at_most(bound.high) if entry.compare == "max" else own.at_least(bound.low)


def _has(entry: Requirement, need: NeedDoc, facts: Facts) -> bool:
    if entry.word in facts.values:
        return True
    if entry.word == "plant":
        return need.purpose_code == "U07"
    if entry.word == "coopmember" and "cooperative" in (need.subjects or ()):
        return True
    if entry.word == "renewing" and facts.purpose_kind == "renewal":
        return True
    wanted = entry.security_word
    return bool(wanted) and any(securities.takes(wanted, own) for own in facts.offered)


def _stated(entry: Requirement, answer: bool | None, facts: Facts) -> Any:
    """The fact on the need's side: a value, True (has), False (stated as absent), None (not said)."""
    if (value := facts.values.get(entry.word)) is not None:
        return value
    return answer if entry.value_kind == "none" or answer is False else None


def _change(entry: Requirement, written: str, value: str) -> Change:
    if entry.word == "years":
        bound = read_interval(value)
        return Change("established_years", bound.low if bound else None)
    if entry.value_kind == "grade" and value:
        return Change("tags", f"{entry.word}:{value.partition('|')[0]}")
    return Change("tags", written)
