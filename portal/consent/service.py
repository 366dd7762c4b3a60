"""Giving and withdrawing consent, and noting who opened a card."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.consent import terms
from portal.consent.models import CardView, Consent, ConsentText
from portal.core import clock, ledger
from portal.core.db import db, read_only
from portal.leads.models import Lead


class OtherWords(Exception):
    """What the owner read before agreeing is not what counts any more."""


def give(actor, lead: Lead, seen: str | None = None, *, joint: bool = False) -> Consent:
    """The owner lets the lead's institution see the need; in the caller's transaction.

    `seen` says which wording stood on their page and until when at most (None: those of this moment). It
    never lasts longer than what was read. Raises OtherWords.
    `joint`: and who else talks beside it, which the other one's consent must say too.
    """
    now, sentence = clock.now(), terms.sentence(joint=joint)
    until = now + terms.AT_MOST if seen is None else _as_read(seen, sentence, now)
    categories = terms.JOINT_CODES if joint else terms.CODES
    consent = Consent(
        lead_id=lead.id,
        need_id=lead.need_id,
        institution_id=lead.institution_id,
        categories=categories,
        text_id=kept(sentence),
        given_by_id=actor.person_id,
        given_at=now,
        until=until,
    )
    db.session.add(consent)
    _record("consent.given", actor, lead, categories, until=until, wording=terms.digest(sentence))
    return consent


def _as_read(seen: str, sentence: str, now: datetime) -> datetime:
    """Until when the consent lasts that somebody gives on a page that may be a day old."""
    words, last = terms.read(seen)
    if words != terms.digest(sentence) or (last is not None and last < clock.local(now).date()):
        raise OtherWords
    longest = now + terms.AT_MOST
    return longest if last is None else min(longest, clock.shanghai(last + timedelta(days=1)))


def kept(sentence: str) -> int:
    """The row of this wording, made by the first who agrees to it."""
    same = sa.select(ConsentText.id).where(ConsentText.digest == terms.digest(sentence))
    if (found := db.session.scalar(same)) is not None:
        return found
    row = ConsentText(digest=terms.digest(sentence), sentence=sentence)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # two agree at the same moment
        return db.session.scalars(same).one()
    return row.id


def withdraw(actor, lead: Lead) -> bool:
    """Take back every live consent for a lead, from this moment on; False when there was none."""
    now = clock.now()
    live = sa.update(Consent).where(
        Consent.lead_id == lead.id, Consent.withdrawn_at.is_(None), Consent.until > now
    )
    if db.session.execute(live.values(withdrawn_at=now)).rowcount == 0:
        return False
    _record("consent.withdrawn", actor, lead, terms.CODES, until=now)
    return True


def shorten(lead_id: int, actor=None) -> None:
    """The talks have ended: consent runs out a while later, never later than it would have.

    The ledger is told, so that it alone says until when a consent held.
    """
    end = clock.now() + terms.AFTER_END
    longer = sa.update(Consent).where(
        Consent.lead_id == lead_id, Consent.withdrawn_at.is_(None), Consent.until > end
    )
    if db.session.execute(longer.values(until=end)).rowcount:
        _note("consent.shortened", actor, db.session.get_one(Lead, lead_id), until=end)


def note_card_view(actor, need_id: int, *, in_full: bool = False) -> None:
    """Remember once a day that this person looked; `in_full` under consent, else at the bands of a card.

    While a page is being read, in a transaction of its own.
    """
    day = clock.today()
    pair = (CardView.membership_id == actor.membership_id, CardView.need_id == need_id)
    today = (CardView.day == day, CardView.in_full == in_full)
    if db.session.scalar(sa.select(CardView.id).where(*pair, *today)) is not None:
        return
    row = sa.insert(CardView).values(
        institution_id=actor.organisation_id,
        need_id=need_id,
        membership_id=actor.membership_id,
        day=day,
        in_full=in_full,
        at=clock.now(),
    )
    try:
        if read_only.get():
            with db.engine.begin() as connection:
                connection.execute(row)
        else:
            with db.session.begin_nested():
                db.session.execute(row)
    except IntegrityError:
        return  # opened twice at the same moment


def _record(kind: str, actor, lead: Lead, categories: tuple[str, ...], until: datetime, **facts: str) -> None:
    _note(kind, actor, lead, until, categories=list(categories), **facts)


def _note(kind: str, actor, lead: Lead, until: datetime, **facts) -> None:
    pair = {"need_id": lead.need_id, "lead_id": lead.id, "institution_id": lead.institution_id}
    ledger.record(kind, actor=actor, **pair, until=until.isoformat(timespec="seconds"), **facts)
