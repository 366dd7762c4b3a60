"""What was typed in the steps so far, read back into the forms. Nothing here is a need: only what the check
page sends on becomes one. Where it is kept meanwhile: shelf.py.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime

from werkzeug.datastructures import MultiDict
from wtforms import SelectMultipleField

from portal.core import clock
from portal.core.wording import wan
from portal.needs import choices
from portal.needs.draft import Draft, draft_of
from portal.needs.forms import MOST_WORDS, AboutForm, MoneyForm
from portal.needs.models import FinancingNeed

NEW = "new"
Fields = dict[str, list[str]]
FORMS = {"money": MoneyForm, "about": AboutForm}
LONGEST = 100
"""No answer but the own words is longer, in characters; what is longer is not kept."""
MOST_CHOSEN = 100
"""No field offers as many tiles."""


@dataclass
class Typed:
    """`seen`: the stored need's `updated_at` when taken up, `base`: its steps then; a new one has none.

    `held` (a new one on several devices): the public id of its row and the version that was seen.
    """

    key: str
    steps: dict[str, Fields] = field(default_factory=dict)
    base: dict[str, Fields] = field(default_factory=dict)
    struck: list[str] = field(default_factory=list)
    max_talks: str = "3"
    seen: str | None = None
    held: tuple[str, int] | None = None
    at: str = ""
    read: dict | None = None  # what its words were read as: portal.needs.reading.Reading
    reach: dict | None = None  # when and how to call, as ticked; None before it was asked

    @property
    def touched(self) -> datetime:
        """When it was put on the shelf."""
        return datetime.fromisoformat(self.at)

    @property
    def is_empty(self) -> bool:
        return not any(self.steps.values())

    def form(self, step: str):
        """A step's form filled with what was typed, free of CSRF: it is only read and judged again."""
        return FORMS[step](MultiDict(self.steps.get(step, {})), meta={"csrf": False})

    def keep(self, step: str, form) -> None:
        """Take over a step as it was sent, right or wrong, as far as it fits."""
        self.steps[step] = {name: raw for name in fields_of(form) if (raw := raw_of(form[name]))}
        for item in form:
            self.steps[step] |= getattr(item, "walked", {})

    def onto(self, stored: "Typed") -> "Typed":
        """The same changes on top of what is stored by now."""
        steps = {step: merged(self.steps[step], self.base[step], stored.steps[step]) for step in FORMS}
        return replace(self, steps=steps, base=stored.base, seen=stored.seen)

    def standing(self, step: str, names: frozenset[str], fields: Fields) -> Fields:
        """`fields` of a step, those of these names as they were stored."""
        for name in names & set(fields_of(FORMS[step](formdata=None, meta={"csrf": False}))):
            fields.pop(name, None)
            if name in self.base[step]:
                fields[name] = self.base[step][name]
        return fields

    def first_open(self) -> str | None:
        """The first step that is missing or no longer valid."""
        return next((step for step in FORMS if not self._is_valid(step)), None)

    def _is_valid(self, step: str) -> bool:
        return step in self.steps and self.form(step).validate()

    def draft(self) -> Draft:
        """All steps together; only when none is open."""
        columns = {}
        for step in FORMS:
            form = self.form(step)
            form.validate()
            columns |= form.columns()
        return Draft(**columns, max_talks=int(self.max_talks), struck=tuple(self.struck))


def so_far(steps: Mapping[str, Fields]) -> Draft:
    """What can be read of steps that may be unfinished: fields that are wrong count as not answered."""
    columns = {}
    for step, make in FORMS.items():
        fields = MultiDict(steps.get(step, {}))
        judged = make(fields, meta={"csrf": False})
        judged.validate()
        good = {name: raw for name, raw in fields.lists() if name not in judged.errors}
        form = make(MultiDict(good), meta={"csrf": False})
        form.validate()
        columns |= form.columns()
        if "region" in form and columns["region_code"] is None:
            columns["region_code"] = form.region.broader
    return Draft(**columns)


def judge(form) -> None:
    """Say what is wrong with what stands in a form, and nothing of what is still empty."""
    form.validate()
    for item in form:
        if not any(item.raw_data or ()):
            item.errors = ()


def fields_of(form) -> list[str]:
    """The form's own fields, without key and token."""
    return [name for name in form._fields if name not in {"key", "csrf_token"}]


def of_need(need: FinancingNeed) -> Typed:
    """A stored need as its owner might have typed it."""
    steps = {"money": _money(need), "about": _about(need)}
    filled = {step: {name: raw for name, raw in fields.items() if raw} for step, fields in steps.items()}
    seen = need.updated_at and need.updated_at.isoformat()
    struck = list(draft_of(need).struck)
    return Typed(need.public_id, filled, deepcopy(filled), struck, str(need.max_talks), seen)


def merged(typed: Fields, base: Fields, stored: Fields) -> Fields:
    """Each field as typed where the person changed it, else as stored."""
    names = [*typed, *(name for name in (*base, *stored) if name not in typed)]
    merged = {
        name: (stored if typed.get(name) == base.get(name) else typed).get(name)
        for name in dict.fromkeys(names)
    }
    return {name: raw for name, raw in merged.items() if raw}


def clashes(typed: Fields, base: Fields, stored: Fields) -> list[str]:
    """Fields that both changed, and differently."""
    names = dict.fromkeys([*typed, *base, *stored])
    both = [name for name in names if base.get(name) not in (typed.get(name), stored.get(name))]
    return [name for name in both if typed.get(name) != stored.get(name)]


def raw_of(item) -> list[str]:
    """What to send to the field again: a picker's code, else what was typed; no more than can be meant."""
    sent = [item.data or ""] if hasattr(item, "hits") else item.raw_data or []
    longest = MOST_WORDS if item.name == "words" else LONGEST
    several = MOST_CHOSEN if isinstance(item, SelectMultipleField) else 1
    return [value for value in list(dict.fromkeys(sent))[:several] if 0 < len(value) <= longest]


def _money(need: FinancingNeed) -> Fields:
    least, most = need.amount_min_fen, need.amount_max_fen
    return {
        "words": _one(need.words),
        "amount": _one(most and amount_words(least, most, need.approximate)),
        "term": _one(need.term_months and f"{need.term_months}个月"),
        "purpose": _one(need.purpose_code),
        "needed_on": _one(need.needed_on and need.needed_on >= clock.today() and need.needed_on.isoformat()),
        "product_types": list(need.product_type_codes or ()),
        "members": _one(need.member_count and str(need.member_count)),
    }


def amount_words(least: int | None, most: int, approximate: bool) -> str:
    """Fen as the amount's field reads them: 约20万, 50-80万, 100万以内."""
    about = "约" if approximate else ""
    if least == most:
        return f"{about}{wan(most)}万"
    return f"{about}{wan(most)}万以内" if least is None else f"{about}{wan(least)}-{wan(most)}万"


def _about(need: FinancingNeed) -> Fields:
    words = {tag.partition(":")[0]: tag.partition(":")[2] for tag in need.tags}
    lacks = set(need.lacks)
    since, loans = need.established_on, need.existing_loans_fen
    return {
        "subject": _one(need.subject_code),
        "industry": _one(need.industry_code),
        "region": _one(need.region_code),
        "security": [choices.NONE] if need.no_collateral else list(need.security or ()),
        "established_year": _one(since and str(since.year)),
        "established_month": _one(since and str(since.month)),
        "employees": _one(need.employees_band),
        "revenue": _one(need.revenue_band),
        "tax_grade": _one(words.get("tax_grade") or (choices.NONE if "tax_grade" in lacks else None)),
        "first_loan": _one("yes" if "firsthand" in words else "no" if "firsthand" in lacks else None),
        "loans": _one("0" if loans == 0 else loans and f"{wan(loans)}万"),
        "tags": [word for word in choices.QUALIFICATIONS if word in words],
    }


def _one(value) -> list[str]:
    return [value] if value else []
