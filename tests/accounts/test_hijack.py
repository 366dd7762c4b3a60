"""A contact that was merely typed opens nothing for whoever typed it, once the one who holds it comes."""

import re
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from portal.accounts import codes, paper, proving, queries, service
from portal.accounts.actor import actor_of
from portal.accounts.models import Person
from portal.core import inbox, passwords
from portal.core.db import db
from portal.core.permissions import Role
from portal.core.sessions import AuthSession, RowSession, RowSessionInterface
from portal.organisations import invitations
from portal.organisations import service as organisations
from tests import factories
from tests.accounts.second import give_password
from tests.accounts.test_proving import worked
from tests.codes import newest_code
from tests.page import Page

MOBILE, OWN, ADDRESS = "13800138021", "13800138022", "he.qing@example.com"
OLD, NEW, OTHER = "示例-password-7", "示例-password-8", "示例-password-9"
SQLITE = pytest.mark.sqlite


def registered(mobile: str, email: str | None, *, email_proven=False) -> SimpleNamespace:
    """As registering leaves it: nothing is proved."""
    person = service.create_person("示例·旁人", mobile, email, OLD, email_proven=email_proven)
    made = factories.membership(of=person)
    made = SimpleNamespace(id=made.id, person_id=person.id)
    db.session.commit()
    return made


def reset(client, to: str, password: str, code: str | None = None):
    client.post("/password/forgotten", data={"identifier": to})
    worked()
    arrived = next((one for one in inbox.arrived() if one.to == to), None)
    code = code or (re.search(r"\d{6}", arrived.words)[0] if arrived else "000000")
    return client.post("/password/new", data={"code": code, "password": password, "password_again": password})


def opens(app, login: str, password: str) -> bool:
    return give_password(app.test_client(), login, password).status_code == 303


def of(made) -> Person:
    db.session.expire_all()
    return db.session.get_one(Person, made.person_id)


def by_code(client, mobile: str):
    client.post("/sign-in/code", data={"mobile": mobile, "then": "send"})
    worked()
    return client.post("/sign-in/code", data={"mobile": mobile, "code": newest_code(mobile)})


def ways_left(app, client_as, enter, *, email_proven: bool) -> list[str]:
    """What still opens an account of another's making, after the mobile's holder came in by `enter`."""
    made = registered(MOBILE, ADDRESS, email_proven=email_proven)
    theirs = client_as(made)
    assert theirs.get("/account").status_code == 200 and opens(app, MOBILE, OLD)
    assert enter(app.test_client(), MOBILE).status_code == 303
    left = ["session"] if theirs.get("/account").status_code == 200 else []
    left += ["password"] if opens(app, MOBILE, OLD) else []
    reset(app.test_client(), ADDRESS, OTHER)
    left += ["address"] if opens(app, MOBILE, OTHER) else []
    return left


@pytest.mark.parametrize("email_proven", [False, True])
@pytest.mark.parametrize("enter", [by_code, lambda client, to: reset(client, to, NEW)])
def test_whoever_holds_the_mobile_shuts_out_who_registered_with_it(app, client_as, enter, email_proven):
    assert ways_left(app, client_as, enter, email_proven=email_proven) == []
    assert db.session.scalars(sa.select(Person.mobile_proven_at)).one() is not None


@SQLITE
def test_twin_a_proof_that_only_marks_leaves_every_way_open(app, client_as, monkeypatch):
    def mark(person_id, found, password=None):
        proving.mark(None, person_id, found)
        return True

    monkeypatch.setattr(proving, "claim", mark)
    left = ways_left(app, client_as, by_code, email_proven=True)
    assert left == ["session", "password", "address"]


def test_a_second_sign_in_by_code_takes_nothing_away(app):
    made = registered(MOBILE, None)
    by_code(app.test_client(), MOBILE)
    client = app.test_client()
    page = Page(client.get("/password/forgotten"))
    assert page.status == 200
    assert reset(client, MOBILE, NEW).status_code == 303
    first = app.test_client()
    give_password(first, MOBILE, NEW)
    assert by_code(app.test_client(), MOBILE).status_code == 303
    assert first.get("/account").status_code == 200 and opens(app, MOBILE, NEW)
    assert of(made).mobile_proven_at is not None


def test_without_a_password_the_account_page_leads_to_a_new_one(app):
    registered(MOBILE, None)
    client = app.test_client()
    by_code(client, MOBILE)
    page = Page(client.get("/account"))
    assert "没有设置" in page.text and "看看名下的需求" in page.text
    assert page.link("设置密码") == "/password/forgotten"


def accepted_by_the_official(app) -> bool:
    """Whether somebody who registered with an official's address acts as that official, once invited."""
    registered(OWN, ADDRESS)
    office = factories.organisation(factories.OrganisationKind.DEPARTMENT, areas=(factories.HANGZHOU,))
    operator = actor_of(factories.membership(Role.OPERATOR).id)
    made = organisations.invite(operator, office, ADDRESS, Role.OFFICER)
    link = f"/invitation/{invitations.token_of(made)}"
    db.session.commit()
    official = app.test_client()
    page = Page(official.get(link)).submit("下一步", contact=ADDRESS)
    if "再输一次密码" in page.html or "怎么称呼" in page.html:
        page.submit("接受邀请", person_name="示例·何", password=NEW, password_again=NEW)
    else:
        reset(official, ADDRESS, NEW)
        Page(official.get(link)).submit("接受邀请", password=NEW)
    reset(app.test_client(), OWN, OTHER)
    mine = service.find(OWN)
    roles = {one.role for one in queries.active_memberships(mine.id)}
    return Role.OFFICER in roles and opens(app, OWN, OTHER)


def test_an_address_not_proved_binds_no_invitation(app):
    assert not accepted_by_the_official(app)
    assert opens(app, ADDRESS, NEW)


@SQLITE
def test_twin_an_address_that_counts_at_once_gives_the_office_away(app, monkeypatch):
    create = service.create_person
    monkeypatch.setattr(service, "create_person", lambda *given, **_: create(*given, email_proven=True))
    assert accepted_by_the_official(app)


def test_a_typed_address_neither_signs_in_nor_gets_codes_until_it_is_proved(app, client_as):
    made = registered(MOBILE, ADDRESS)
    registered(OWN, ADDRESS)  # nobody is kept from it, and nobody learns of it
    assert not opens(app, ADDRESS, OLD)
    reset(app.test_client(), ADDRESS, NEW)
    assert inbox.arrived() == []
    client = client_as(made)
    page = Page(client.get("/account"))
    assert "验证后才能用它登录" in page.text
    page = Page(client.get(page.link("验证邮箱"))).submit("下一步：填验证码", old_password=OLD)
    worked()
    page.submit("换成新的邮箱", code=newest_code(ADDRESS))
    assert opens(app, ADDRESS, OLD)
    assert reset(app.test_client(), ADDRESS, NEW).status_code == 303 and opens(app, MOBILE, NEW)


def test_a_reset_on_paper_drops_the_address_beside_a_number_never_proved(app):
    made = registered(MOBILE, ADDRESS, email_proven=True)
    operator = actor_of(factories.membership(Role.OPERATOR).id)
    code = paper.issue_reset(operator, made.person_id)
    db.session.commit()
    assert reset(app.test_client(), MOBILE, NEW, code).status_code == 303
    assert (of(made).email, of(made).mobile_proven_at) == (None, None)


def test_accepting_an_invitation_ends_the_other_sessions(app, client_as):
    made = registered(MOBILE, None)
    elsewhere = client_as(made)
    bank = factories.institution()
    admin = actor_of(factories.membership(Role.BANK_ADMIN, at=bank).id)
    invited = organisations.invite(admin, bank, MOBILE, Role.BANK_MANAGER, [factories.HANGZHOU])
    link = f"/invitation/{invitations.token_of(invited)}"
    db.session.commit()
    theirs = app.test_client()
    page = Page(theirs.get(link)).submit("下一步", contact=MOBILE).submit("接受邀请", password=OLD)
    assert page.heading == "设置两步验证"
    assert elsewhere.get("/account").status_code == 302


def changed(app, client, code: str):
    return client.post("/account/change/email/code", data={"code": code})


def asked_to_change(client, contact: str) -> str:
    client.post("/account/change/email", data={"contact": contact, "old_password": OLD})
    worked()
    return newest_code(contact)


def late_change(app, client_as, monkeypatch, looks_at=lambda row_id: row_id) -> str | None:
    """The address after a change that was under way when the mobile's holder came in."""
    made = registered(MOBILE, None)
    client = client_as(made)
    code = asked_to_change(client, "shili@example.com")
    find = proving.find

    def slow(use, person_id, typed):
        found = find(use, person_id, typed)
        proving.claim(made.person_id, codes.Found(0, "", made.person_id))
        db.session.commit()
        return found

    monkeypatch.setattr(proving, "find", slow)
    change = proving.change
    seen = lambda *given, here: change(*given, here=looks_at(here))
    monkeypatch.setattr(proving, "change", seen)
    changed(app, client, code)
    return of(made).email_index


def test_a_change_under_way_does_not_outlive_its_session(app, client_as, monkeypatch):
    assert late_change(app, client_as, monkeypatch) is None


@SQLITE
def test_twin_a_change_that_does_not_look_brings_the_address_back(app, client_as, monkeypatch):
    assert late_change(app, client_as, monkeypatch, looks_at=lambda row_id: None) is not None


def late_sign_in(app, monkeypatch) -> int:
    """How many sessions live after a new password was set while the old one was being signed in with."""
    made = registered(MOBILE, None)
    save = RowSessionInterface._replace

    def slow(interface, session):
        service.change_password(made.person_id, OLD, NEW, keep_session=None)
        db.session.commit()
        return save(interface, session)

    client = app.test_client()
    client.csrf_token()
    monkeypatch.setattr(RowSessionInterface, "_replace", slow)
    give_password(client, MOBILE, OLD)
    alive = sa.select(AuthSession.id).where(
        AuthSession.person_id == made.person_id, AuthSession.ended_at.is_(None)
    )
    return len(db.session.scalars(alive).all())


def test_no_old_password_outlives_a_new_one(app, monkeypatch):
    assert late_sign_in(app, monkeypatch) == 0


@SQLITE
def test_twin_a_session_made_without_looking_again_lives(app, monkeypatch):
    real = RowSession.renew
    careless = lambda session, *, proven=False, given=None: real(session, proven=proven)
    monkeypatch.setattr(RowSession, "renew", careless)
    assert late_sign_in(app, monkeypatch) == 1


def test_the_old_contact_is_told_and_other_sessions_end(app, client_as):
    made = registered(MOBILE, "old@example.com", email_proven=True)
    client, elsewhere = client_as(made), client_as(made)
    code = asked_to_change(client, "shili@example.com")
    assert changed(app, client, code).status_code == 303
    assert client.get("/account").status_code == 200 and elsewhere.get("/account").status_code == 302
    worked()
    assert [one.to for one in inbox.arrived() if "验证码" not in one.words] == ["old@example.com"]
    assert passwords.matches(of(made).password_hash, OLD)


def test_paper_proves_no_number_put_in_anothers_place(app, client_as):
    made = registered(MOBILE, None)
    [code] = paper.issue(actor_of(factories.membership(Role.CLERK).id), 1)
    db.session.commit()
    client = client_as(made)
    client.post("/account/change/mobile", data={"contact": OWN, "old_password": OLD})
    page = Page(client.post("/account/change/mobile/code", data={"code": code}))
    assert "验证码不对" in page.error_of("验证码")
    assert of(made).mobile == MOBILE
    app.config["INBOX"] = False
    assert client.get("/account/change/mobile").status_code == 404
