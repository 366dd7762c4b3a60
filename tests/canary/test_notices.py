"""A whole talk, and what was told of it: inboxes, mails and texts hold nothing of the need or of its firm."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock, inbox, outbox
from portal.core.db import db
from portal.core.notices import GROUPS
from portal.core.outbox import OutboxMessage
from portal.leads import service
from portal.leads.models import Lead
from portal.leads.service.offering import Quote
from portal.leads.service.paying import Payment
from portal.notifications import sending
from portal.notifications import service as telling
from portal.notifications.models import Notice
from portal.products.models import Repayment
from tests.canary.check import anything
from tests.page import Page
from tests.world import actor
from tests.world.typed import NOTE, SENTENCE

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
pytestmark = SQLITE
WORDS = (NOTE, SENTENCE, "qzmaterial", "qzofferwords", "qzrefusal", "qzvisit")
"""What people write in the course of a talk; none of it leaves the site or stands in an inbox."""
NEWS = re.compile(
    f"您有 [0-9]+ 条新消息（({'|'.join(GROUPS.values())}|、)+），请打开 https://example.cn/inbox 查看。"
    "消息里从不写具体内容。"
)
READERS = ("owner", "accepted", "bank_admin", "colleague", "interested", "other_admin", "browsing", "clerk")


@pytest.fixture
def talked(app, world):
    """Firm A talks with bank A until the money is there; bank D says no, with words."""
    app.config["PUBLIC_URL"] = "https://example.cn"
    owner, manager = actor(world.members["owner"]), actor(world.members["accepted"])
    lead, other = (_lead(world, letter) for letter in "AD")
    with clock.at(_day(1)):
        service.reveal(manager, lead, "first_call")
        service.begin_diligence(manager, lead, note="qzvisit")
        service.ask_materials(manager, lead, ["qzmaterial 流水"], "qzmaterial")
        service.go_on(manager, lead)
        until = clock.today() + timedelta(days=20)
        quote = Quote(
            19_876_000,
            11,
            until,
            433,
            repayment=Repayment.INSTALMENTS,
            guarantee_mode="credit",
            words="qzofferwords",
        )
        offer = service.approve(manager, lead, quote)
        service.take(owner, lead, offer.public_id)
        day = clock.today()
        service.disburse(manager, lead, Payment(19_876_000, day, day, 11, 433, "credit", first_loan=True))
        service.bank_decline(actor(world.members["interested"]), other, "R01", "qzrefusal")
        db.session.commit()
    for hours in (0, 24, 48, 72, 96):  # the digest of the next working day among them
        with clock.at(_day(1) + timedelta(hours=hours)):
            _work_off()
    return world


def _day(after: int):
    return clock.shanghai(clock.today() + timedelta(days=after), 10)


def _lead(world, letter: str) -> Lead:
    return db.session.scalars(sa.select(Lead).where(Lead.public_id == world.rows["leads"][letter])).one()


def _work_off() -> None:
    mine = OutboxMessage.handler.startswith("notifications.")
    db.session.execute(sa.delete(OutboxMessage).where(~mine))
    db.session.commit()
    while outbox.run_due():
        pass


def _said(client) -> bytes:
    """Every page of an inbox, without the frame that says who reads it."""
    page, bodies = Page(client.get("/inbox")), []
    while True:
        bodies.append(str(page.soup.main))
        if "下一页" not in page.text:
            return "".join(bodies).encode()
        page = page.follow("下一页")


def leaks(talked, as_persona) -> list[str]:
    """What of the need, its firm or the talk is in an inbox, a mail or a text."""
    sent = "\n".join(one.words for one in inbox.arrived())
    bodies = {"mails and texts": sent.encode()}
    bodies |= {f"the inbox of {one}": _said(as_persona(one)) for one in READERS}
    found = [line for place, body in bodies.items() for line in anything(place, body)]
    return found + [
        f"{word} is in {place}" for place, body in bodies.items() for word in WORDS if word.encode() in body
    ]


def test_nothing_of_a_talk_is_in_what_is_told_of_it(talked, as_persona):
    told = set(db.session.scalars(sa.select(Notice.kind)))
    assert {"lead_offered", "lead_taken", "lead_disbursed", "lead_declined", "contact_revealed"} <= told
    sent = [one.words for one in inbox.arrived()]
    assert sent and all(NEWS.fullmatch(words) for words in sent), sent
    assert not leaks(talked, as_persona)


def test_twin_that_says_what_it_is_about_is_caught(talked, as_persona, monkeypatch):
    monkeypatch.setattr(sending, "_port", lambda way, to, parameters: inbox.put(way, to, NOTE))
    with clock.at(_day(8)):
        telling.tell([talked.members["owner"]], "password_reset", "event twin")
        db.session.commit()
        _work_off()
    assert leaks(talked, as_persona) == [f"{NOTE} is in mails and texts"]
