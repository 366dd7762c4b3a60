"""An institution's branches and where its managers work. Nothing here commits."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts import service as accounts
from portal.accounts.models import Membership
from portal.core import clock, ledger
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations.models import Outlet
from portal.organisations.proposals import NotTheirs


class OutletNamed(Exception):
    """The institution has a branch of this name."""


class OutletClosed(Exception):
    """A colleague has closed it just now."""


def open_outlet(actor, name: str, region_code: str, limit_fen: int | None) -> Outlet:
    """A branch of the actor's institution; a closed one of this name comes back. Raises OutletNamed."""
    values = {"region_code": region_code, "limit_fen": limit_fen, "closed_at": None}
    same = (Outlet.institution_id == actor.organisation_id, Outlet.name == name)
    outlet = db.session.scalar(sa.select(Outlet).where(*same, Outlet.closed_at.is_not(None)))
    if outlet is not None:
        db.session.execute(sa.update(Outlet).where(Outlet.id == outlet.id).values(**values))
    else:
        outlet = Outlet(institution_id=actor.organisation_id, name=name, **values)
        _flush_named(lambda: db.session.add(outlet))
    _record("outlet.opened", actor, outlet)
    return outlet


def change_outlet(actor, outlet: Outlet, name: str, region_code: str, limit_fen: int | None) -> None:
    """Another name, place or limit. Raises OutletNamed."""
    wanted = {"name": name, "region_code": region_code, "limit_fen": limit_fen}
    if all(getattr(outlet, key) == value for key, value in wanted.items()):
        return

    def change() -> None:
        for key, value in wanted.items():
            setattr(outlet, key, value)

    _flush_named(change)
    _record("outlet.changed", actor, outlet)


def close_outlet(actor, outlet: Outlet) -> bool:
    """It takes nobody any more, and nobody belongs to it; False when it was closed."""
    still = sa.update(Outlet).where(Outlet.id == outlet.id, Outlet.closed_at.is_(None))
    if not db.session.execute(still.values(closed_at=clock.now())).rowcount:
        return False
    theirs = sa.update(Membership).where(Membership.outlet_id == outlet.id).values(outlet_id=None)
    db.session.execute(theirs.execution_options(synchronize_session=False))
    _record("outlet.closed", actor, outlet)
    return True


def set_work(actor, membership: Membership, regions: Iterable[str], outlet: Outlet | None) -> None:
    """Where a manager works from now on. What they look after stays theirs, wherever it lies.

    Raises NotTheirs for whoever is no manager of the actor's institution, OutletClosed.
    """
    if membership.organisation_id != actor.organisation_id or membership.role is not Role.BANK_MANAGER:
        raise NotTheirs("只能给本机构的客户经理安排网点和区域。")
    if outlet is not None:
        row = sa.select(Outlet.closed_at).where(Outlet.id == outlet.id).with_for_update(read=True)
        if db.session.scalar(row) is not None:
            raise OutletClosed("这个网点刚刚撤了，请选别的。")
    accounts.set_work(membership.id, regions, outlet and outlet.id)
    ledger.record(
        "organisation.member_changed",
        actor=actor,
        organisation=membership.organisation_id,
        institution_id=membership.organisation_id,
        member=membership.id,
        regions=sorted(regions),
        outlet=outlet and outlet.id,
    )


def _flush_named(change) -> None:
    try:
        with db.session.begin_nested():
            change()
    except IntegrityError as error:
        raise OutletNamed("已经有一个同名的网点，请换一个名称") from error


def _record(kind: str, actor, outlet: Outlet) -> None:
    facts = {"outlet": outlet.id, "region": outlet.region_code, "limit_fen": outlet.limit_fen}
    ledger.record(kind, actor=actor, institution_id=outlet.institution_id, **facts)
