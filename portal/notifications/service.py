"""Telling people: a notice each, once, and the word to the worker when a mail or a text may say so.

Nothing here commits.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Membership
from portal.core import clock, outbox
from portal.core.db import db
from portal.notifications import choosing, moves, pacing
from portal.notifications.kinds import KINDS
from portal.notifications.models import Notice

SETTLED = [name for name, kind in KINDS.items() if kind.settles]
KEPT = timedelta(days=365)
QUIET = {"synchronize_session": False}


def tell_of_move(lead_id: int, move: str, event: int) -> int:
    """Tell the other side of a lead's move; how many are told. A second run tells nobody.

    What earlier news asked for is settled by it. News that comes late, when the lead has gone on, is kept
    as read.
    """
    moved = moves.find(lead_id, event)
    if moved is None:
        return 0
    late = moves.went_on(moved)
    settle(moved, move)
    count = 0
    for kind, members in moves.told(moved, move):
        others = [one for one in members if one.id != moved.event.actor_id]
        about = {"need_id": moved.need.id, "lead_id": lead_id, "read": late and KINDS[kind].settles}
        count += tell(others, kind, moves.event_of(moved, kind), **about)
    return count


def settle(moved: moves.Moved, move: str) -> None:
    """Take what asked for something that is done, or now a colleague's, off the unread.

    What was told since the move, of the move itself too, stays: the message may come twice.
    """
    asked = (Notice.lead_id == moved.lead.id, Notice.kind.in_(SETTLED), Notice.read_at.is_(None))
    rows = sa.update(Notice).where(*asked, Notice.made_at < moved.event.recorded_at)
    if move == "assign":
        rows = rows.where(Notice.membership_id == (moved.manager_before or 0))
    db.session.execute(rows.values(read_at=clock.now()), execution_options=QUIET)


def tell(
    members: Iterable[Membership],
    kind: str,
    event: str,
    *,
    need_id: int | None = None,
    lead_id: int | None = None,
    other_id: int | None = None,
    read: bool = False,
) -> int:
    """A notice for each person, unless they have it already; how many are new."""
    by_person = {one.person_id: one.id for one in members}
    about = {"kind": kind, "event": event, "need_id": need_id, "lead_id": lead_id, "other_id": other_id}
    return _tell(by_person, about, read)


def tell_person(person_id: int, membership: Membership | None, kind: str, event: str, **about) -> int:
    """The same for one person, also one who acts for nobody."""
    facts = {"kind": kind, "event": event, **about}
    return _tell({person_id: membership.id if membership else None}, facts, read=False)


def _tell(by_person: dict[int, int | None], about: dict, read: bool) -> int:
    same = (Notice.kind == about["kind"], Notice.event == about["event"])
    told = sa.select(Notice.person_id).where(*same, Notice.person_id.in_(list(by_person)))
    known = set(db.session.scalars(told))
    new = sorted(set(by_person) - known)
    choices, last = choosing.of_all(new), _last_told(new)
    count = 0
    for person_id in new:
        at = None if read else pacing.tell_at(about["kind"], choices[person_id], last.get(person_id))
        values = {"membership_id": by_person[person_id], "read_at": clock.now() if read else None}
        count += _add(Notice(person_id=person_id, tell_at=at, **values, **about))
    return count


def _add(notice: Notice) -> bool:
    """The unique key decides between two who tell the same at once."""
    waits = notice.tell_at is not None and not _will_be_told(notice.person_id, notice.tell_at)
    try:
        with db.session.begin_nested():
            db.session.add(notice)
    except IntegrityError:
        return False
    if waits:
        outbox.put("notices.due", due_at=notice.tell_at, person_id=notice.person_id)
    return True


def _will_be_told(person_id: int, moment: datetime) -> bool:
    """Whether a message for this very moment waits already, as it does for all of a day's digest."""
    waiting = (Notice.person_id == person_id, Notice.tell_at == moment, Notice.tell_at > clock.now())
    return db.session.scalar(sa.select(Notice.id).where(*waiting).limit(1)) is not None


def _last_told(person_ids: list[int]) -> dict[int, datetime]:
    """When a mail or a text last left for each."""
    newest = sa.func.max(sa.func.coalesce(Notice.texted_at, Notice.mailed_at))
    rows = sa.select(Notice.person_id, newest).where(Notice.person_id.in_(person_ids))
    return {one: at for one, at in db.session.execute(rows.group_by(Notice.person_id)) if at}


def read(notice: Notice) -> None:
    """Its reader has opened it; the first time counts."""
    mark = sa.update(Notice).where(Notice.id == notice.id, Notice.read_at.is_(None))
    db.session.execute(mark.values(read_at=clock.now()), execution_options=QUIET)


def read_all(rows: sa.Select) -> int:
    """Mark what these rows select, as far as it was there when the page was made."""
    ids = rows.with_only_columns(Notice.id).order_by(None)
    mark = sa.update(Notice).where(Notice.id.in_(ids)).values(read_at=clock.now())
    return db.session.execute(mark, execution_options=QUIET).rowcount


def sweep() -> int:
    """Forget what was read long ago; how many."""
    old = clock.now() - KEPT
    gone = sa.delete(Notice).where(Notice.read_at < old)
    return db.session.execute(gone, execution_options=QUIET).rowcount
