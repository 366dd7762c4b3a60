"""Acts of one need in the order of their moments; each plans the next one."""

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime
from functools import partial

from portal.accounts.actor import Actor
from portal.demo.year.market import Market, Offer
from portal.demo.year.steps import SOON, Steps
from portal.leads.models import Lead
from portal.needs.models import SEEKING, FinancingNeed
from portal.products.models import Product


class Acts:
    """A heap of acts until the demonstration's day; what would come later is left open."""

    def __init__(self, telling, owner, need: FinancingNeed) -> None:
        self.rng, self.calendar, self.record = telling.rng, telling.calendar, telling.record
        self.market: Market = telling.market
        self.owner, self.need = owner, need
        self.steps = Steps(self.record, need, self.market)
        self.offers: list[Offer] = self.market.offers(need)
        self.now: datetime = need.opened_at
        self._acts: list[tuple[datetime, int, Callable]] = []
        self._order = itertools.count()

    @property
    def seeking(self) -> bool:
        return self.need.state in SEEKING

    def run(self) -> None:
        while self._acts:
            self.now, _, act = heapq.heappop(self._acts)
            act()
            self.acted()

    def acted(self) -> None:
        """What follows from how things stand after an act."""

    def plan(self, moment: datetime, act: Callable, *args) -> None:
        moment = max(moment, self.now + SOON)
        if moment < self.calendar.end:
            heapq.heappush(self._acts, (moment, next(self._order), partial(act, *args)))

    def later(self, days: tuple[int, int], act: Callable, *args) -> None:
        """In office hours, so many working days from now (least, most)."""
        self.plan(self.calendar.answer(self.now, self.rng.randint(*days)), act, *args)

    def has(self, institution_id: int) -> bool:
        return any(lead.institution_id == institution_id for lead in self.steps.leads)

    def another(self) -> Offer | None:
        """An institution that fits and that the need is not before yet."""
        able = [one for one in self.offers if not self.has(one.institution_id)]
        return self.rng.choice(able) if able and self.seeking else None

    def manager(self, institution_id: int) -> Actor:
        return self.market.manager(institution_id, self.need.region_code, self.rng)

    def assigned(self, lead: Lead) -> Actor:
        bank = self.market.banks[lead.institution_id]
        return next(one for one in bank.managers if one.membership_id == lead.assigned_id)

    def product(self, lead: Lead) -> Product:
        return self.market.product(lead.product_id)
