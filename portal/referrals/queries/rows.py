"""Whose lists and pushes may be read by whom: the one place that every page here goes through."""

from collections.abc import Sequence

import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Role
from portal.needs import queries as needs
from portal.needs.models import FinancingNeed
from portal.referrals.models import ListedFirm, ReferralBatch


def listed_visible_to(actor) -> sa.Select:
    """An officer reads the own department's lists, an owner the lists that their own firm is on."""
    rows = sa.select(ListedFirm)
    match actor.role:
        case Role.OFFICER:
            return rows.where(ListedFirm.department_id == actor.organisation_id)
        case Role.APPLICANT:
            return rows.where(ListedFirm.organisation_id == actor.organisation_id)
        case _:
            return rows.where(sa.false())


def batches_visible_to(actor) -> sa.Select:
    """Pushes of the own department."""
    own = ReferralBatch.department_id == actor.organisation_id
    return sa.select(ReferralBatch).where(own if actor.role is Role.OFFICER else sa.false())


def find_listed(actor, public_id: str) -> ListedFirm | None:
    return db.session.scalar(listed_visible_to(actor).where(ListedFirm.public_id == public_id))


def find_batch(actor, public_id: str) -> ReferralBatch | None:
    return db.session.scalar(batches_visible_to(actor).where(ReferralBatch.public_id == public_id))


def chosen_firms(actor, public_ids: Sequence[str]) -> list[ListedFirm] | None:
    """The listings with these addresses in the order they were made; None when one is not the actor's."""
    rows = listed_visible_to(actor).where(ListedFirm.public_id.in_(public_ids)).order_by(ListedFirm.id)
    return _all_or_none(rows, public_ids)


def chosen_needs(actor, public_ids: Sequence[str]) -> list[FinancingNeed] | None:
    """The needs with these addresses and their owners; None when the actor may not read one of them."""
    rows = needs.visible_to(actor).where(FinancingNeed.public_id.in_(public_ids)).order_by(FinancingNeed.id)
    return _all_or_none(rows.options(sa.orm.joinedload(FinancingNeed.owner)), public_ids)


def _all_or_none(rows: sa.Select, public_ids: Sequence[str]) -> list | None:
    found = list(db.session.scalars(rows)) if public_ids else []
    return found if len(found) == len(set(public_ids)) else None
