"""The plain code lists: what is offered, how, to whom, for what, and why something ended."""

from dataclasses import dataclass

from search.taxonomy.codelist import CodeList, WordList

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProductType:
    """A kind of product; a group (P01) has no ``parent``."""

    code: str
    name: str
    name_en: str
    parent: str
    aliases: Words
    notes: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """A product feature (how it is drawn, repaid, priced) or an eligibility tag (who may apply)."""

    code: str
    name: str
    name_en: str
    aliases: Words
    dimension: str


@dataclass(frozen=True, slots=True)
class Security:
    """What is offered or required as security; ``within`` is the broader word that contains it."""

    code: str
    word: str
    name: str
    name_en: str
    aliases: Words
    group: str
    within: str
    note: str


@dataclass(frozen=True, slots=True)
class Purpose:
    """``kind`` is what rules compare; ``at_filing`` is allow, warn or refuse."""

    code: str
    name: str
    name_en: str
    aliases: Words
    kind: str
    status: str
    at_filing: str
    note: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Who borrows. ``word`` is what rules compare (may be empty); prefixes of credit codes are a hint."""

    code: str
    name: str
    name_en: str
    aliases: Words
    group: str
    word: str
    organisation_kind: str
    credit_code_prefix: Words
    needs_credit_code: bool
    note: str


@dataclass(frozen=True, slots=True)
class InstitutionType:
    """A kind of institution, in its group (银行, 担保 …)."""

    code: str
    name: str
    name_en: str
    aliases: Words
    group: str


@dataclass(frozen=True, slots=True)
class IntermediaryType:
    """A kind of partner that files for others: a park, a service centre, an association."""

    code: str
    name: str
    name_en: str
    aliases: Words


@dataclass(frozen=True, slots=True)
class Refusal:
    """An institution says no. The owner reads ``shown_as``; what is kept and counted is ``counted_as``."""

    code: str
    name: str
    name_en: str
    aliases: Words
    group: str
    stage: Words
    rule: Words
    shown_as: str
    mendable: str
    next_step: str
    helper: Words
    earliest_retry_months: int | None
    counted_as: str
    published: bool


@dataclass(frozen=True, slots=True)
class Closing:
    """A need ends in the state ``ends_as``; ``by`` says who may close it so."""

    code: str
    name: str
    name_en: str
    aliases: Words
    ends_as: str
    by: Words
    note: str


@dataclass(frozen=True, slots=True)
class FirmReason:
    """The firm says no: to a bank that asked (interested), to an offer (approved), or at any stage."""

    code: str
    name: str
    name_en: str
    aliases: Words
    group: str
    stage: str
    note: str


class Securities(WordList[Security]):
    """Security words, the finer ones inside the broader."""

    def takes(self, accepted: str, offered: str) -> bool:
        """Whether a product that accepts one word is content with another: the same or a finer one."""
        entry = self.by_word(offered)
        return accepted == offered or (entry is not None and entry.within == accepted)

    def broader(self, word: str) -> str:
        """The broader word that contains this one, or the word itself."""
        entry = self.by_word(word)
        return entry.within if entry is not None and entry.within else word


class ProductTypes(CodeList[ProductType]):
    """Groups and the types inside them."""

    def children(self, code: str | None = None) -> list[ProductType]:
        """The types of a group; of None the groups."""
        return [entry for entry in self.all() if entry.parent == (code or "")]

    def covers(self, broad: str, fine: str) -> bool:
        """Whether ``fine`` is ``broad`` or a type of that group."""
        entry = self.get(fine)
        return entry is not None and broad in (entry.code, entry.parent)


class Subjects(CodeList[Subject]):
    """Kinds of borrower; several codes may share a word."""

    def by_word(self, word: str) -> list[Subject]:
        """Every kind of borrower that rules call by this word."""
        return [entry for entry in self.all() if word and entry.word == word]

    def of_organisation(self, kind: str) -> list[Subject]:
        """The kinds of borrower that an account of this kind may be."""
        return [entry for entry in self.all() if entry.organisation_kind == kind]


product_types = ProductTypes("product_types.csv", ProductType)
features = CodeList("product_features.csv", Tagged)
eligibility = CodeList("eligibility_tags.csv", Tagged)
securities = Securities("security_types.csv", Security)
purposes = CodeList("purposes.csv", Purpose)
PURPOSE_KINDS = {
    "working_capital": "流动资金周转",
    "fixed_assets": "设备、装修等投资",
    "plant_purchase": "购置厂房",
    "renewal": "续贷",
    "bond": "保函、保证金",
    "other": "其他用途",
}
"""What the kinds of purposes are called, in the order in which people look for them."""
subjects = Subjects("subject_types.csv", Subject)
institution_types = CodeList("institution_types.csv", InstitutionType)
intermediary_types = CodeList("intermediary_types.csv", IntermediaryType)
refusals = CodeList("refusal_reasons.csv", Refusal)
closings = CodeList("closing_reasons.csv", Closing)
firm_reasons = CodeList("firm_reasons.csv", FirmReason)
