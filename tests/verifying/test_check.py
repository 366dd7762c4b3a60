"""What /verify says to whom, and how codes are replaced and used up."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.core import clock, work_codes
from portal.core.db import db
from portal.core.permissions import Role
from portal.core.sessions import AuthSession
from portal.leads.models import LeadState
from portal.organisations import staff
from portal.organisations.models import Organisation
from portal.verifying import queries, service
from portal.verifying.models import OneTimeCode
from tests import factories
from tests.page import Page
from tests.races import race

REAL, UNKNOWN = "是真的", "查不到这个核验码"


@pytest.fixture
def manager():
    bank = factories.institution(name="示例核验银行")
    return factories.membership(Role.BANK_MANAGER, at=bank)


def shown(member):
    return work_codes.shown(member.work_code)


def asked(client, **typed):
    """The page that answers the form of /verify."""
    return Page(client.post("/verify", data=typed, follow_redirects=True))


def test_every_holder_has_a_code_and_nobody_else(app):
    members = {role: factories.membership(role) for role in Role}
    codes = {role: member.work_code for role, member in members.items() if member.work_code}
    assert set(codes) == work_codes.HOLDERS
    assert all(re.fullmatch("[2-9A-HJKMNP-Z]{8}", code) for code in codes.values())


@pytest.mark.parametrize("written", ["{0}-{1}", "{0}{1}", " {0} {1} ", "{0}－{1}"])
def test_a_code_is_found_however_it_is_written(client, manager, written):
    code = manager.work_code.lower()
    page = asked(client, code=written.format(code[:4], code[4:]))
    assert REAL in page.text and "示例核验银行的客户经理" in page.text and "为您办的事" not in page.text


def test_the_address_of_the_picture_only_reads(client, manager):
    assert REAL in Page(client.get(f"/verify?code={manager.work_code}")).text
    assert db.session.scalar(sa.select(sa.func.count(AuthSession.id))) <= 1, "the token of the form, no more"


@pytest.mark.parametrize("how", ["ended", "disabled", "frozen", "institution", "left"])
def test_who_may_not_act_is_answered_as_if_never_heard_of(client, manager, how):
    bank = db.session.get(staff.Organisation, manager.organisation_id)
    person = db.session.get(staff.Person, manager.person_id)
    row, column = {
        "ended": (manager, "ended_at"), "disabled": (person, "disabled_at"), "frozen": (person, "frozen_at"),
        "institution": (bank, "frozen_at"), "left": (bank, "left_at"),
    }[how]  # fmt: skip
    setattr(row, column, clock.now())
    told = asked(client, code=shown(manager)).text.replace(shown(manager), "")
    never = asked(client, code="ZZZZ-ZZZZ").text.replace("ZZZZ-ZZZZ", "")
    assert UNKNOWN in told and told == never


def test_only_the_owner_is_told_that_the_unknown_one_was_theirs(client_as, manager):
    owner = factories.membership(Role.APPLICANT)
    need = factories.need(owner=db.session.get(staff.Organisation, owner.organisation_id))
    bank = db.session.get(staff.Organisation, manager.organisation_id)
    factories.lead(need=need, institution=bank, assigned_id=manager.id, state=LeadState.INTERESTED)
    manager.ended_at = clock.now()
    assert "跟进过您的需求" in asked(client_as(owner), code=shown(manager)).text
    assert "跟进过您的需求" not in asked(client_as(Role.APPLICANT), code=shown(manager)).text


def test_the_owner_reads_own_needs_and_consents_only(world, as_persona):
    code = shown(world.members["accepted"])
    page = asked(as_persona("owner"), code=code)
    assert "为您办的事" in page.text and f"/needs/{world.rows['needs']['A']}" in page.html
    assert f"/leads/{world.rows['leads']['A']}/withdraw-consent" in page.html
    other = asked(as_persona("other_owner"), code=code)
    assert REAL in other.text and "没有。他现在不跟进您的任何需求" in other.text
    assert world.rows["needs"]["A"] not in other.html


def test_a_replaced_code_says_so_and_only_its_holder_or_admin_replaces_it(client, client_as, manager):
    old = shown(manager)
    renew = f"/work-code/{manager.public_id}/renew"
    assert client_as(factories.membership(Role.BANK_ADMIN)).post(renew, data={}).status_code == 404
    assert client_as(manager).post(renew, data={}).status_code == 303
    assert "已经失效" in asked(client, code=old).text
    assert REAL in asked(client, code=shown(manager)).text
    bank = db.session.get(staff.Organisation, manager.organisation_id)
    admin = client_as(factories.membership(Role.BANK_ADMIN, at=bank))
    assert admin.post(renew, data={}).status_code == 303
    assert shown(manager) != old


def digits(client) -> str:
    """Press the button and read out what the page shows."""
    client.post("/work-code/once", data={"lead": ""})
    return re.search(r'big-code">(\d{3} \d{3})<', client.get("/work-code").get_data(as_text=True)).group(1)


def test_a_one_time_code_shows_who_is_on_the_phone_once(app, client_as, manager):
    code = digits(client_as(manager))
    row = db.session.scalar(sa.select(OneTimeCode))
    assert code.replace(" ", "") not in repr(row.digest)
    mine, other = app.test_client(), app.test_client()
    page = asked(mine, code=code)
    assert "和您说话的就是他本人" in page.text and REAL in page.text
    assert "一次性码对不上" in asked(other, code=code).text, "it counts once"
    later = clock.now() + timedelta(minutes=6)
    with clock.at(later):
        assert not queries.once_of(manager.id)


def test_a_one_time_code_is_its_makers_and_not_for_long(app, client, client_as, manager):
    code = digits(client_as(manager))
    other = factories.membership(Role.BANK_MANAGER)
    assert "一次性码对不上" in asked(client, code=shown(other), once=code).text
    assert "本人" in asked(client, code=shown(manager), once=code).text
    actor = actor_of(manager.id)
    late = service.make_once(actor)
    with clock.at(clock.now() + service.VALID):
        assert service.spend_once(late) is None
    first, second = service.make_once(actor), service.make_once(actor)
    assert service.spend_once(first) is None, "the newer one takes its place"
    assert service.spend_once(second) is not None


def test_guessing_ends_soon(client, manager):
    for number in range(20):
        assert client.get(f"/verify?code=ZZZZZZ{number:02d}").status_code == 200
    assert client.get("/verify?code=ZZZZZZZZ").status_code == 429
    assert client.get(f"/verify?code={manager.work_code}").status_code == 429


def test_what_is_no_code_gets_a_message_at_its_field(client):
    answer = client.post("/verify", data={"code": "你好"})
    assert answer.status_code == 422
    assert "核验码是 8 位字母和数字" in Page(answer).error_of("他报的码")


def test_phones_are_set_by_the_admin_and_read_by_all(client, client_as):
    admin = factories.membership(Role.BANK_ADMIN, at=factories.institution(name="示例电话银行"))
    desk = client_as(admin)
    assert desk.post("/phone", data={"phone": "打给我"}).status_code == 422
    assert desk.post("/phone", data={"phone": "0571 00000001"}).status_code == 303
    page = Page(client.get("/phones")).text
    assert "示例电话银行" in page and "0571-00000001" in page


# The race for one code


ROUNDS, CALLERS = 40, 4


def winners(app, spend, codes) -> list[int]:
    """How many of the callers each code convinced."""

    def run():
        won = []
        for code in codes:
            won.append(spend(code) is not None)
            db.session.commit()
        return won

    return [sum(each) for each in zip(*race(app, [run] * CALLERS), strict=True)]


@pytest.fixture
def codes(app):
    made = []
    for _ in range(ROUNDS):
        member = factories.membership(Role.BANK_MANAGER)
        made.append(service.make_once(actor_of(member.id)))
    db.session.commit()
    return made


def test_one_caller_at_most_uses_a_code(app, codes):
    assert winners(app, service.spend_once, codes) == [1] * ROUNDS


def test_twin_who_looks_first_and_writes_then_uses_it_twice(app, codes):
    import threading

    looked = threading.Barrier(CALLERS)

    def naive(code):
        row = db.session.scalar(sa.select(OneTimeCode).where(OneTimeCode.digest == service._digest(code)))
        free = row.used_at is None
        db.session.commit()
        looked.wait(30)
        if free:
            row.used_at = clock.now()
        return row if free else None

    assert winners(app, naive, codes) != [1] * ROUNDS


def test_phones_by_sound_and_the_own_region_first(client, client_as):
    for name, area in (("张家示例银行", "330100"), ("安吉示例银行", "330100"), ("北岸示例银行", "610100")):
        factories.institution(name=name, areas=(area,))
    owner = factories.membership(Role.APPLICANT)
    db.session.get(Organisation, owner.organisation_id).region_code = factories.GONGSHU
    signed_out, mine = client.get("/phones"), client_as(owner).get("/phones")
    assert order_in(signed_out) == ["安", "北", "张"]
    assert order_in(mine) == ["安", "张", "北"] and "杭州市" in Page(mine).text


def order_in(response) -> list[str]:
    text = Page(response).text
    return sorted(("安", "北", "张"), key=lambda first: min(text.index(n) for n in NAMED if n[0] == first))


NAMED = ("张家示例银行", "安吉示例银行", "北岸示例银行")
