"""Fifty sends of one form at the same moment have one effect; whoever sent it is led to the same thing."""

import sys
from collections import Counter
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from itsdangerous import URLSafeTimedSerializer

from portal.accounts.models import Person
from portal.core import idempotency
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.needs.models import FinancingNeed
from portal.organisations.models import Claim
from portal.products.models import ProductState
from portal.referrals.models import ListingState, ReferralBatch
from tests import factories
from tests.races import race

SENDS = pytest.mark.parametrize(
    "sends", [50, pytest.param(500, marks=[pytest.mark.slow, pytest.mark.timeout(600)])]
)
TOKEN = "0123456789abcdef0123456789abcdef01234567"
TYPED = {
    "amount": "20万",
    "purpose": "U01",
    "words": "开奶茶店",
    "industry": "6239",
    "region": factories.GONGSHU,
}
WHO = {
    "person_name": "示例·林",
    "mobile": "13800138000",
    "password": "a long enough 1",
    "subject_code": "T07",
    "organisation_name": "示例奶茶摊",
}


def post(client, path: str, **fields):
    """As a browser with this client's session would; the key is the one of the form that was shown."""
    token = URLSafeTimedSerializer(client.application.secret_key, salt="wtf-csrf-token").dumps(TOKEN)
    sent = urlencode({"csrf_token": token, "key": "the same form", **fields}, doseq=True)
    answer = client.post(path, data=sent, content_type="application/x-www-form-urlencoded")
    return answer.status_code, answer.headers.get("Location"), answer.get_data(as_text=True)


@pytest.fixture
def browser(app, client_as):
    """Makes a session; further clients with its cookie are the same browser, pressed again."""

    def make(member=None):
        client = client_as(member) if member else app.test_client()
        with client.session_transaction() as session:
            session["csrf_token"] = TOKEN
        return client

    return make


def at_once(app, client, path: str, sends: int, **fields) -> list[tuple]:
    cookie = client.get_cookie("rongqiao").value

    def press():
        again = app.test_client()
        again.set_cookie("rongqiao", cookie)
        return post(again, path, **fields)

    db.session.commit()
    answers = race(app, [press] * sends)
    errors = sum(status >= 500 for status, *_ in answers)
    sys.stderr.write(f"idempotency: {sends} sends of {path} ({db.engine.dialect.name}), {errors} errors\n")
    return answers


def fill_in(client) -> None:
    for step in ("money", "about"):
        assert post(client, f"/needs/new/{step}", **TYPED)[0] == 303


def wrong_answers(answers: list[tuple], *, may_end: bool = False) -> list[str]:
    """All lead to one place. `may_end`: the session ends with the first, and a page of ours may say so."""
    places = Counter(place for status, place, _ in answers if status in {302, 303})
    wrong = [f"{len(places)} places: {places.most_common(5)}"] * (len(places) != 1)
    for status, _, body in answers:
        friendly = may_end and status in {400, 409, 422} and body.count("<h1") == 1
        if status not in {302, 303} and not friendly:
            wrong.append(f"{status}: {body[:80]}")
    return wrong


def count(column) -> int:
    return db.session.scalar(sa.select(sa.func.count(column)))


def kinds() -> Counter:
    return Counter(db.session.scalars(sa.select(LedgerEvent.kind)))


@SENDS
def test_a_need_is_filed_once(app, browser, sends):
    client = browser(factories.membership(Role.APPLICANT))
    fill_in(client)
    answers = at_once(app, client, "/needs/new/check", sends, max_talks="3")
    assert wrong_answers(answers) == []
    assert (count(FinancingNeed.id), kinds()["need.opened"]) == (1, 1)


@SENDS
def test_who_files_signed_out_becomes_one_account_with_one_need(app, browser, sends):
    client = browser()
    fill_in(client)
    answers = at_once(app, client, "/needs/new/identify", sends, **WHO)
    assert wrong_answers(answers, may_end=True) == []
    assert (count(FinancingNeed.id), count(Claim.id), count(Person.id)) == (1, 1, 1)


@SENDS
def test_a_push_is_made_once(app, browser, sends):
    client, need = desk(browser)
    answers = at_once(app, client, "/referrals/new", sends, need=need, remark="请优先")
    assert wrong_answers(answers) == []
    assert count(ReferralBatch.id) == 1


@SENDS
def test_a_product_is_submitted_once(app, browser, sends):
    member = factories.membership(Role.BANK_MANAGER)
    at = db.session.get(factories.Organisation, member.organisation_id)
    draft = factories.product(
        institution=at, state=ProductState.DRAFT, published_at=None, decision_days=3, answered_by="示例支行"
    )
    path = f"/products/{draft.public_id}/submit"
    assert wrong_answers(at_once(app, browser(member), path, sends)) == []
    assert kinds()["product.submitted"] == 1


def desk(browser) -> tuple:
    """An officer's session, and a need that may be pushed to one bank."""
    bank = factories.institution()
    factories.membership(Role.BANK_MANAGER, at=bank)
    factories.product(institution=bank)
    kind, areas = factories.OrganisationKind.DEPARTMENT, (factories.HANGZHOU,)
    department = factories.organisation(kind, areas=areas, sector_code="D06")
    officer = factories.membership(Role.OFFICER, at=department)
    firm = factories.organisation()
    firm.credit_code = factories.credit_code()
    factories.listed_firm(department, firm, state=ListingState.CONFIRMED)
    need = factories.need(owner=firm).public_id
    return browser(officer), need


def test_twin_without_the_keys_memory_there_are_several(app, browser, monkeypatch):
    """Each send is taken for the first: the same checks find more than one effect and place."""
    monkeypatch.setattr(idempotency, "begin", lambda key: None)
    client = browser(factories.membership(Role.APPLICANT))
    for round_ in range(1, 11):  # how many get past the shelf of what was typed is a matter of luck
        fill_in(client)
        filed = at_once(app, client, "/needs/new/check", 8, max_talks="3")
        assert wrong_answers(filed)
        if count(FinancingNeed.id) > round_:
            break
    else:
        pytest.fail("eight sends at once had one effect, ten times over")
    client, need = desk(browser)
    pushed = at_once(app, client, "/referrals/new", 8, need=need, remark="请优先")
    assert wrong_answers(pushed), "behind the key, a push finds what was pushed before and refuses"


def test_twin_a_look_before_writing_is_no_memory(app, browser, monkeypatch):
    """Two sends look at the same moment and both find nothing; only a unique row decides."""

    def look_first(key: str):
        rows = sa.select(idempotency.FormKey.location)
        found = db.session.scalar(rows.where(idempotency.FormKey.digest == idempotency._digest(key)))
        db.session.rollback()
        return found

    monkeypatch.setattr(idempotency, "begin", look_first)
    client = browser(factories.membership(Role.APPLICANT))
    fill_in(client)
    filed = at_once(app, client, "/needs/new/check", 8, max_talks="3")
    assert wrong_answers(filed) and count(FinancingNeed.id) > 1
