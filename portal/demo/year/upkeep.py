"""What institutions do through the year without being asked: confirm their products and their people."""

from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import BANK
from portal.demo.banks import ACCOUNTS, Staffed
from portal.demo.times import Calendar
from portal.demo.year.record import Record
from portal.products.models import Product, ProductState

PRODUCTS_EVERY, PEOPLE_EVERY = (22, 29), (50, 70)  # days
PRODUCTS_LAST = (26, 29)  # before the demonstration's: from there on the play itself confirms them
PEOPLE_LAST = (4, 60)
DUE = (80, 84)  # of some, so that an account's admin has somebody to confirm


class Upkeep:
    """Products every four weeks, people every quarter, each within its time."""

    def __init__(self, record: Record, rng: Random, calendar: Calendar, banks: dict[int, Staffed]) -> None:
        self.record, self.rng, self.calendar, self.banks = record, rng, calendar, banks

    def products(self) -> None:
        published = sa.select(Product).where(Product.state == ProductState.PUBLISHED).order_by(Product.id)
        for product in db.session.scalars(published):
            bank = self.banks.get(product.institution_id)
            for moment in self._days(PRODUCTS_EVERY, PRODUCTS_LAST) if bank else ():
                self.record.event(
                    "product.confirmed",
                    moment,
                    actor=bank.admin,
                    institution_id=product.institution_id,
                    product=product.id,
                )
                product.confirmed_on = clock.local(moment).date()

    def people(self, operator) -> None:
        """Managers by their admin, admins by the operator; nobody by themselves."""
        staff = sa.select(Membership).where(
            Membership.organisation_id.in_(self.banks),
            Membership.role.in_(BANK),
            Membership.ended_at.is_(None),
        )
        waiting = {one.membership_id for bank in self.banks.values() for one in _of_several_counties(bank)}
        for member in db.session.scalars(staff.order_by(Membership.id)):
            admin = self.banks[member.organisation_id].admin
            by = operator if member.id == admin.membership_id else admin
            last = DUE if member.id in waiting else PEOPLE_LAST
            for moment in self._days(PEOPLE_EVERY, last):
                facts = {"organisation": member.organisation_id, "member": member.id}
                self.record.event("organisation.member_attested", moment, actor=by, **facts)
                member.attested_at, member.attested_by_id = moment, by.membership_id

    def _days(self, every: tuple[int, int], last: tuple[int, int]) -> list[datetime]:
        """Moments of offices from now on, one from the other never further than the time that is allowed."""
        day, found = self.calendar.day(self.rng.randint(*last)), []
        while day > clock.today():
            found.append(self.calendar.office(day))
            day -= timedelta(days=self.rng.randint(*every))
        return found[::-1]


def _of_several_counties(bank: Staffed) -> list[Actor]:
    if bank.organisation.name not in ACCOUNTS:
        return []
    return [one for one in bank.managers if len(one.regions) > 1]
