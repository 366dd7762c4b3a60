"""Reports are filed, looked at and resolved. Nothing here commits.

The ledger counts them by kind and institution; whoever reads it learns nothing of who reported or which need.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.core import clock, crypto, ledger, outbox, work_codes
from portal.core.db import db
from portal.leads.models import Lead
from portal.reports.models import Outcome, Report, ReportKind, ReportState
from portal.verifying import queries as verifying
from search.language.scrub import without_contact


class OtherState(Exception):
    """Somebody else was quicker with this report."""


@dataclass(frozen=True)
class Target:
    """Whom a report is about, as far as it is known."""

    membership_id: int | None = None
    organisation_id: int | None = None
    lead_id: int | None = None
    need_id: int | None = None


def target_of_lead(lead: Lead) -> Target:
    return Target(lead.assigned_id, lead.institution_id, lead.id, lead.need_id)


def target_of_code(code: str) -> Target:
    """Whoever has or had this work code; nobody, if nobody did. What is found is shown to operators only."""
    found = verifying.holder(work_codes.normal(code))
    return Target(found.membership.id, found.organisation.id) if found else Target()


def file(
    actor, kind: ReportKind, words: str, target: Target, *, about: str = "", contact: str = ""
) -> tuple[Report, str | None]:
    """A report, and the code by which somebody signed out reads what came of it (None where signed in)."""
    person = db.session.get_one(Person, actor.person_id) if actor else None
    report = Report(
        key_id=person.key_id if person else crypto.new_key(),
        kind=kind,
        reporter_id=person and person.id,
        reporter_organisation_id=actor.organisation_id if actor else None,
        need_id=target.need_id,
        lead_id=target.lead_id,
        membership_id=target.membership_id,
        organisation_id=target.organisation_id,
    )
    report.words, report.about, report.contact = words, about or None, contact or None
    receipt = None if person else work_codes.fresh()
    if receipt:
        report.receipt_digest = receipt_digest(report.case_number, receipt)
    db.session.add(report)
    db.session.flush()
    ledger.record("report.filed", institution_id=target.organisation_id, report=report.id, about=kind.value)
    return report, receipt


def take(actor, report: Report) -> None:
    """I look at it. Raises OtherState."""
    _move(report, (ReportState.RECEIVED,), ReportState.LOOKING, "taken", actor)
    ledger.record("report.taken", actor=actor, institution_id=report.organisation_id, report=report.id)


def resolve(actor, report: Report, outcome: Outcome, words: str) -> None:
    """What came of it, with words for the reporter, contact data taken out. Raises OtherState."""
    before = (ReportState.RECEIVED, ReportState.LOOKING)
    _move(report, before, ReportState.RESOLVED, "resolved", actor, outcome=outcome)
    report.answer = without_contact(words.strip())
    ledger.record(
        "report.resolved",
        actor=actor,
        institution_id=report.organisation_id,
        report=report.id,
        outcome=outcome.value,
    )
    if report.reporter_id is not None:
        about = {"kind": "report_resolved", "event": f"report {report.id}", "other_id": report.id}
        outbox.put("person.news", person_id=report.reporter_id, **about)


def receipt_digest(case_number: str, receipt: str) -> str:
    return crypto.blind_index("report.receipt", f"{case_number.upper()} {work_codes.normal(receipt)}")


def _move(report: Report, before, after: ReportState, what: str, actor, **values) -> None:
    stands = sa.update(Report).where(Report.id == report.id, Report.state.in_(before))
    values |= {"state": after, f"{what}_by_id": actor.membership_id, f"{what}_at": clock.now()}
    if db.session.execute(stands.values(**values)).rowcount == 0:
        raise OtherState("这份举报刚刚有人处理过。")
    db.session.refresh(report)


def member_of(report: Report) -> Membership | None:
    return db.session.get(Membership, report.membership_id) if report.membership_id else None
