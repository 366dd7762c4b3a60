"""Where an institution lends, or what a department is in charge of. Nothing here commits."""

from collections.abc import Iterable

import sqlalchemy as sa

from portal.accounts.models import Membership, MembershipRegion
from portal.core import ledger, regions
from portal.core.db import db
from portal.organisations import helping
from portal.organisations.models import Organisation, ServiceArea
from portal.products.models import Product


class StillReached(Exception):
    """Somebody or something of the institution reaches beyond the areas that would be left."""


def change(actor, organisation: Organisation, wanted: Iterable[str]) -> bool:
    """The areas from now on; False when they are these already. The row of the organisation is locked.

    Raises StillReached: what would lie outside is changed first, so that nothing is cut off unseen.
    """
    lock = sa.select(Organisation.id).where(Organisation.id == organisation.id).with_for_update()
    db.session.execute(lock)
    db.session.refresh(organisation, ["areas"])
    codes, now = set(wanted), {area.region_code for area in organisation.areas}
    if codes == now:
        return False
    if outside := _beyond(organisation, codes):
        raise StillReached(f"{'、'.join(outside[:3])}还在新的区域以外，请机构先改这些，再缩小区域")
    kept = [area for area in organisation.areas if area.region_code in codes]
    organisation.areas = [*kept, *(ServiceArea(region_code=code) for code in sorted(codes - now))]
    db.session.flush()
    ledger.record(
        "organisation.areas_changed", actor=actor, organisation=organisation.id, regions=sorted(codes)
    )
    helping.tell(actor, organisation, helping.AREAS)
    return True


def _beyond(organisation: Organisation, codes: set[str]) -> list[str]:
    """Products and people that reach outside, as they are called."""
    products = sa.select(Product).where(Product.institution_id == organisation.id)
    found = [
        f"产品“{one.name}”"
        for one in db.session.scalars(products.order_by(Product.id))
        if not all(regions.covers(codes, code) for code in one.regions)
    ]
    people = (
        sa.select(MembershipRegion.region_code, Membership.work_code)
        .join(Membership, Membership.id == MembershipRegion.membership_id)
        .where(Membership.organisation_id == organisation.id, Membership.ended_at.is_(None))
        .order_by(Membership.id)
    )
    away = [code for region, code in db.session.execute(people) if not regions.covers(codes, region)]
    return found + [f"工作码 {code} 的人员" for code in dict.fromkeys(away)]
