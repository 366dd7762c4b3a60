"""Being forgotten: asking, taking it back, and what the worker does when it is due. Nothing here commits."""

from contextlib import suppress
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts import service as accounts
from portal.accounts.models import Membership, Person
from portal.core import clock, ledger, outbox, passwords, sessions
from portal.core.db import db
from portal.leads import service as leads
from portal.needs import service as needs
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation
from portal.rights import queries, record, wiping
from portal.rights.models import Erasure

WAIT = timedelta(days=3)


class WrongPassword(Exception):
    """The password given does not open this account."""


class StillEmployed(Exception):
    """Who works for a bank, a department or the platform leaves there first."""


class AlreadyAsked(Exception):
    """One wish at a time."""


class OtherKey(Exception):
    """The record names another data key than the row has: not the same organisation or person."""


class TooLate(Exception):
    """There is no wish any more that could be taken back."""


def prove(person_id: int, password: str) -> None:
    """Raise WrongPassword. Comes first in its request: it lets go of the transaction while it computes."""
    stored = queries.password_hash(person_id)
    db.session.rollback()
    if not passwords.matches(stored, password):
        raise WrongPassword("密码不对，请再输一次。密码分大小写。")


def ask(actor, *, account: bool) -> Erasure:
    """Stop everything now; the data goes at once where nobody outside has seen it, else after three days.

    `account` False: leave the organisation acted for, keep the account. Raises StillEmployed, AlreadyAsked.
    """
    only = None if account else actor.organisation_id
    reach = queries.reach(actor.person_id, only)
    if reach.jobs:
        raise StillEmployed("您还在单位里任职。请先请本单位管理员或平台运营停用您的岗位，再来注销。")
    waits = queries.has_agreed_to_any(actor.person_id, reach.firms)
    wish = Erasure(
        person_id=actor.person_id,
        organisation_id=only,
        due_at=clock.now() + (WAIT if waits else timedelta()),
    )
    try:
        with db.session.begin_nested():
            db.session.add(wish)
    except IntegrityError as error:
        raise AlreadyAsked("您已经申请过注销，正在等待生效。") from error
    for firm in reach.firms:
        wind_down(actor, firm)
    ledger.record("person.erasure_asked", actor=actor, person=actor.person_id, waits=waits, account=account)
    outbox.put("erasure.due", due_at=wish.due_at, erasure_id=wish.id)
    if not waits:
        _shut_out(actor, account=account)
    return wish


def ask_for(person_id: int) -> Erasure:
    """The operator for somebody who left their work and cannot sign in any more: at once.

    Raises StillEmployed, AlreadyAsked.
    """
    reach = queries.reach(person_id)
    if reach.jobs:
        raise StillEmployed("This person still works for somebody here: end that first.")
    wish = Erasure(person_id=person_id, due_at=clock.now())
    try:
        with db.session.begin_nested():
            db.session.add(wish)
    except IntegrityError as error:
        raise AlreadyAsked("This person has asked already.") from error
    ledger.record("person.erasure_asked", person=person_id, waits=False, account=True)
    outbox.put("erasure.due", erasure_id=wish.id)
    return wish


def take_back(actor) -> None:
    """Keep the account after all; what was withdrawn stays withdrawn. Raises TooLate."""
    waiting = sa.update(Erasure).where(Erasure.person_id == actor.person_id, Erasure.pending.is_(True))
    waiting = waiting.where(Erasure.due_at > clock.now())
    if db.session.execute(waiting.values(pending=None, cancelled_at=clock.now())).rowcount == 0:
        raise TooLate("没有可以撤销的注销申请：可能已经撤销，或已经到期。")
    ledger.record("person.erasure_cancelled", actor=actor, person=actor.person_id)


def carry_out(erasure_id: int) -> bool:
    """What was asked, once; False when it was taken back, done, or may not be done any more."""
    wish = db.session.get_one(Erasure, erasure_id)
    due = sa.update(Erasure).where(Erasure.id == erasure_id, Erasure.pending.is_(True))
    queries.hold_firms(wish.person_id)
    reach = queries.reach(wish.person_id, wish.organisation_id)
    if (
        reach.jobs
    ):  # taken on by a bank meanwhile: an account that acts for others is not taken from under them
        db.session.execute(due.values(pending=None, cancelled_at=clock.now()))
        return False
    if db.session.execute(due.values(pending=None, done_at=clock.now())).rowcount == 0:
        return False
    for firm in reach.firms:
        wind_down(None, firm)
    everything = wish.organisation_id is None
    for firm in [*reach.firms, *queries.absorbed(reach.firms, wish.person_id if everything else None)]:
        wiping.wipe_organisation(firm)
    _leave(wish.person_id, reach.shared)
    if everything:
        wiping.wipe_person(db.session.get_one(Person, wish.person_id))
    outbox.put("erasure.done", erasure_id=erasure_id)
    return True


def erase_again(line: record.Line) -> bool:
    """Somebody whom a restored backup brought back; False when it did not. Raises OtherKey."""
    model = {"organisation": Organisation, "person": Person}[line.kind]
    row = db.session.scalar(sa.select(model).where(model.public_id == line.public_id))
    if row is None or row.erased_at is not None:
        return False
    if row.key_id != line.key_id:
        raise OtherKey
    if line.kind == "organisation":
        wind_down(None, row)
        wiping.wipe_organisation(row)
    else:
        wiping.wipe_person(row)
    return True


def wind_down(actor, firm: Organisation) -> None:
    """Its needs are withdrawn, its talks end, nobody may look any more. A second run finds nothing."""
    of_firm = sa.select(FinancingNeed).where(FinancingNeed.owner_id == firm.id).order_by(FinancingNeed.id)
    for need in db.session.scalars(of_firm).all():
        with suppress(needs.OtherState):  # had ended before
            needs.forsake(actor, need)
        leads.stop(actor, need.id)


def _leave(person_id: int, shared: list[Organisation]) -> None:
    """Others go on there; what this person filed is theirs from now on."""
    firms = [firm.id for firm in shared]
    mine = sa.select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.organisation_id.in_(firms),
        Membership.ended_at.is_(None),
    )
    for membership_id in db.session.scalars(mine).all():
        accounts.end_membership(membership_id)
    filed = sa.update(FinancingNeed).where(
        FinancingNeed.filed_by_id == person_id, FinancingNeed.owner_id.in_(firms)
    )
    db.session.execute(filed.values(filed_by_id=None), execution_options={"synchronize_session": False})


def _shut_out(actor, *, account: bool) -> None:
    """Nothing to take back, so nobody signs in any more while the worker is about to come.

    The membership itself tells the worker whose firm it is; it ends there.
    """
    if not account:
        sessions.end_all_under(actor.membership_id)
        return
    gone = sa.update(Person).where(Person.id == actor.person_id)
    db.session.execute(gone.values(disabled_at=clock.now()))
    sessions.end_all_of(actor.person_id)
