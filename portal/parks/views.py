"""What a clerk's pages show of members and their needs: through the visibility table, as plain values."""

from portal.core import clock, crypto, wording
from portal.core.visibility import Persona
from portal.leads.models import Lead
from portal.leads.words import kind_of, state_word
from portal.needs.models import FinancingNeed
from portal.needs.views import need_view
from portal.parks import queries


def need_rows(needs: list[FinancingNeed]) -> list[dict]:
    """`[{public_id, title, name, state, amount, term, date, leads}]`; their owners must be loaded."""
    crypto.preload(key for need in needs for key in (need.key_id, need.owner.key_id))
    leads = queries.leads_of([need.id for need in needs])
    return [need_row(need, leads.get(need.id, [])) for need in needs]


def need_row(need: FinancingNeed, leads: list[Lead]) -> dict:
    view = need_view(need, Persona.CLERK, need.owner)
    return {
        "public_id": view.public_id,
        "title": view.title,
        "name": view.name,
        "state": view.state,
        "amount": view.amount,
        "term": view.term,
        "date": wording.day_in_table(need.opened_at or need.created_at),
        "leads": [lead_row(lead) for lead in leads],
    }


def lead_row(lead: Lead) -> dict:
    """How far a talk is; with whom is the owner's to tell."""
    return {
        "state": lead.state,
        "word": state_word(lead.state, kind_of(lead), lead.stage),
        "since": wording.day_in_table(lead.state_since),
    }


def figures(actor) -> dict:
    """`{as_of, views}`: each with its fraction, and what is still open apart."""
    found = queries.figures(actor)
    shown = [
        ("会员", found.members, "户", f"{found.members} 户 ÷ 邀请和申请的 {found.begun} 户"),
        (
            "替会员填、本人已确认",
            found.confirmed,
            "条",
            f"{found.confirmed} 条 ÷ 替填的 {found.filed} 条；还有 {found.awaited} 条等本人",
        ),
        ("对接中", found.talking, "条", f"{found.talking} 条 ÷ 会员公开过的 {found.opened} 条需求"),
        ("已放款", found.funded, "条", f"{found.funded} 条 ÷ 会员公开过的 {found.opened} 条需求"),
    ]
    keys = ("label", "value", "unit", "fraction")
    views = [dict(zip(keys, (label, value, unit, [line]), strict=True)) for label, value, unit, line in shown]
    return {"as_of": wording.moment(clock.now()), "views": views}


def away(batch: FinancingNeed, leads: dict[str, Lead], members: dict[str, dict]) -> dict[str, dict[str, str]]:
    """By talk the members, with name and county, whose county its institution has nobody for."""
    firms = {row["organisation_id"]: key for key, row in members.items()}
    found = {key: queries.unserved(batch, lead.institution_id, firms) for key, lead in leads.items()}
    return {
        talk: {key: _placed(members[key]) for firm, key in firms.items() if firm in gone}
        for talk, gone in found.items()
    }


def _placed(member: dict) -> str:
    return f"{member['name']}（{member['region']}）" if member["region"] else member["name"]
