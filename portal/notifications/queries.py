"""Whose notices are whose, and how many of them are new."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import Membership, Person
from portal.core import crypto
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import queries as leads
from portal.leads.models import Lead
from portal.needs import queries as needs
from portal.needs.models import FinancingNeed
from portal.notifications.models import Notice
from portal.organisations.queries.paging import PAGE, Page, counts
from portal.products import queries as products
from portal.products.models import Product


@dataclass(frozen=True)
class Rows:
    """What notices are about, by id: only what their reader may see now."""

    leads: dict[int, Lead]
    needs: dict[int, FinancingNeed]
    products: dict[int, Product]
    colleagues: dict[int, str]  # an institution's own people, for its admins


def visible_to(actor) -> sa.Select:
    """What was told to the actor as who they act now, and to the person in any role; newest first."""
    mine = sa.or_(Notice.membership_id == actor.membership_id, Notice.membership_id.is_(None))
    return sa.select(Notice).where(Notice.person_id == actor.person_id, mine).order_by(Notice.id.desc())


def unread(actor) -> tuple[sa.Select]:
    """What the badge counts."""
    return (visible_to(actor).where(Notice.read_at.is_(None)),)


def unread_elsewhere(actor) -> sa.Select:
    """What waits for the person under other memberships that last."""
    other = sa.select(Membership.id).where(
        Membership.person_id == actor.person_id,
        Membership.id != actor.membership_id,
        Membership.ended_at.is_(None),
    )
    return sa.select(Notice.id).where(Notice.membership_id.in_(other), Notice.read_at.is_(None))


def find(actor, public_id: str) -> Notice | None:
    return db.session.scalar(visible_to(actor).where(Notice.public_id == public_id))


def up_to(actor, newest: Notice) -> sa.Select:
    """The unread ones that stood on a page, or below it, of which this was the newest."""
    return unread(actor)[0].where(Notice.id <= newest.id)


def page(actor, number: int) -> tuple[Page, int, int]:
    """A page of notices, how many are unread, and how many elsewhere."""
    mine = visible_to(actor)
    total, new, elsewhere = counts(
        mine.order_by(None), unread(actor)[0].order_by(None), unread_elsewhere(actor)
    )
    rows = list(db.session.scalars(mine.limit(PAGE).offset((number - 1) * PAGE)))
    return Page(rows, number, total), new, elsewhere


def about(actor, notices: list[Notice]) -> Rows:
    """The rows of these notices that the actor may see, a query a sort of row."""
    lead_ids, need_ids, other_ids = (
        {value for one in notices if (value := getattr(one, name)) is not None}
        for name in ("lead_id", "need_id", "other_id")
    )
    return Rows(
        _leads(actor, lead_ids),
        _needs(actor, need_ids),
        _products(actor, other_ids),
        _colleagues(actor, {one.other_id for one in notices if one.kind == "reveal_alarm"}),
    )


def _leads(actor, ids: set[int]) -> dict[int, Lead]:
    loaded = (joinedload(Lead.institution), joinedload(Lead.product), joinedload(Lead.need))
    rows = leads.visible_to(actor).where(Lead.id.in_(ids)).options(*loaded)
    return {one.id: one for one in db.session.scalars(rows)} if ids else {}


def _needs(actor, ids: set[int]) -> dict[int, FinancingNeed]:
    """By themselves; a need behind a lead is there with the lead."""
    rows = needs.visible_to(actor).where(FinancingNeed.id.in_(ids))
    return {one.id: one for one in db.session.scalars(rows)} if ids and not actor.is_bank else {}


def _products(actor, ids: set[int]) -> dict[int, Product]:
    """Of a bank's people; the other kinds of rows that a notice may name have words without them."""
    rows = products.own(actor).where(Product.id.in_(ids))
    return {one.id: one for one in db.session.scalars(rows)} if ids and actor.is_bank else {}


def _colleagues(actor, ids: set[int | None]) -> dict[int, str]:
    """Names of people of the admin's own institution."""
    if not ids or actor.role is not Role.BANK_ADMIN:
        return {}
    rows = sa.select(Membership.id, Person).join(Person, Person.id == Membership.person_id)
    here = rows.where(Membership.id.in_(ids), Membership.organisation_id == actor.organisation_id)
    found = db.session.execute(here).all()
    crypto.preload(person.key_id for _, person in found)
    return {member_id: person.name or "" for member_id, person in found}
