"""What became of pushes, as a funnel by batch and one by one."""

from collections import Counter
from collections.abc import Iterable

from portal.core import clock, crypto, wording
from portal.core.visibility import Persona
from portal.leads.models import LeadState
from portal.matching.judging import institutions
from portal.needs.views import need_view
from portal.referrals import queries
from portal.referrals.models import ListingState, ReferralBatch, ReferralState
from portal.referrals.queries.results import LEAST, Pushed
from portal.referrals.views.paging import Paging
from portal.referrals.words import WHY_NOT, percent
from search import taxonomy


def batches(actor, number: int) -> dict:
    """A page of the department's pushes, the newest first."""
    page = latest(actor, number)
    shown = len(page["batches"])
    return {**page, "paging": Paging(number, queries.BATCHES, shown, queries.batch_count(actor))}


def latest(actor, number: int = 1) -> dict:
    """The same without counting how many there are."""
    found = queries.batches_page(actor, number)
    pushed = queries.pushed_of([batch.id for batch in found], clock.now())
    return {
        "batches": [funnel(batch, [one for one in pushed if one.batch_id == batch.id]) for batch in found],
        "as_of": wording.moment(clock.now()),
    }


def funnel(batch: ReferralBatch, pushed: list[Pushed]) -> dict:
    """How far the firms of one push have come. Counts of firms, unless said otherwise."""
    leads = [one for one in pushed if one.lead is not None]
    of = sum(one.answered or one.due_passed for one in leads)
    in_time = sum(one.in_time for one in leads)
    return {
        "public_id": batch.public_id,
        "name": batch_name(batch, pushed),
        "firms": len({one.referral_id for one in pushed}),
        "waiting": _firms(one for one in pushed if _waits(one)),
        "leads": len(leads),
        "rate": percent(in_time, of),
        "fraction": f"{in_time}÷{of}",
        **{state.value: _firms(one for one in leads if state in one.reached) for state in _STEPS},
        "reasons": _reasons(leads),
        "nobody": _nobody(pushed),
    }


_STEPS = (LeadState.INTERESTED, LeadState.ACCEPTED, LeadState.CONTACTED)


def batch_name(batch: ReferralBatch, pushed: Iterable[Pushed]) -> str:
    """11-23 专精特新名单; without a common list name only the day and the case number."""
    names = {one.list_name for one in pushed}
    name = names.pop() if len(names) == 1 else ""
    return f"{wording.day_in_table(batch.created_at)} {name or batch.case_number}"


def batch(batch: ReferralBatch) -> dict:
    """One push: what was said and chosen, and firm by firm the states of its leads, institutions untold."""
    pushed = queries.pushed_of([batch.id], clock.now())
    rows = queries.firms_of(batch)
    crypto.preload([batch.key_id] + [key for row in rows for key in _keys(*row)])
    among = institutions() if batch.institution_ids else {}
    return {
        "funnel": funnel(batch, pushed),
        "pushed_at": wording.moment(batch.created_at),
        "remark": batch.remark or "",
        "chosen": [among[int(key)].name for key in batch.institution_ids if int(key) in among],
        "rows": [_row(row, [one for one in pushed if one.referral_id == row[0].id]) for row in rows],
    }


def _keys(referral, listed, need, firm) -> list[int]:
    return [row.key_id for row in (listed, need, firm) if row is not None]


def _row(row: tuple, pushed: list[Pushed]) -> dict:
    """Of a firm that has not agreed, or not any more, only what the officer typed."""
    referral, listed, need, firm = row
    view = need_view(need, Persona.OFFICER, firm) if need is not None and firm is not None else None
    agreed = listed.state is ListingState.CONFIRMED
    return {
        "name": firm.name if firm is not None else listed.credit_code,
        "title": view.title if view else "",
        "need_state": view.state if view else None,
        "state": referral.state,
        "word": _word(referral, agreed=agreed),
        "why": WHY_NOT.get(referral.reason_code or "", ""),
        "leads": [{"state": one.lead, "word": one.word} for one in pushed if one.lead] if agreed else [],
    }


def _word(referral, *, agreed: bool) -> str | None:
    """A referral waits for the firm, for its need to open, or only for the worker."""
    if referral.state is not ReferralState.WAITING or not agreed:
        return None
    return "等企业提交需求" if referral.need_id is None else "正在推送"


def _waits(one: Pushed) -> bool:
    return one.referral_state is ReferralState.WAITING and one.listed_state is ListingState.AWAITING


def _nobody(pushed: list[Pushed]) -> int:
    """Firms whose need no institution has in hand, though they agreed."""
    agreed = [one for one in pushed if one.listed_state is ListingState.CONFIRMED]
    done = {one.referral_id for one in agreed if one.referral_state is not ReferralState.WAITING}
    return len(done - {one.referral_id for one in agreed if one.alive})


def _reasons(leads: list[Pushed]) -> str:
    """担保不足 5 · 材料不齐 6: only reasons given at least LEAST times, and only those that are published."""
    counted = Counter(one.reason for one in leads if one.reason)
    named = [(taxonomy.refusals.get(code), times) for code, times in counted.most_common() if times >= LEAST]
    return " · ".join(f"{refusal.name} {times}" for refusal, times in named if refusal and refusal.published)


def _firms(pushed: Iterable[Pushed]) -> int:
    return len({one.referral_id for one in pushed})
