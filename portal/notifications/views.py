"""Notices as the inbox shows them: their words are made here, out of rows that the reader may see now."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from string import Formatter

from portal.core import clock, notices, wording, workdays
from portal.core.permissions import Role
from portal.core.visibility import FULL, Persona, grade
from portal.leads import words
from portal.leads.models import Clock, Lead, LeadState
from portal.leads.service.ending import END_CODES
from portal.leads.service.revealing import ALARM
from portal.needs.models import FinancingNeed
from portal.needs.views import title
from portal.notifications import places
from portal.notifications.kinds import GONE, KINDS, Kind
from portal.notifications.models import Notice
from portal.notifications.queries import Rows

READERS = {
    Role.APPLICANT: Persona.OWNER,
    Role.CLERK: Persona.CLERK,
    Role.BANK_MANAGER: Persona.BROWSING,
    Role.BANK_ADMIN: Persona.BROWSING,
    Role.OFFICER: Persona.OFFICER,
    Role.MONITOR: Persona.MONITOR,
    Role.OPERATOR: Persona.OPERATOR,
    Role.AUDITOR: Persona.AUDITOR,
}
"""What a reader is at least to a row; a notice says no more than that, whoever has agreed to what."""
STATES = {
    "lead_offered": LeadState.APPROVED,
    "lead_disbursed": LeadState.DISBURSED,
    "lead_declined": LeadState.BANK_DECLINED,
    "lead_taken": LeadState.TAKEN,
}
"""The state that a notice tells of; where the lead stands today is another matter."""


def days(actor, notices_here: list[Notice], rows: Rows) -> list[dict]:
    """`[{day, notices: [{public_id, words, title, hint, group, time, unread, opens}]}]`, the newest first."""
    by_day = groupby(notices_here, key=lambda one: clock.local(one.made_at).date())
    return [
        {"day": day_words(day), "notices": [view(actor, one, rows) for one in theirs]}
        for day, theirs in by_day
    ]


def day_words(day: date) -> str:
    """今天, 昨天, else the day."""
    ago = (clock.today() - day).days
    near = {0: "今天", 1: "昨天"}.get(ago)
    said = wording.day_in_sentence(day)
    return f"{near} · {said}" if near else said


def view(actor, notice: Notice, rows: Rows) -> dict:
    kind = KINDS.get(notice.kind, KINDS["news"])
    lead, need = _about(notice, rows)
    href = places.href(actor.role, kind.opens, lead, need)
    facts = _facts(notice, lead, rows)
    known = all(facts.get(name) is not None for name in _named(kind.words))
    shown = known and (href is not None or kind.opens not in places.OF_ROWS)
    return {
        "public_id": notice.public_id,
        "words": kind.words.format_map(facts) if shown else GONE,
        "title": _title(actor.role, need) if shown and need else "",
        "hint": _hint(kind, facts) if shown else "",
        "group": notices.GROUPS[kind.group],
        "time": f"{clock.local(notice.made_at):%H:%M}",
        "unread": notice.read_at is None,
        "opens": shown and href is not None,
    }


def href_of(actor, notice: Notice, rows: Rows) -> str | None:
    """Where this notice leads, None once it leads nowhere."""
    kind = KINDS.get(notice.kind, KINDS["news"])
    return places.href(actor.role, kind.opens, *_about(notice, rows))


def _about(notice: Notice, rows: Rows) -> tuple[Lead | None, FinancingNeed | None]:
    """An owner's lead that is theirs no more takes its need with it."""
    lead = rows.leads.get(notice.lead_id or 0)
    return lead, lead.need if lead else rows.needs.get(notice.need_id or 0)


def _title(role: Role, need: FinancingNeed) -> str:
    return title(need) if grade("title", READERS[role]) == FULL else ""


def _facts(notice: Notice, lead: Lead | None, rows: Rows) -> dict[str, str | None]:
    """What words may be filled in with; None for what the reader may not see."""
    product = rows.products.get(notice.other_id or 0)
    which, due = _clock_of(notice, lead)
    state = STATES.get(notice.kind)
    kind = words.kind_of(lead) if lead else None
    return {
        "institution": lead and lead.institution.name,
        "state": kind and state and words.state_word(state, kind, lead.stage),
        "end": lead and END_CODES.get(lead.reason_code or "", "已结束"),
        "clock": kind and which and words.clock_word(which, kind),
        "due": f"请在 {wording.day_in_sentence(workdays.last_day(due))}结束前。" if due else "",
        "product": product and product.name,
        "colleague": rows.colleagues.get(notice.other_id or 0),
        "alarm": str(ALARM),
    }


def _clock_of(notice: Notice, lead: Lead | None) -> tuple[Clock | None, datetime | None]:
    """The clock that a notice names itself, else the one of a pushed lead while it runs."""
    said = notice.event.split()
    if said[:1] == ["clock"]:
        return Clock(said[2]), datetime.fromisoformat(said[3])
    runs = lead is not None and notice.kind == "lead_pushed" and lead.clock is Clock.FIRST_ANSWER
    return (Clock.FIRST_ANSWER, lead.clock_due_at) if runs else (None, None)


def _hint(kind: Kind, facts: dict[str, str | None]) -> str:
    return kind.hint.format_map({name: value or "" for name, value in facts.items()})


def _named(text: str) -> Iterable[str]:
    """The names in braces."""
    return [name for _, name, _, _ in Formatter().parse(text) if name]
