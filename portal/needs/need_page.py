"""Everything the owner's pages read: the list, one need, a draft begun by somebody else."""

from collections.abc import Callable

import sqlalchemy as sa
from flask import url_for

from portal.accounts import queries as accounts
from portal.core import clock, wording
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.visibility import Persona
from portal.leads import partner_choice
from portal.leads import queries as leads
from portal.leads.door_views import put_doors
from portal.leads.models import Lead
from portal.leads.second_door import AMONG, LOOKED
from portal.matching import queries as matching
from portal.matching.views import owner_view
from portal.needs import answers, check_page, queries, settled
from portal.needs.draft import facts_of
from portal.needs.models import SEEKING, FinancingNeed, NeedState, Relation, Scope
from portal.needs.progress import progress
from portal.needs.service import EDITABLE, ENDED
from portal.needs.views import NeedView, need_view
from portal.organisations.models import Claim, ClaimState, Organisation, OrganisationState
from portal.referrals.models import ListedFirm, ListingState

MATCHED = (NeedState.DRAFT, NeedState.AWAITING_OWNER, NeedState.AWAITING_VERIFICATION, *SEEKING)
ASKED_AT_ONCE = 3


def view_of(need: FinancingNeed) -> NeedView:
    return need_view(need, Persona.OWNER)


def index(actor) -> dict:
    """`{needs: [{view, date, asking, ends, href}], refused_because}`, newest first."""
    rows = queries.mine(actor)
    asking = _asking([need.id for need in rows])
    waiting = next((need for need in rows if need.state is NeedState.AWAITING_VERIFICATION), None)
    refused = waiting and _refused_claim(waiting)
    return {
        "refused_because": refused and refused.reason,
        "needs": [
            {
                "view": view_of(need),
                "date": wording.day_in_table(need.opened_at or need.created_at),
                "asking": asking.get(need.id, 0),
                "ends": wording.day_in_sentence(need.expires_on) if queries.ends_soon(need) else "",
                "href": url_for("needs.show", public_id=need.public_id),
            }
            for need in rows
            if need.state is not NeedState.DRAFT  # see unfinished.rows
        ],
    }


def page(need: FinancingNeed, actor) -> dict:
    """What templates/needs/show.html reads."""
    found = matching.matches_for(need, limit=AMONG) if need.state in (*MATCHED, *LOOKED) else None
    panel, related = leads.owner_panel(need), queries.related(need.id)
    read = put_doors(need, panel, found, {one.id for one in related[Relation.BARRED]})
    stands = settled.fields(need, panel["agreed"]) if need.state in EDITABLE else frozenset()
    matches = _with_ways(owner_view(need, found, read), need, stands) if need.state in MATCHED else None
    seeking = need.state in SEEKING
    refused = _refused_claim(need)
    missing = _missing(need, actor)
    return {
        "need": view_of(need),
        "leads_panel": panel,
        "progress": progress(need, panel, refused=refused is not None, missing=missing),
        "missing": missing,
        "refused_because": refused and refused.reason,
        "matches": matches,
        "questions": _questions(need, matches),
        "apply_actions": _apply_actions(need, matches, panel) if seeking else {},
        "partners": _partners(need, panel, matches) if seeking else {},
        "application": ActionForm(formdata=None),
        "keeps_open": need.keep_open,
        "expires": need.expires_on and wording.day_in_sentence(need.expires_on),
        "opened": need.opened_at and wording.day_in_sentence(clock.local(need.opened_at).date()),
        "audience": _audience(related) if need.state in EDITABLE else None,
        "ends_soon": queries.ends_soon(need),
        "days_left": need.expires_on and (need.expires_on - clock.today()).days,
        "over": need.state in ENDED,
        "editable": need.state in EDITABLE,
        "settled": bool(stands),
        "facts": _facts(need, stands),
        "warning": check_page.purpose_warning(facts_of(need)),
        "signed": need.intermediary_id is not None and queries.slip_of(need.id) is not None,
        "batch": need.scope is Scope.BATCH,
    }


def _audience(related: dict[Relation, list[Organisation]]) -> dict:
    """`{named, barred}`: the names of institutions it is only for, and never for."""
    return {one.value: [row.name for row in related[one]] for one in Relation}


def _missing(need: FinancingNeed, actor) -> dict:
    """What a filed need waits for: `{verification, proof, by_me}`; proof as `proof_of` has it, or None."""
    if need.state is not NeedState.AWAITING_VERIFICATION:
        return {"verification": False, "proof": None, "by_me": False}
    owner = db.session.get_one(Organisation, need.owner_id)
    proof = accounts.proof_of(need.filed_by_id)
    return {
        "verification": owner.verified_at is None,
        "proof": None if proof is None or proof["proven"] else proof,
        "by_me": need.filed_by_id == actor.person_id,
    }


def _refused_claim(need: FinancingNeed) -> Claim | None:
    """The claim that was refused and not sent again, for which a need waits in vain."""
    if need.state is not NeedState.AWAITING_VERIFICATION:
        return None
    rows = sa.select(Claim).join(Organisation, Organisation.id == Claim.organisation_id)
    refused = (Organisation.state == OrganisationState.REFUSED, Claim.state == ClaimState.REFUSED)
    return db.session.scalar(
        rows.where(Claim.organisation_id == need.owner_id, *refused).order_by(Claim.id.desc()).limit(1)
    )


def has_agreed(need: FinancingNeed) -> bool:
    """Whether the owner has said yes to the department's list that the draft was made from."""
    agreed = (ListedFirm.need_id == need.id, ListedFirm.state == ListingState.CONFIRMED)
    return db.session.scalar(sa.select(ListedFirm.id).where(*agreed).limit(1)) is not None


def confirming(need: FinancingNeed) -> dict:
    """A draft begun by a park, or made from a department's list: who began it, and for which institutions."""
    if need.intermediary_id:
        park = db.session.get_one(Organisation, need.intermediary_id).name
        banks = [row.name for row in queries.related(need.id)[Relation.NAMED]]
        return {"need": view_of(need), "park": park, "banks": banks, "facts": _facts(need)}
    department = db.session.scalar(
        sa.select(Organisation.name_clear)
        .join(ListedFirm, ListedFirm.department_id == Organisation.id)
        .where(ListedFirm.need_id == need.id)
        .limit(1)
    )
    return {"need": view_of(need), "by": department or "", "facts": _facts(need)}


def _facts(need: FinancingNeed, stands: frozenset[str] = frozenset()) -> dict:
    """`{said, unsaid}`: rows with the ways to change them while they may be changed; how many are open."""
    rows = check_page.rows(facts_of(need), _edit_url(need), stands)
    said = [row for row in rows if row["said"]]
    if need.state not in EDITABLE:
        said = [{**row, "link": None} for row in said]
    return {"said": said, "unsaid": len(rows) - len(said)}


def _edit_url(need: FinancingNeed) -> Callable[..., str]:
    return lambda step, **values: url_for(f"needs.edit_{step}", public_id=need.public_id, **values)


def _asking(need_ids: list[int]) -> dict[int, int]:
    """How many institutions wait for the owner's answer, by need."""
    asked = (Lead.need_id.in_(need_ids), *leads.awaits_owner())
    rows = sa.select(Lead.need_id, sa.func.count(Lead.id)).where(*asked)
    return dict(db.session.execute(rows.group_by(Lead.need_id)).all())


def _questions(need: FinancingNeed, matches: dict | None) -> list[answers.Question]:
    """The few unknowns that most products wait for."""
    if not matches or need.state not in EDITABLE or need.scope is Scope.BATCH:
        return []
    unknown = (entry for entry in matches["questions"] if entry["key"] not in answers.OF_EACH_INSTITUTION)
    asked = [answers.question(entry["key"], entry["ask"], entry["worth"]) for entry in unknown]
    return asked[:ASKED_AT_ONCE]


def _with_ways(matches: dict, need: FinancingNeed, stands: frozenset[str]) -> dict:
    """Near misses get a link that makes their change: the same need with another amount, or another need."""
    if need.state in EDITABLE:
        for miss in matches["near_misses"]:
            if miss["change"]["key"] == "amount_max_yuan":
                change = miss["change"]["to"]
                miss["link"] = _another_need() if "amount" in stands else _other_amount(need, change)
    return matches


def _other_amount(need: FinancingNeed, yuan: int) -> dict:
    amount = wording.wan(yuan * wording.FEN_PER_YUAN)
    href = url_for("needs.edit_money", public_id=need.public_id, amount=f"{amount}万", _anchor="amount")
    return {"href": href, "label": f"改成 {amount} 万元看看"}


def _another_need() -> dict:
    """What an institution relies on stays; another sum is asked for anew."""
    return {"href": url_for("needs.start"), "label": "另提一条新需求"}


def _partners(need: FinancingNeed, panel: dict, matches: dict | None) -> dict[str, dict]:
    """By institution: whom the owner may name beside it when agreeing or applying; see `partner_choice`."""
    if not matches or need.scope is Scope.BATCH:
        return {}
    if not matches["available"]:
        return partner_choice.beside(need, [row["institution_id"] for row in panel["asking"]])
    named = partner_choice.named_in([*matches["matches"], *matches["weaker"]], panel["met"])
    return partner_choice.beside(need, named) if named else {}


def _apply_actions(need: FinancingNeed, matches: dict | None, panel: dict) -> dict[str, str]:
    """Addresses of the 申请这一款 buttons by product; none once all talks that the owner wants are held."""
    fitting = [*matches["matches"], *matches["weaker"]] if matches and not panel["slots"]["full"] else []
    shown = [match["product"] for match in fitting]
    return {
        product["public_id"]: url_for(
            "leads.apply", public_id=need.public_id, product_id=product["public_id"]
        )
        for product in shown
        if product["institution_id"] not in panel["met"]
    }
