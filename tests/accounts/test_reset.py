"""Without the password: the same for known and unknown, by text, mail or paper; the second factor stays."""

from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from portal.accounts import codes, paper, resetting
from portal.accounts import service as accounts
from portal.accounts.actor import actor_of
from portal.accounts.models import Person, SecondFactor
from portal.core import crypto, inbox, ledger, outbox, passwords
from portal.core.db import db
from portal.core.permissions import Role
from portal.core.sessions import AuthSession
from portal.organisations.models import Organisation
from tests import factories
from tests.accounts.test_proving import ids_of, worked
from tests.codes import newest_code
from tests.page import Page

OLD, NEW = "示例-password-7", "示例-password-8"
MOBILE, ADDRESS, NOBODY = "13800138011", "shili@example.com", "13800138099"
SQLITE = pytest.mark.sqlite


def member(role=Role.APPLICANT, mobile=MOBILE) -> SimpleNamespace:
    who = factories.person(mobile=mobile, password_hash=passwords.hashed(OLD))
    if mobile == MOBILE:
        who.email, who.email_index = ADDRESS, crypto.blind_index("person.email", ADDRESS)
    made = ids_of(factories.membership(role, of=who))
    db.session.commit()
    return made


def forgotten(client, to: str) -> Page:
    page = Page(client.get("/sign-in")).follow("忘记密码").submit("获取验证码", identifier=to)
    worked()
    return page


def renewed(page: Page, code: str) -> Page:
    return page.submit("设好新密码", code=code, password=NEW, password_again=NEW)


def password_of(who: SimpleNamespace) -> str:
    db.session.expire_all()
    return db.session.get_one(Person, who.person_id).password_hash


@pytest.mark.parametrize("to", [MOBILE, ADDRESS])
def test_a_code_by_text_or_mail_sets_a_new_password_and_ends_every_session(client, client_as, to):
    who = member()
    elsewhere = client_as(who)
    assert elsewhere.get("/account").status_code == 200
    page = renewed(forgotten(client, to), newest_code(to))
    assert page.heading == "登录" and "新密码设好了" in page.text
    assert passwords.matches(password_of(who), NEW)
    assert elsewhere.get("/account").status_code == 302
    assert client.get("/account").status_code == 302  # a reset signs nobody in
    alive = sa.select(AuthSession.id).where(
        AuthSession.person_id == who.person_id, AuthSession.ended_at.is_(None)
    )
    assert db.session.scalars(alive).all() == []
    worked()
    assert "您有新消息" in inbox.arrived()[0].words


def test_known_and_unknown_read_the_same_and_cost_the_same(client, count_queries):
    member()
    pages, costs = [], []
    client.post("/password/forgotten", data={"identifier": "13800138098"})  # the session has its row
    for number in (MOBILE, NOBODY):
        with count_queries() as statements:
            client.post("/password/forgotten", data={"identifier": number})
        costs.append([statement.split()[0] for statement in statements])
        page = Page(client.get("/password/new"))
        wrong = renewed(page, "000000")
        pages += [(page.text.replace(number, ""), wrong.error_of("验证码"), wrong.status)]
    assert pages[0] == pages[1]
    assert costs[0] == costs[1]
    worked()
    assert [one.to for one in inbox.arrived()] == [MOBILE]


@SQLITE
def test_twin_an_early_answer_for_nobody_is_noticed(client, count_queries, monkeypatch):
    """Who asks only for those who are known writes fewer rows for the others."""
    member()
    ask = resetting.ask
    monkeypatch.setattr(resetting, "ask", lambda to: ask(to) if resetting.find_person(to) else None)
    costs = []
    client.post("/password/forgotten", data={"identifier": "13800138098"})
    for number in (MOBILE, NOBODY):
        with count_queries() as statements:
            client.post("/password/forgotten", data={"identifier": number})
        costs.append(len(statements))
    assert costs[0] != costs[1]


def test_a_code_for_one_contact_resets_nobody_else(client):
    who, other = member(), member(mobile="13800138012")
    forgotten(client, MOBILE)
    code = newest_code(MOBILE)
    page = forgotten(client, "13800138012")
    if newest_code("13800138012") != code:
        assert "验证码不对" in renewed(page, code).error_of("验证码")
    assert passwords.matches(password_of(who), OLD) and passwords.matches(password_of(other), OLD)


def test_even_the_right_code_of_nobody_opens_nothing(app, client, monkeypatch):
    monkeypatch.setattr(codes.secrets, "randbelow", lambda below: 123456)
    page = forgotten(client, NOBODY)
    assert "验证码不对" in renewed(page, "123456").error_of("验证码")
    assert inbox.arrived() == []


def test_a_second_factor_is_still_owed_after_a_reset(client):
    who = member(Role.BANK_MANAGER)
    factor = SecondFactor(
        person_id=who.person_id, key_id=db.session.get_one(Person, who.person_id).key_id, last_step=0
    )
    factor.secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    db.session.add(factor)
    page = renewed(forgotten(client, MOBILE), newest_code(MOBILE))
    client.post("/sign-in", data={"identifier": MOBILE, "password": NEW})
    assert client.get("/leads").status_code == 302
    assert "/sign-in" in client.get("/leads").headers["Location"]
    assert page.heading == "登录"
    assert db.session.scalar(sa.select(sa.func.count(SecondFactor.id))) == 1


def test_paper_resets_one_account_once(app, client, client_as):
    app.config["INBOX"] = False
    who, other = member(), member(mobile="13800138012")
    operator = client_as(Role.OPERATOR)
    operator_id = operator.membership.id
    page = Page(operator.get("/paper-codes/reset"))
    assert "没有这个账号" in page.submit("查这个账号", identifier=NOBODY).error_of("他登录用的手机号或邮箱")
    page = page.submit("查这个账号", identifier=MOBILE)
    person = db.session.get_one(Person, who.person_id)
    firm = db.session.get_one(Organisation, who.organisation_id)
    assert person.name in page.text and firm.name in page.text and MOBILE not in page.text
    page = page.submit("生成一个，24 小时有效")
    assert (
        "请先当面核对" in page.error_of("本人在场，我核对了证件，和上面的姓名一致") and firm.name in page.text
    )
    page = page.submit("生成一个，24 小时有效", seen=True)
    code = page.soup.select_one(".paper-codes li").get_text()
    assert code not in Page(operator.get("/paper-codes/reset")).html  # shown once
    assert "验证码不对" in renewed(forgotten(client, "13800138012"), code).error_of("验证码")
    assert renewed(forgotten(client, MOBILE), code).heading == "登录"
    assert "验证码不对" in renewed(forgotten(client, MOBILE), code).error_of("验证码")
    assert passwords.matches(password_of(who), NEW) and passwords.matches(password_of(other), OLD)
    kinds = dict(db.session.execute(sa.select(ledger.LedgerEvent.kind, ledger.LedgerEvent.actor_id)).all())
    assert kinds["reset.issued"] == operator_id


STRONG = [Role.OPERATOR, Role.AUDITOR, Role.MONITOR, Role.BANK_ADMIN, Role.BANK_MANAGER]


def printed_for(role: Role) -> str | None:
    """The paper code that an operator gets for somebody of this role."""
    operator = actor_of(factories.membership(Role.OPERATOR).id)
    member(role)
    try:
        return resetting.issue_on_paper(operator, MOBILE)
    except resetting.NotForPaper:
        return None


@pytest.mark.parametrize("role", [*STRONG, Role.OFFICER, Role.APPLICANT])
def test_nobody_whose_role_wants_a_second_factor_is_reset_on_paper(app, role):
    """Else an operator, who may take an admin's factor off, would be that admin."""
    assert (printed_for(role) is None) == (role in STRONG)


@SQLITE
def test_twin_a_reset_for_anybody_is_noticed(app, monkeypatch):
    monkeypatch.setattr(paper, "holds_strong_role", lambda person_id: sa.false())
    assert printed_for(Role.BANK_ADMIN)


def spent(how: str) -> bool:
    """Whether a paper for a new password still opens the account after something happened."""
    issuer = factories.membership(Role.OPERATOR)
    who = member()
    code = resetting.issue_on_paper(actor_of(issuer.id), MOBILE)
    if how == "changed":
        accounts.change_password(who.person_id, OLD, NEW, keep_session=None)
    elif how == "a job":
        factories.membership(Role.BANK_MANAGER, of=db.session.get_one(Person, who.person_id))
    elif how == "issuer left":
        accounts.end_membership(issuer.id)
    return paper.find(paper.PaperUse.RESET, code, who.person_id) is None


@pytest.mark.parametrize("how", ["changed", "a job", "issuer left", None])
def test_a_paper_is_void_once_what_it_rested_on_is_gone(app, how):
    """The last case is the twin: nothing has happened, and it is good."""
    assert spent(how) == (how is not None)


def test_a_sheet_is_shown_once_and_counted_without_names(client_as):
    clerk = client_as(Role.CLERK)
    page = Page(clerk.get("/vouches")).follow("纸质验证码").submit("生成一张，显示在这一页", count="10")
    codes = [item.get_text() for item in page.soup.select(".paper-codes b")]
    assert len(set(codes)) == 10 and all(len(code.replace(" ", "")) == 12 for code in codes)
    again = Page(clerk.get("/paper-codes"))
    assert not any(code in again.html for code in codes) and "10 个" in again.text
    stored = repr(db.session.execute(sa.text("SELECT * FROM paper_code")).all())
    assert not any(code.replace(" ", "") in stored for code in codes)
    used = paper.find(paper.PaperUse.PROVE, codes[0])
    paper.use_up(used)
    with pytest.raises(paper.WrongCode):
        paper.use_up(used)
    db.session.commit()
    assert "1 个" in Page(clerk.get("/paper-codes")).text
    other = Page(client_as(Role.CLERK).get("/paper-codes"))
    assert "10 个" not in other.soup.select_one(".facts").get_text()


def signed_in_by_code(client, number: str, code: str | None = None) -> Page:
    page = Page(client.get("/sign-in")).follow("用短信验证码登录")
    page = page.submit(next(name for name in page.buttons() if name.endswith("获取验证码")), mobile=number)
    worked()
    return page.submit("登录", mobile=number, code=code or newest_code(number))


def test_an_applicant_signs_in_by_a_text(client):
    who = member()
    db.session.get_one(Person, who.person_id).mobile_proven_at = None
    signed_in_by_code(client, MOBILE)
    assert client.get("/account").status_code == 200
    db.session.expire_all()
    assert db.session.get_one(Person, who.person_id).mobile_proven_at is not None


@pytest.mark.parametrize("role", [Role.BANK_MANAGER, Role.OPERATOR, Role.CLERK, Role.OFFICER])
def test_other_roles_are_sent_no_code_and_read_the_same(client, role):
    member(role)
    pages = [signed_in_by_code(client, number, code="123456") for number in (MOBILE, NOBODY)]
    assert [page.error_of("短信验证码") for page in pages] == [pages[0].error_of("短信验证码")] * 2
    assert inbox.arrived() == []
    assert client.get("/account").status_code == 302


def test_a_manager_who_also_owns_a_firm_gets_no_code_either(client):
    who = member()
    factories.membership(Role.BANK_MANAGER, of=db.session.get_one(Person, who.person_id))
    signed_in_by_code(client, MOBILE, code="123456")
    assert inbox.arrived() == []


@SQLITE
def test_without_a_gateway_there_is_no_signing_in_by_code(app, client):
    app.config["INBOX"] = False
    assert "短信验证码登录" not in Page(client.get("/sign-in")).text
    assert client.get("/sign-in/code").status_code == 404
    assert "本站还没有接通短信" in forgotten(client, MOBILE).text
    assert outbox.run_due() == 0


@SQLITE
def test_the_demonstrations_inbox_is_there_only(app, client):
    assert client.get("/demo/inbox").status_code == 404
    app.config["DEMO"] = True
    member(mobile="10000000003"), member()
    forgotten(client, "10000000003")
    forgotten(client, MOBILE)
    text = Page(client.get("/demo/inbox")).text
    assert "100****0003" in text and "138****8011" in text
    stranger = Page(app.test_client().get("/demo/inbox")).text
    assert "100****0003" in stranger and "138****8011" not in stranger
