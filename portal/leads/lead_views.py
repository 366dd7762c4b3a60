"""One lead as the institution's people read it: steps, history, contact panel."""

from portal.consent import queries as consents
from portal.core import clock, wording
from portal.core.permissions import ROLE_NAMES, Role
from portal.leads import owner_words, refusals, silence, words
from portal.leads.models import Lead, LeadState
from portal.leads.queries.history import Step
from portal.leads.service.ending import END_CODES
from portal.leads.service.revealing import ALARM, MOST, WHY, may_reveal
from portal.products.models import ProductKind
from search import taxonomy

S = LeadState
STEPS = (
    S.PUSHED, S.INTERESTED, S.ACCEPTED, S.CONTACTED, S.DUE_DILIGENCE, S.APPROVED, S.TAKEN, S.DISBURSED,
)  # fmt: skip
AS_A_STEP = {S.PUSHED: "推送"}
DONE_WORDS = {S.PUSHED: "推送到本机构", S.ACCEPTED: "企业同意对接"}
"""Where the history says more than the state's word."""
LAPSED_WORDS = {
    silence.INSTITUTION: "你们到期没有答复，平台已去找别家。企业还在找的话，你们仍可以认领。",
    silence.OWNER: "企业到期没有答复，这次对接结束。不算你们超时。",
}
WITHIN = {S.WAITING_MATERIALS: S.DUE_DILIGENCE}


def pipeline(lead: Lead, history: list[Step]) -> list[dict]:
    """The eight steps with the day each was reached; a lead that ended stands at its last step."""
    kind = words.kind_of(lead)
    forward = [step for step in history if not (step.handed or step.goes_on or step.done_over)]
    reached = {step.to: step.happened_at for step in reversed(forward)}
    over = lead.state in owner_words.ENDED and lead.state is not S.DISBURSED
    at = _place(_last_open(history) if over else lead.state)
    rows = []
    for place, state in enumerate(STEPS):
        status = "done" if place < at else "later" if place > at else "ended" if over else "current"
        day = wording.day_in_table(reached[state]) if state in reached and place <= at else None
        rows.append(
            {
                "label": AS_A_STEP.get(state) or words.state_word(state, kind),
                "date": f"{day} 起" if day and place == at and not over else day,
                "state": status,
            }
        )
    return rows


def _place(state: LeadState | None) -> int:
    state = WITHIN.get(state, state)
    return STEPS.index(state) if state in STEPS else 0


def _last_open(history: list[Step]) -> LeadState | None:
    """The state in which the lead stood before it ended."""
    return next((step.before for step in history if step.to in owner_words.ENDED), None)


def end_note(lead: Lead) -> str:
    """Why it ended, in the institution's words."""
    code = lead.reason_code or ""
    match lead.state:
        case S.BANK_DECLINED:
            reason = taxonomy.refusals.get(code)
            said = f"写给企业的话：“{lead.sentence}”" if lead.sentence else ""
            return f"{owner_words.word(lead)}：{reason.name if reason else ''}。{said}"
        case S.FIRM_DECLINED:
            reason = taxonomy.firm_reasons.get(code)
            named = reason is not None and reason.code != refusals.UNSAID
            return f"企业不谈了{'：' + reason.name if named else '，没有说原因'}。"
        case S.ENDED:
            return f"已结束：{END_CODES.get(code, '')}。"
        case S.LAPSED:
            return LAPSED_WORDS[silence.of(lead)]
    return ""


def timeline(lead: Lead, history: list[Step]) -> list[dict]:
    """Newest first; what was recorded later shows both times."""
    kind = words.kind_of(lead)
    return [_moment(step, kind, lead.stage, newest=number == 0) for number, step in enumerate(history)]


def _moment(step: Step, kind: ProductKind, stage: str | None, newest: bool) -> dict:
    who = step.person or (ROLE_NAMES[step.role] if step.role and step.role is not Role.APPLICANT else "")
    who = who or ("企业" if step.role is Role.APPLICANT else "平台")
    later = wording.moment(step.recorded_at) != wording.moment(step.happened_at)
    return {
        "state": "now" if newest else "done",
        "title": f"{said_of(step, kind, stage)} · {who}",
        "time": wording.moment(step.happened_at),
        "recorded": wording.moment(step.recorded_at) if later else None,
        "text": step.note,
    }


def said_of(step: Step, kind: ProductKind, stage: str | None) -> str:
    """What a step was, for the institution: 已联系, 已放款 20 万元, 交给示例·周岚跟进."""
    if step.handed:
        return f"交给{step.given_to or '客户经理'}跟进"
    if step.goes_on:
        return "材料收完，接着办"
    if step.done_over:
        return f"核对过：{words.DONE_OVER[step.to]}"
    said = DONE_WORDS.get(step.to) or words.state_word(step.to, kind, stage)
    return f"{said} {wording.money(step.paid_fen)}" if step.paid_fen else said


def contact_panel(actor, lead: Lead, consent) -> dict | None:
    """Who may open the contact, how much of today's budget is used; None where there is nothing to open."""
    if consent is None or not may_reveal(actor, lead):
        return None
    used, last = consents.reveals_of(actor.person_id, actor.membership_id, lead.id)
    return {
        "until": wording.day_in_sentence(clock.local(consent.until).date()),
        "used": used,
        "most": MOST,
        "warn": used >= ALARM,
        "spent": used >= MOST and not (last and last.day == clock.today()),
        "last": f"{wording.moment(last.at)}，{WHY[last.why]}" if last else "",
    }
