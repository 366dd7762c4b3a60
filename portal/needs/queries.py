"""Whose needs may be read by whom: the one place that lists, pages and search go through."""

from collections.abc import Iterable
from datetime import date, timedelta

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.accounts.standing import stopped
from portal.consent.models import Consent
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.core.regions import inside
from portal.leads.models import Disbursement, Lead, LeadState, stands
from portal.needs.models import (
    SEEKING,
    FinancingNeed,
    NeedInstitution,
    NeedState,
    Openness,
    Relation,
    SlipPicture,
)
from portal.organisations import affiliation_queries
from portal.organisations.models import Organisation
from portal.referrals.models import ListedFirm, ListingState
from portal.reports.models import OPEN as OPEN_REPORT
from portal.reports.models import Report
from search.language.scrub import Known

Need = FinancingNeed
UNFILED = (NeedState.DRAFT, NeedState.AWAITING_OWNER)
WARN_BEFORE = timedelta(days=14)
LONG_AGO = date(1970, 1, 1)
NOT_MINE = "K12"  # the owner says: I did not file this


def visible_to(actor) -> sa.Select:
    """The needs whose rows this actor may read; which fields of them, `views.need_view` decides."""
    needs = sa.select(Need)
    match actor.role:
        case Role.APPLICANT:
            return needs.where(Need.owner_id == actor.organisation_id)
        case Role.CLERK:
            return needs.where(sa.or_(Need.owner_id == actor.organisation_id, _of_members(actor)))
        case Role.OFFICER:
            return needs.where(_of_confirmed_firms(actor), Need.state.not_in(UNFILED))
        case Role.BANK_MANAGER:
            own = _lead_of(actor, Lead.assigned_id == actor.membership_id)
            return needs.where(sa.or_(_browsable(actor), _pushed(actor), own))
        case Role.BANK_ADMIN:
            return needs.where(_lead_of(actor))
        case Role.OPERATOR:
            return needs.where(Need.state != NeedState.DRAFT)
        case _:  # the monitor reads figures, the auditor the ledger; signed out: nothing
            return needs.where(sa.false())


def of_members(actor) -> sa.Select:
    """A clerk's: needs of members, as long as both sides say that they are ones."""
    return sa.select(Need).where(_of_members(actor) if actor.role is Role.CLERK else sa.false())


def awaited(actor, public_id: str) -> FinancingNeed | None:
    """One that the actor's park filed and whose owner has not answered."""
    waits = (Need.state == NeedState.AWAITING_OWNER, Need.intermediary_id == actor.organisation_id)
    return db.session.scalar(of_members(actor).where(Need.public_id == public_id, *waits))


def in_full(actor) -> sa.Select:
    """Of these the needs that the operator reads in full: being verified, or reported and not resolved."""
    if actor.role is not Role.OPERATOR:
        return sa.select(Need).where(sa.false())
    open_report = sa.exists().where(Report.need_id == Need.id, Report.state.in_(OPEN_REPORT))
    waiting = Need.state == NeedState.AWAITING_VERIFICATION
    return visible_to(actor).where(sa.or_(waiting, open_report.correlate(Need)))


def browsable(actor) -> sa.Select:
    """Seeking needs that a bank manager may look through, whether or not they are before the bank already."""
    return sa.select(Need).where(_browsable(actor) if actor.role is Role.BANK_MANAGER else sa.false())


def within_reach(actor) -> sa.Select:
    """For an institution's admin to count, not to read: seeking needs that a colleague may look through."""
    if actor.role is not Role.BANK_ADMIN:
        return sa.select(Need).where(sa.false())
    here = inside(Need.region_code, actor.areas)
    offered = (Need.state.in_(SEEKING), has_free_slot(), here, _is_for(actor), ~is_stopped())
    return sa.select(Need).where(*offered)


def is_stopped() -> sa.ColumnElement[bool]:
    """SQL: the platform has frozen the firm or whoever filed; it is offered to nobody meanwhile."""
    return stopped(Need.owner_id, Need.filed_by_id)


def stopped_among(need_ids: Iterable[int]) -> set[int]:
    """Those of the needs that nobody may go on with now."""
    rows = sa.select(Need.id).where(Need.id.in_(list(need_ids)), is_stopped())
    return set(db.session.scalars(rows))


def withheld(actor) -> sa.Select:
    """Needs that a bank manager could browse if nobody were frozen: who has the card open is told so."""
    manager = actor.role is Role.BANK_MANAGER
    return sa.select(Need).where(_offered(actor) if manager else sa.false(), is_stopped())


def has_free_slot() -> sa.ColumnElement[bool]:
    """SQL: the owner would still begin another talk."""
    taken = sa.select(sa.func.count(Lead.id)).where(Lead.need_id == Need.id, Lead.slot.is_not(None))
    return taken.correlate(Need).scalar_subquery() < Need.max_talks


def find(actor, public_id: str) -> FinancingNeed | None:
    """One need, if this actor may read it."""
    return db.session.scalar(visible_to(actor).where(Need.public_id == public_id))


def ready_to_open() -> sa.Select:
    """Waiting needs whose owner is verified and whose filer has proved a mobile; whose, the caller adds."""
    return (
        sa.select(Need)
        .join(Organisation, Organisation.id == Need.owner_id)
        .join(Person, Person.id == Need.filed_by_id)
        .where(
            Need.state == NeedState.AWAITING_VERIFICATION,
            Organisation.verified_at.is_not(None),
            Person.mobile_proven_at.is_not(None),
            ~is_stopped(),
        )
    )


def over() -> sa.Select:
    """Seeking needs whose days are over and of which nobody is in talks; a frozen owner's wait for them."""
    talks = sa.exists().where(Lead.need_id == Need.id, Lead.slot.is_not(None)).correlate(Need)
    late = Need.expires_on < clock.today()
    return sa.select(Need).where(Need.state.in_(SEEKING), late, ~talks, ~is_stopped()).order_by(Need.id)


def was_paid(need_id: int) -> bool:
    """Whether something was lent on it (what lends nothing has no rate): its owner keeps it for the rest."""
    lent = sa.select(Disbursement.id).join(Lead, Lead.id == Disbursement.lead_id).limit(1)
    lent = lent.where(Lead.need_id == need_id, Disbursement.rate_bp.is_not(None), stands())
    return db.session.scalar(lent) is not None


def ending() -> sa.Select:
    """Seeking needs that end within WARN_BEFORE and whose owner has not been told of that day."""
    near = Need.expires_on.between(clock.today(), clock.today() + WARN_BEFORE)
    told = sa.func.coalesce(Need.warned_for, LONG_AGO) == Need.expires_on
    return sa.select(Need).where(Need.state.in_(SEEKING), near, ~told, ~is_stopped()).order_by(Need.id)


def lingering() -> sa.Select:
    """Seeking needs past their day that somebody still talks about, and whose owner was not asked yet."""
    talks = sa.exists().where(Lead.need_id == Need.id, Lead.slot.is_not(None)).correlate(Need)
    asked = sa.func.coalesce(Need.asked_for, LONG_AGO) == Need.expires_on
    late = (Need.expires_on < clock.today(), talks, ~asked, ~is_stopped())
    return sa.select(Need).where(Need.state.in_(SEEKING), *late).order_by(Need.id)


def ends_soon(need: FinancingNeed) -> bool:
    """Whether its owner may lengthen it: it seeks, and its days are near their end or over."""
    last = need.expires_on
    return need.state in SEEKING and last is not None and last <= clock.today() + WARN_BEFORE


def talking_with(need_id: int) -> set[int]:
    """Institutions that the owner has agreed to and that have not ended."""
    held = (Lead.need_id == need_id, Lead.slot.is_not(None))
    return set(db.session.scalars(sa.select(Lead.institution_id).where(*held)))


def related(need_id: int) -> dict[Relation, list[Organisation]]:
    """The institutions that the owner named and barred, by name."""
    rows = db.session.execute(
        sa.select(NeedInstitution.relation, Organisation)
        .join(Organisation, Organisation.id == NeedInstitution.institution_id)
        .where(NeedInstitution.need_id == need_id)
        .order_by(Organisation.name_clear)
    ).all()
    return {one: [row for relation, row in rows if relation is one] for one in Relation}


def mine(actor) -> list[FinancingNeed]:
    """The actor's own needs, newest first; a clerk's are the park's batches."""
    own = visible_to(actor).where(Need.owner_id == actor.organisation_id)
    return list(db.session.scalars(own.order_by(Need.created_at.desc(), Need.id.desc())))


def was_accepted(need_id: int) -> bool:
    """Whether the owner has agreed to an institution for this need, ever."""
    given = sa.select(Consent.id).where(Consent.need_id == need_id).limit(1)
    return db.session.scalar(given) is not None


def slip_of(need_id: int) -> SlipPicture | None:
    """The signed slip with which a clerk confirmed for the owner."""
    return db.session.scalar(sa.select(SlipPicture).where(SlipPicture.need_id == need_id))


def known_of(owner: Organisation, *people) -> Known:
    """What own rows say about the writer, for the scrubber: names, numbers and address."""
    names = [owner.name, owner.representative, *(person.name for person in people)]
    return Known(
        names=tuple(name for name in names if name),
        phones=tuple(person.mobile for person in people if person.mobile),
        street=owner.street or "",
    )


def _browsable(actor) -> sa.ColumnElement[bool]:
    return sa.and_(_offered(actor), ~is_stopped())


def _offered(actor) -> sa.ColumnElement[bool]:
    colleagues = sa.and_(Lead.assigned_id.is_not(None), Lead.assigned_id != actor.membership_id)
    return sa.and_(
        Need.state.in_(SEEKING),
        has_free_slot(),
        inside(Need.region_code, actor.regions),
        inside(Need.region_code, actor.areas),
        _is_for(actor),
        ~_lead_of(actor, colleagues),
    )


def _pushed(actor) -> sa.ColumnElement[bool]:
    pushed = _lead_of(actor, Lead.state == LeadState.PUSHED)
    return sa.and_(pushed, ~is_stopped(), inside(Need.region_code, actor.regions), _is_for(actor))


def _is_for(actor) -> sa.ColumnElement[bool]:
    """SQL: the owner lets the actor's institution have it."""
    wanted = sa.or_(Need.openness == Openness.OPEN, _related(actor, Relation.NAMED))
    return sa.and_(wanted, ~_related(actor, Relation.BARRED))


def _lead_of(actor, *which) -> sa.ColumnElement[bool]:
    """SQL: the actor's institution has such a lead on the need."""
    mine = (Lead.need_id == Need.id, Lead.institution_id == actor.organisation_id)
    return sa.exists().where(*mine, *which).correlate(Need)


def _related(actor, relation: Relation) -> sa.ColumnElement[bool]:
    mine = (NeedInstitution.need_id == Need.id, NeedInstitution.institution_id == actor.organisation_id)
    return sa.exists().where(*mine, NeedInstitution.relation == relation).correlate(Need)


def _of_confirmed_firms(actor) -> sa.ColumnElement[bool]:
    firms = sa.select(ListedFirm.organisation_id).where(
        ListedFirm.department_id == actor.organisation_id, ListedFirm.state == ListingState.CONFIRMED
    )
    return Need.owner_id.in_(firms)


def _of_members(actor) -> sa.ColumnElement[bool]:
    """Needs of confirmed members: those sent, and those that this park filed until the owner says no."""
    awaited = sa.and_(Need.state == NeedState.AWAITING_OWNER, Need.intermediary_id == actor.organisation_id)
    disowned = sa.func.coalesce(Need.closing_code, "") == NOT_MINE
    members = affiliation_queries.members_of(actor.organisation_id)
    return sa.and_(Need.owner_id.in_(members), sa.or_(Need.state.not_in(UNFILED), awaited), ~disowned)
