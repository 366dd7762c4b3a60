"""A frozen borrower: their needs are offered to nobody, and talks say so."""

import pytest

from portal.accounts import service as accounts
from portal.consent import queries as consents
from portal.core import passwords
from portal.core.db import db
from portal.freezing import service
from portal.leads import service as leads
from portal.leads.models import Channel
from portal.matching.loaders import load_needs
from portal.needs import queries as needs
from tests.freezing.frozen import bank_of, freeze_borrower, lead_a, need_of, owner_of
from tests.organisations.people import mobile
from tests.page import Page
from tests.world import actor


@pytest.mark.parametrize(
    ("way", "said"),
    [("冻结登记人的账号", "这个账号已被平台冻结"), ("冻结这家主体", "您的单位已被平台冻结")],
)
def test_a_borrower_is_stopped_from_their_claim_and_cannot_sign_in(world, client, as_persona, way, said):
    owner, who = as_persona("owner"), owner_of(world)
    who.password_hash = passwords.hashed("示例-password-1")
    who.mobile, who.mobile_index = mobile(81_000), accounts.mobile_index(mobile(81_000))
    name = who.name
    db.session.commit()
    page = Page(as_persona("operator").get(f"/claims/{world.rows['claims']['A']}")).follow(way)
    assert name not in page.html, "the operator is not verifying"
    listed = page.submit("马上冻结", reason="impostor")
    assert listed.heading == "冻结的账号和机构" and name not in listed.html
    assert owner.get("/needs").status_code == 302
    sent = {"identifier": mobile(81_000), "password": "示例-password-1"}
    assert said in Page(client.post("/sign-in", data=sent)).text


def offered(world) -> set[str]:
    """Where the need of firm C, which nobody has taken up, is put before a bank."""
    need, manager, bank = need_of(world, "C"), actor(world.members["accepted"]), bank_of(world)
    found = set()
    if need in db.session.scalars(needs.browsable(manager)).all():
        found.add("list")
    if needs.find(manager, need.public_id):
        found.add("page")
    if load_needs([str(need.id)]):
        found.add("search")
    for name, work in {
        "push": lambda: leads.push(need.id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=None),
        "claim": lambda: leads.claim(manager, need),
    }.items():
        try:
            work()
            found.add(name)
        except leads.LeadError:
            pass
        db.session.rollback()
    return found


@pytest.mark.parametrize("what", ["person", "firm"])
def test_needs_of_a_stopped_borrower_are_offered_to_nobody_and_come_back(world, what):
    before = offered(world)
    assert before == {"list", "page", "search", "push", "claim"}
    made = freeze_borrower(world, what, "C")
    assert offered(world) == set()
    service.lift(actor(world.members["operator"]), made)
    db.session.commit()
    assert offered(world) == before, "the twin: the same need, its firm not frozen"


@pytest.mark.parametrize("what", ["person", "firm"])
def test_a_talk_with_a_stopped_borrower_says_so_and_opens_no_contact(world, as_persona, what):
    bank, address = as_persona("accepted"), f"/leads/{world.rows['leads']['A']}"
    assert "平台已冻结这家企业" not in Page(bank.get(address)).text
    freeze_borrower(world, what)
    page = Page(bank.get(address))
    assert "平台已冻结这家企业" in page.text and owner_of(world).mobile not in page.html
    manager, lead = actor(world.members["accepted"]), lead_a(world)
    with pytest.raises(leads.LeadError, match="平台已冻结这家企业"):
        leads.reveal(manager, lead, "first_call")
    assert consents.stands(lead.id), "the consent itself is not touched"
