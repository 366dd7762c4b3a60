"""The two institutions one can sign in to have branches, and something that waits for a second person."""

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import Membership
from portal.core import clock
from portal.core.db import db
from portal.core.wording import FEN_PER_WAN
from portal.demo.banks import ACCOUNTS, Staffed
from portal.organisations import outlets
from portal.organisations.away import set_away
from portal.products import reviewing
from portal.products.models import Product, ProductState

PLACES = (
    ("330105", "示例拱墅支行", 300),
    ("330109", "示例萧山支行", 100),
    ("330106", "示例西湖社区支行", None),
)
"""County, name, and what a branch approves by itself in 万元."""


def open_branches(banks: dict[int, Staffed]) -> None:
    """Each manager belongs to a branch, as far as there are some."""
    for bank in banks.values():
        if bank.organisation.name not in ACCOUNTS:
            continue
        made = [
            outlets.open_outlet(bank.admin, name, place, limit and limit * FEN_PER_WAN)
            for place, name, limit in PLACES
        ]
        for number, manager in enumerate(bank.managers):
            member = db.session.get_one(Membership, manager.membership_id)
            outlets.set_work(bank.admin, member, manager.regions, made[number % len(made)])


def let_go_away(bank: Staffed) -> None:
    """One of them will be away from the day after tomorrow, and has said so."""
    member = db.session.get_one(Membership, bank.managers[1].membership_id)
    first = clock.today() + timedelta(days=3)
    set_away(bank.managers[1], member, first, first + timedelta(days=4))


def let_wait(bank: Staffed) -> None:
    """A change of what is shown that a colleague has still to read."""
    shown = sa.select(Product).where(
        Product.institution_id == bank.organisation.id, Product.state == ProductState.PUBLISHED
    )
    product = db.session.scalars(shown.order_by(Product.id)).first()
    reviewing.edit(bank.admin, product, {"decision_days": product.decision_days + 2})
