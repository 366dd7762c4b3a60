"""A mobile or address typed while signed out is gone half an hour later, from pages and session."""

from datetime import timedelta

import pytest

from portal.accounts import asked
from tests.accounts.test_reset import (
    ADDRESS,
    MOBILE,
    NOBODY,
    OLD,
    forgotten,
    member,
    newest_code,
    renewed,
    signed_in_by_code,
)
from tests.page import Page

START = "2026-11-24 02:00:00+00:00"
LATE = asked.KEPT + timedelta(seconds=1)
SAID = "已过半小时"
SQLITE = pytest.mark.sqlite


def kept_by(client) -> str:
    with client.session_transaction() as session:
        return repr(dict(session))


def ask_to_sign_in(client, number: str) -> Page:
    page = Page(client.get("/sign-in")).follow("用短信验证码登录")
    return page.submit("获取验证码", mobile=number)


@pytest.mark.parametrize("to", [MOBILE, ADDRESS, NOBODY])
def test_half_an_hour_later_a_reset_begins_anew_and_says_so(client, time_machine, to):
    time_machine.move_to(START)
    member()
    page = forgotten(client, to)
    assert to in page.text
    time_machine.shift(LATE)
    late = renewed(page, "123456")  # sending and reading alike
    assert late.heading == "忘记密码" and SAID in late.text and to not in late.html
    assert to not in kept_by(client)
    again = Page(client.get("/password/new", follow_redirects=True))
    assert again.heading == "忘记密码" and SAID not in again.text  # said once


def test_a_new_code_after_that_does_its_work(client, time_machine):
    time_machine.move_to(START)
    member()
    forgotten(client, MOBILE)
    time_machine.shift(LATE)
    assert renewed(forgotten(client, MOBILE), newest_code(MOBILE)).heading == "登录"


def test_within_half_an_hour_it_is_there(client, time_machine):
    time_machine.move_to(START)
    member()
    forgotten(client, MOBILE)
    time_machine.shift(asked.KEPT - timedelta(seconds=1))
    page = Page(client.get("/password/new"))
    assert page.heading == "设新密码" and MOBILE in page.text


def test_half_an_hour_later_a_sign_in_by_text_begins_anew_and_says_so(client, time_machine):
    time_machine.move_to(START)
    member()
    page = ask_to_sign_in(client, MOBILE)
    assert MOBILE in page.text and page.control("手机号")["value"] == MOBILE
    time_machine.shift(LATE)
    late = Page(client.get("/sign-in/code"))
    assert SAID in late.text and MOBILE not in late.html and "获取验证码" in late.buttons()
    assert MOBILE not in kept_by(client)
    assert SAID not in Page(client.get("/sign-in/code")).text


def test_asking_again_is_not_told_that_it_is_late(client, time_machine):
    time_machine.move_to(START)
    page = ask_to_sign_in(client, MOBILE)
    time_machine.shift(LATE)
    page = page.submit("重新获取验证码", mobile=MOBILE)
    assert "验证码已经发过去了" in page.text and SAID not in page.text


def test_a_session_that_goes_on_signed_in_keeps_nothing_of_it(client):
    member()
    forgotten(client, NOBODY)
    client.post("/sign-in", data={"identifier": MOBILE, "password": OLD})
    assert client.get("/account").status_code == 200
    assert NOBODY not in kept_by(client)
    client.post("/sign-out", data={})
    signed_in_by_code(client, MOBILE)
    assert client.get("/account").status_code == 200
    assert MOBILE not in kept_by(client)


@SQLITE
def test_a_demonstrations_inbox_forgets_too(app, client, time_machine):
    time_machine.move_to(START)
    app.config["DEMO"] = True
    member()
    forgotten(client, MOBILE)
    shown = "138****8011"
    assert shown in Page(client.get("/demo/inbox")).text
    time_machine.shift(LATE)
    assert shown not in Page(client.get("/demo/inbox")).text


@SQLITE
def test_twin_what_is_kept_for_the_sessions_life_is_noticed(client, time_machine, monkeypatch):
    monkeypatch.setattr(asked, "_is_fresh", lambda entry: True)
    with pytest.raises(AssertionError):
        test_half_an_hour_later_a_reset_begins_anew_and_says_so(client, time_machine, MOBILE)
