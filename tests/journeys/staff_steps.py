"""Who appears in the staff's journeys, and the steps they share: signing in, reading a page's state."""

import itertools
import re
import time
from dataclasses import dataclass

from playwright.sync_api import expect

from portal.accounts import service as accounts
from portal.accounts.actor import actor_of
from portal.accounts.models import Person
from portal.core import clock, passwords
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.leads import service
from portal.leads.models import Channel, Lead
from portal.matching import index
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation, OrganisationKind
from portal.referrals.models import ListingState
from tests import factories
from tests.journeys.looks import look
from tests.organisations.people import mobile

PASSWORD = "示例-password-9"
_numbers = itertools.count(70_000)


@dataclass(frozen=True)
class Staff:
    """Somebody who can sign in."""

    mobile: str
    name: str


def member(role: Role, at: Organisation) -> Staff:
    """A person with a password at this organisation."""
    person = factories.person(mobile=mobile(next(_numbers)), password_hash=passwords.hashed(PASSWORD))
    factories.membership(role, at=at, of=person)
    return Staff(person.mobile, person.name)


def person_of(number: str) -> Person:
    return accounts.find(number)


def bank(name: str) -> Organisation:
    """A bank of Hangzhou with one product that fits the milk-tea shop of the factories."""
    row = factories.institution(name=name)
    factories.product(institution=row, name=f"{name}小店贷")
    return row


def need(words: str, **values) -> FinancingNeed:
    """An open need whose summary is its words."""
    return factories.need(words=words, summary=words, **values)


def pushed(need: FinancingNeed, at: Organisation) -> Lead:
    return service.push(need.id, at.id, product_id=None, channel=Channel.MATCH, score_bp=None)


def accepted(need_id: int, at: int) -> None:
    """The owner agrees, as the service does it; the browser is the bank's."""
    row = db.session.get_one(FinancingNeed, need_id)
    lead = db.session.query(Lead).filter_by(need_id=need_id, institution_id=at).one()
    owner = factories.membership(Role.APPLICANT, at=db.session.get_one(Organisation, row.owner_id))
    service.accept(actor_of(owner.id), lead)
    db.session.commit()


def listed(department: Organisation, code: str, words: str) -> FinancingNeed:
    """A firm on the department's list that said yes, with an open need."""
    at = factories.crypto.blind_index("organisation.credit_code", code)
    firm = factories.organisation(OrganisationKind.ENTERPRISE, name=f"示例企业{code[-4:]}", code_index=at)
    firm.credit_code = code
    factories.listed_firm(department, firm, state=ListingState.CONFIRMED)
    return need(words, owner=firm, subject_code="T04")


def stored() -> None:
    """Commit what was prepared and put it into the index that the server reads."""
    db.session.commit()
    index.rebuild()


def worked_off() -> None:
    """Wait until the worker has taken what was due."""
    due = db.session.query(OutboxMessage).filter(OutboxMessage.due_at <= clock.now())
    deadline = time.monotonic() + 20
    while due.count():
        assert time.monotonic() < deadline, "the worker does not keep up"
        db.session.rollback()
        time.sleep(0.1)


def sign_in(page, staff: Staff) -> None:
    page.goto("/sign-in")
    page.get_by_label("手机号或邮箱").fill(staff.mobile)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()


def read(page, heading: str) -> None:
    """The page with this heading, sound to look at: one h1, nothing sideways, nothing axe finds."""
    expect(page.locator("h1")).to_contain_text(heading)
    look(page)


def headed(page, heading: str) -> None:
    """Only the heading: axe itself is a script."""
    expect(page.locator("h1")).to_contain_text(heading)


def press(page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).first.click()


def error_at(page, label: str) -> str:
    """The message at a field, which its control names as its description."""
    expect(page).to_have_title(re.compile("^错误"))
    control = page.get_by_label(label).first
    ids = (control.get_attribute("aria-describedby") or "").split()
    return " ".join(page.locator(f"#{one}").inner_text() for one in ids)
