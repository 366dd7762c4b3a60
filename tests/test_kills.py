"""kill -9 of web and worker while people use the site: nothing promised is lost, nothing happens twice."""

import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import current_app

from portal.core import ledger, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service as leads
from portal.leads.models import Channel, Lead, LeadState
from portal.matching import index
from portal.needs import service as needs
from portal.needs.models import FinancingNeed, NeedState
from tests import factories
from tests.databases import NoPostgres
from tests.kills import Cycle, catch_up, restart, settle_in
from tests.servers import Server, spawn
from tests.soundness import Told, unsound
from tests.warm import Warm
from tests.world import actor

SLOW = [pytest.mark.slow, pytest.mark.timeout(6 * 3600)]
COLD = 20  # as many kills meet processes made as a service manager makes them
EVERY = 25  # cycles between two looks at everything
MANY = int(os.environ.get("KILLS") or 1000)  # how many the long run is made of


@pytest.mark.parametrize(
    ("kind", "kills"),
    [
        pytest.param("sqlite", 3, marks=pytest.mark.timeout(600)),
        pytest.param("postgresql", 20, marks=SLOW),
        pytest.param("sqlite", MANY, marks=SLOW, id="sqlite-many"),
        pytest.param("postgresql", MANY, marks=SLOW, id="postgresql-many"),
    ],
)
def test_nothing_promised_is_lost_and_nothing_happens_twice(shelf, tmp_path, kind, kills):
    try:
        shelf.of(kind)
    except NoPostgres as missing:
        pytest.skip(str(missing))
    chance, told, slowest = random.Random(kills), Told(), 0.0
    with shelf.own(kind) as database, processes(kills) as by:
        server = Server(database.url, tmp_path, by, DEMO="1")
        try:
            with server.context() as app:
                server.start()
                cast = settle_in(app, server)
                for number in range(1, kills + 1):
                    cycle = Cycle(app, server, cast, told, chance)
                    cycle.run()
                    slowest = max(slowest, restart(app, server))
                    cycle.again()
                    if number % EVERY == 0 or number == kills:
                        catch_up(app)
                        assert unsound(app, told) == [], f"after {number} kills"
        finally:
            server.stop()
    sys.stderr.write(
        f"kills: {kills} cycles on {kind}; {told.count()} acknowledged ({len(told.filed)} filed, "
        f"{len(told.withdrawn)} withdrawn, {len(told.claimed)} claimed, {len(told.approved)} approved, "
        f"{len(told.moved)} steps of talks), "
        f"0 lost, each effect once, chain valid; index equal within {slowest:.1f} s of an answer\n"
    )


@contextmanager
def processes(kills: int) -> Iterator[Callable]:
    """How the site's processes are made: a long run would import the same code for hours."""
    if kills <= COLD:
        yield spawn
        return
    warm = Warm()
    try:
        yield warm
    finally:
        warm.close()


# The twins. A portal that answers before it commits, or writes its messages in a transaction of their own,
# would have to be killed hundreds of times to lose one row for certain. What such a portal leaves behind is
# made here instead, and the very check that looks at the killed site must name it.


@pytest.fixture
def site(app):
    """A site that has done what it was told, and the need that was filed there."""
    owner = factories.membership(Role.APPLICANT)
    firm = db.session.get(factories.Organisation, owner.organisation_id)
    for number in range(4):
        bank = factories.institution()
        factories.membership(Role.BANK_MANAGER, at=bank)
        factories.product(institution=bank, rate_low_bp=300 + number * 40)
    db.session.commit()
    index.rebuild()
    values = {"state": NeedState.DRAFT, "opened_at": None, "expires_on": None, "words": "奶茶店进货"}
    need = factories.need(owner=firm, **values)
    needs.submit(actor(owner), need)
    work()
    return Told(filed={"奶茶店进货": need.public_id}), need


def work() -> None:
    db.session.commit()
    while outbox.run_due():
        pass
    ledger.seal_new()


def answered_without_a_commit(told, need) -> None:
    told.filed["想借二十万"] = "zzzzzzzzzzzzzzzzzzzz"
    told.withdrawn.add(need.public_id)
    told.claimed[need.public_id] = {1}
    told.approved.add("zzzzzzzzzzzzzzzzzzzz")


def message_outside_the_transaction(told, need) -> None:
    another = factories.need(owner=factories.organisation())
    ledger.record("need.opened", need_id=another.id)


def message_never_done(told, need) -> None:
    outbox.put("need.changed", need_id=need.id)


def withdrawal_that_nobody_heard_of(told, need) -> None:
    db.session.execute(sa.update(FinancingNeed).values(state=NeedState.WITHDRAWN))


def pushed_by_each_run(told, need) -> None:
    have = sa.select(Lead.institution_id).where(Lead.need_id == need.id)
    bank = factories.Organisation
    rest = sa.select(bank.id).where(bank.kind == factories.OrganisationKind.INSTITUTION, bank.id.not_in(have))
    leads.push(need.id, db.session.scalars(rest).first(), product_id=None, channel=Channel.MATCH, score_bp=1)


def opened_by_each_run(told, need) -> None:
    ledger.record("need.opened", need_id=need.id)


def filed_by_each_send(told, need) -> None:
    firm = db.session.get(factories.Organisation, need.owner_id)
    factories.need(owner=firm, words="奶茶店进货", state=NeedState.DRAFT, opened_at=None)


def state_without_a_step(told, need) -> None:
    db.session.execute(sa.update(Lead).values(state=LeadState.LAPSED))


def event_without_a_step(told, need) -> None:
    ledger.record("lead.moved", need_id=need.id)


def seal_that_was_touched(told, need) -> None:
    (current_app.config["DATA_DIR"] / "heads.log").write_text(f"2026-11-24 1 {'0' * 64}\n")


TWINS = {
    answered_without_a_commit: [
        "filed and not there", "withdrawn and still", "claimed and not there", "approved and not there"],
    message_outside_the_transaction: ["0 messages wait, 1 open needs not found", "pushed only 0 times"],
    message_never_done: ["2 messages wait"],
    withdrawal_that_nobody_heard_of: ["0 messages wait, 0 open needs not found, 1 found", "open lead of"],
    pushed_by_each_run: ["pushed 4 times"],
    opened_by_each_run: ["opened not once"],
    filed_by_each_send: ["filed 2 times"],
    state_without_a_step: ["broken history"],
    event_without_a_step: ["not one event a step"],
    seal_that_was_touched: ["position 1: not the head"],
}  # fmt: skip


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.__name__)
def test_twin_what_a_careless_portal_leaves_behind_is_named(app, site, twin):
    assert unsound(app, site[0]) == []
    twin(*site)
    db.session.commit()
    found = unsound(app, site[0])
    for words in TWINS[twin]:
        assert any(fault.startswith(words) for fault in found), f"{words!r} is not in {found}"
