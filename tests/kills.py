"""A site that is used while its processes are killed, and what was promised to its users meanwhile."""

import contextvars
import os
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException

from flask import Flask

from portal.consent import terms
from portal.core import outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.needs.models import NeedState
from portal.organisations.models import Claim
from tests import factories
from tests.kill_talks import Talk
from tests.servers import Server
from tests.soundness import Told, behind
from tests.visitors import Visitor, visitor

FILINGS, CLAIMS, BANKS = 8, 2, 4  # a cycle's
SETTLED_WITHIN = 10  # seconds after the site answers again, on a machine that has nothing else to do
TYPED = {"amount": "20万", "purpose": "U01", "industry": "6239", "region": factories.GONGSHU}


@dataclass
class Cast:
    """Who uses the site: a verified owner, banks that are pushed to, an operator."""

    owner: object
    managers: list
    operator: object
    steps: dict = field(default_factory=dict)
    talks: list[Talk] = field(default_factory=list)  # they outlive a cycle


def settle_in(app: Flask, server: Server) -> Cast:
    """The people and products of the site; a form filled in once, to be filed from many sessions."""
    owner = factories.membership(Role.APPLICANT)
    managers = []
    for number in range(BANKS):
        bank = factories.institution()
        managers.append(factories.membership(Role.BANK_MANAGER, at=bank))
        product = factories.product(institution=bank, rate_low_bp=300 + number * 40)
        outbox.put("product.changed", product_id=product.id)
    cast = Cast(owner, managers, factories.membership(Role.OPERATOR))
    db.session.commit()
    cast.steps = contextvars.Context().run(_fill_in, app, visitor(app, server, owner))
    return cast


def _fill_in(app: Flask, typing: Visitor) -> dict:
    client = app.test_client()
    client.set_cookie("rongqiao", typing.raw)
    for step in ("money", "about"):
        sent = {**TYPED, "csrf_token": typing.token, "key": "k", "words": "奶茶店进货"}
        assert client.post(f"/needs/new/{step}", data=sent).status_code == 303
    with client.session_transaction() as session:
        return dict(session)["need_typed"]


class Cycle:
    """One round: people file, withdraw, claim, talk and approve until both processes are dead."""

    def __init__(self, app: Flask, server: Server, cast: Cast, told: Told, chance: random.Random) -> None:
        self.server, self.told, self.chance = server, told, chance
        self.over = threading.Event()
        self.filings = {f"奶茶店进货 {secret}": secret for secret in secrets(chance, FILINGS)}
        self.filers = {words: visitor(app, server, cast.owner, need_typed=said(cast.steps, words))
                       for words in self.filings}  # fmt: skip
        self.owner = visitor(app, server, cast.owner)
        self.managers = {one.id: visitor(app, server, one) for one in cast.managers}
        self.operator = visitor(app, server, cast.operator)
        self.claims = [waiting_claim() for _ in range(CLAIMS)]
        self.terms = terms.shown()["terms"]
        self.talks = cast.talks
        db.session.commit()

    def run(self) -> None:
        """Everybody at once; the end comes to web and worker at two moments."""
        acts = (self._file, self._decide, self._decide, self._approve, self._talk)
        crowd = [threading.Thread(target=act) for act in acts]
        for one in crowd:
            one.start()
        doomed = self.chance.sample(["web", "worker"], 2)
        for name in doomed:
            if "web" in self.server.processes:  # nobody answers any more otherwise
                self._await_answers(self.told.count() + self.chance.randint(0, 7))
            time.sleep(self.chance.uniform(0, 0.1))
            self.server.kill(name)
        self.over.set()
        for one in crowd:
            one.join(60)

    def again(self) -> None:
        """Who got no answer presses the same button of the same page once more."""
        for words, key in self.filings.items():
            if words not in self.told.filed:
                self._file_one(words, key)
                assert words in self.told.filed, f"still not filed: {words}"
        for claim in self.claims:
            if claim not in self.told.approved:
                assert self.operator.post(f"/claims/{claim}/approve").status in {303, 409}
                self.told.approved.add(claim)

    def _await_answers(self, count: int) -> None:
        """However busy the machine is, the end comes in the middle of the work."""
        deadline = time.monotonic() + 3
        while self.told.count() < count and time.monotonic() < deadline:
            time.sleep(0.005)

    def _file(self) -> None:
        self._until_over(self.filings.items(), lambda pair: self._file_one(*pair))

    def _file_one(self, words: str, key: str) -> None:
        answer = self.filers[words].post("/needs/new/check", key=key, max_talks="3")
        if answer.status == 303 and answer.location.startswith("/needs/"):
            self.told.filed[words] = answer.location.rsplit("/", 1)[-1]

    def _decide(self) -> None:
        """Withdrawing and claiming, of needs that the site has said to have."""

        def act(_) -> None:
            free = [need for need in list(self.told.filed.values()) if need not in self.told.withdrawn]
            if not free:
                time.sleep(0.02)
                return
            need = self.chance.choice(free[-FILINGS:])
            if self.chance.random() < 0.4:
                if self.owner.post(f"/needs/{need}/withdraw", reason="K04").status == 303:
                    self.told.withdrawn.add(need)
            else:
                member, manager = self.chance.choice(list(self.managers.items()))
                answer = manager.post(f"/leads/needs/{need}/claim")
                if answer.status == 303:
                    self.told.claimed.setdefault(need, set()).add(member)
                    lead = answer.location.rsplit("/", 1)[-1]
                    self.talks.append(Talk(need, lead, self.owner, manager, self.terms))

        self._until_over(range(500), act)

    def _talk(self) -> None:
        """What was claimed goes on, a step of one lead after a step of another."""

        def act(_) -> None:
            going = [talk for talk in self.talks if talk.steps]
            if not going:
                time.sleep(0.02)
                return
            talk = self.chance.choice(going)
            if state := talk.go_on():
                self.told.moved.append((talk.lead, state))

        self._until_over(range(500), act)

    def _approve(self) -> None:
        def act(claim: str) -> None:
            if self.operator.post(f"/claims/{claim}/approve").status == 303:
                self.told.approved.add(claim)

        self._until_over(self.claims, act)

    def _until_over(self, items, act: Callable[[object], None]) -> None:
        for item in list(items):
            try:
                act(item)
            except (OSError, HTTPException):  # no answer: nothing was promised
                time.sleep(0.02)
            if self.over.is_set():
                return


def restart(app: Flask, server: Server) -> float:
    """Start both again; how long until the outbox is empty and the index equals the database."""
    server.start()
    begun = time.monotonic()
    catch_up(app)
    return time.monotonic() - begun


def patience() -> float:
    """SETTLED_WITHIN, longer by as much as processes wait for a processor of this machine."""
    return SETTLED_WITHIN * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def catch_up(app: Flask) -> None:
    """Wait for the worker to have done everything."""
    begun, limit = time.monotonic(), patience()
    while (lag := behind(app)) and time.monotonic() - begun < limit:
        time.sleep(0.05)
    assert not lag, f"{limit:.0f} s later: {lag}"


def secrets(chance: random.Random, count: int) -> list[str]:
    return [
        "".join(chance.choices("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥", k=12)) for _ in range(count)
    ]


def said(steps: dict, words: str) -> dict:
    """The filled-in form, in other words."""
    new = steps["new"]
    money = {**new["steps"]["money"], "words": [words]}
    return {"new": {**new, "steps": {**new["steps"], "money": money}}}


def waiting_claim(summary: str = "奶茶店进货") -> str:
    """A firm that registered and filed, and waits to be verified; its claim."""
    firm = factories.organisation(verified=False, subject_code="T07")
    member = factories.membership(Role.APPLICANT, at=firm)
    factories.need(
        owner=firm, state=NeedState.AWAITING_VERIFICATION, summary=summary, opened_at=None, expires_on=None
    )
    claim = Claim(person_id=member.person_id, organisation_id=firm.id, key_id=firm.key_id)
    db.session.add(claim)
    db.session.flush()
    return claim.public_id
