"""A lead's states, refusals and ends in the owner's words."""

from datetime import date

from portal.core import clock, wording
from portal.leads import refusals, silence, words
from portal.leads.models import Channel, Lead, LeadState
from portal.leads.moves import OPEN
from search import taxonomy

ENDED = frozenset(LeadState) - frozenset(OPEN)
AFTER_PUSH = frozenset(LeadState) - {LeadState.PUSHED, LeadState.LAPSED}
UNPUSHED = frozenset({Channel.BROWSE, Channel.DIRECT})
NEED_OVER = "需求已结束"
END_WORDS = {
    "need_funded": "需求已获得资金",
    "need_closed": NEED_OVER,
    "need_withdrawn": "您撤回了需求",
    "need_expired": "需求已过期",
    "consent_withdrawn": "您收回了授权",
    "institution_left": "机构已离开平台",
}
LAPSED_WORDS = {
    silence.INSTITUTION: "到期没有答复，我们接着找别家；它想谈还可以再来找您",
    silence.OWNER: "您到期没有答复，不再等；还想谈，可以重新申请它的产品",
}
WAITS = {
    LeadState.ACCEPTED: "等客户经理联系您。",
    LeadState.CONTACTED: "等机构决定，可能还要来看一看、补材料。",
    LeadState.DUE_DILIGENCE: "机构正在看经营情况，看完报审批；等机构决定。",
    LeadState.WAITING_MATERIALS: "等您把材料带到柜台；在这之前机构的时限暂停，不算它拖。",
}
"""Of a talk: who has to do something now."""
MENDABLE = {"yes": "能改", "later": "过一段时间能改", "no": "改不了"}


def word(lead: Lead) -> str:
    """The state's word for what the institution offers; of a refusal that of its stage."""
    return words.state_word(lead.state, words.kind_of(lead), lead.stage)


def waits(lead: Lead) -> str:
    """What a talk waits for, and for whom; empty where a button or a refusal says it."""
    return WAITS.get(lead.state, "")


def refusal(lead: Lead) -> dict | None:
    """`{shown_as, mendable, next_step, helper, retry, words}` of a bank's no; never its code."""
    reason = taxonomy.refusals.get(lead.reason_code or "")
    if lead.state is not LeadState.BANK_DECLINED or reason is None:
        return None
    return {**explained(reason, clock.local(lead.state_since).date()), "words": lead.sentence}


def explained(reason, on: date) -> dict:
    """What a refusal reason says to a firm, whether it can be mended, who helps, when to come back.

    `on`: the day of the refusal.
    """
    return {
        "shown_as": reason.shown_as,
        "mendable": MENDABLE.get(reason.mendable, ""),
        "next_step": reason.next_step,
        "helper": "、".join(reason.helper),
        "retry": _retry(reason.earliest_retry_months, on),
    }


def _retry(months: int | None, on: date) -> str:
    if not months:
        return "" if months is None else "随时可以再来"
    earliest = wording.months_after(on, months)
    if earliest <= clock.today():
        return "现在可以再来了"
    return f"最早 {wording.day_in_sentence(earliest)}再来"


def ended_because(lead: Lead) -> str:
    """Why a lead ended, or the owner's own reason for saying no."""
    if lead.state is LeadState.ENDED:
        return END_WORDS.get(lead.reason_code or "", "")
    if lead.state is LeadState.LAPSED:
        return LAPSED_WORDS[silence.of(lead)]
    if lead.state is LeadState.FIRM_DECLINED:
        reason = taxonomy.firm_reasons.get(lead.reason_code or "")
        return reason.name if reason and reason.code != refusals.UNSAID else ""
    return ""


def reason_choices() -> list[dict]:
    """The reasons an owner may name for a 不同意: `[{value, label}]`."""
    return [{"value": reason.code, "label": reason.name} for reason in refusals.firm_reasons()]
