"""Whose reports are whose, and what a page of one shows."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import Membership, Person
from portal.core import crypto, wording
from portal.core.db import db
from portal.core.permissions import ROLE_NAMES, Role
from portal.core.visibility import Persona
from portal.needs import queries as needs
from portal.needs.models import FinancingNeed
from portal.needs.views import need_view
from portal.organisations.models import Organisation
from portal.organisations.queries import Page, count
from portal.organisations.views import firm_view
from portal.reports.models import KINDS, OPEN, OUTCOMES, Report, ReportState
from portal.reports.service import receipt_digest

PAGE = 20
STATES = {
    ReportState.RECEIVED: ("已收到", "plain", None),
    ReportState.LOOKING: ("正在查", "brand", "clock"),
    ReportState.RESOLVED: ("有结果", "ok", "check-lg"),
}


def visible_to(actor) -> sa.Select:
    """All are the operator's to handle; everybody else reads their own."""
    if actor.role is Role.OPERATOR:
        return sa.select(Report)
    return sa.select(Report).where(Report.reporter_id == actor.person_id)


def mine(actor) -> list[dict]:
    """My reports, newest first."""
    own = sa.select(Report).where(Report.reporter_id == actor.person_id).order_by(Report.id.desc())
    rows = list(db.session.scalars(own.limit(100)))
    crypto.preload(row.key_id for row in rows)
    return [row_view(row) | {"whom": whom(row)} for row in rows]


def by_receipt(case_number: str, receipt: str) -> Report | None:
    """The report of somebody who was signed out, by the number and the code they were given."""
    digest = receipt_digest(case_number.strip(), receipt)
    return db.session.scalar(sa.select(Report).where(Report.receipt_digest == digest))


def of_case(actor, public_id: str) -> Report | None:
    if actor.role is not Role.OPERATOR:
        return None
    return db.session.scalar(visible_to(actor).where(Report.public_id == public_id))


def waiting(actor) -> tuple[sa.Select]:
    """Reports that nobody has resolved."""
    return (visible_to(actor).where(Report.state.in_(OPEN)),)


def page(actor, *, resolved: bool, number: int) -> Page:
    """Open ones oldest first, or resolved ones newest first."""
    which = Report.state == ReportState.RESOLVED if resolved else Report.state.in_(OPEN)
    some = visible_to(actor).where(which)
    order = Report.resolved_at.desc() if resolved else Report.created_at
    rows = db.session.scalars(some.order_by(order, Report.id).limit(PAGE).offset((number - 1) * PAGE)).all()
    names = _names(rows)
    shown = [
        {**row_view(row, words=False), "institution": names.get(row.organisation_id, "")} for row in rows
    ]
    return Page(shown, number, count(some))


def row_view(report: Report, *, words: bool = True) -> dict:
    """What the reporter reads: `{public_id, case_number, kind, state, filed, outcome, answer, words}`."""
    word, tone, sign = STATES[report.state]
    return {
        "public_id": report.public_id,
        "case_number": report.case_number,
        "kind": KINDS[report.kind],
        "state": report.state.value,
        "chip": {"word": word, "tone": tone, "sign": sign},
        "filed": wording.moment(report.created_at),
        "resolved": report.resolved_at and wording.moment(report.resolved_at),
        "outcome": OUTCOMES[report.outcome] if report.outcome else "",
        "answer": opened(report, "answer") if words else "",
        "words": opened(report, "words") if words else "",
    }


def opened(report: Report, name: str) -> str:
    """A sealed text; empty once its key was destroyed, because the reporter wanted to be forgotten."""
    try:
        return getattr(report, name) or ""
    except crypto.Unreadable:
        return ""


def whom(report: Report) -> str:
    """For the reporter: what they named themselves, or the institution of their lead."""
    if report.lead_id or report.need_id or (report.organisation_id and not report.about_sealed):
        return _names([report]).get(report.organisation_id, "")
    return opened(report, "about")


def case(actor, report: Report) -> dict:
    """What the operator reads: the words, whom it is about, and the need in full while it is open."""
    need, full = _need(actor, report)
    member, institution, reporter = _people(report)
    rows = [report, need, need and need.owner, reporter, institution, member and member.Person]
    crypto.preload(row.key_id for row in rows if row)  # all of the page's names in one query
    return {
        **row_view(report),
        "about": opened(report, "about"),
        "contact": opened(report, "contact") if report.state in OPEN else "",
        "reporter": _reporter(report, reporter),
        "member": member and _member(member),
        "institution": institution and _institution(institution),
        "before": _before(report),
        "firm": need.owner.public_id if need else None,
        "need": need and need_view(need, Persona.VERIFYING if full else Persona.OPERATOR, need.owner),
    }


def _people(report: Report) -> tuple:
    """Whom it is about, where they work, and for whom the reporter acted; each may be None."""
    rows = sa.select(Membership, Person).join(Person, Person.id == Membership.person_id)
    member = db.session.execute(rows.where(Membership.id == report.membership_id)).first()
    wanted = {report.organisation_id, report.reporter_organisation_id} - {None}
    some = sa.select(Organisation).where(Organisation.id.in_(wanted))
    found = {row.id: row for row in db.session.scalars(some)} if wanted else {}
    return member, found.get(report.organisation_id), found.get(report.reporter_organisation_id)


def _names(rows) -> dict[int, str]:
    wanted = {row.organisation_id for row in rows if row.organisation_id}
    found = db.session.execute(
        sa.select(Organisation.id, Organisation.name_clear).where(Organisation.id.in_(wanted))
    )
    return {key: name or "" for key, name in found}


def _reporter(report: Report, organisation: Organisation | None) -> str:
    if organisation is None:
        return "没有登录的人"
    return firm_view(organisation, Persona.VERIFYING if report.state in OPEN else Persona.OPERATOR)["name"]


def _member(found: sa.Row) -> dict:
    return {
        "public_id": found.Membership.public_id,
        "name": found.Person.name or "",
        "role": ROLE_NAMES[found.Membership.role],
        "frozen": found.Person.frozen_at is not None,
        "ended": found.Membership.ended_at is not None,
    }


def _institution(found: Organisation) -> dict:
    return {"public_id": found.public_id, "name": found.name, "frozen": found.frozen_at is not None}


def _before(report: Report) -> dict:
    """How many other reports there are about the same person and the same institution."""
    others = sa.select(sa.func.count(Report.id)).where(Report.id != report.id)
    person = others.where(Report.membership_id == report.membership_id).scalar_subquery()
    institution = others.where(Report.organisation_id == report.organisation_id).scalar_subquery()
    return dict(
        zip(("person", "institution"), db.session.execute(sa.select(person, institution)).one(), strict=True)
    )


def _need(actor, report: Report) -> tuple[FinancingNeed | None, bool]:
    """The need, and whether this operator reads it in full now."""
    if report.need_id is None:
        return None, False
    full = needs.in_full(actor).with_only_columns(FinancingNeed.id).correlate(None)
    rows = needs.visible_to(actor).where(FinancingNeed.id == report.need_id)
    rows = rows.add_columns(FinancingNeed.id.in_(full)).options(joinedload(FinancingNeed.owner))
    found = db.session.execute(rows).first()
    return (found[0], bool(found[1])) if found else (None, False)
