"""When a mail or a text leaves: at once, with the digest, after the quiet hours, and to whom at all."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock, crypto, inbox, outbox
from portal.core.db import db
from portal.core.notices import GROUPS
from portal.core.outbox import OutboxMessage
from portal.notifications import choosing, pacing, service
from portal.notifications.kinds import KINDS
from portal.notifications.models import Group, Notice, NoticeChoice, Pace
from tests import factories

FRIDAY, SATURDAY, MONDAY = (date(2026, 11, day) for day in (27, 28, 30))
LINK = "https://example.cn/inbox"
pytestmark = pytest.mark.sqlite


@pytest.fixture(autouse=True)
def site(app):
    app.config["PUBLIC_URL"] = "https://example.cn"


@pytest.fixture
def somebody(app):
    made = factories.membership()
    db.session.commit()
    return made


def at(day: date, hour: int, minute: int = 0):
    return clock.at(clock.shanghai(day, hour, minute))


def choose(member, *, by_text=True, by_mail=False, quiet=(21, 8), **paces) -> None:
    now = choosing.of(member.person_id)
    all_paces = {group: Pace(paces.get(group.value, getattr(now, group.value))) for group in Group}
    choosing.choose(member.person_id, all_paces, by_text=by_text, by_mail=by_mail, quiet=quiet)
    db.session.commit()


def tell(member, kind="lead_asked", event="event 1") -> None:
    service.tell([member], kind, event)
    db.session.commit()


def run() -> list[str]:
    """What arrives when the worker takes what is due."""
    before = len(inbox.arrived())
    while outbox.run_due():
        pass
    return [one.words for one in reversed(inbox.arrived()[: len(inbox.arrived()) - before])]


def test_by_day_it_is_told_at_once(somebody):
    with at(FRIDAY, 10):
        tell(somebody)
        [words] = run()
        assert words == f"您有 1 条新消息（待决定），请打开 {LINK} 查看。消息里从不写具体内容。"
        assert run() == []


def tells_at_night(awake, somebody, monkeypatch) -> bool:
    monkeypatch.setattr(pacing, "awake", awake)
    with at(FRIDAY, 23):
        tell(somebody)
        return run() != []


def test_in_quiet_hours_it_waits_for_the_morning(somebody, monkeypatch):
    assert not tells_at_night(pacing.awake, somebody, monkeypatch)
    with at(SATURDAY, 7, 59):
        assert run() == []
    with at(SATURDAY, 8, 1):
        assert len(run()) == 1


def test_twin_that_knows_no_night_is_found_out(somebody, monkeypatch):
    assert tells_at_night(lambda moment, choice: moment, somebody, monkeypatch)


@pytest.mark.parametrize(
    ("quiet", "hour", "until"),
    [((21, 8), 20, None), ((21, 8), 21, 8), ((21, 8), 7, 8), ((13, 15), 14, 15), ((13, 15), 15, None),
     ((0, 0), 3, None), ((22, 7), 7, None)],
)  # fmt: skip
def test_hours_of_ones_own(app, quiet, hour, until):
    choice = NoticeChoice(quiet_from=quiet[0], quiet_until=quiet[1])
    moment = clock.shanghai(FRIDAY, hour, 30)
    day = FRIDAY + timedelta(days=hour >= quiet[0] > quiet[1])
    assert pacing.awake(moment, choice) == (moment if until is None else clock.shanghai(day, until))


def test_a_message_that_comes_late_waits_too(somebody):
    """The gateway was away until midnight."""
    with at(FRIDAY, 20, 55):
        tell(somebody)
    with at(FRIDAY, 23):
        assert run() == []
    with at(SATURDAY, 8, 1):
        assert len(run()) == 1


def test_what_cannot_wait_does_not(somebody):
    with at(FRIDAY, 23):
        tell(somebody, "password_reset")
        assert len(run()) == 1


def test_the_digest_comes_once_on_a_working_day(somebody):
    choose(somebody, progress="daily", decisions="daily")
    with at(FRIDAY, 9):
        for number in range(3):
            tell(somebody, "lead_contacted", f"event {number}")
        tell(somebody, "lead_asked")
        assert run() == []
    with at(SATURDAY, 9):
        assert run() == []
    with at(MONDAY, 8, 31):
        [words] = run()
        assert words.startswith("您有 4 条新消息（待决定、办理进展）")
        assert run() == []
    waiting = sa.select(sa.func.count(OutboxMessage.id)).where(OutboxMessage.topic == "notices.due")
    assert db.session.scalar(waiting) == 0


def test_what_was_read_meanwhile_is_not_told(somebody):
    with at(FRIDAY, 23):
        tell(somebody)
        db.session.execute(sa.update(Notice).values(read_at=clock.now()))
        db.session.commit()
    with at(SATURDAY, 9):
        assert run() == []


def test_a_telephone_does_not_ring_without_end(somebody):
    with at(FRIDAY, 10):
        tell(somebody)
        assert len(run()) == 1
    with at(FRIDAY, 10, 1):
        for number in range(5):
            tell(somebody, "lead_contacted", f"event {number}")
        assert run() == []
    with at(FRIDAY, 10, 11):
        [words] = run()
        assert "5 条" in words


def test_the_inbox_alone(somebody):
    choose(somebody, decisions="inbox")
    with at(FRIDAY, 10):
        tell(somebody)
        assert run() == []


def test_who_turns_it_off_meanwhile_hears_nothing(somebody):
    with at(FRIDAY, 23):
        tell(somebody)
        choose(somebody, decisions="inbox")
    with at(SATURDAY, 9):
        assert run() == []


def test_safety_cannot_be_turned_off(somebody):
    with pytest.raises(ValueError):
        choose(somebody, safety="inbox")
    db.session.rollback()
    choose(somebody, by_text=False, by_mail=False)
    with at(FRIDAY, 10):
        tell(somebody)
        assert run() == [], "who wants neither mail nor text"
        tell(somebody, "contact_revealed")
        assert len(run()) == 1, "is told of looks at the contact all the same"


def by_mail(member) -> None:
    person = db.session.get(factories.Person, member.person_id)
    person.email = "shili@example.com"
    person.email_index = crypto.blind_index("person.email", person.email)
    db.session.commit()


@pytest.mark.parametrize(
    ("text", "mailed", "ways"),
    [(True, False, {"text"}), (False, True, {"mail"}), (True, True, {"text", "mail"}), (False, False, set())],
)
def test_the_ways_that_were_chosen(somebody, text, mailed, ways):
    by_mail(somebody)
    choose(somebody, by_text=text, by_mail=mailed)
    with at(FRIDAY, 10):
        tell(somebody)
        run()
    assert {one.kind for one in inbox.arrived()} == ways


def test_who_has_no_proved_mobile_is_mailed(somebody):
    by_mail(somebody)
    db.session.get(factories.Person, somebody.person_id).mobile_proven_at = None
    db.session.commit()
    with at(FRIDAY, 10):
        tell(somebody)
        run()
    assert [one.kind for one in inbox.arrived()] == ["mail"]


def test_who_works_there_no_more_is_not_told(somebody):
    with at(FRIDAY, 23):
        tell(somebody)
        somebody.ended_at = clock.now()
        db.session.commit()
    with at(SATURDAY, 9):
        assert run() == []


def test_every_group_has_its_words(app):
    assert set(GROUPS) == set(Group) and {kind.group for kind in KINDS.values()} == set(Group)
