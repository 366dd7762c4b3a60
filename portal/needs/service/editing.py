"""Changing a need that is there, within the owner's own rules of the game."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from portal.core import clock, ledger, outbox
from portal.core.db import db
from portal.needs.answers import columns_for
from portal.needs.draft import COLUMNS, Draft, keep_unasked
from portal.needs.errors import OtherState, Refused, Settled
from portal.needs.models import SEEKING, FinancingNeed, NeedState
from portal.needs.queries import was_accepted
from portal.needs.service.facts import changed_facts
from portal.needs.service.filing import check, refused_purpose, write_words
from portal.needs.settled import is_unsaid
from portal.organisations.models import Organisation

EDITABLE = (NeedState.DRAFT, NeedState.AWAITING_OWNER, NeedState.AWAITING_VERIFICATION, *SEEKING)
ALWAYS = frozenset({"max_talks"})  # the owner's own limit, not a fact that anybody relied on
NAMES = {
    "subject_code": "您是哪一类",
    "industry_code": "行业",
    "region_code": "经营地",
    "amount_min_fen": "金额",
    "amount_max_fen": "金额",
    "approximate": "金额",
    "term_months": "期限",
    "purpose_code": "用途",
    "needed_on": "什么时候要用",
    "product_type_codes": "想要的产品",
    "member_count": "几家会员",
    "security": "抵押或担保",
    "no_collateral": "抵押或担保",
    "established_on": "哪年哪月开的",
    "employees_band": "员工人数",
    "revenue_band": "年营业收入",
    "existing_loans_fen": "已有贷款",
    "tags": "资质和情况",
    "lacks": "资质和情况",
    "words": "您写的话",
}


def edit(
    actor,
    need: FinancingNeed,
    draft: Draft,
    *,
    asked: frozenset[str] = frozenset(),
    seen: datetime | None = None,
) -> None:
    """Write what changed. `asked`: qualifications the form offered; `seen`: `updated_at` when it was shown.

    Before the first acceptance everything may change; after it only what was not said may be filled in.
    Raises Settled, Refused, Incomplete or OtherState.
    """
    before = _locked(need, seen)
    values = keep_unasked(draft.columns(), need, asked)
    if was_accepted(need.id):
        values["needed_on"] = values["needed_on"] or before["needed_on"]  # a day that has passed is not asked
        _only_fills_in(before, values, draft.words)
    if why := refused_purpose(values["purpose_code"]):
        raise Refused(why)
    owner = db.session.get(Organisation, need.owner_id)
    write_words(need, draft, owner, (need.filed_by_id, actor.person_id))
    _write(actor, need, values)


def answer(actor, need: FinancingNeed, key: str, value: str) -> bool:
    """Fill in one unknown that matching asked for; False when it was known already. Raises ValueError."""
    _locked(need, need.updated_at)
    values = columns_for(need, key, value)
    if values:
        _write(actor, need, values)
    return bool(values)


def _write(actor, need: FinancingNeed, values: Mapping) -> None:
    for name, value in values.items():
        setattr(need, name, value)
    if need.state in (NeedState.AWAITING_VERIFICATION, *SEEKING):
        check(need)  # what institutions see, or soon will, stays complete
    need.updated_at = clock.now()
    db.session.flush()
    ledger.record("need.changed", actor=actor, need_id=need.id, **changed_facts(need))
    outbox.put("need.changed", need_id=need.id)


def _locked(need: FinancingNeed, seen: datetime | None) -> dict:
    """The stored columns, read under the row's lock; OtherState when the need has ended or changed since."""
    row = db.session.execute(
        sa.select(FinancingNeed.state, FinancingNeed.updated_at, *_columns())
        .where(FinancingNeed.id == need.id)
        .with_for_update(key_share=True)
    ).one()
    if row.state not in EDITABLE or row.updated_at != seen:
        raise OtherState
    return {**row._asdict(), "words": need.words or ""}


def _columns() -> list:
    return [getattr(FinancingNeed, name) for name in COLUMNS]


def _only_fills_in(before: Mapping, values: Mapping, words: str) -> None:
    """Raises Settled for the first thing said that would now be said otherwise."""
    for name, value in {**values, "words": words}.items():
        old = before[name]
        if name in ALWAYS or value == old or is_unsaid(name, before):
            continue
        if name in ("tags", "lacks") and set(old) <= set(value):
            continue
        raise Settled(name, NAMES[name])
