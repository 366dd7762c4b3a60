"""Where somebody is signed in, and ending it from the account page."""

import pytest
import sqlalchemy as sa

from portal.accounts import service, ways_in
from portal.accounts.models import Person
from portal.accounts.service import mobile_index
from portal.core import clock, devices
from portal.core.db import db
from portal.core.permissions import Role
from tests import factories
from tests.accounts import second
from tests.accounts.second import give_password
from tests.accounts.test_reset import signed_in_by_code
from tests.page import Page

MOBILE, PASSWORD = "13800138000", "a password of ours"
PHONE = "Mozilla/5.0 (Linux; Android 13; 示例) AppleWebKit/537.36 Chrome/116.0 Mobile MicroMessenger/8.0"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "安卓手机，微信"),
        (DESK, "Windows 电脑，Edge 浏览器"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "iPhone，Safari 浏览器",
        ),
        ("curl/8", "认不出的设备"),
        ("<script>" * 50, "认不出的设备"),
    ],
)
def test_devices_are_told_by_family_only(agent, words):
    assert devices.in_words(devices.family(agent)) == words


@pytest.fixture
def places(app):
    """A phone and two desks of one person."""
    person = service.create_person("示例·林", MOBILE, None, PASSWORD)
    factories.membership(Role.APPLICANT, of=person)
    db.session.commit()
    found = []
    for agent in (PHONE, DESK, DESK):
        client = app.test_client()
        client.environ_base["HTTP_USER_AGENT"] = agent
        give_password(client, MOBILE)
        found.append(client)
    return found


def is_in(client) -> bool:
    return client.get("/account").status_code == 200


def test_one_is_ended_then_all_others(places):
    phone, here, other = places
    page = Page(here.get("/account"))
    lines = [line.get_text(" ") for line in page.soup.select("li.card-head") if "最近用过" in line.get_text()]
    assert len(lines) == 3 and sum("就是这里" in line for line in lines) == 1
    of_phone = next(line for line in page.soup.select("li.card-head") if "安卓手机，微信" in line.get_text())
    handle = of_phone.select_one("input[name=session]")["value"]
    assert here.post("/account/sessions/end", data={"session": handle}).status_code == 303
    assert (is_in(phone), is_in(here), is_in(other)) == (False, True, True)
    Page(here.get("/account")).submit("其他地方全部退出")
    assert (is_in(here), is_in(other)) == (True, False)


def said_of_this(client) -> str:
    lines = Page(client.get("/account")).soup.select("li.card-head")
    return next(line.get_text(" ") for line in lines if "就是这里" in line.get_text())


def test_each_says_how_it_was_signed_in(app, client, places):
    assert "密码登录" in said_of_this(places[0]) and "两步验证" not in said_of_this(places[0])
    person = db.session.scalars(sa.select(Person).where(Person.mobile_index == mobile_index(MOBILE))).one()
    person.mobile_proven_at = clock.now()  # else the text would end the other sessions
    signed_in_by_code(client, MOBILE)
    assert "短信验证码登录" in said_of_this(client)
    assert "密码登录" in Page(client.get("/account")).text, "the others keep theirs"
    manager = service.create_person("示例·周", "13800138001", None, PASSWORD)
    factories.membership(Role.BANK_MANAGER, of=manager)
    db.session.commit()
    desk = app.test_client()
    second.sign_in(desk, "13800138001")
    assert "密码登录，过了两步验证" in said_of_this(desk)


def test_a_session_from_before_says_nothing_of_it(client_as):
    assert "登录" not in said_of_this(client_as(Role.BANK_MANAGER))


def test_a_way_in_belongs_to_who_came_by_it(app):
    """A factor that another person showed in this browser is not theirs; an unknown word is nothing."""
    assert ways_in.in_words({"way_in": "password", "second": 7}, 7) == "密码登录，过了两步验证"
    assert ways_in.in_words({"way_in": "password", "second": 8}, 7) == "密码登录"
    assert ways_in.in_words({"way_in": "flown"}, 7) == ways_in.in_words({}, 7) == ""


def test_anothers_session_is_not_there(places, client_as):
    page = Page(places[0].get("/account"))
    handle = page.soup.select_one("input[name=session]")["value"]
    stranger = client_as(Role.APPLICANT)
    for tried in (handle, "%", "0" * 20):
        assert stranger.post("/account/sessions/end", data={"session": tried}).status_code == 404
    assert all(map(is_in, places))


def test_twin_ending_whatever_bears_the_handle_is_noticed(places, client_as, monkeypatch):
    from portal.core import sessions

    def careless(person_id, handle):
        named = sa.update(sessions.AuthSession).where(sessions.AuthSession.token_digest.startswith(handle))
        return db.session.execute(named.values(ended_at=sessions.clock.now())).rowcount > 0

    monkeypatch.setattr(sessions, "end_named", careless)
    with pytest.raises(AssertionError):
        test_anothers_session_is_not_there(places, client_as)
