"""Plain words as fields of the filing forms, each with the words it was read from.

A reading is plain data, since it is kept beside what is typed: `said` {field: {raw, words, sure}} with what
the field would have been sent, `asks` {field: question} about what was not understood.
"""

from collections.abc import Iterable
from typing import TypedDict

from portal.core import clock, places
from portal.needs import choices
from portal.needs.fields import fen
from portal.needs.read_tags import field_of_lack, field_of_tag
from portal.needs.typed import FORMS, Fields, Typed, amount_words, fields_of
from search import taxonomy
from search.language.reader import Draft, understand
from search.language.reader.settling import DUE


class Said(TypedDict):
    raw: list[str]
    words: str
    sure: str  # "said" or "likely"


class Reading(TypedDict):
    said: dict[str, Said]
    asks: dict[str, str]


NOTHING: Reading = {"said": {}, "asks": {}}
ASKED_AT = {
    "amount_max_yuan": "amount",
    "amount_min_yuan": "amount",
    "term_months": "term",
    "purpose_code": "purpose",
    "product_type_codes": "product_types",
    "subject_codes": "subject",
    "industry_codes": "industry",
    "region_code": "region",
    "collateral_offered": "security",
    "no_collateral": "security",
    "established_years": "established_year",
}
"""Where one of the reader's facts, or its question, stands in the forms."""
TOGETHER = {"established_month": "established_year", "region_1": "region", "region_2": "region"}
"""Fields that are filled in only with another one."""
MOST_QUOTED = 40
LIMIT = ("say", "300/10 minutes")
"""For whoever has words read, by address; limits.hit."""


def read(words: str) -> Reading:
    """What the words say, for the forms; nothing where they say nothing."""
    draft = understand(words)
    said: dict[str, Said] = {}
    for name, (raw, doubtful) in _plain(draft).items():
        if raw:
            said[name] = _quoted(draft, raw, [key for key, at in ASKED_AT.items() if at == name], doubtful)
    for key, field_of in (("tags", field_of_tag), ("lacks", field_of_lack)):
        for written in _stated(draft) if key == "tags" else draft.get(key) or ():
            _add(said, field_of(written), [span for span in draft.spans if span.key == key], written)
    said |= _since(draft) | _place(draft)
    asks = {ASKED_AT[q.key]: q.ask for q in draft.questions if q.key in ASKED_AT}
    return {"said": said, "asks": asks}


def fill(typed: Typed, reading: Reading, known: Fields | None = None, but: Iterable[str] = ()) -> None:
    """Put what was read into fields that are empty; nothing that somebody typed is written over.

    What an earlier reading filled in, and nobody changed, goes with it: the words may say otherwise by now.
    `known`: what the owner's organisation says of itself, which the words go before; `but`: fields to leave.
    """
    _take_back(typed, set(but))
    typed.steps.setdefault("money", {})
    if "about" not in typed.steps:
        typed.steps["about"] = {k: v for k, v in (known or {}).items() if k not in reading["said"]}
    taken = {name for fields in typed.steps.values() for name, raw in fields.items() if raw} | set(but)
    for step, form in FORMS.items():
        own = fields_of(form(formdata=None, meta={"csrf": False}))
        for name, said in reading["said"].items():
            main = TOGETHER.get(name, name)
            if main in own and not {name, main} & taken:
                typed.steps[step][name] = list(said["raw"])
    typed.read = reading


def _take_back(typed: Typed, but: set[str]) -> None:
    """Empty the fields that hold what was read before."""
    gone = {name for name in standing(typed) if not {name, TOGETHER.get(name, name)} & but}
    for step, fields in typed.steps.items():
        typed.steps[step] = {name: raw for name, raw in fields.items() if name not in gone}


def standing(typed: Typed) -> dict[str, Said]:
    """By field: what was read and has not been changed since."""
    fields = {name: raw for step in typed.steps.values() for name, raw in step.items()}
    said = (typed.read or NOTHING)["said"]
    return {name: one for name, one in said.items() if set(fields.get(name, ())) == set(one["raw"])}


def mark(form, reading: Reading | None) -> None:
    """Tell the form's fields what was read for them and is unchanged, and what is asked about them."""
    said, asks = (reading or NOTHING)["said"], (reading or NOTHING)["asks"]
    for field in form:
        stands = [field.data] if hasattr(field, "hits") else [raw for raw in field.raw_data or () if raw]
        one = said.get(field.name)
        field.quoted = one if one and set(stands) == set(one["raw"]) else None
        asked = asks.get(field.name) if field.quoted or not any(stands) else None
        field.asked = None if asked in DUE.values() else asked  # the field's own label asks that


def _plain(draft: Draft) -> dict[str, tuple[list[str], bool]]:
    """(what the field would be sent, whether more was said than fits) of all but qualifications and years."""
    offered = {choice.value for choice in choices.subjects()}
    most, least = draft.get("amount_max_yuan"), draft.get("amount_min_yuan")
    months, industries = draft.get("term_months"), draft.get("industry_codes") or []
    subjects = [code for code in draft.get("subject_codes") or () if code in offered]
    amount = most and amount_words(fen(least), fen(most), bool(draft.get("approximate")))
    return {
        "amount": ([amount] if amount else [], False),
        "term": ([f"{months}个月"] if months else [], False),
        "purpose": ([draft.get("purpose_code")] if draft.get("purpose_code") else [], False),
        "product_types": (list(draft.get("product_type_codes") or ()), False),
        "subject": (subjects[:1], len(subjects) > 1),
        "industry": (industries[:1], len(industries) > 1),
        "security": (_security(draft), False),
    }


def _stated(draft: Draft) -> list[str]:
    """The qualifications read, without what was only concluded from a sensitive one's words."""
    spans = {(span.value, span.start, span.end) for span in draft.spans if span.key == "tags"}
    entries = [(taxonomy.requirements.by_word(word.partition(":")[0]), *at) for word, *at in spans]
    concluded = {
        (other, *at)
        for entry, *at in entries
        if entry and entry.sensitive
        for other in taxonomy.requirements.implied(entry.word)
    }
    gone = {word for word, *_ in concluded} - {word for word, *_ in spans - concluded}
    return [word for word in draft.get("tags") or () if word not in gone]


def _security(draft: Draft) -> list[str]:
    if offered := draft.get("collateral_offered"):
        return list(offered)
    return [choices.NONE] if draft.get("no_collateral") or offered == [] else []


def _place(draft: Draft) -> dict[str, Said]:
    """The county; of a broader place the way down to it, on which the form goes on."""
    code = draft.get("region_code")
    if not code:
        return {}
    if taxonomy.regions.is_leaf(code):
        return {"region": _quoted(draft, [code], ["region_code"])}
    way = enumerate(places.steps_to(code), 1)
    return {f"region_{level}": _quoted(draft, [step], ["region_code"]) for level, step in way}


def _since(draft: Draft) -> dict[str, Said]:
    """Years in business as the month in which it must have begun."""
    years = draft.get("established_years")
    if years is None or not 0 <= years < 75:
        return {}
    today = clock.today()
    since = today.year * 12 + today.month - 1 - round(years * 12)
    year, month = str(since // 12), str(since % 12 + 1)
    keys = ["established_years"]
    return {
        "established_year": _quoted(draft, [year], keys),
        "established_month": _quoted(draft, [month], keys),
    }


def _quoted(draft: Draft, raw: list[str], keys: list[str], doubtful: bool = False) -> Said:
    spans = [span for span in draft.spans if span.key in keys]
    words = "…".join(dict.fromkeys(span.words.strip() for span in spans))[:MOST_QUOTED]
    likely = doubtful or any(span.sure == "likely" for span in spans)
    return {"raw": raw, "words": words, "sure": "likely" if likely else "said"}


def _add(said: dict[str, Said], found: tuple[str, str] | None, spans: list, written: str) -> None:
    """One qualification more; those of one field stand together."""
    if found is None:
        return
    name, raw = found
    own = [span for span in spans if span.value == written]
    before = said.setdefault(name, {"raw": [], "words": "", "sure": "said"})
    if raw not in before["raw"]:
        before["raw"].append(raw)
    quoted = [*filter(None, [before["words"]]), *(span.words.strip() for span in own)]
    before["words"] = "…".join(dict.fromkeys(quoted))[:MOST_QUOTED]
    if any(span.sure == "likely" for span in own):
        before["sure"] = "likely"
