"""Who borrows: every name of every trade becomes a firm somewhere, registered and, mostly, verified."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

import sqlalchemy as sa

from portal.accounts.actor import Actor, actor_of
from portal.accounts.models import Person
from portal.core.db import db
from portal.demo import cast, data, names
from portal.demo.data import Trade
from portal.demo.people import People, remember
from portal.demo.stage import Stage
from portal.organisations import service as organisations
from portal.organisations.models import Claim, Organisation

IN_CITY = 0.32
DISTRICT = "330109"  # the officer's
PLACED = {"tea": "330105", "stall": "330105", "wonton": "330105", "bearings": DISTRICT, "listed": DISTRICT}
REGISTERED_BEFORE = 0.65  # the others register with their first need
LISTED = ("萧东精密模具有限公司", "铁砧五金机械有限公司", "彩印坊包装有限公司", "禾木家具有限公司")
"""Factories of the officer's district, on the officer's list."""


@dataclass
class Firm:
    """A borrower; `membership_id` and `person` are known once it has registered."""

    name: str
    subject: str
    trade: Trade
    county: str
    since: date
    key: str | None = None
    listed: bool = False
    person: Person | None = None
    membership_id: int | None = None
    claim_id: int | None = None
    code: str | None = None
    known_as: Actor | None = None  # read anew after a decision on the claim
    organisation: Organisation | None = None  # of the year: not in the database while it is told
    filed: list[int] = field(default_factory=list)  # ids of its needs

    @property
    def actor(self) -> Actor:
        if self.known_as is None:
            self.known_as = actor_of(self.membership_id)
        return self.known_as


def cast_firms(rng: Random, as_of: date) -> Iterator[Firm]:
    """Every firm with its place and age, those of the accounts first."""
    keys = {account.name: account.key for account in cast.ACCOUNTS}
    made = [_firm(rng, as_of, trade, name, keys) for trade in data.trades() for name in trade.names]
    yield from sorted(made, key=lambda firm: firm.key is None)


def _firm(rng: Random, as_of: date, trade: Trade, name: str, keys: dict[str, str]) -> Firm:
    subject = names.subject_of(name)
    elsewhere = [city for city in data.places(small=True) if city != cast.CITY]
    city = cast.CITY if rng.random() < IN_CITY else rng.choice(elsewhere)
    counties = data.places()[city]
    county = counties[-1] if trade.place == "farm" else rng.choice(counties)
    if name in LISTED:
        county = DISTRICT
    full, key = _named(name, subject, county, keys)
    age = rng.randint(14, 170) if rng.random() < 0.85 or key else rng.randint(3, 14)  # months
    since = as_of - timedelta(days=age * 30)
    return Firm(full, subject, trade, PLACED.get(key, county), since.replace(day=1), key, name in LISTED)


def _named(name: str, subject: str, county: str, keys: dict[str, str]) -> tuple[str, str | None]:
    """杭州示例恒转轴承有限公司, 示例谷雨茶铺; an account's firm keeps the name of its account."""
    for whole in (f"杭州示例{name}", f"示例{name}"):
        if whole in keys:
            return whole, keys[whole]
    city = names.place_of(county) if subject in names.NAMED_AFTER_PLACE else ""
    return f"{city}{names.MARK}{name}", None


class Registry:
    """Registers firms and has the operator decide on their claims."""

    def __init__(self, stage: Stage, people: People, operator: Actor) -> None:
        self.stage, self.people, self.operator = stage, people, operator

    def plan(self, firm: Firm) -> datetime | None:
        """Long before its needs, for most; None: together with the first need."""
        chance = self.stage.rng.random()
        if firm.key is None and not firm.listed and chance > REGISTERED_BEFORE:
            return None
        moment = self.stage.calendar.home(self.stage.calendar.day(self.stage.rng.randint(25, 45)))
        self.stage.plan(moment, self.register, firm)
        self.stage.plan(self.stage.calendar.answer(moment, self.stage.rng.randint(0, 1)), self.approve, firm)
        return moment

    def register(self, firm: Firm) -> None:
        rng = self.stage.rng
        firm.person = self.people.owner(firm.key)
        firm.code = names.credit_code(rng, firm.subject)
        membership = organisations.register(
            person=firm.person,
            subject_code=firm.subject,
            name=firm.name,
            credit_code=firm.code,
            representative=firm.person.name,
            region_code=firm.county,
            industry_code=firm.trade.industry,
            street=f"{names.MARK}路 {rng.randint(1, 400)} 号",
        )
        firm.membership_id = membership.id
        claim = sa.select(Claim.id).where(Claim.organisation_id == membership.organisation_id)
        firm.claim_id = db.session.scalar(claim)
        if firm.key:
            remember(firm.key, membership)

    def approve(self, firm: Firm) -> None:
        organisations.approve(self.operator, db.session.get_one(Claim, firm.claim_id))
        firm.known_as = None

    def refuse(self, firm: Firm, reason: str) -> None:
        organisations.refuse(self.operator, db.session.get_one(Claim, firm.claim_id), reason)
