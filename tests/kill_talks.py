"""A talk that goes on while its site is killed: from the owner's yes to the money, step by step over HTTP."""

import re
from collections.abc import Callable
from datetime import timedelta

from portal.core import clock
from portal.leads.forms import now_typed
from tests.visitors import Answer, Visitor

CONFIRMED = re.compile(r'name="confirmed"[^>]*value="(\w+)"')
OFFER = re.compile(r'name="offer"[^>]*value="(\w+)"')
FIGURES = {"rate_kind": "fixed", "rate": "4.35", "term": "12", "guarantee_mode": "credit"}


class Talk:
    """One lead, its owner and its manager; `terms`: the wording that the owner has read."""

    def __init__(self, need: str, lead: str, owner: Visitor, manager: Visitor, terms: str) -> None:
        self.need, self.lead, self.terms = need, lead, terms
        self.owner, self.manager = owner, manager
        self.steps: list[tuple[str, Callable[[], Answer]]] = [
            ("accepted", self._accept),
            ("contacted", lambda: self._report("contacted")),
            ("due_diligence", lambda: self._report("diligence")),
            ("approved", self._offer),
            ("taken", self._take),
            ("disbursed", self._disburse),
        ]

    def go_on(self) -> str | None:
        """Attempt the next step; its state when the site has acknowledged it.

        What was pressed without an answer may be done all the same: the next press is then a conflict, and
        the talk goes on from where its page says it stands.
        """
        if not self.steps:
            return None
        state, press = self.steps[0]
        answer = press()
        if answer.status in {303, 404, 409}:
            self.steps.pop(0)
        return state if answer.status == 303 else None

    def _accept(self) -> Answer:
        return self.owner.post(f"/leads/{self.lead}/accept", terms=self.terms)

    def _report(self, what: str) -> Answer:
        return self.manager.post(f"/leads/{self.lead}/{what}", when=now_typed())

    def _offer(self) -> Answer:
        until = clock.today() + timedelta(days=60)
        figures = {"amount": "20", "repayment": "instalments", "valid_until": until.isoformat()}
        return self._twice("offer", {**FIGURES, **figures})

    def _disburse(self) -> Answer:
        today = clock.today().isoformat()
        dates = {"amount": "20", "paid_on": today, "contract_on": today, "first_loan": "yes"}
        return self._twice("disburse", {**FIGURES, **dates})

    def _take(self) -> Answer:
        found = OFFER.search(self.owner.get(f"/needs/{self.need}").html)
        return self.owner.post(f"/leads/{self.lead}/take", offer=found[1] if found else "")

    def _twice(self, what: str, figures: dict[str, str]) -> Answer:
        """The first sending shows what it comes to, the second confirms it."""
        path = f"/leads/{self.lead}/{what}"
        shown = self.manager.post(path, **figures)
        confirmed = CONFIRMED.search(shown.html)
        if confirmed is None:  # the lead stands elsewhere
            return Answer(409, "", "")
        return self.manager.post(path, **figures, confirmed=confirmed[1])
