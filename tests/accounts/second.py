"""A phone with an authenticator, and signing in with it."""

from datetime import timedelta

import pyotp
from bs4 import BeautifulSoup

from portal.accounts import second_factor
from portal.core import clock
from portal.core.db import db

PASSWORD = "a password of ours"


def code_of(secret: str, later: int = 0) -> str:
    """What the phone shows now, or `later` steps from now."""
    return pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30 * later))


def phone_of(person_id: int) -> tuple[str, list[str]]:
    """(secret, recovery codes) of a factor that was set up a while ago: the present code is unused."""
    secret = second_factor.new_secret()
    codes = second_factor.set_up(person_id, secret, code_of(secret, -1))
    db.session.commit()
    return secret, codes


def secret_on(html: str) -> str:
    """The key as the page that sets up a phone shows it."""
    return BeautifulSoup(html, "html.parser").select_one(".reference").get_text().replace(" ", "")


def give_password(client, identifier: str, password: str = PASSWORD):
    return client.post("/sign-in", data={"identifier": identifier, "password": password})


def sign_in(client, identifier: str, password: str = PASSWORD):
    """The whole way for somebody without a phone so far: password, QR code, a code of it; the last answer."""
    give_password(client, identifier, password)
    secret = secret_on(client.get("/sign-in/set-up").get_data(as_text=True))
    return client.post("/sign-in/set-up", data={"code": code_of(secret)})
