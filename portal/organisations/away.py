"""Somebody is away for some days: nothing new comes to them, and what has a clock goes to the admin."""

from datetime import date

import sqlalchemy as sa

from portal.accounts.models import Membership
from portal.core import clock, ledger, wording
from portal.core.db import db
from portal.core.permissions import BANK, Role
from portal.organisations.proposals import NotTheirs


def set_away(actor, membership: Membership, first: date | None, last: date | None) -> None:
    """From the first to the last day, both away; None and None: here again, or not going after all.

    Oneself, or the institution's admin for anybody there. Raises NotTheirs.
    """
    own = membership.id == actor.membership_id
    admin = actor.role is Role.BANK_ADMIN and membership.organisation_id == actor.organisation_id
    if membership.role not in BANK or not (own or admin):
        raise NotTheirs("只能写自己的，或由机构管理员替同事写。")
    days = {"away_from": first, "away_until": last}
    alive = sa.update(Membership).where(Membership.id == membership.id, Membership.ended_at.is_(None))
    if not db.session.execute(alive.values(**days)).rowcount:
        raise NotTheirs("这个人刚刚停用了。")
    ledger.record(
        "organisation.member_away",
        actor=actor,
        organisation=membership.organisation_id,
        institution_id=membership.organisation_id,
        member=membership.id,
        **{name: day and day.isoformat() for name, day in days.items()},
    )


def is_away(membership: Membership) -> bool:
    """Whether they are away today."""
    first, last = membership.away_from, membership.away_until
    return first is not None and last is not None and first <= clock.today() <= last


def away_words(membership: Membership) -> str:
    """外出至 12月3日（周四）, with the first day where it is still to come; "" for who is here and stays."""
    first, last, today = membership.away_from, membership.away_until, clock.today()
    if first is None or last is None or last < today:
        return ""
    until = wording.day_in_sentence(last)
    return f"外出至 {until}" if is_away(membership) else f"{wording.day_in_sentence(first)}起外出，至 {until}"
