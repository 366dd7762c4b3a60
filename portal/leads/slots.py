"""The owner's limit of talks at once, and what follows for a need when it is reached or left again.

A slot is a number of the lead, unique within the need: two acceptances that race for the last one cannot both
commit. The need's row is locked first, so that a race for two free slots does not fight over the same number.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts import standing
from portal.accounts.models import Person
from portal.core import clock, ledger
from portal.core.db import db
from portal.leads import clocks
from portal.leads.errors import BorrowerFrozen, NeedFull, NotSeeking
from portal.leads.models import Clock, Lead, LeadState
from portal.leads.moves import OPEN
from portal.needs import queries as needs
from portal.needs.models import SEEKING, FinancingNeed, NeedState
from portal.organisations.models import Organisation


@dataclass(frozen=True)
class Locked:
    """What a move needs to know of a need, read under its lock."""

    id: int
    owner_id: int
    state: NeedState
    max_talks: int
    region_code: str | None
    taken: frozenset[int]

    @property
    def seeking(self) -> bool:
        return self.state in SEEKING

    @property
    def full(self) -> bool:
        return len(self.taken) >= self.max_talks

    def free_slot(self, owner: bool = False) -> int:
        """The lowest number that no talk holds; NeedFull when there is none."""
        if self.full:
            raise NeedFull(self.max_talks, owner=owner)
        return min(set(range(1, self.max_talks + 1)) - self.taken)


def lock(need_id: int, seeking: bool = True) -> Locked:
    """Lock a need until the transaction ends (SQLite: its one writer is locked already).

    Raises NotSeeking when `seeking` is wanted and the need has ended or is not open yet, BorrowerFrozen when
    the platform has stopped whoever seeks. The firm is held before the need, as erasing does.
    """
    if seeking:
        hold_borrower(need_id)
    columns = (FinancingNeed.id, FinancingNeed.owner_id, FinancingNeed.state, FinancingNeed.max_talks)
    row = db.session.execute(
        sa.select(*columns, FinancingNeed.region_code)
        .where(FinancingNeed.id == need_id)
        .with_for_update(key_share=True)
    ).one()
    taken = db.session.scalars(sa.select(Lead.slot).where(Lead.need_id == need_id, Lead.slot.is_not(None)))
    need = Locked(*row, taken=frozenset(taken))
    if seeking and not need.seeking:
        raise NotSeeking
    return need


def hold_borrower(need_id: int) -> None:
    """Nobody freezes the need's firm or its filer until this transaction ends. Raises BorrowerFrozen."""
    need = sa.select(FinancingNeed.owner_id, FinancingNeed.filed_by_id).where(FinancingNeed.id == need_id)
    owner_id, filer_id = db.session.execute(need).one()
    held = standing.hold(filer_id, owner_id) if filer_id else standing.hold_organisation(owner_id)
    if not held:
        raise BorrowerFrozen


def settle(need_id: int) -> None:
    """Bring a need in line with its talks: engaged or open, each clock running or standing still.

    None runs while the platform has frozen either side, and no owner's while the talks are full.
    """
    need = lock(need_id, seeking=False)
    if not need.seeking:
        return
    _name_state(need)
    for lead, *frozen in _with_clocks(need_id):
        since = min(filter(None, frozen), default=None)
        if since is None and need.full and _waits_for_owner(lead):
            since = clock.now()
        if (since is None) == (lead.clock_due_at is None):
            _turn_clock(lead, since)


def settle_frozen(*, person_id: int | None = None, organisation_id: int | None = None) -> int:
    """The same for every need that talks with an institution, a firm or a filer; how many needs.

    After one of them was frozen, or goes on: clocks keep the working days they had left. A second run finds
    nothing to do.
    """
    person_id, organisation_id = person_id or 0, organisation_id or 0  # null would find needs without a filer
    theirs = sa.or_(
        FinancingNeed.filed_by_id == person_id,
        FinancingNeed.owner_id == organisation_id,
        Lead.institution_id == organisation_id,
    )
    talks = sa.select(FinancingNeed.id).join(Lead, Lead.need_id == FinancingNeed.id).distinct()
    open_ones = talks.where(theirs, Lead.state.in_(OPEN), FinancingNeed.state.in_(SEEKING))
    needs = db.session.scalars(open_ones.order_by(FinancingNeed.id)).all()
    for need_id in needs:
        settle(need_id)
    return len(needs)


def _with_clocks(need_id: int) -> list:
    """Open leads that have a clock, with the moments since which bank, firm and filer are frozen.

    One that waits for papers stands still until the bank goes on, whoever is frozen.
    """
    bank, firm = aliased(Organisation), aliased(Organisation)
    rows = (
        sa.select(Lead, bank.frozen_at, firm.frozen_at, Person.frozen_at)
        .join(bank, bank.id == Lead.institution_id)
        .join(FinancingNeed, FinancingNeed.id == Lead.need_id)
        .join(firm, firm.id == FinancingNeed.owner_id)
        .outerjoin(Person, Person.id == FinancingNeed.filed_by_id)
        .where(Lead.need_id == need_id, Lead.clock.is_not(None), Lead.state.in_(OPEN))
        .where(Lead.state != LeadState.WAITING_MATERIALS)
        .order_by(Lead.id)
    )
    return list(db.session.execute(rows))


def _waits_for_owner(lead: Lead) -> bool:
    return lead.state is LeadState.INTERESTED and lead.clock is Clock.OWNER_ANSWER


def _name_state(need: Locked) -> None:
    wanted = NeedState.ENGAGED if need.taken or needs.was_paid(need.id) else NeedState.OPEN
    if need.state is not wanted:
        change = sa.update(FinancingNeed).where(
            FinancingNeed.id == need.id, FinancingNeed.state == need.state
        )
        db.session.execute(change.values(state=wanted))


def _turn_clock(lead: Lead, since: datetime | None) -> None:
    """Let the clock of one lead stand still since a moment, or, without one, go on; the state stays."""
    running = since is None
    if running:
        late = not _waits_for_owner(lead)  # a bank that was late is; an owner who could not answer may
        values = clocks.resumed(lead.clock_left or 0, clock.now(), stays_late=late)
    else:
        values = clocks.paused(lead.clock_due_at, since)
    change = sa.update(Lead).where(Lead.id == lead.id, Lead.state == lead.state, Lead.clock == lead.clock)
    if db.session.execute(change.values(**values)).rowcount:
        ledger.record(
            "clock.started" if running else "clock.stopped",
            need_id=lead.need_id,
            lead_id=lead.id,
            institution_id=lead.institution_id,
            clock=str(lead.clock),
            standing=not running,
        )
