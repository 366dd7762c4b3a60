"""A firm becomes a member of a park once both have said so; either ends it at once. Nothing here commits.

Inviting does the same work for every code and answers the same: it stores what the clerk typed. Who stands
behind a code, if anybody, is looked up by the worker afterwards, where nobody can see or time it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Membership
from portal.core import clock, ledger, outbox
from portal.core.db import db
from portal.organisations.merging import code_index
from portal.organisations.models import APPLICANT_KINDS, Affiliation, AffiliationState, Organisation

S = AffiliationState
OPEN_TO_PARK = (S.REFUSED, S.ENDED)
"""What a park may begin anew; a firm that said no or left comes back by itself or not at all."""
OPEN_TO_FIRM = (S.DECLINED, S.REFUSED, S.LEFT, S.ENDED)


class Otherwise(Exception):
    """The other side, or a colleague, was faster."""

    def __init__(self) -> None:
        super().__init__("这一户的会员关系刚刚变了，这次没有改动。请看一眼现在的情况。")


class NotVerified(Exception):
    """Only a firm whose identity is known may be a member."""

    def __init__(self) -> None:
        super().__init__("您的登记还没有核验，核验通过后就能申请加入。")


@dataclass(frozen=True)
class Invited:
    """How many codes are invited now, and how many were left as they are."""

    new: int
    before: int


def invite(actor, codes: Iterable[str]) -> Invited:
    """The park would have these as members (codes in normal form, each once).

    A firm that has asked already is a member with that. Who is one, or has said no, is left alone.
    """
    new = before = 0
    key_id = db.session.scalar(sa.select(Organisation.key_id).where(Organisation.id == actor.organisation_id))
    for code in codes:
        if _invite_one(actor, key_id, code):
            new += 1
        else:
            before += 1
    return Invited(new, before)


def _invite_one(actor, key_id: int, code: str) -> bool:
    index = code_index(code)
    same = (Affiliation.intermediary_id == actor.organisation_id, Affiliation.code_index == index)
    row = db.session.scalar(sa.select(Affiliation).where(*same))
    if row is not None:
        return _again(actor, row)
    row = Affiliation(
        intermediary_id=actor.organisation_id,
        key_id=key_id,
        code_index=index,
        state=S.INVITED,
        begun_by_id=actor.membership_id,
    )
    row.credit_code = code
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # a colleague invited it at this moment
        return False
    _tell(actor, "invited", row)
    return True


def _again(actor, row: Affiliation) -> bool:
    if row.state is S.ASKED:
        agree(actor, row, by_firm=False)
        return True
    if row.state not in OPEN_TO_PARK:
        return False
    _move(row, OPEN_TO_PARK, S.INVITED, begun_by_id=actor.membership_id, ended_at=None)
    _tell(actor, "invited", row)
    return True


def find_firm(affiliation_id: int) -> None:
    """Tie an invited code to its verified firm; the worker's part. Running it again changes nothing."""
    row = db.session.get(Affiliation, affiliation_id)
    if row is None or row.state is not S.INVITED or row.code_index is None:
        return
    if row.organisation_id is None:
        firm = db.session.scalar(_bearer(row.code_index))
        if firm is None or firm.kind not in APPLICANT_KINDS or _absorbed(row, firm):
            return
        row.organisation_id = firm.id
        db.session.flush()
    _tell_all(row, row.organisation_id, "park_asks")


def invited_before(organisation_id: int) -> list[int]:
    """Invitations that waited for this firm to be verified here."""
    firm = db.session.get_one(Organisation, organisation_id)
    waiting = (Affiliation.state == S.INVITED, Affiliation.organisation_id.is_(None))
    rows = sa.select(Affiliation.id).where(*waiting, Affiliation.code_index == (firm.code_index or ""))
    return list(db.session.scalars(rows))


def _bearer(index: str) -> sa.Select:
    return sa.select(Organisation).where(
        Organisation.code_index == index, Organisation.verified_at.is_not(None)
    )


def _absorbed(row: Affiliation, firm: Organisation) -> bool:
    """The firm stands with this park already, from a time when its code was not known: one row is enough."""
    pair = (Affiliation.intermediary_id == row.intermediary_id, Affiliation.organisation_id == firm.id)
    other = db.session.scalar(sa.select(Affiliation).where(*pair))
    if other is None:
        return False
    index = row.code_index
    db.session.delete(row)
    db.session.flush()
    other.code_index = index
    if other.state is S.ASKED:
        agree(None, other, by_firm=False)
    return True


def ask(actor, park: Organisation) -> Affiliation:
    """The firm would be a member; where it was invited it is one now. Raises NotVerified, Otherwise."""
    firm = db.session.get_one(Organisation, actor.organisation_id)
    if firm.verified_at is None:
        raise NotVerified
    mine = Affiliation.organisation_id == firm.id
    known = sa.and_(Affiliation.code_index == firm.code_index, Affiliation.organisation_id.is_(None))
    both = sa.or_(mine, known) if firm.code_index else mine
    row = db.session.scalar(sa.select(Affiliation).where(Affiliation.intermediary_id == park.id, both))
    if row is None:
        return _ask_anew(actor, park, firm)
    row.organisation_id = firm.id
    if row.state is S.INVITED:
        agree(actor, row, by_firm=True)
    elif row.state in OPEN_TO_FIRM:
        again = {"begun_by_id": actor.membership_id, "owner_id": actor.membership_id, "ended_at": None}
        _move(row, OPEN_TO_FIRM, S.ASKED, **again)
        _tell(actor, "asked", row)
    return row


def _ask_anew(actor, park: Organisation, firm: Organisation) -> Affiliation:
    row = Affiliation(
        intermediary_id=park.id,
        organisation_id=firm.id,
        key_id=park.key_id,
        code_index=firm.code_index,
        state=S.ASKED,
        begun_by_id=actor.membership_id,
        owner_id=actor.membership_id,
    )
    row.credit_code = firm.credit_code
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # invited, or asked for by a partner, at this moment
        raise Otherwise from None
    _tell(actor, "asked", row)
    return row


def agree(actor, row: Affiliation, *, by_firm: bool) -> None:
    """The side that was asked says yes. Raises Otherwise."""
    owner = {"owner_id": actor.membership_id} if by_firm else {}
    _move(row, (_asked(by_firm),), S.CONFIRMED, confirmed_at=clock.now(), **owner)
    _tell(actor, "agreed", row, by_firm=by_firm)


def disagree(actor, row: Affiliation, *, by_firm: bool) -> None:
    """It says no. Raises Otherwise."""
    _move(row, (_asked(by_firm),), S.DECLINED if by_firm else S.REFUSED, ended_at=clock.now())
    _tell(actor, "disagreed", row, by_firm=by_firm)


def _asked(by_firm: bool) -> S:
    return S.INVITED if by_firm else S.ASKED


def end(actor, row: Affiliation, *, by_firm: bool) -> None:
    """Whoever has said yes takes it back, a member or not yet; the other loses sight at once.

    Raises Otherwise.
    """
    own = S.ASKED if by_firm else S.INVITED
    _move(row, (own, S.CONFIRMED), S.LEFT if by_firm else S.ENDED, ended_at=clock.now())
    _tell(actor, "left" if by_firm else "ended", row, by_firm=by_firm)


def hold(intermediary_id: int, organisation_id: int) -> Affiliation | None:
    """The membership, if both sides say so, and kept so until the caller's transaction ends."""
    pair = (Affiliation.intermediary_id == intermediary_id, Affiliation.organisation_id == organisation_id)
    row = sa.select(Affiliation).where(*pair, Affiliation.state == S.CONFIRMED).with_for_update(read=True)
    return db.session.scalar(row.execution_options(populate_existing=True))


def _move(row: Affiliation, expected: tuple[S, ...], state: S, **values) -> None:
    """One conditional update; whoever comes second changes nothing."""
    db.session.flush()
    change = sa.update(Affiliation).where(Affiliation.id == row.id, Affiliation.state.in_(expected))
    done = db.session.execute(
        change.values(state=state, **values), execution_options={"synchronize_session": False}
    )
    if done.rowcount != 1:
        raise Otherwise
    db.session.refresh(row)


def _tell(actor, done: str, row: Affiliation, **facts) -> None:
    about = {"affiliation": row.id, "intermediary": row.intermediary_id}
    ledger.record(f"affiliation.{done}", actor=actor, **about, **facts)
    outbox.put(f"affiliation.{done}", affiliation_id=row.id, **facts)


def tell_firm(affiliation_id: int, kind: str) -> None:
    """Those who act for the firm have news."""
    row = db.session.get(Affiliation, affiliation_id)
    if row and row.organisation_id:
        _tell_all(row, row.organisation_id, kind)


def tell_park(affiliation_id: int, kind: str) -> None:
    """The park's clerks have news."""
    if row := db.session.get(Affiliation, affiliation_id):
        _tell_all(row, row.intermediary_id, kind)


def _tell_all(row: Affiliation, organisation_id: int, kind: str) -> None:
    """Once for each time that the two sides have come to stand so."""
    since = max(filter(None, (row.created_at, row.confirmed_at, row.ended_at)))
    event = f"affiliation {row.id} {row.state} {since.isoformat(timespec='seconds')}"
    tell(organisation_id, kind, event, other_id=row.id)


def tell(organisation_id: int, kind: str, event: str, **about: int) -> None:
    """Those who act for a firm or a park have news of a kind of portal.notifications."""
    here = (Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
    for person_id in sorted(set(db.session.scalars(sa.select(Membership.person_id).where(*here)))):
        about |= {"kind": kind, "event": event, "organisation_id": organisation_id}
        outbox.put("person.news", person_id=person_id, **about)
