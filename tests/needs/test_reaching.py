"""The owner says when and how to be called: who reads it, what a bank is told at other hours."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.consent import looking
from portal.consent.models import Reveal
from portal.core import clock
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.core.visibility import FULL, GRADES, Persona
from portal.leads import service
from portal.leads.service import revealing
from portal.needs import reaching
from portal.needs import service as needs
from portal.needs.draft import draft_of
from portal.needs.models import FinancingNeed
from portal.needs.views import need_view
from portal.organisations.models import Organisation
from tests import factories
from tests.page import Page

MONDAY, SATURDAY, HOLIDAY = date(2026, 11, 23), date(2026, 11, 28), date(2026, 10, 1)


@pytest.mark.parametrize(
    ("hours", "day", "at", "fine"),
    [
        (("am",), MONDAY, (9, 0), True),
        (("am",), MONDAY, (12, 0), False),
        (("am",), SATURDAY, (10, 0), False),
        (("am", "eve"), SATURDAY, (20, 59), True),
        (("weekend",), HOLIDAY, (10, 0), True),
        (("weekend",), MONDAY, (10, 0), False),
        ((), MONDAY, (3, 0), True),
        (None, MONDAY, (3, 0), True),
    ],
)
def test_a_moment_fits_or_not(app, hours, day, at, fine):
    assert reaching.fits(hours, clock.shanghai(day, *at)) is fine


def test_what_was_said_in_words():
    assert reaching.words(("am", "eve"), "text") == "工作日 9–12 点、每天 18–21 点；先发短信，约好再打"
    assert (reaching.words((), None), reaching.words(None, "phone")) == ("随时", "直接打电话")
    assert reaching.words(None, None) == ""


@pytest.fixture
def need(app):
    return factories.need()


@pytest.fixture
def owner(need):
    return factories.membership(Role.APPLICANT, at=db.session.get(Organisation, need.owner_id))


@pytest.fixture
def manager(app):
    return factories.membership(Role.BANK_MANAGER)


def readers(need) -> set[Persona]:
    return {persona for persona in Persona if need_view(need, persona).reach}


def test_only_the_owner_and_who_has_consent_read_it(need):
    need.contact_hours = ("am",)
    assert readers(need) == {Persona.OWNER, Persona.ACCEPTED}


def test_twin_a_flipped_grade_shows_it(need, monkeypatch):
    need.contact_hours = ("am",)
    monkeypatch.setitem(GRADES["contact_hours"], Persona.BROWSING, FULL)
    assert Persona.BROWSING in readers(need)


def test_it_is_said_on_the_needs_page_and_kept_for_the_next_one(client_as, need, owner):
    page = Page(client_as(owner).get(f"/needs/{need.public_id}"))
    assert "您同意的机构可能随时打来" in page.text
    form = page.follow("说一下怎么联系您")
    assert "请去掉一边" in form.submit("记下", contact_hours=["any", "am"]).text
    said = form.submit("记下", contact_hours=["am", "pm"], contact_by="text")
    assert "工作日 9–12 点、工作日 14–18 点；先发短信，约好再打" in said.text
    later = needs.file(actor_of(owner.id), draft_of(db.session.get(FinancingNeed, need.id)))
    assert (later.contact_hours, later.contact_by) == (("am", "pm"), "text")
    event = db.session.scalar(sa.select(LedgerEvent).where(LedgerEvent.kind == "need.reach"))
    assert event.values == {"call_hours": ["am", "pm"], "call_by": "text"}


def checked(client_as, owner) -> Page:
    """The last look of a new need, all steps filled in."""
    person = client_as(owner)
    said = {"amount": "30万", "purpose": "U01", "words": "想进一批秋茶"}
    Page(person.post("/needs/new/money", data=said, follow_redirects=True))
    about = {"industry": "6239", "region": factories.GONGSHU}
    return Page(person.post("/needs/new/about", data=about, follow_redirects=True))


def test_whoever_is_signed_in_says_it_while_filing(client_as, need, owner):
    page = checked(client_as, owner)
    assert page.submit("提交需求", contact_hours=["any", "am"]).status == 422
    looked = page.submit("划掉选中的词，再看一遍", contact_hours=["eve"], contact_by="text")
    ticked = looked.soup.select("input[name=contact_hours][checked]")
    assert [tag["value"] for tag in ticked] == ["eve"], "kept while the words are read again"
    said = looked.submit("提交需求")
    assert "每天 18–21 点；先发短信，约好再打" in said.text
    again = checked(client_as, owner)
    assert "已填 2 项" in again.text, "as said for the need before"
    assert "没说什么时候方便" in again.submit("提交需求", contact_hours=[], contact_by="").text


def test_nobody_says_it_for_another_firm(need, manager):
    stranger = actor_of(factories.membership(Role.APPLICANT).id)
    with pytest.raises(needs.NeedError):
        needs.reach(stranger, need, (), None)


@pytest.fixture
def lead(need, owner, manager):
    found = service.claim(actor_of(manager.id), need)
    return service.accept(actor_of(owner.id), found)


def now_is(need, fine: bool) -> None:
    """Whatever hour the test runs at."""
    fitting = [code for code in reaching.HOURS if reaching.fits((code,), clock.now()) is fine]
    need.contact_hours = tuple(fitting)  # four spans never fit all at once; at night any time fits
    need.contact_by = "text"
    db.session.commit()


def test_at_another_hour_the_bank_is_warned_first_and_it_is_kept(client_as, need, lead, manager):
    now_is(need, fine=False)
    page = Page(client_as(manager).get(f"/leads/{lead.public_id}"))
    assert "先发短信，约好再打" in page.text
    warned = page.submit("查看手机号与地址", why="first_call")
    assert "现在不在这个时间里" in warned.text and "100000" not in warned.html
    assert db.session.scalar(sa.select(sa.func.count(Reveal.id))) == 0, "nothing was opened, nothing is spent"
    shown = warned.submit("仍要现在查看")
    assert "100000" in shown.html and "先发短信，约好再打" in shown.text
    assert db.session.scalar(sa.select(Reveal.outside_hours)) is True
    [look] = [one for one in looking.looks(need.id) if one.contact]
    assert look.what.endswith("（不在您方便的时间）")
    event = db.session.scalar(sa.select(LedgerEvent).where(LedgerEvent.kind == "contact.revealed"))
    assert event.values["outside"] is True


def further_looks(need, lead, manager) -> list[str]:
    """What the owner reads of an afternoon: at 15, 15:05, 17, at 20 outside the hours, at 20:05."""
    need.contact_hours = ("pm",)
    for hour, minute in ((15, 0), (15, 5), (17, 0), (20, 0), (20, 5)):
        with clock.at(clock.shanghai(MONDAY, hour, minute)):
            service.reveal(actor_of(manager.id), lead, "visit", anyway=True)
    return [look.what for look in looking.looks(need.id) if look.contact]


def test_each_look_of_a_day_is_read_by_the_owner(need, lead, manager):
    within, outside = looking.CONTACT, looking.CONTACT + looking.OUTSIDE
    assert further_looks(need, lead, manager) == [outside, within, within]
    assert db.session.scalar(sa.select(sa.func.count(Reveal.id))) == 1, "one of the day's budget"
    events = sa.select(LedgerEvent).where(LedgerEvent.kind == "contact.revealed").order_by(LedgerEvent.seq)
    told = [(one.values.get("again"), one.values.get("outside")) for one in db.session.scalars(events)]
    assert told == [(None, None), (True, None), (True, True)]


def test_twin_that_forgets_further_looks_is_noticed(need, lead, manager, monkeypatch):
    monkeypatch.setattr(revealing, "_again", lambda *_: None)
    assert len(further_looks(need, lead, manager)) == 1


def test_within_the_hours_it_opens_at_once(client_as, need, lead, manager):
    now_is(need, fine=True)
    shown = Page(client_as(manager).get(f"/leads/{lead.public_id}")).submit("查看手机号与地址", why="visit")
    assert "100000" in shown.html
    assert db.session.scalar(sa.select(Reveal.outside_hours)) is False


def test_twin_a_reveal_that_knows_no_hours_is_noticed(client_as, monkeypatch, need, lead, manager):
    now_is(need, fine=False)
    monkeypatch.setattr(reaching, "fits", lambda *_: True)
    shown = Page(client_as(manager).get(f"/leads/{lead.public_id}")).submit("查看手机号与地址", why="visit")
    assert "100000" in shown.html, "no word of warning"


def test_a_day_later_it_is_asked_again(need, lead, manager):
    need.contact_hours = ("am",)
    monday = clock.shanghai(MONDAY, 20)
    with clock.at(monday), pytest.raises(service.OutsideHours):
        service.reveal(actor_of(manager.id), lead, "visit")
    with clock.at(monday + timedelta(hours=14)):
        assert service.reveal(actor_of(manager.id), lead, "visit").reach == "工作日 9–12 点"
