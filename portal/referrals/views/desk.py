"""The officer's desk as its page shows it."""

from portal.core import crypto, wording
from portal.core.visibility import Persona
from portal.needs.models import FinancingNeed
from portal.needs.views import need_view
from portal.referrals import queries
from portal.referrals.models import ListedFirm, ListingState
from portal.referrals.queries.desk import ListRow
from portal.referrals.views.paging import Paging
from portal.referrals.words import rounded
from search import taxonomy


def page(actor, tab: str, number: int, ticked: set[str], newest: int = 0) -> dict:
    """One page of the needs or of the lists, with the numbers beside it.

    Ticked from the start: the rows chosen before, and on the first page the `newest` (just listed).
    """
    totals = queries.totals(actor)
    total = totals.needs if tab == "needs" else totals.firms
    rows = need_rows(actor, number) if tab == "needs" else list_rows(actor, number)
    if number == 1:
        ticked = ticked | {row["public_id"] for row in rows[:newest]}
    return {
        "tab": tab,
        "rows": [{**row, "ticked": row["public_id"] in ticked} for row in rows],
        "totals": totals,
        "paging": Paging(number, queries.PAGE, len(rows), total),
        "others": {
            "scope": _scope(actor),
            "seeking": rounded(totals.others),
            "talking": rounded(totals.others_talking),
        },
    }


def need_rows(actor, number: int) -> list[dict]:
    """Needs of firms that agreed, with how many institutions could take each."""
    rows = queries.needs_page(actor, number)
    crypto.preload(key for need in rows for key in (need.key_id, need.owner.key_id))
    able = queries.able_counts(rows)
    return [{**need_row(need), "able": able[need.id], "can_push": able[need.id].left > 0} for need in rows]


def need_row(need: FinancingNeed) -> dict:
    """What an officer reads of a need; its owner must be loaded."""
    view = need_view(need, Persona.OFFICER, need.owner)
    return {
        "public_id": view.public_id,
        "name": view.name,
        "text": view.summary or view.purpose,
        "industry": view.industry,
        "county": view.county,
        "amount": view.amount,
        "tags": view.tags,
        "state": view.state,
    }


def list_rows(actor, number: int) -> list[dict]:
    """Listed codes; more than the code only of firms that agreed."""
    rows = queries.firms_page(actor, number)
    crypto.preload([row.listed.key_id for row in rows] + [row.firm.key_id for row in rows if row.firm])
    return [list_row(row) for row in rows]


def list_row(row: ListRow) -> dict:
    listed = row.listed
    return {
        "public_id": listed.public_id,
        "code": listed.credit_code,
        "name": row.firm.name if row.firm else None,
        "list_name": listed.list_name,
        "added": wording.day_in_table(listed.created_at),
        "state": listed.state,
        "note": _note(row),
        "can_push": not row.waiting and not row.seeking and listed.state is not ListingState.DECLINED,
    }


def firm_row(listed: ListedFirm) -> dict:
    """A firm chosen from the lists, by what the officer typed."""
    return {
        "public_id": listed.public_id,
        "code": listed.credit_code,
        "list_name": listed.list_name,
        "state": listed.state,
    }


def _note(row: ListRow) -> str:
    if row.listed.state is ListingState.DECLINED:
        return "企业不同意被推送，不再推送"
    if row.seeking:
        return "有需求在对接，请在“有需求”里选"
    if row.waiting:
        return "推送在等企业确认"
    return ""


def _scope(actor) -> str:
    """绿色发展 · 萧山区: which other firms are counted."""
    sector = taxonomy.sectors.name(actor.sector_code) if actor.sector_code else "各行业"
    places = "、".join(taxonomy.regions.short(code) for code in actor.areas)
    return f"{sector} · {places}" if places else sector
