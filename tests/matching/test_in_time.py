"""From opening a need to seeing its card at the banks: at most two seconds, the worker's whole way included.

Best of three, since the machine may be busy with other things.
"""

import random
import time
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from portal.core.db import db
from portal.leads.models import Lead
from portal.needs.models import FinancingNeed
from tests.kills import catch_up, said, secrets, settle_in, waiting_claim
from tests.visitors import visitor

WITHIN = 2.0  # seconds
TRIES = 3
NEVER = 99.0


@pytest.fixture(scope="module")
def site(live_server):
    """`(app, server, cast)` with the app's context pushed."""
    with live_server.context() as app:
        cast = settle_in(app, live_server)
        catch_up(app)
        yield app, live_server, cast


def approve(site, words: str) -> str:
    """The operator approves the claim of a firm whose need waits; the need."""
    app, server, cast = site
    claim = waiting_claim(words)
    need = db.session.scalar(sa.select(FinancingNeed.public_id).where(FinancingNeed.summary == words))
    db.session.commit()
    assert visitor(app, server, cast.operator).post(f"/claims/{claim}/approve").status == 303
    return need


def file(site, words: str) -> str:
    """A verified owner files; the need."""
    app, server, cast = site
    owner = visitor(app, server, cast.owner, need_typed=said(cast.steps, words))
    answer = owner.post("/needs/new/check", max_talks="3")
    assert answer.status == 303
    return answer.location.rsplit("/", 1)[-1]


def card_of(need: str, manager) -> str:
    """What the desk links to, once the need was pushed to this bank; before that, something on no page."""
    leads = sa.select(Lead.public_id).join(FinancingNeed, FinancingNeed.id == Lead.need_id)
    ours = FinancingNeed.public_id == need, Lead.institution_id == manager.organisation_id
    lead = db.session.scalar(leads.where(*ours))
    db.session.commit()
    return f'href="/leads/{lead or need}"'


def seconds_to_see(site, begin) -> dict[str, float]:
    """How long after the opening a manager of the best bank sees the card at the desk, both ways."""
    app, server, cast = site
    manager = visitor(app, server, cast.managers[0])
    word = secrets(random.Random(), 1)[0]
    begun = time.monotonic()
    need = begin(site, f"奶茶店进货 {word}")
    desks = {"without words": "/leads", "with words": f"/leads?q={quote(word)}"}
    seen: dict[str, float] = {}
    while len(seen) < len(desks) and time.monotonic() - begun < 2 * WITHIN:
        card = card_of(need, cast.managers[0])
        for way in set(desks) - set(seen):
            if card in manager.get(desks[way]).html:
                seen[way] = time.monotonic() - begun
        time.sleep(0.02)
    return {way: round(seen.get(way, NEVER), 2) for way in desks}


@pytest.mark.parametrize("begin", [approve, file])
def test_a_card_is_at_the_banks_within_two_seconds(site, begin):
    tries = [seconds_to_see(site, begin) for _ in range(TRIES)]
    best = {way: min(one[way] for one in tries) for way in tries[0]}
    assert max(best.values()) <= WITHIN, tries


def test_twin_without_a_worker_no_card_comes(site):
    """Whatever is opened waits in the outbox; back again, the worker brings it at once."""
    server = site[1]
    server.kill("worker")
    try:
        assert seconds_to_see(site, approve) == {"without words": NEVER, "with words": NEVER}
    finally:
        server.start_worker()
