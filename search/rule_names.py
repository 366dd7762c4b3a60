"""What a rule is called on a page."""

from search.reasons import Persona
from search.taxonomy import requirements

NAMES = {
    "region": "地区",
    "subject": "主体",
    "industry": "行业",
    "amount": "金额",
    "term": "期限",
    "purpose": "用途",
    "security": "担保",
    "product_type": "类型",
}


def rule_name(rule: str, persona: Persona = "owner") -> str:
    """The field's word for a rule; a requirement's own name, or its group's before consent."""
    name, _, word = rule.partition(":")
    requirement = requirements.by_word(word) if word else None
    if requirement is None:
        return NAMES.get(name, name)
    return requirement.shown_before_consent if persona == "browsing" else requirement.name
