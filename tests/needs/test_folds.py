"""On a long page what is secondary is folded, and nothing that waits for its reader is."""

import pytest

from portal.accounts.actor import actor_of
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service as leads
from portal.leads.models import Channel
from portal.matching import index
from portal.organisations.models import Organisation
from tests import factories
from tests.page import Page
from tests.page_rules import text_of

pytestmark = pytest.mark.sqlite  # what a page says is no database's business


@pytest.fixture
def page(client_as):
    """A need before five banks: one asks, four said no; a product of each fits."""
    need = factories.need()
    for number in range(5):
        bank = factories.institution(name=f"示例{number}号银行")
        manager = actor_of(factories.membership(Role.BANK_MANAGER, at=bank).id)
        product = factories.product(institution=bank, name=f"示例{number}号小店贷")
        lead = leads.push(need.id, bank.id, product_id=product.id, channel=Channel.MATCH, score_bp=None)
        if number == 0:
            leads.claim(manager, need, "想上门看看店面")
        else:
            leads.bank_decline(manager, lead, "R01")
    db.session.commit()
    index.rebuild()
    owner = factories.membership(Role.APPLICANT, at=db.session.get(Organisation, need.owner_id))
    return Page(client_as(owner).get(f"/needs/{need.public_id}"))


def folded(page: Page) -> dict[str, str]:
    """What each fold says on its outside, and what it hides."""
    folds = {text_of(tag.summary): tag for tag in page.soup.main.find_all("details")}
    return {label: text_of(tag, " ").replace(label, "", 1) for label, tag in folds.items()}


def test_the_first_products_and_the_last_talks_stand_in_sight(page):
    folds = folded(page)
    assert folds["另有 2 款可谈"].count("年化综合成本") == 2
    assert folds["更早结束的 2 家"].count("暂不受理") == 2
    early = next(words for label, words in folds.items() if label.startswith("更早的"))
    assert "需求提交，开始对接" in early
    assert "行业" not in "".join(words for label, words in folds.items() if label.startswith("其余"))


def waiting_in_folds(page: Page) -> list[str]:
    """Buttons that decide, and the clock of who waits for it, hidden from the eye: there must be none."""
    return [
        text_of(button)
        for button in page.soup.select("details button")
        if text_of(button) in ("同意，让他们联系我", "不同意")
    ]


def test_nothing_that_waits_is_folded(page):
    assert {"同意，让他们联系我", "不同意"} <= set(page.buttons())
    assert waiting_in_folds(page) == []


def test_a_folded_decision_is_found(page):
    """The broken twin: the panel that waits, folded like the rest."""
    panel = page.soup.select_one(".panel-wait")
    panel.wrap(page.soup.new_tag("details"))
    assert waiting_in_folds(page) == ["同意，让他们联系我", "不同意"]
