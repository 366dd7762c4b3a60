"""What becomes of leads, told on rows that are not in the database yet: the services' steps, one by one.

Which columns a step changes and what the ledger keeps of it, `portal.leads.transition` says for both;
tests/demo/test_like_services.py compares each step here with the service's own.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from portal.consent import terms
from portal.consent.models import CardView, Consent, Reveal
from portal.core import clock
from portal.demo.year.record import Record
from portal.leads import clocks, refusals, transition
from portal.leads.models import (
    Channel,
    Clock,
    Lead,
    LeadMove,
    LeadOrigin,
    LeadState,
    MaterialItem,
    Offer,
)
from portal.leads.moves import MOVES, OPEN
from portal.leads.service import offering, paying
from portal.leads.service.owners import GRACE
from portal.leads.service.paying import Payment
from portal.monitor.models import BoardCard
from portal.needs import reaching
from portal.needs.models import SEEKING, FinancingNeed, NeedState

SOON = timedelta(seconds=1)


class Known(Protocol):
    """`keys`: the data key of each institution; `text_id`: the row of the wording that owners agree to."""

    keys: Mapping[int, int]
    text_id: int

    def about(self, lead: Lead) -> dict:
        """Its kind of product and its manager's outlet."""


class Steps:
    """The steps of one need's leads; `known` is what other rows say of them."""

    def __init__(self, record: Record, need: FinancingNeed, known: Known) -> None:
        self.record, self.need, self.known = record, need, known
        self.leads: list[Lead] = []
        self.consents: dict[int, Consent] = {}  # the newest, by lead
        self.papers: dict[int, list[MaterialItem]] = {}  # the last list, by lead
        self.card: BoardCard | None = None  # that is open
        self._seen: set[tuple] = set()

    # Beginning

    def push(
        self,
        at: datetime,
        institution_id: int,
        product_id: int,
        score_bp: int,
        channel: Channel = Channel.MATCH,
    ) -> Lead:
        lead = self._new(institution_id, channel, product_id=product_id, score_bp=score_bp)
        return self._begun(lead, "push", at, None)

    def claim_new(self, at: datetime, actor, product_id: int, score_bp: int, sentence: str) -> Lead:
        """A manager found the need by browsing."""
        values = {"product_id": product_id, "score_bp": score_bp, "sentence": sentence}
        values |= {"assigned_id": actor.membership_id, "answered_at": at}
        lead = self._begun(self._new(actor.organisation_id, Channel.BROWSE, **values), "claim", at, actor)
        self.settle(at)
        return lead

    def apply(self, at: datetime, owner, product) -> Lead:
        """The owner picks a product; the worker names a manager a moment later (`assign`)."""
        slot = self.free_slot()
        lead = self._new(product.institution_id, Channel.DIRECT, product_id=product.id, slot=slot)
        self._begun(lead, "apply", at, owner)
        return self._agreed(lead, at, owner)

    # Answers

    def claim(self, lead: Lead, at: datetime, actor, sentence: str) -> None:
        answered = {"assigned_id": actor.membership_id, "answered_at": at, "sentence": sentence}
        self.make(lead, "claim", at, actor, stage=None, reason_code=None, **answered)
        self.settle(at)

    def bank_decline(self, lead: Lead, at: datetime, actor, code: str, words: str, stage: str) -> None:
        name = "bank_decline_pushed" if lead.state is LeadState.PUSHED else "bank_decline"
        reason = refusals.offered(code, stage).counted_as
        said = {"stage": stage, "reason_code": reason, "sentence": words, **_undecided()}
        self.make(lead, name, at, actor, answered_at=lead.answered_at or at, **said)
        self.shorten(lead, at, actor)
        self.settle(at)

    def accept(self, lead: Lead, at: datetime, owner) -> None:
        self.make(lead, "accept", at, owner, slot=self.free_slot(), **_undecided())
        self._agreed(lead, at, owner)

    def decline(self, lead: Lead, said_at: datetime, owner, code: str) -> None:
        """To a talk or to an offer; told when the ten minutes are over, it happened when it was said."""
        at, told = said_at + GRACE + SOON, {"stage": str(lead.state), "reason_code": code, **_undecided()}
        self.make(lead, "firm_decline", at, owner, happened_at=said_at, **told)
        self.shorten(lead, at, owner)
        self.settle(at)

    def approve(self, lead: Lead, at: datetime, actor, offer: Offer) -> None:
        self.make(lead, "approve", at, actor)
        self.record.add(offer)
        self._event("offer.made", lead, at, actor, **offering.facts_of(offer))

    def disburse(self, lead: Lead, at: datetime, actor, offer: Offer, payment: Payment) -> None:
        """One payment, on its own day; whether it ends the need is the story's to say."""
        kind = self.known.about(lead)["kind"]
        row = paying.disbursement_of(payment, lead, offer, 0, kind)  # its step is not written yet
        row.created_at = at
        self.make(lead, "disburse", at, actor)
        self.record.refer([row])
        self._event("lead.disbursed", lead, at, actor, **paying.facts_of(row))
        self.shorten(lead, at, actor)
        self.settle(at)

    def end(self, lead: Lead, at: datetime, code: str, actor=None) -> None:
        self.make(lead, "end", at, actor, reason_code=code, **_undecided())
        self.shorten(lead, at, actor)
        self.settle(at)

    def withdraw_consent(self, lead: Lead, at: datetime, owner) -> None:
        self.consents[lead.id].withdrawn_at = at
        self._consent_event("consent.withdrawn", lead, at, owner, at)
        if lead.state in OPEN:
            self.end(lead, at, "consent_withdrawn", owner)

    def lapse(self, lead: Lead, at: datetime) -> None:
        """Nobody answered in time."""
        self.make(lead, "lapse", at, None, stage=str(lead.state))
        self.shorten(lead, at)
        self.settle(at)

    # Papers

    def ask_materials(self, lead: Lead, at: datetime, actor, lines: list[str], note: str = "") -> None:
        self.make(lead, "ask_materials", at, actor, note=note)
        asked = []
        for words in lines:
            item = MaterialItem(lead_id=lead.id, key_id=lead.key_id, created_at=at)
            item.text = words
            asked.append(item)
        self.record.refer(asked)
        self.papers[lead.id] = asked

    def bring(self, lead: Lead, at: datetime, actor, number: int) -> None:
        """The first so many of the list."""
        for item in self.papers[lead.id][:number]:
            item.brought_at, item.taken_by_id = at, actor.membership_id
        asked = len(self.papers[lead.id])
        self._event("materials.brought", lead, at, actor, brought=number, of=asked)

    # Any step

    def make(
        self,
        lead: Lead,
        name: str,
        at: datetime,
        actor=None,
        *,
        happened_at: datetime | None = None,
        note: str | None = None,
        **columns,
    ) -> None:
        move, before, moment = MOVES[name], lead.state, happened_at or at
        self._overrun(lead, at)
        values = transition.columns_of(lead, name, moment, **columns)
        stopped = transition.stopped_facts(move, lead.clock, lead.clock_due_at, moment)
        for column, value in values.items():
            setattr(lead, column, value)
        if stopped:
            self._event("clock.stopped", lead, at, actor, **stopped)
        self._write(lead, before, name, at, moment, note, actor)

    def settle(self, at: datetime) -> None:
        """The need's own state, and owners' clocks that stand still while the talks are full."""
        if self.need.state not in SEEKING:
            return
        self.need.state = NeedState.ENGAGED if self.taken() else NeedState.OPEN
        full = len(self.taken()) >= self.need.max_talks
        for lead in self.leads:
            waits = lead.state is LeadState.INTERESTED and lead.clock is Clock.OWNER_ANSWER
            if waits and full is (lead.clock_due_at is not None):
                self._turn(lead, at, standing=full)

    def taken(self) -> set[int]:
        return {lead.slot for lead in self.leads if lead.slot}

    def free_slot(self) -> int:
        return min(set(range(1, self.need.max_talks + 1)) - self.taken())

    def is_full(self) -> bool:
        return len(self.taken()) >= self.need.max_talks

    # The monitor's board

    def onto_board(self, at: datetime) -> None:
        """Nobody is left to answer; of each need one card is open at a time."""
        if self.card is None:
            self.card = self.record.add(BoardCard(need_id=self.need.id, since=at, created_at=at))
            self.record.event("board.opened", at, need_id=self.need.id)

    def off_board(self, at: datetime) -> None:
        """Somebody talks, or the need has ended; the worker finds out a moment later."""
        if self.card is not None:
            self.card.closed_at, self.card = at + SOON, None
            self.record.event("board.closed", at + SOON, need_id=self.need.id)

    # Consent, looks and cards

    def shorten(self, lead: Lead, at: datetime, actor=None) -> None:
        given, end = self.consents.get(lead.id), at + terms.AFTER_END
        if given and given.withdrawn_at is None and given.until > end:
            given.until = end
            self._event("consent.shortened", lead, at, actor, until=end.isoformat(timespec="seconds"))

    def reveal(self, lead: Lead, at: datetime, actor, why: str) -> None:
        """A second look on one day belongs to the first."""
        day = clock.local(at).date()
        if self._first("reveal", actor.membership_id, lead.id, day):
            consent = self.consents[lead.id]
            outside = not reaching.fits(self.need.contact_hours, at)
            self.record.add(
                Reveal(
                    membership_id=actor.membership_id,
                    lead_id=lead.id,
                    consent_id=consent.id,
                    day=day,
                    why=why,
                    outside_hours=outside,
                    at=at,
                )
            )
            self._event("contact.revealed", lead, at, actor, why=why, outside=outside or None)

    def look(self, at: datetime, actor, *, in_full: bool = False) -> None:
        """A card was opened; once a day for a person."""
        day = clock.local(at).date()
        if self._first("look", actor.membership_id, day, in_full):
            self.record.add(
                CardView(
                    institution_id=actor.organisation_id,
                    need_id=self.need.id,
                    membership_id=actor.membership_id,
                    day=day,
                    in_full=in_full,
                    at=at,
                )
            )

    # Parts

    def _new(self, institution_id: int, channel: Channel, **values) -> Lead:
        key_id = self.known.keys[institution_id]
        values = {"sentence": "", **values}
        return Lead(
            need_id=self.need.id, institution_id=institution_id, key_id=key_id, channel=channel, **values
        )

    def _begun(self, lead: Lead, name: str, at: datetime, actor) -> Lead:
        for column, value in transition.columns_of(lead, name, at, created_at=at).items():
            setattr(lead, column, value)
        self.record.add(lead)
        self.leads.append(lead)
        self._write(lead, None, name, at, at, None, actor)
        self.record.add(LeadOrigin(lead_id=lead.id, channel=lead.channel, at=at))
        return lead

    def _write(self, lead, before, name, at, moment, note, actor) -> None:
        step = LeadMove(
            key_id=lead.key_id, lead_id=lead.id, from_state=before, to_state=lead.state,
            actor_id=getattr(actor, "membership_id", None), happened_at=moment, recorded_at=at, created_at=at,
            given_to_id=transition.given_to(MOVES[name], lead),
        )  # fmt: skip
        step.note = note or None
        facts = transition.moved_facts(lead, before, **self.known.about(lead))
        self._event("lead.moved", lead, at, actor, step=step, happened_at=moment, **facts)
        if MOVES[name].starts:
            self._event("clock.started", lead, at, actor, **transition.started_facts(lead))
        if turned := transition.turned_facts(MOVES[name], lead):
            kind, facts = turned
            self._event(kind, lead, at, actor, **facts)

    def _agreed(self, lead: Lead, at: datetime, owner) -> Lead:
        until = at + terms.AT_MOST
        self.consents[lead.id] = self.record.add(
            Consent(
                lead_id=lead.id,
                need_id=self.need.id,
                institution_id=lead.institution_id,
                categories=terms.CODES,
                text_id=self.known.text_id,
                given_by_id=owner.person_id,
                given_at=at,
                until=until,
            )
        )
        self._consent_event("consent.given", lead, at, owner, until, wording=terms.digest())
        self.off_board(at)
        self.settle(at)
        return lead

    def _consent_event(self, kind: str, lead: Lead, at: datetime, owner, until: datetime, **facts) -> None:
        facts |= {"categories": list(terms.CODES), "until": until.isoformat(timespec="seconds")}
        self._event(kind, lead, at, owner, **facts)

    def _turn(self, lead: Lead, at: datetime, *, standing: bool) -> None:
        left, due = lead.clock_left or 0, lead.clock_due_at
        for column, value in (clocks.paused(due, at) if standing else clocks.resumed(left, at)).items():
            setattr(lead, column, value)
        kind = "clock.stopped" if standing else "clock.started"
        self._event(kind, lead, at, None, clock=str(lead.clock), standing=standing)

    def _overrun(self, lead: Lead, at: datetime) -> None:
        """The worker has noticed meanwhile that nobody answered; once a clock."""
        noticed = lead.clock_due_at and max(lead.clock_due_at, lead.clock_started_at)
        if noticed and noticed <= at and lead.clock_overran_at is None:
            lead.clock_overran_at = noticed
            self._event("clock.overrun", lead, noticed, None, **transition.started_facts(lead))

    def _event(self, kind: str, lead: Lead, at: datetime, actor, **facts) -> None:
        pair = {"need_id": lead.need_id, "lead_id": lead.id, "institution_id": lead.institution_id}
        self.record.event(kind, at, actor=actor, **pair, **facts)

    def _first(self, *what) -> bool:
        if what in self._seen:
            return False
        self._seen.add(what)
        return True


def _undecided() -> dict:
    return {"declining_until": None, "declining_code": None}
