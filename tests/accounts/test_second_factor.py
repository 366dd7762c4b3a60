"""The second factor: asked of those who read what is not theirs, and nothing opens before it was right."""

import re
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts import actor, second_factor, service
from portal.accounts import session as signing
from portal.accounts.forms import KeptForm
from portal.accounts.models import SecondFactor
from portal.core import clock, passwords
from portal.core.config import ConfigError, from_environment
from portal.core.db import db
from portal.core.permissions import Role
from tests import factories
from tests.accounts import second
from tests.accounts.second import PASSWORD, code_of, give_password, phone_of
from tests.addresses import all_addresses
from tests.application import environment
from tests.matrix import MATRIX
from tests.page import Page
from tests.races import each, race

MOBILE = "13800138000"
KEPT = "我已抄好或打印好，没有存在这部手机里"
CHANGING = re.compile(rb'nonce="[^"]*"|name="(csrf_token|key)" value="[^"]*"')
SQLITE = pytest.mark.sqlite


@pytest.fixture
def person(app):
    made = service.create_person("示例·周", MOBILE, None, PASSWORD)
    factories.membership(Role.BANK_MANAGER, of=made)
    db.session.commit()
    return made


def is_in(client) -> bool:
    return client.get("/leads").status_code == 200


def test_a_phone_is_set_up_and_the_codes_are_shown_once(client, person):
    assert give_password(client, MOBILE).location == "/sign-in/second"
    page = Page(client.get("/sign-in/second", follow_redirects=True))
    assert page.heading == "设置两步验证"
    assert page.soup.select_one("img.qr")["src"].startswith("data:image/svg+xml")
    secret = second.secret_on(page.html)
    wrong = page.submit("确认，打开两步验证", code="000000")
    assert "验证码不对" in wrong.error_of("手机上显示的 6 位数字")
    assert second.secret_on(wrong.html) == secret, "a wrong code must not make the scanned one worthless"
    done = wrong.submit("确认，打开两步验证", code=code_of(secret))
    codes = [one.get_text() for one in done.soup.select(".codes code")]
    assert (done.heading, len(set(codes))) == ("恢复码，请现在收好", 8)
    assert is_in(client)
    assert codes[0] in client.get("/account/recovery-codes").get_data(as_text=True), "not kept yet"
    missing = done.submit("继续")
    assert (missing.status, missing.heading) == (422, "恢复码，请现在收好")
    assert "再打钩" in missing.error_of(KEPT) and codes[0] in missing.text
    assert missing.submit("继续", {KEPT: True}).heading != missing.heading
    assert client.get("/account/recovery-codes").status_code == 303
    stored = repr(db.session.execute(sa.text("SELECT * FROM recovery_code, second_factor")).all())
    assert secret not in stored and not any(code in stored for code in codes)


def test_codes_that_nobody_says_are_kept_are_gone_after_ten_minutes(client, person, time_machine):
    time_machine.move_to("2026-11-24 02:00:00+00:00")
    second.sign_in(client, MOBILE)
    time_machine.shift(timedelta(minutes=9))
    page = Page(client.get("/account/recovery-codes"))
    time_machine.shift(timedelta(minutes=2))
    late = page.submit("继续", {KEPT: True})
    assert late.heading == "两步验证" and "没抄下来" in late.text
    with client.session_transaction() as session:
        assert "recovery_codes" not in session


@SQLITE
def test_twin_a_tick_that_only_the_browser_asks_for_is_noticed(client, person, monkeypatch):
    monkeypatch.setattr(KeptForm.kept, "args", ("我已抄好或打印好，没有存在这部手机里", []))
    with pytest.raises(AssertionError):
        test_a_phone_is_set_up_and_the_codes_are_shown_once(client, person)


@pytest.mark.parametrize("kind", ["code", "recovery code"])
def test_each_code_lets_in_once(app, person, kind):
    secret, codes = phone_of(person.id)
    typed = code_of(secret) if kind == "code" else codes[0].upper().replace("-", " ")
    for first in (True, False):
        client = app.test_client()
        give_password(client, MOBILE)
        page = Page(client.post("/sign-in/second", data={"code": typed}, follow_redirects=True))
        assert is_in(client) == first
        if not first:
            assert "已经用过" in page.error_of("验证码")


def test_an_old_code_and_a_half_that_waited_long_do_not_count(client, person):
    secret, _ = phone_of(person.id)
    give_password(client, MOBILE)
    for steps in (-2, 2):
        assert client.post("/sign-in/second", data={"code": code_of(secret, steps)}).status_code == 422
    with client.session_transaction() as session:
        then = (clock.now() - timedelta(minutes=11)).isoformat()
        session["half"] = {**session["half"], "at": then}
    late = client.post("/sign-in/second", data={"code": code_of(secret)})
    assert (late.status_code, "超过 10 分钟" in late.get_data(as_text=True)) == (409, True)


def test_guessing_ends_after_ten(client, person):
    secret, _ = phone_of(person.id)
    give_password(client, MOBILE)
    for _ in range(10):
        client.post("/sign-in/second", data={"code": "000000"})
    page = Page(client.post("/sign-in/second", data={"code": code_of(secret)}))
    assert "试得太多了" in page.error_of("验证码")
    assert not is_in(client)


def beyond_signed_out(app, world, client) -> list[str]:
    """Routes that answer somebody who gave a password only, though they are for the signed in."""
    first = {address.name: address for address in reversed(all_addresses(app, world))}
    found = []
    for name, address in first.items():
        if None not in MATRIX[name]:
            data = {"data": {}} if address.method == "POST" else {}
            answer = client.open(address.path, method=address.method, **data)
            if "/sign-in?" not in f"{answer.headers.get('Location', '')}?":
                found.append(name)
    return found


@SQLITE
def test_half_signed_in_nothing_opens(app, world, client, person):
    assert give_password(client, MOBILE).location == "/sign-in/second"
    assert beyond_signed_out(app, world, client) == []


@SQLITE
def test_twin_signing_in_at_once_is_noticed(app, world, client, person, monkeypatch):
    for module in (actor, signing):
        monkeypatch.setattr(module, "is_proven", lambda role, person_id: True)
    give_password(client, MOBILE)
    assert "GET leads.browse" in beyond_signed_out(app, world, client)


@SQLITE
def test_no_way_in_leads_round_it(app, client_as):
    """Whatever made the session: an actor of such a role exists only once the factor was shown in it."""
    for role in app.config["SECOND_FACTOR_ROLES"]:
        client = client_as(role)
        assert client.get("/account").status_code == 200
        with client.session_transaction() as session:
            del session["second"]
        assert "/sign-in" in client.get("/account").location, role


@SQLITE
def test_twin_an_actor_without_looking_is_noticed(app, client_as, monkeypatch):
    monkeypatch.setattr(actor, "is_proven", lambda role, person_id: True)
    with pytest.raises(TypeError):
        test_no_way_in_leads_round_it(app, client_as)


def test_changing_to_such_a_role_demands_it_too(app, person):
    applicant = service.create_person("示例·林", "13900139000", None, PASSWORD)
    for role in (Role.APPLICANT, Role.BANK_MANAGER):
        factories.membership(role, of=applicant)
    manager = service.add_membership(applicant.id, factories.institution().id, Role.BANK_ADMIN)
    secret, _ = phone_of(applicant.id)
    client = app.test_client()
    give_password(client, "13900139000")
    answer = client.post(f"/account/acting-for/{manager.public_id}", data={})
    assert answer.location == "/sign-in/second"
    assert "融资主体" in client.get("/account").get_data(as_text=True) and not is_in(client)
    client.post("/sign-in/second", data={"code": code_of(secret)})
    assert is_in(client)


def test_another_phone_and_new_codes_want_both_factors(app, client, person):
    second.sign_in(client, MOBILE)
    elsewhere = app.test_client()
    secret, old = phone_of(person.id)
    page = Page(client.get("/account/second-factor?then=codes"))
    wrong = page.submit("重新生成恢复码", password="wrong", code=code_of(secret))
    assert "现在的密码不对" in wrong.error_of("密码")
    new = wrong.submit("重新生成恢复码", password=PASSWORD, code=code_of(secret))
    codes = [one.get_text() for one in new.soup.select(".codes code")]
    assert not set(codes) & set(old) and len(codes) == 8
    page = Page(client.get("/account/second-factor?then=device")).submit(
        "换一部手机", password=PASSWORD, code=codes[0]
    )
    assert page.heading == "换一部手机做验证"
    other = second.secret_on(page.html)
    page.submit("确认，打开两步验证", code=code_of(other))
    give_password(elsewhere, MOBILE)
    assert elsewhere.post("/sign-in/second", data={"code": code_of(secret, 1)}).status_code == 422
    elsewhere.post("/sign-in/second", data={"code": code_of(other, 1)})
    assert is_in(elsewhere) and is_in(client)


def test_who_ends_the_persons_sessions_ends_a_half_one(client, person):
    secret, _ = phone_of(person.id)
    give_password(client, MOBILE)
    service.change_password(person.id, PASSWORD, "quite another one", keep_session=None)
    db.session.commit()
    assert client.post("/sign-in/second", data={"code": code_of(secret)}).status_code >= 400
    assert not is_in(client)


def test_sites_choose_for_officers_and_clerks_and_for_nobody_else(tmp_path):
    def asked(**more) -> frozenset:
        return from_environment(environment("sqlite://", tmp_path, **more))["SECOND_FACTOR_ROLES"]

    always = {Role.BANK_MANAGER, Role.BANK_ADMIN, Role.MONITOR, Role.OPERATOR, Role.AUDITOR}
    assert asked() == always
    assert asked(SECOND_FACTOR_ROLES="officer, clerk") == always | {Role.OFFICER, Role.CLERK}
    assert asked(DEMO="1", SECOND_FACTOR_ROLES="officer") == frozenset()
    with pytest.raises(ConfigError, match="applicant"):
        asked(SECOND_FACTOR_ROLES="applicant")


def answers_to_wrong_passwords(app, monkeypatch) -> list[tuple]:
    """(argon2 verifications, status, bytes) for somebody without, with a factor, disabled, and unknown."""
    with_factor = service.create_person("示例·有", "13700137000", None, PASSWORD)
    disabled = service.create_person("示例·离", "13600136000", None, PASSWORD)
    for one in (with_factor, disabled):
        factories.membership(Role.BANK_MANAGER, of=one)
    phone_of(with_factor.id)
    disabled.disabled_at = clock.now()
    db.session.commit()
    seen, hasher = [], passwords._hasher()

    class Counting:
        hash, check_needs_rehash = hasher.hash, hasher.check_needs_rehash

        def verify(self, *given):
            seen.append(given)
            return hasher.verify(*given)

    counting = Counting()
    monkeypatch.setattr(passwords, "_hasher", lambda: counting)
    found = []
    for mobile in (MOBILE, "13700137000", "13600136000", "13500135000"):
        seen.clear()
        answer = give_password(app.test_client(), mobile, "wrong")
        body = answer.get_data().replace(mobile.encode(), b"#")
        found.append((len(seen), answer.status_code, CHANGING.sub(b"", body)))
    return found


@SQLITE
def test_known_and_unknown_accounts_get_the_same_answer_for_the_same_work(app, person, monkeypatch):
    first, *others = answers_to_wrong_passwords(app, monkeypatch)
    assert (first[0], first[1]) == (1, 422)
    assert all(other == first for other in others)


@SQLITE
def test_twin_asking_the_factor_before_the_password_is_noticed(app, person, monkeypatch):
    real = service.authenticate

    def careless(identifier, password):
        found = service.find(identifier)
        known = found and second_factor.is_set_up(found.id)
        return found if known else real(identifier, password)

    monkeypatch.setattr(service, "authenticate", careless)
    first, *others = answers_to_wrong_passwords(app, monkeypatch)
    assert any(other != first for other in others)


def winners(app, persons: list[tuple[int, str]]) -> int:
    """How many of two sendings of each code succeed."""

    def act(one):
        second_factor.use(*one)
        return True

    runners = [each(persons, act, second_factor.WrongCode) for _ in range(2)]
    return sum(result is True for results in race(app, runners) for result in results)


def test_of_two_requests_with_one_code_one_succeeds(app):
    sent = []
    for _ in range(20):
        one = factories.person()
        secret, codes = phone_of(one.id)
        sent += [(one.id, code_of(secret)), (one.id, codes[0])]
    assert winners(app, sent) == len(sent)


def test_twin_looking_before_writing_lets_both_in(app, monkeypatch):
    one = factories.person()
    secret, _ = phone_of(one.id)
    both_looked = threading.Barrier(2)

    def naive(person_id, code):
        factor = db.session.scalar(sa.select(SecondFactor).where(SecondFactor.person_id == person_id))
        step = second_factor._step_of(factor.secret, code)
        unused = factor.last_step < step
        db.session.rollback()
        both_looked.wait(30)
        every = sa.update(SecondFactor).where(SecondFactor.person_id == person_id)
        db.session.execute(every.values(last_step=step))
        return unused

    monkeypatch.setattr(second_factor, "_use_code", naive)
    assert winners(app, [(one.id, code_of(secret))]) == 2
