"""How often something may be tried: exact however many try at once, and telling nothing about accounts."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock, limits, passwords, security_log
from portal.core.db import db
from portal.core.limits import RateCount, RowStorage
from tests import factories
from tests.page import Page
from tests.races import race

RATE = "20/1 minute"


def let_in_of(app, hit, tries: int = 40) -> int:
    """How many of so many simultaneous tries a limit of 20 lets in."""

    def attempt() -> bool:
        try:
            hit()
        except limits.TooMany:
            return False
        return True

    return sum(race(app, [attempt] * tries))


def test_of_forty_at_once_just_twenty_get_in(app):
    assert let_in_of(app, lambda: limits.hit("race", RATE, "13800138000")) == 20


def test_counting_by_reading_first_lets_more_in(app, monkeypatch):
    """The broken twin: read the count, then write it."""

    def careless(self, key, expiry, amount=1):
        count = self.get(key) + amount
        with db.engine.begin() as connection:
            row = {"key": limits._digest(key), "count": count, "ends_at": clock.now() + timedelta(minutes=1)}
            connection.execute(sa.delete(RateCount).where(RateCount.key == row["key"]))
            connection.execute(sa.insert(RateCount).values(**row))
        return count

    def hit():
        try:
            limits.hit("race", RATE, "13800138000")
        except sa.exc.IntegrityError:  # two inserts at once: let in as well, as a careless limiter would
            return

    monkeypatch.setattr(RowStorage, "incr", careless)
    assert let_in_of(app, hit) > 20


def test_a_window_ends_and_what_is_over_is_swept(app):
    limits.hit("ends", "2/10 minutes", 7)
    limits.hit("ends", "2/10 minutes", 7)
    with pytest.raises(limits.TooMany) as refused:
        limits.hit("ends", "2/10 minutes", 7)
    assert refused.value.minutes == 10
    with clock.at(clock.now() + timedelta(minutes=11)):
        limits.hit("ends", "2/10 minutes", 7)
        limits.hit("other", "2/10 minutes", 7)
    with clock.at(clock.now() + timedelta(minutes=30)):
        assert limits.sweep() == 2


def test_whom_a_row_counts_is_nowhere_to_be_read(app):
    limits.hit("private", RATE, "13800138000", "203.0.113.9")
    with db.engine.connect() as connection:
        (key,) = connection.execute(sa.select(RateCount.key)).one()
    assert len(key) == 64 and "13800138000" not in key
    db.session.add(RateCount(key="x", count=1, ends_at=clock.now()))
    with pytest.raises(RuntimeError):
        limits.hit("private", RATE, "13800138000")


def sign_in(client, number: str, password: str = "wrong password"):
    return client.post("/sign-in", data={"identifier": number, "password": password})


def test_known_and_unknown_accounts_are_refused_alike_and_cost_as_much(app, client, monkeypatch):
    factories.person(mobile="13800138000", password_hash=passwords.hashed("a right password"))
    db.session.commit()
    checked = []
    matches = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda *given: checked.append(1) or matches(*given))
    statuses, texts = {}, {}
    for number in ("13800138000", "13800138999"):
        checked.clear()
        answers = [sign_in(client, number) for _ in range(12)]
        statuses[number] = [answer.status_code for answer in answers], len(checked)
        texts[number] = [Page(answer).error_of("密码") for answer in answers]
    assert statuses["13800138000"] == statuses["13800138999"] == ([422] * 10 + [429] * 2, 10)
    assert texts["13800138000"] == texts["13800138999"]
    refused = sign_in(client, "13800138000", "a right password")
    assert refused.status_code == 429, "the right password does not open while the limit holds"


def test_a_right_password_begins_the_count_anew(app, client):
    number = "13800138000"
    person = factories.person(mobile=number, password_hash=passwords.hashed("a right password"))
    factories.membership(of=person)
    db.session.commit()
    for _ in range(3):
        for _ in range(7):
            assert sign_in(client, number).status_code == 422
        assert sign_in(app.test_client(), number, "a right password").status_code == 303


def test_too_often_keeps_what_was_typed_and_says_how_long(app, client_as, monkeypatch):
    client = client_as(factories.Role.APPLICANT)
    typed = {"old_password": "guess", "password": "a new password 1", "password_again": "a new password 1"}
    for _ in range(10):
        client.post("/account/password", data=typed)
    answer = client.post("/account/password", data=typed)
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 60
    assert "a new password 1" not in answer.get_data(as_text=True)
    assert Page(answer).heading == "试得太多了"


def test_the_security_log_holds_codes_and_ids_only(app, client):
    factories.person(mobile="13800138000", password_hash="!")
    sign_in(client, "13800138000", "a secret typed")
    (file,) = app.config["DATA_DIR"].glob("security-*.log")
    written = file.read_text()
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert [json.loads(line)["event"] for line in written.splitlines()] == ["sign_in.failed"]
    assert "13800138000" not in written and "secret" not in written
    with pytest.raises(TypeError):
        security_log.note("sign_in.failed", who="示例·林")


def test_security_files_are_kept_a_year_and_more(app):
    for days in (0, 200, 390, 401):
        with clock.at(clock.now() - timedelta(days=days)):
            security_log.note("kept")
    assert security_log.sweep() == 1


def test_a_refusal_is_written_down(app, client_as):
    client = client_as(factories.Role.APPLICANT)
    assert client.get("/claims").status_code == 403
    forged = client.post("/account/password", data="a=1", headers={"Origin": "http://elsewhere.example"})
    assert forged.status_code == 400
    (file,) = app.config["DATA_DIR"].glob("security-*.log")
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(line["event"], line["endpoint"]) for line in lines] == [
        ("access.refused", "organisations.claims"),
        ("forgery.refused", "accounts.password"),
    ]
