"""Needs withdrawn while the worker stands still: the index has all of them, the desks must have none."""

import re
from urllib.parse import quote

from portal.accounts.actor import Actor, actor_of
from portal.accounts.models import Membership
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service as leads
from portal.leads.models import Channel
from portal.matching import index
from portal.matching import queries as matching
from portal.needs import service as needs
from portal.needs.models import FinancingNeed
from tests import factories

WORDS = "奶茶店"  # in the summary of every need
DESKS = ("/leads?tab=pushed", "/leads?tab=open")
CARD = re.compile(r'<a href="/leads/(?:needs/)?[2-9a-z]{20}[^"]*"')
NUMBER = re.compile(r'class="(?:tab-count|facet-count)">([\d,]+)<|>([\d,]+)\+? 条<')


def stage(count: int) -> tuple[Membership, Actor, list[FinancingNeed]]:
    """A manager, and open needs of one owner, every other one pushed to the manager's bank; indexed."""
    bank, firm = factories.institution(), factories.organisation()
    manager = factories.membership(Role.BANK_MANAGER, at=bank)
    product = factories.product(institution=bank)
    owner = factories.membership(Role.APPLICANT, at=firm)
    person = factories.person()
    rows = [factories.need(owner=firm, by=person) for _ in range(count)]
    for need in rows[::2]:
        leads.push(need.id, bank.id, product_id=product.id, channel=Channel.MATCH, score_bp=8000)
    db.session.commit()
    index.rebuild()
    db.session.refresh(manager)  # a rebuild forgets what was read before
    actor = actor_of(owner.id)
    db.session.commit()
    return manager, actor, rows


def withdraw(owner: Actor, rows: list[FinancingNeed]) -> None:
    """All of them, a transaction each, as their owner would."""
    for need in rows:
        needs.withdraw(owner, need, "K04")
        db.session.commit()


def at_the_desk(client) -> dict[str, int]:
    """What the index finds, and over both lists, with and without words, how many cards and what numbers."""
    paths = [path + more for path in DESKS for more in ("", f"&q={quote(WORDS)}")]
    pages = [client.get(path) for path in paths]
    assert {page.status_code for page in pages} == {200}
    texts = [page.get_data(as_text=True) for page in pages]
    numbers = [int((one or other).replace(",", "")) for text in texts for one, other in NUMBER.findall(text)]
    return {
        "in_the_index": len(matching.search_needs(WORDS) or []),
        "shown": sum(len(set(CARD.findall(text))) for text in texts),
        "counted": sum(numbers),
    }
