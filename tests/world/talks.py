"""Leads on the need of firm A, moved by the services that move them in use."""

from portal.accounts.actor import Actor
from portal.core.db import db
from portal.leads import queries as lead_queries
from portal.leads import service as leads
from portal.leads.models import Channel, Lead
from portal.monitor.models import BoardCard
from tests.world.rows import World
from tests.world.typed import NOTE, PAPER, SENTENCE


def add_talks(world: World) -> None:
    """Leads on the need of firm A, moved by the services that move them in use."""
    need = world.need("A")
    owner = world.actor("owner")
    for letter in "ABD":
        bank = world.actor({"A": "accepted", "B": "browsing", "D": "interested"}[letter])
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


def add_cards(world: World) -> None:
    """The monitor reads of two needs that nobody has taken them, though somebody talks already."""
    for name in "AD":
        card = BoardCard(need_id=world.need(name).id)
        db.session.add(card)
        db.session.flush()
        world.keep("cards", name, card)
