"""How a need has come along: the history of its leads as its owner reads it, and what comes next."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from portal.core import clock, wording, workdays
from portal.core.db import db
from portal.leads import words
from portal.leads.clocks import days_of
from portal.leads.models import Channel, Clock, Disbursement, Lead, LeadMove, LeadState
from portal.monitor import queries as board
from portal.needs.models import SEEKING, FinancingNeed, NeedState
from portal.organisations.models import Organisation
from search import taxonomy

SOON = timedelta(seconds=15)
BY_PLATFORM = (Channel.MATCH, Channel.REFERRAL)
SAID = {
    LeadState.ACCEPTED: "您同意了{}",
    LeadState.CONTACTED: "{}：已联系您",
    LeadState.WAITING_MATERIALS: "{}：等您补材料",
    LeadState.FIRM_DECLINED: "您没有选{}",
}
"""What is said of a step; of any other the state's own word."""
NEXT = "到点不答，我们接着找下一家；都问过了，就请担保机构和人民银行来看。"
ON_BOARD = (
    "监测人员看得到用途、行业、区县和问过哪些机构，看不到您的名称、联系方式和金额。"
    "需求还在需求大厅里，您也可以自己申请下面的产品。"
)
ENDS = {
    NeedState.FUNDED: "已放款",
    NeedState.CLOSED: "需求结束，未成功",
    NeedState.WITHDRAWN: "需求已撤回",
    NeedState.EXPIRED: "需求已过期",
}


@dataclass(frozen=True)
class Progress:
    """`entries` for the timeline; `sentence` below the heading; `sending`: the first are being chosen."""

    entries: list[dict]
    sentence: str
    sending: bool


def progress(
    need: FinancingNeed, panel: dict, *, refused: bool = False, missing: dict | None = None
) -> Progress:
    """`panel`: leads.queries.owner_panel(need), whose clocks stand under "now"; `refused`: its owner is;
    `missing`: what it waits for, as the page says.
    """
    moves = _moves(need.id)
    waiting = [lead for lead in {lead.id: lead for _, lead, _, _ in moves}.values() if _is_awaited(lead)]
    fresh = need.opened_at is not None and need.opened_at > clock.now() - SOON
    sending = need.state in SEEKING and not moves and fresh
    entries = [
        *_begin(need, refused, missing or {}),
        *_history(moves),
        *_now(need, panel, sending),
        *_end(need),
        *_ahead(need, moves),
    ]
    return Progress(entries, _sentence(need, waiting, sending, moves), sending)


def _moves(need_id: int) -> list:
    """(move, lead, institution's name, what was paid out by it), in the order in which it happened."""
    return db.session.execute(
        sa.select(LeadMove, Lead, Organisation.name_clear, Disbursement.amount_fen)
        .join(Lead, Lead.id == LeadMove.lead_id)
        .join(Lead.institution)
        .outerjoin(Disbursement, Disbursement.move_id == LeadMove.id)
        .where(Lead.need_id == need_id)
        .options(contains_eager(Lead.institution), joinedload(Lead.product))
        .order_by(LeadMove.happened_at, LeadMove.id)
    ).all()


def _is_awaited(lead: Lead) -> bool:
    return lead.state is LeadState.PUSHED and lead.channel in BY_PLATFORM and lead.clock_due_at is not None


def _sentence(need: FinancingNeed, waiting: list[Lead], sending: bool, moves: list) -> str:
    """已发给 3 家，最晚 11月24日（周二）答复；到点不答…… Later: 还在等 2 家，…"""
    if waiting:
        last = wording.day_in_sentence(max(workdays.last_day(lead.clock_due_at) for lead in waiting))
        sent = {lead.id for move, lead, _, _ in moves if move.to_state is LeadState.PUSHED}
        said = "已发给" if len(sent) == len(waiting) else "还在等"
        return f"{said} {len(waiting)} 家，最晚 {last}答复。{NEXT}"
    if sending:
        return "已提交，正在发给最合适的机构，几秒钟就好。"
    if need.state in SEEKING and not moves:
        return (
            "眼下没有能自动推送的机构。需求已在需求大厅里，合适的机构会来找您；您也可以直接申请下面的产品。"
        )
    return ""


def _begin(need: FinancingNeed, refused: bool, missing: dict) -> list[dict]:
    if need.state is NeedState.DRAFT:
        return [_entry("now", "草稿，还没有提交", None, "只有您自己看得到。下面已经按草稿比好了产品。")]
    if need.state is NeedState.AWAITING_OWNER:
        return [_entry("now", "等您确认", None, "您确认以前，没有机构看得到。")]
    if need.state is NeedState.AWAITING_VERIFICATION:
        return [_entry("done", "需求已提交", need.created_at), *_waits(refused, missing)]
    if need.opened_at is None:
        return [_entry("done", "填了草稿", need.created_at)]
    return [_entry("done", "需求提交，开始对接", need.opened_at)]


def _waits(refused: bool, missing: dict) -> list[dict]:
    """What a filed need waits for: the owner's part first."""
    proof = [_entry("now", "等您验证手机号", None)] if missing.get("proof") else []
    if refused:
        return [*proof, _entry("now", "登记没有通过，等您改好再提交", None)]
    if missing.get("verification", True):
        return [*proof, _entry("now", "平台正在核对您的身份", None)]
    return proof or [_entry("now", "都齐了，正在发出", None)]


def _history(moves: list) -> list[dict]:
    """Pushes of one moment as one entry, every other move as its own."""
    entries: list[dict] = []
    batch: list[tuple[datetime, Lead]] = []
    for move, lead, institution, paid_fen in moves:
        if move.to_state is LeadState.PUSHED:
            if batch and move.happened_at - batch[0][0] > timedelta(minutes=1):
                entries, batch = [*entries, _pushed(batch)], []
            batch.append((move.happened_at, lead))
            continue
        if batch:
            entries, batch = [*entries, _pushed(batch)], []
        if title := _title(move, lead, institution or "已注销主体", paid_fen):
            entries.append(_entry("done", title, move.happened_at, _text(move, lead)))
    return [*entries, _pushed(batch)] if batch else entries


def _pushed(batch: list[tuple[datetime, Lead]]) -> dict:
    last = _first_answer_due(batch[0][0])
    said = f"应在 {wording.day_in_sentence(last)}前答复"
    return _entry("done", f"推送给合适的 {len(batch)} 家机构", batch[0][0], said)


def _first_answer_due(at: datetime) -> date:
    return workdays.add(clock.local(at).date(), days_of(Clock.FIRST_ANSWER, at))


def _title(move: LeadMove, lead: Lead, institution: str, paid_fen: int | None) -> str:
    if move.is_handing_over:
        return ""  # another manager looks after it: nothing that the owner did or waits for
    if move.is_going_on:
        return f"{institution}：材料收完，接着办"
    if move.is_done_over:
        return f"{institution}：{words.DONE_OVER[move.to_state]}"
    if move.to_state is LeadState.ENDED:
        return ""  # with the need, or by the owner's own act, which is told elsewhere
    if move.to_state is LeadState.ACCEPTED and move.actor_id is None:
        return f"{institution}跟着一起谈，您同意过"  # a partner that the consent had named
    if move.to_state is LeadState.ACCEPTED and move.from_state is not LeadState.INTERESTED:
        return f"您申请了{institution}的产品"
    kind = words.kind_of(lead)
    usual = f"{{}}：{words.state_word(move.to_state, kind, lead.stage)}"
    said = {**SAID, LeadState.TAKEN: words.WORDS[kind].taken}
    paid = f" {wording.money(paid_fen)}" if paid_fen else ""
    return said.get(move.to_state, usual).format(institution) + paid


def _text(move: LeadMove, lead: Lead) -> str:
    if move.to_state is LeadState.BANK_DECLINED:
        reason = taxonomy.refusals.get(lead.reason_code or "")
        return f"{reason.shown_as}。" if reason else ""
    if move.to_state is LeadState.INTERESTED and lead.channel is Channel.BROWSE:
        return "客户经理在需求大厅看到"
    return ""


def _now(need: FinancingNeed, panel: dict, sending: bool) -> list[dict]:
    if need.state not in SEEKING or sending:
        return []
    waits = [
        f"等 {len(panel['pushed'])} 家答复" if panel["pushed"] else "",
        f"等您决定 {len(panel['asking'])} 家" if panel["asking"] else "",
        f"等您答复 {len(panel['offering'])} 份报价" if panel["offering"] else "",
        f"和 {len(panel['talking'])} 家在谈" if panel["talking"] else "",
    ]
    title = "，".join(part for part in waits if part)
    if not title and board.is_on_board(need.id):
        return [_entry("now", "该问的机构都问过了，已请人民银行来看", None, ON_BOARD)]
    title = title or "等机构来找您"
    clocks = [replace(row["clock"], extra=row["institution"]) for row in panel["pushed"] if row["clock"]]
    text = f"{NEXT}您不用做什么。" if panel["pushed"] else ""
    return [{**_entry("now", title, None, text), "clocks": clocks}]


def _end(need: FinancingNeed) -> list[dict]:
    if need.state not in ENDS:
        return []
    reason = taxonomy.closings.get(need.closing_code or "")
    return [_entry("done", ENDS[need.state], need.ended_at, reason.name if reason else "")]


def _ahead(need: FinancingNeed, moves: list) -> list[dict]:
    """The next promises, as long as they lie ahead."""
    reached = {move.to_state for move, _, _, _ in moves}
    if need.state in ENDS:
        return []
    steps = [
        (LeadState.PUSHED, f"发给最合适的 3 家机构，{days_of(Clock.FIRST_ANSWER)} 个工作日内答复"),
        (LeadState.CONTACTED, f"您同意后，机构 {days_of(Clock.FIRST_CONTACT)} 个工作日内联系您"),
        (LeadState.APPROVED, f"联系后 {days_of(Clock.DECISION)} 个工作日内给出决定或说明原因"),
    ]
    shown = steps if need.opened_at is None else steps[1:]
    return [_entry("todo", title, None) for state, title in shown if state not in reached]


def _entry(state: str, title: str, at: datetime | None, text: str = "") -> dict:
    return {"state": state, "title": title, "time": at and _time(at), "text": text}


def _time(at: datetime) -> str:
    local = clock.local(at)
    return f"{local.month}月{local.day}日 周{wording.WEEKDAYS[local.weekday()]} {local:%H:%M}"
