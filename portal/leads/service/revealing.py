"""Opening a contact: one deliberate act a person, lead and day, under live consent, out of a daily budget."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError

from portal.accounts import standing
from portal.accounts.models import Membership, Person
from portal.consent import queries as consents
from portal.consent.models import Consent, Reveal, RevealAgain
from portal.core import clock, ledger, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.freezing.models import RevealAlarm
from portal.leads import slots
from portal.leads.errors import (
    BudgetSpent,
    ContactPaused,
    InstitutionFrozen,
    NoConsent,
    NotYours,
    OutsideHours,
)
from portal.leads.models import Lead
from portal.needs import reaching
from portal.needs.models import FinancingNeed
from portal.organisations import joining
from portal.organisations.models import Organisation

log = structlog.get_logger(__name__)
MOST = 30  # a person and day
ONE_LOOK = timedelta(minutes=10)
ALARM = 20
WHY = {
    "first_call": "首次联系",
    "visit": "约上门或尽调时间",
    "materials": "沟通材料",
    "offer": "沟通方案",
    "other": "其他对接事宜",
}


@dataclass(frozen=True)
class Contact:
    """Shown once on the answering page and kept nowhere."""

    name: str
    mobile: str
    email: str
    street: str
    reach: str = ""  # when and how to call, as the owner has said


def reveal(actor, lead: Lead, why: str, *, anyway: bool = False) -> Contact:
    """The owner's contact for the assigned manager or the institution's admin.

    A second look on the same day costs nothing of the budget; it is kept too. `anyway`: also when the owner
    does not want to be called now, which is kept. Raises NotYours, InstitutionFrozen, BorrowerFrozen,
    NoConsent, OutsideHours, BudgetSpent.
    """
    if why not in WHY:
        raise NotYours("请选这次查看是为了什么。")
    if not may_reveal(actor, lead):
        raise NotYours("只有负责这条对接的客户经理和机构管理员能查看联系方式。")
    _lock_budget(actor)
    slots.hold_borrower(lead.need_id)
    slots.lock(lead.need_id, seeking=False)  # a consent that is being taken back is gone before the look
    consent = consents.live(lead.id)
    if consent is None:
        raise NoConsent
    need = _said(lead.need_id)
    if joining.is_paused(need.owner_id):
        raise ContactPaused
    outside = not reaching.fits(need.contact_hours, clock.now())
    if outside and not anyway:
        raise OutsideHours(reaching.words(need.contact_hours, need.contact_by))
    today = (
        Reveal.membership_id == actor.membership_id,
        Reveal.lead_id == lead.id,
        Reveal.day == clock.today(),
    )
    first = db.session.scalar(sa.select(Reveal).where(*today))
    if first is None:
        _spend(actor, lead, consent, why, outside)
    else:
        _again(actor, lead, first, why, outside)
    return _contact(lead.need_id, reaching.words(need.contact_hours, need.contact_by))


def _said(need_id: int) -> sa.Row:
    """Whose need it is, and when and how they want to be reached."""
    columns = (FinancingNeed.owner_id, FinancingNeed.contact_hours, FinancingNeed.contact_by)
    return db.session.execute(sa.select(*columns).where(FinancingNeed.id == need_id)).one()


def may_reveal(actor, lead: Lead) -> bool:
    """Whether this person may ask at all; the consent is another matter."""
    if actor.organisation_id != lead.institution_id:
        return False
    return actor.role is Role.BANK_ADMIN or lead.assigned_id == actor.membership_id


def _lock_budget(actor) -> None:
    """One reveal of a person after the other, so that the count is exact (SQLite has one writer anyway).

    Whoever is frozen meanwhile opens nothing, however long ago this request began.
    """
    if not standing.hold(actor.person_id, actor.organisation_id):
        raise InstitutionFrozen


def _spend(actor, lead: Lead, consent: Consent, why: str, outside: bool) -> None:
    used = consents.reveals_today(actor.person_id)
    if used >= MOST:
        raise BudgetSpent(MOST)
    row = Reveal(
        membership_id=actor.membership_id,
        lead_id=lead.id,
        consent_id=consent.id,
        day=clock.today(),
        why=why,
        outside_hours=outside,
        at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return
    pair = {"need_id": lead.need_id, "lead_id": lead.id, "institution_id": lead.institution_id}
    ledger.record("contact.revealed", actor=actor, **pair, why=why, used=used + 1, outside=outside or None)
    outbox.put(
        "contact.revealed", lead_id=lead.id, membership_id=actor.membership_id, day=row.day.isoformat()
    )
    if used + 1 == ALARM:
        _alarm(actor, row.day)


def _again(actor, lead: Lead, first: Reveal, why: str, outside: bool) -> None:
    """Kept for the owner, unless it belongs to the last look: a page sent twice, nothing new about it."""
    rows = sa.select(RevealAgain).where(RevealAgain.reveal_id == first.id).order_by(RevealAgain.id.desc())
    last = db.session.scalars(rows.limit(1)).first() or first
    if last.at > clock.now() - ONE_LOOK and last.outside_hours >= outside:
        return
    db.session.add(RevealAgain(reveal_id=first.id, why=why, outside_hours=outside, at=clock.now()))
    pair = {"need_id": lead.need_id, "lead_id": lead.id, "institution_id": lead.institution_id}
    ledger.record("contact.revealed", actor=actor, **pair, why=why, again=True, outside=outside or None)


def _alarm(actor, day: date) -> None:
    """The day's one alarm: for the record, the institution's admins and the operators. The count is exact."""
    one = {"membership_id": actor.membership_id, "institution_id": actor.organisation_id}
    db.session.add(RevealAlarm(person_id=actor.person_id, day=day, **one))
    ledger.record("reveal.alarm", actor=actor, institution_id=actor.organisation_id, used=ALARM)
    outbox.put("reveal.alarm", **one, day=day.isoformat())
    log.warning("reveal.alarm", membership=actor.membership_id, used=ALARM)


def _contact(need_id: int, reach: str) -> Contact:
    """Whoever filed the need; the street is the organisation's."""
    owner, person = db.session.execute(
        sa.select(Organisation, Person)
        .select_from(FinancingNeed)
        .join(Organisation, Organisation.id == FinancingNeed.owner_id)
        .outerjoin(Person, Person.id == sa.func.coalesce(FinancingNeed.filed_by_id, _any_member()))
        .where(FinancingNeed.id == need_id)
    ).one()
    return Contact(
        name=(person and person.name) or owner.representative or "",
        mobile=(person and person.mobile) or "",
        email=(person and person.email) or "",
        street=owner.street or "",
        reach=reach,
    )


def _any_member() -> sa.ScalarSelect:
    """The first person who still acts for the owner, when nobody is named as the filer."""
    return (
        sa.select(sa.func.min(Membership.person_id))
        .where(Membership.organisation_id == FinancingNeed.owner_id, Membership.ended_at.is_(None))
        .correlate(FinancingNeed)
        .scalar_subquery()
    )
