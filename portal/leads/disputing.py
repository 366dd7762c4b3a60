"""What an owner may say against a step that an institution has written down, and how that is said."""

from collections.abc import Iterable

from portal.core import wording
from portal.leads import clocks, words
from portal.leads.models import Clock, Dispute, Lead, LeadMove, LeadState, Outcome
from portal.leads.moves import MOVES
from portal.products.models import ProductKind

S = LeadState
BROUGHT, NOT_SO = "brought", "not_so"
REASONS = {
    S.CONTACTED: {"nobody_called": "没有人联系过我", "someone_else": "联系的不是我"},
    S.WAITING_MATERIALS: {BROUGHT: "清单上的材料我都交了", "not_asked": "没有人跟我说过要补材料"},
    S.DISBURSED: {NOT_SO: "没有这回事", "other_amount": "金额不对", "other_day": "日期不对"},
}
"""By the state that the step led to."""
NO_MONEY = "我没有收到钱"
ASKS = {S.CONTACTED: "没有联系过您？", S.WAITING_MATERIALS: "材料已经交了？", S.DISBURSED: "不是这样？"}
ANSWERS = {
    Outcome.WRONG: "机构说：您说得对，是他们记错了",
    Outcome.STOOD_BY: "机构说：情况属实",
    Outcome.TAKEN_BACK: "您收回了异议",
}
STAFF_ANSWERS = {
    Outcome.WRONG: "已确认：企业说得对",
    Outcome.STOOD_BY: "已答复：情况属实",
    Outcome.TAKEN_BACK: "企业收回了异议",
}


def then(about: LeadState, reason: str, state: LeadState) -> str:
    """What follows at once from 企业说得对, for a lead that stands in `state`; see service.mending."""
    if about is S.CONTACTED:
        soon = clocks.soon(Clock.FIRST_CONTACT)
        return f"就回到“企业同意”，要在{soon}联系企业。" if state in MOVES["call_again"].sources else ""
    if about is S.WAITING_MATERIALS:
        return "就接着计时，清单算交齐。" if reason == BROUGHT else "就接着计时。"
    back = "没有别的一笔，就还欠着企业，重新计时；需求没有结束的回到对接中。" if reason == NOT_SO else ""
    return f"这一笔就不作数，可以照实重新记。{back}"


def reason_word(about: LeadState, reason: str, kind: ProductKind) -> str:
    """没有人联系过我; of a loan that was not paid out 我没有收到钱."""
    if about is S.DISBURSED and reason == NOT_SO and kind is ProductKind.LOAN:
        return NO_MONEY
    return REASONS[about].get(reason, "")


def choices(about: LeadState, kind: ProductKind) -> list[tuple[str, str]]:
    return [(code, reason_word(about, code, kind)) for code in REASONS[about]]


def owner_rows(lead: Lead, steps: Iterable[tuple[LeadMove, Dispute | None]]) -> list[dict]:
    """`[{step, ask, move, said, answer, dispute, words}]`: what stands beside each step that can be disputed.

    `ask` with the step's id in `move` leads to the dispute; of one that exists `said` is its reason, `answer`
    what became of it, `dispute` its id while it is open.
    """
    kind = words.kind_of(lead)
    return [_owner_row(move, dispute, kind) for move, dispute in steps]


def _owner_row(move: LeadMove, dispute: Dispute | None, kind: ProductKind) -> dict:
    about = move.to_state
    step = f"{wording.moment(move.happened_at)} 机构记了“{words.state_word(about, kind)}”"
    row = {"step": step, "ask": "", "move": "", "said": "", "answer": "", "dispute": "", "words": ""}
    if dispute is None:
        return {**row, "ask": ASKS[about], "move": move.public_id}
    return {
        **row,
        "said": reason_word(about, dispute.reason, kind),
        "answer": ANSWERS[dispute.outcome] if dispute.outcome else "",
        "dispute": "" if dispute.outcome else dispute.public_id,
        "words": dispute.answer or "",
    }


def staff_rows(lead: Lead, history: Iterable) -> list[dict]:
    """`[{public_id, step, said, opened, answer, words, open, then}]` of the disputes in a history,
    for the institution, the newest first; `history` of queries.Step.
    """
    kind = words.kind_of(lead)
    return [_staff_row(step, step.dispute, kind, lead.state) for step in history if step.dispute is not None]


def _staff_row(step, dispute: Dispute, kind: ProductKind, state: LeadState) -> dict:
    return {
        "public_id": dispute.public_id,
        "step": f"{wording.moment(step.happened_at)} 的“{words.state_word(step.to, kind)}”",
        "said": reason_word(step.to, dispute.reason, kind),
        "opened": wording.moment(dispute.opened_at),
        "answer": STAFF_ANSWERS[dispute.outcome] if dispute.outcome else "",
        "words": dispute.answer or "",
        "open": dispute.outcome is None,
        "then": then(step.to, dispute.reason, state),
    }
