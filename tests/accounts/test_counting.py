"""What is counted for whom: no other spelling dodges a limit, and nobody holds up a person elsewhere."""

import pytest

from portal.accounts import sending, tries
from portal.accounts.models import CodeUse
from portal.core import limits, passwords
from portal.core.db import db
from portal.core.permissions import Role
from tests import factories
from tests.accounts.second import code_of, give_password, phone_of, secret_on
from tests.accounts.test_hijack import MOBILE, NEW, OLD, registered, reset
from tests.accounts.test_proving import worked
from tests.codes import newest_code
from tests.organisations.test_register import FORM

HERE = {"REMOTE_ADDR": "127.0.0.1"}
SPELLINGS = (
    "lin@example.com",
    "LIN@example.com",
    "ｌｉｎ@example.com",
    " Lin@Example.com",
    "lin＠example.com",
)


def statuses(client, path: str, **fields) -> list[int]:
    return [client.post(path, data={**fields, "identifier": one}).status_code for one in SPELLINGS * 3]


def test_a_password_is_tried_ten_times_however_an_address_is_spelt(app, client):
    assert statuses(client, "/sign-in", password="wrong") == [422] * 10 + [429] * 5


def test_codes_are_asked_for_five_times_however_an_address_is_spelt(app, client):
    assert statuses(client, "/password/forgotten") == [303] * 5 + [422] * 10


def test_twin_counting_what_was_typed_is_dodged(app, client, monkeypatch):
    monkeypatch.setattr(sending, "folded", str)
    monkeypatch.setattr("portal.core.identifiers.folded", str)
    assert statuses(client, "/password/forgotten").count(303) > 5


def from_afar(app, number: int):
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = f"203.0.113.{number}"
    return client


def guessed(app, use: CodeUse, typed: str, **place: str) -> None:
    with app.test_request_context(environ_base=place or HERE):
        for _ in range(30):
            sending.guess_for(use, MOBILE, typed)


def test_a_reset_opens_an_account_that_others_had_shut(app):
    registered(MOBILE, None)
    for _ in range(300):
        limits.hit("sign_in.account", tries.ACCOUNT, MOBILE)
    assert give_password(app.test_client(), MOBILE, OLD).status_code == 429
    assert reset(app.test_client(), MOBILE, NEW).status_code == 303
    assert give_password(app.test_client(), MOBILE, NEW).status_code == 303


def test_wrong_codes_from_elsewhere_hold_up_nobody(app):
    registered(MOBILE, None)
    far, near = from_afar(app, 1), app.test_client()
    for _ in range(31):  # there is no code: nothing to guess, nothing to count
        assert far.post("/sign-in/code", data={"mobile": MOBILE, "code": "000000"}).status_code == 422
    near.post("/sign-in/code", data={"mobile": MOBILE, "then": "send"})
    guessed(app, CodeUse.SIGN_IN, "000000", REMOTE_ADDR="203.0.113.1")
    assert far.post("/sign-in/code", data={"mobile": MOBILE, "code": "000000"}).status_code == 429
    worked()
    answer = near.post("/sign-in/code", data={"mobile": MOBILE, "code": newest_code(MOBILE)})
    assert answer.status_code == 303


def test_guesses_of_a_code_on_paper_are_always_counted(app):
    guessed(app, CodeUse.RESET, "123456789012")
    with app.test_request_context(environ_base=HERE), pytest.raises(limits.TooMany):
        sending.guess_for(CodeUse.RESET, MOBILE, "123456789012")


def test_a_password_asked_for_beside_the_factor_is_counted(app, client_as):
    who = factories.person(password_hash=passwords.hashed(OLD))
    made = factories.membership(Role.BANK_MANAGER, of=who)
    secret, _ = phone_of(who.id)
    client, path = client_as(made), "/account/second-factor?then=codes"
    for _ in range(10):
        client.post(path, data={"password": "wrong", "code": "000000"})
    right = {"password": OLD, "code": code_of(secret)}
    page = client.post(path, data=right).get_data(as_text=True)
    assert "试得太多了" in page


def test_the_secret_of_one_is_not_shown_to_the_next(app, client):
    for number in ("13800138031", "13800138032"):
        who = factories.person(mobile=number, password_hash=passwords.hashed(OLD))
        factories.membership(Role.BANK_MANAGER, of=who)
    db.session.commit()
    seen = set()
    for number in ("13800138031", "13800138032"):
        give_password(client, number, OLD)
        seen.add(secret_on(client.get("/sign-in/set-up").get_data(as_text=True)))
    assert len(seen) == 2


def test_forty_may_register_from_one_place(app):
    with app.test_request_context(environ_base=HERE):
        for _ in range(39):
            tries.count_registered()
    answers = []
    for number in (1, 2):
        fields = {**FORM, "subject_code": "T07", "credit_code": "", "mobile": f"1380013804{number}"}
        answers.append(app.test_client().post("/register", data=fields).status_code)
    assert answers == [303, 429]
