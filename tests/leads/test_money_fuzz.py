"""Whatever is typed into the forms of offers and payments, the answer is a page about it."""

import pytest

from portal.accounts.models import Membership
from portal.core.db import db
from portal.leads.models import LeadState
from tests import factories
from tests.fuzz_values import HOSTILE, MARK
from tests.leads.talks import approved, taken, talk
from tests.page import Page, fill

SOME = HOSTILE[::2]  # the whole site is fuzzed with all of them
pytestmark = pytest.mark.sqlite


def sent_to(client, path: str) -> list[str]:
    """A hostile value in one field, the next one in all of them: the answers that are none."""
    page = Page(client.get(path))
    form = next(one for one in page.soup.find_all("form") if (one.get("action") or "").startswith(path))
    usual = {name: values for name, values in fill(form, {}).items() if name != "confirmed"}
    names = [name for name in usual if name not in ("csrf_token", "key")]
    wrong = []
    for place, value in enumerate(SOME):
        chosen = names if place % 2 else [names[place // 2 % len(names)]]
        answer = client.post(path, data={**usual, **{name: [value] for name in chosen}})
        text = answer.get_data(as_text=True)
        if answer.status_code not in (200, 303, 400, 409, 422) or f"<{MARK}tag" in text:
            wrong.append(f"{answer.status_code} {chosen} {value[:40]!r}")
    return wrong


def test_offers_payments_and_refusals_stand_everything(app, client_as):
    bank = factories.institution(type_code="I06")
    at = talk(product=factories.product(institution=bank))
    staff = client_as(db.session.get_one(Membership, at.manager.membership_id))
    assert sent_to(staff, f"/leads/{at.lead.public_id}/offer") == []
    assert at.lead.state is LeadState.CONTACTED
    paying = taken()
    staff = client_as(db.session.get_one(Membership, paying.manager.membership_id))
    assert sent_to(staff, f"/leads/{paying.lead.public_id}/disburse") == []
    assert paying.lead.state is LeadState.TAKEN


def test_answers_of_owners_stand_everything(app, client_as):
    at = approved()
    owner = client_as(db.session.get_one(Membership, at.owner.membership_id))
    wrong = []
    for value in SOME[::2]:
        for path in (f"leads/{at.lead.public_id}/take", f"needs/{at.need.public_id}/keep-open"):
            answer = owner.post(
                f"/{path}", data={"offer": value, "keep": value, "keep_open": value, "key": value}
            )
            if answer.status_code not in (303, 400, 409):
                wrong.append(f"{answer.status_code} {path} {value[:40]!r}")
    assert wrong == []
    db.session.refresh(at.lead)
    assert at.lead.state is LeadState.APPROVED
