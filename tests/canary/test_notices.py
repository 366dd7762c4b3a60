"""Whole talks, and what was told of them: inboxes, mails and texts hold nothing of a need or its firm."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock, inbox, outbox
from portal.core.db import db
from portal.core.notices import GROUPS
from portal.core.outbox import OutboxMessage
from portal.leads import service
from portal.notifications import sending
from portal.notifications import service as telling
from portal.notifications.models import Notice
from tests.canary.check import anything
from tests.canary.deals import any_figure
from tests.canary.typed import anything_typed
from tests.deal_values import BY_LETTER
from tests.page import Page
from tests.world.typed import NOTE, REFUSAL

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
pytestmark = SQLITE
NEWS = re.compile(
    f"您有 [0-9]+ 条新消息（({'|'.join(GROUPS.values())}|、)+），请打开 https://example.cn/inbox 查看。"
    "消息里从不写具体内容。"
)
READERS = (
    *("owner", "borrower", "accepted", "bank_admin", "colleague", "interested"),
    *("other_admin", "browsing", "clerk", "officer"),
)


@pytest.fixture
def talked(app, world):
    """After the talks of the world bank A opens a contact, and bank D says no, with words."""
    app.config["PUBLIC_URL"] = "https://example.cn"
    with clock.at(_day(1)):
        service.reveal(world.actor("accepted"), world.lead("A"), "first_call")
        service.bank_decline(world.actor("interested"), world.lead("D"), "R01", REFUSAL)
        db.session.commit()
    for hours in (0, 24, 48, 72, 96):  # the digest of the next working day among them
        with clock.at(_day(1) + timedelta(hours=hours)):
            _work_off()
    return world


def _day(after: int):
    return clock.shanghai(clock.today() + timedelta(days=after), 10)


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
    """What of a need, its firm, an offer or a talk is in an inbox, a mail or a text."""
    sent = "\n".join(one.words for one in inbox.arrived())
    bodies = {"mails and texts": sent.encode()}
    bodies |= {f"the inbox of {one}": _said(as_persona(one)) for one in READERS}
    return [
        line
        for place, body in bodies.items()
        for check in (anything, anything_typed, any_figure)
        for line in check(place, body)
    ]


def test_nothing_of_a_talk_is_in_what_is_told_of_it(talked, as_persona):
    told = set(db.session.scalars(sa.select(Notice.kind)))
    assert {"lead_offered", "lead_taken", "lead_disbursed", "lead_declined", "contact_revealed"} <= told
    sent = [one.words for one in inbox.arrived()]
    assert sent and all(NEWS.fullmatch(words) for words in sent), sent
    assert not leaks(talked, as_persona)


OFFER = f"报价 {BY_LETTER['A'].amount_fen / 1_000_000:.4f} 万元"


@pytest.mark.parametrize(
    ("said", "caught"), [(NOTE, NOTE), (OFFER, "amount of deal A")], ids=["a note", "an offer"]
)
def test_twin_that_says_what_it_is_about_is_caught(talked, as_persona, monkeypatch, said, caught):
    monkeypatch.setattr(sending, "_port", lambda way, to, parameters: inbox.put(way, to, said))
    with clock.at(_day(8)):
        telling.tell([talked.members["owner"]], "password_reset", "event twin")
        db.session.commit()
        _work_off()
    assert leaks(talked, as_persona) == [f"{caught} is in mails and texts"]
