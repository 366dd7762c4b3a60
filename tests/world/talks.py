"""Leads on the need of firm A, moved by the services that move them in use."""

from portal.accounts.actor import Actor
from portal.core.db import db
from portal.leads import queries as lead_queries
from portal.leads import service as leads
from portal.leads.models import Channel, Lead
from portal.monitor.models import BoardCard
from tests.world.rows import World, actor
from tests.world.typed import NOTE, PAPER, SENTENCE


def add_talks(world: World) -> None:
    """Leads on the need of firm A, moved by the services that move them in use."""
    need = world.need("A")
    owner = actor(world.members["owner"])
    for letter in "ABD":
        bank = actor(world.members[{"A": "accepted", "B": "browsing", "D": "interested"}[letter]])
        lead = leads.push(
            need.id, bank.organisation_id, product_id=None, channel=Channel.MATCH, score_bp=8000
        )
        if letter != "B":
            lead = leads.claim(bank, need, sentence=SENTENCE if letter == "D" else "")
        if letter == "A":
            leads.accept(owner, lead)
            leads.contacted(bank, lead, note=NOTE)
            leads.ask_materials(bank, lead, [PAPER])
            leads.go_on(bank, lead)
            _dispute(world, owner, lead)
        world.keep("leads", letter, lead)


def _dispute(world: World, owner: Actor, lead: Lead) -> None:
    """The owner says that nobody called; nobody has answered yet."""
    called = lead_queries.steps_to_dispute([lead.id])[lead.id][0][0]
    world.keep("steps", "A", called)
    world.keep("disputes", "A", leads.dispute(owner, called, "nobody_called"))


def add_card(world: World) -> None:
    """The monitor reads of firm A's need that nobody has taken it, though somebody talks already."""
    card = BoardCard(need_id=world.need("A").id)
    db.session.add(card)
    db.session.flush()
    world.keep("cards", "A", card)
