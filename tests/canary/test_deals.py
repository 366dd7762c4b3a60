"""The checks on offers and payments can fail: what each of them would have to find, it finds."""

import functools

import pytest
import sqlalchemy as sa
import structlog

from portal.core import wording
from portal.leads import lead_page, offers_page
from portal.leads.models import Lead
from portal.leads.offer_view import offer_view
from portal.leads.queries import rows
from portal.leads.queries.offers import latest, money_of
from portal.needs.models import FinancingNeed
from portal.parks import views as parks
from portal.products.models import ProductKind
from tests.canary.check import anything
from tests.canary.deals import any_figure, deals_too_little, deals_too_much, security_faults
from tests.canary.log_lines import log_lines
from tests.canary.typed import typed_too_little, typed_too_much
from tests.deal_values import BY_LETTER, figures_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
OFFERED = ("amount", "fee", "rate", "term")


def test_twin_a_card_that_tells_what_others_offer_is_caught(world, read, monkeypatch):
    real, card = lead_page.card_page, f"/leads/needs/{world.rows['needs']['D']}"

    def telling(actor, need):
        found = money_of([world.lead(name).id for name in ("paid", "offered")]).values()
        views = [offer_view(offer, ProductKind.LOAN, None) for offer, _ in found]
        said = [part for view in views for row in view["rows"] for part in (row["value"], row["note"])]
        return {**(page := real(actor, need)), "about": [*page["about"], *said]}

    assert not list(deals_too_much("passer_by", read("passer_by", card)))
    monkeypatch.setattr(lead_page, "card_page", telling)
    pages = read("passer_by", card)
    assert list(deals_too_much("passer_by", pages)) == [
        f"passer_by reads {name} of deal {letter} on {card}" for letter in "AD" for name in OFFERED
    ]
    assert list(security_faults("passer_by", world, pages)) == [
        f"passer_by reads security of deal {letter} on {card}" for letter in "AD"
    ]


def test_twin_a_partner_that_reads_the_others_price_is_caught(world, read, monkeypatch):
    """The two sit beside each other: who and how far, nothing else."""
    real, page = lead_page._beside, f"/leads/{world.rows['leads']['paid']}"
    price = wording.money(BY_LETTER["D"].amount_fen)
    monkeypatch.setattr(lead_page, "_beside", lambda lead: {**real(lead), "word": price})
    assert list(deals_too_much("accepted", read("accepted", page))) == [
        f"accepted reads amount of deal D on {page}"
    ]


def test_twin_leads_that_every_bank_may_open_are_caught(world, read, monkeypatch):
    everything = sa.select(Lead).join(FinancingNeed, FinancingNeed.id == Lead.need_id)
    monkeypatch.setattr(rows, "visible_to", lambda actor: everything)
    page = f"/leads/{world.rows['leads']['paid']}"
    pages = read("other_admin", page)
    assert list(deals_too_much("other_admin", pages)) == [
        f"other_admin reads {name} of deal A on {page}" for name in sorted(figures_of(BY_LETTER["A"]))
    ]
    assert {f"other_admin reads qz{word} on {page}" for word in ("offerA", "visitA", "answeromega")} <= set(
        typed_too_much("other_admin", pages)
    )


def test_twin_a_park_that_reads_how_much_is_offered_is_caught(world, read, monkeypatch):
    real = parks.lead_row

    def telling(lead: Lead) -> dict:
        offer = latest(lead.id)
        return {**real(lead), **({"word": wording.money(offer.amount_fen)} if offer else {})}

    monkeypatch.setattr(parks, "lead_row", telling)
    page = f"/members/needs/{world.rows['needs']['D']}"
    assert list(deals_too_much("clerk", read("clerk", page))) == [
        f"clerk reads amount of deal {letter} on {page}" for letter in "AD"
    ]


def test_twin_an_offer_that_its_bank_does_not_read_is_missed(world, read, monkeypatch):
    real = lead_page.money_of
    monkeypatch.setattr(lead_page, "money_of", lambda lead: {**real(lead), "offer": None, "paid": None})
    pages = read("interested", f"/leads/{world.rows['leads']['offered']}")
    assert list(deals_too_little("interested", pages)) == [
        f"interested does not read {name} of deal D" for name in OFFERED
    ]
    assert "interested does not read qzofferD" in set(typed_too_little("interested", pages))
    assert list(security_faults("interested", world, pages)) == [
        "interested does not read security of deal D"
    ]


def test_twin_offers_that_their_owner_reads_nowhere_are_missed(world, read, monkeypatch):
    address = f"/needs/{world.rows['needs']['D']}/offers"
    assert not [
        line for line in deals_too_little("borrower", read("borrower", address)) if "rest" not in line
    ]
    monkeypatch.setattr(offers_page, "compared", lambda need: {"groups": [], "in_approval": 0, "wanted": ""})
    assert list(deals_too_little("borrower", read("borrower", address))) == [
        f"borrower does not read {name} of deal {letter}"
        for letter, deal in BY_LETTER.items()
        for name in sorted(figures_of(deal))
    ]


def test_twin_a_view_that_logs_an_offer_is_caught(app, world, as_persona, monkeypatch):
    view = app.view_functions["leads.offers"]

    @functools.wraps(view)
    def talkative(**arguments):
        structlog.get_logger().info("offers", amount=BY_LETTER["D"].amount_fen)
        return view(**arguments)

    monkeypatch.setitem(app.view_functions, "leads.offers", talkative)
    borrower = as_persona("borrower")
    with log_lines() as lines:
        borrower.get(f"/needs/{world.rows['needs']['D']}/offers")
    log = lines.getvalue().encode()
    assert any_figure("the log", log) == ["amount of deal D is in the log"]
    assert not anything("the log", log)
