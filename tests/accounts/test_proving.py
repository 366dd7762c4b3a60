"""A mobile is proved by a code, by text or on paper; only then does a need open."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from portal.accounts import codes, handlers, paper, proving
from portal.accounts.actor import actor_of
from portal.accounts.models import CodeUse, ContactCode, Person
from portal.core import clock, inbox, ledger, outbox, passwords
from portal.core.db import db
from portal.core.permissions import Role
from portal.needs.models import FinancingNeed, NeedState
from tests import factories
from tests.codes import newest_code
from tests.page import Page
from tests.races import race

PASSWORD = "示例-password-7"
SQLITE = pytest.mark.sqlite


def ids_of(made) -> SimpleNamespace:
    """A membership by its ids alone: the worker lets go of all rows in between."""
    return SimpleNamespace(id=made.id, person_id=made.person_id, organisation_id=made.organisation_id)


@pytest.fixture
def member(app):
    """Somebody whose firm is verified and whose mobile is not."""
    who = factories.person(proven=False, password_hash=passwords.hashed(PASSWORD))
    return ids_of(factories.membership(of=who, at=factories.organisation()))


@pytest.fixture
def client(client_as, member):
    return client_as(member)


def waiting_need(member, **values) -> FinancingNeed:
    owner, by = member.organisation_id, db.session.get_one(Person, member.person_id)
    values = {"state": NeedState.AWAITING_VERIFICATION, "opened_at": None, **values}
    at = db.session.get_one(factories.Organisation, owner)
    return factories.need(owner=at, by=by, **values)


def worked() -> None:
    while outbox.run_due():
        pass


def proven(member) -> bool:
    db.session.expire_all()
    return db.session.get_one(Person, member.person_id).mobile_proven_at is not None


def asked(client, member) -> str:
    client.post("/account/mobile-code/send", data={})
    worked()
    return newest_code(db.session.get_one(Person, member.person_id).mobile)


def tried(client, code: str):
    return client.post("/account/mobile-code", data={"code": code})


def refused(client, code: str) -> bool:
    return "验证码不对" in Page(tried(client, code)).error_of("验证码")


def test_a_waiting_need_says_what_is_missing_and_opens_once_the_code_is_typed(client, member):
    need = waiting_need(member)
    db.session.commit()
    need_id = need.id
    page = Page(client.get(f"/needs/{need.public_id}"))
    assert "还差一步：验证手机号" in page.text and "平台正在核对您的身份" not in page.text
    page = page.submit("获取验证码")
    worked()
    control = page.control("验证码")
    assert (control["autocomplete"], control["inputmode"]) == ("one-time-code", "numeric")
    page = page.submit("验证", code=newest_code(db.session.get_one(Person, member.person_id).mobile))
    assert "手机号验证好了" in page.text and "还差一步" not in page.text
    worked()
    assert db.session.get_one(FinancingNeed, need_id).state is NeedState.OPEN
    kinds = db.session.scalars(sa.select(ledger.LedgerEvent.kind)).all()
    assert {"person.mobile_proven", "need.opened"} <= set(kinds)


def test_verification_alone_opens_nothing(app, member):
    from portal.needs import handlers as needs

    need = waiting_need(member)
    needs.open_waiting(organisation_id=member.organisation_id)
    assert need.state is NeedState.AWAITING_VERIFICATION
    unverified = factories.membership(of=factories.person(), at=factories.organisation(verified=False))
    other = waiting_need(unverified)
    needs.open_of_person(person_id=unverified.person_id)
    assert other.state is NeedState.AWAITING_VERIFICATION


def test_filing_with_a_mobile_not_proved_waits_and_sends_a_code(client, member):
    from tests.needs.test_filing import about

    page = about(client).submit("提交需求")
    worked()
    assert newest_code(db.session.get_one(Person, member.person_id).mobile)
    [need] = db.session.scalars(sa.select(FinancingNeed)).all()
    assert "验证码已发到" in page.text
    assert need.state is NeedState.AWAITING_VERIFICATION


def test_a_code_counts_once_for_ten_minutes_and_the_next_replaces_it(client, member):
    first = asked(client, member)
    second = asked(client, member)
    if first != second:
        assert refused(client, first)
    with clock.at(clock.now() + codes.VALID):
        assert codes.spend_try(CodeUse.PROVE, member.person_id, second) is None
    assert not proven(member)
    assert tried(client, second).status_code == 303
    assert proven(member)
    assert codes.spend_try(CodeUse.PROVE, member.person_id, second) is None
    assert codes.spend_try(CodeUse.RESET, member.person_id, second) is None


def test_after_five_tries_even_the_right_code_is_wrong(client, member):
    right = asked(client, member)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(codes.TRIES):
        assert refused(client, wrong)
    assert refused(client, right)
    assert not proven(member)


@pytest.mark.parametrize("typed", ["", "12345", "一二三四五六", "1234567"])
def test_what_is_no_code_is_said_at_its_field_and_costs_no_try(client, member, typed):
    right = asked(client, member)
    for _ in range(codes.TRIES):
        assert tried(client, typed).status_code == 422
    assert tried(client, f" {right[:3]} {right[3:]} ").status_code == 303


def test_codes_are_asked_for_a_few_times_an_hour(client, member):
    for _ in range(5):
        asked(client, member)
    before = len(inbox.arrived())
    page = Page(client.post("/account/mobile-code/send", data={}, follow_redirects=True))
    assert "要得太勤了" in page.text
    worked()
    assert len(inbox.arrived()) == before


def test_a_second_run_sends_nothing_and_the_sealed_code_is_gone(client, member):
    asked(client, member)
    [row] = db.session.scalars(sa.select(ContactCode)).all()
    assert row.code_sealed is None
    before = len(inbox.arrived())
    handlers.send_code(code_id=row.id)
    assert len(inbox.arrived()) == before


def test_messages_hold_ids_only(client, member):
    client.post("/account/mobile-code/send", data={})
    [payload] = db.session.scalars(sa.select(outbox.OutboxMessage.payload)).all()
    assert payload == f'{{"code_id": {db.session.scalar(sa.select(ContactCode.id))}}}'


def used_at_once(app, member, typed: str, use) -> int:
    """How many of four who send the right code at the same moment have it count."""
    membership_id = member.id
    found = codes.spend_try(CodeUse.PROVE, member.person_id, typed)  # all of them have read that it is right
    db.session.commit()

    def send() -> int:
        try:
            use(actor_of(membership_id), found)
            db.session.commit()
        except codes.WrongCode:
            db.session.rollback()
            return 0
        return 1

    return sum(race(app, [send] * 4))


def test_a_code_used_by_several_at_once_counts_once(app, client, member):
    assert used_at_once(app, member, asked(client, member), proving.prove) == 1


def test_twin_a_code_that_is_only_looked_at_counts_for_all(app, client, member):
    assert used_at_once(app, member, asked(client, member), lambda actor, found: None) == 4


def tries_at_once(app, member, spend) -> int:
    person_id = member.person_id
    db.session.commit()
    race(app, [lambda: spend(person_id)] * 4)
    db.session.expire_all()
    return db.session.scalar(sa.select(ContactCode.tries))


def test_tries_at_once_are_counted_exactly(app, client, member):
    asked(client, member)
    assert tries_at_once(app, member, lambda who: codes.spend_try(CodeUse.PROVE, who, "x")) == 4


@SQLITE
def test_twin_tries_read_and_written_back_are_lost(app, client, member):
    asked(client, member)
    seen = []

    def naive(person_id: int) -> None:
        with db.engine.connect() as connection:
            seen.append(connection.scalar(sa.select(ContactCode.tries)))
        while len(seen) < 4:  # everybody has read before anybody writes
            pass
        with db.engine.begin() as connection:
            connection.execute(sa.update(ContactCode).values(tries=seen[0] + 1))

    assert tries_at_once(app, member, naive) < 4


def test_a_mobile_is_changed_only_by_the_code_that_reached_the_new_one(client, member):
    old = db.session.get_one(Person, member.person_id).mobile
    page = Page(client.get("/account/change/mobile"))
    page = page.submit("下一步：填验证码", contact="13800138001", old_password="falsch falsch")
    assert "现在的密码不对" in page.error_of("现在的密码")
    page = page.submit("下一步：填验证码", contact="13800138001", old_password=PASSWORD)
    worked()
    assert db.session.get_one(Person, member.person_id).mobile == old
    assert inbox.arrived()[0].to == "13800138001"
    page = page.submit("换成新的手机号", code=newest_code("13800138001"))
    assert "手机号改好了" in page.text
    db.session.expire_all()
    person = db.session.get_one(Person, member.person_id)
    assert (person.mobile, person.mobile_proven_at is not None) == ("13800138001", True)


def test_asking_for_a_number_of_somebody_else_reads_the_same_until_its_code_is_typed(client, member):
    factories.person(mobile="13800138002")
    said = []
    for number in ("13800138002", "13800138003"):
        page = Page(client.get("/account/change/mobile"))
        page = page.submit("下一步：填验证码", contact=number, old_password=PASSWORD)
        said.append((page.status, page.text.replace(number, "")))
        worked()
        assert inbox.arrived()[0].to == number
    assert said[0] == said[1]
    Page(client.get("/account/change/mobile")).submit(
        "下一步：填验证码", contact="13800138002", old_password=PASSWORD
    )
    worked()
    page = Page(client.get("/account/change/mobile/code"))
    page = page.submit("换成新的手机号", code=newest_code("13800138002"))
    assert "已经是另一个账号的" in page.text
    assert not proven(member)


def test_an_address_is_changed_in_the_same_way(client, member):
    page = Page(client.get("/account/change/email"))
    page = page.submit("下一步：填验证码", contact="Shili@Example.com", old_password=PASSWORD)
    worked()
    page = page.submit("换成新的邮箱", code=newest_code("Shili@example.com"))
    assert "邮箱改好了" in page.text
    db.session.expire_all()
    assert db.session.get_one(Person, member.person_id).email == "Shili@example.com"


def test_a_paper_code_proves_once_and_the_ledger_says_whose_it_was(app, client, member):
    app.config["INBOX"] = False
    clerk = actor_of(factories.membership(Role.CLERK).id)
    [code] = paper.issue(clerk, 1)
    db.session.commit()
    page = Page(client.get("/account/mobile-code"))
    assert "纸质验证码" in page.text and "获取验证码" not in page.html
    assert page.submit("验证", code=code).heading == "我的账号"
    assert proven(member)
    event = db.session.scalars(
        sa.select(ledger.LedgerEvent).where(ledger.LedgerEvent.kind == "person.mobile_proven")
    ).one()
    assert (event.values["by"], event.values["issuer"]) == ("paper", clerk.membership_id)
    assert event.values["person"] == member.person_id
    assert paper.find(paper.PaperUse.PROVE, code) is None
    assert paper.counts_of(clerk.membership_id) == {"issued": 1, "used": 1, "open": 0}


def test_a_paper_code_ends_after_thirty_days(app, member):
    clerk = actor_of(factories.membership(Role.CLERK).id)
    [code] = paper.issue(clerk, 1)
    db.session.flush()
    with clock.at(clock.now() + timedelta(days=29)):
        assert paper.find(paper.PaperUse.PROVE, code)
    with clock.at(clock.now() + timedelta(days=30, seconds=1)):
        assert paper.find(paper.PaperUse.PROVE, code) is None
        assert paper.counts_of(clerk.membership_id) == {"issued": 1, "used": 0, "open": 0}
