"""Taking one's data along: all of it, nothing of anybody else, and only by whoever knows the password."""

import io
import json
import zipfile

import pytest
import sqlalchemy as sa

from portal.consent import terms
from portal.core import crypto
from portal.core.db import Base, db
from portal.core.ledger import LedgerEvent
from portal.organisations.models import Claim
from portal.rights.export import collecting
from tests.canary.check import found_in
from tests.canary_values import in_full
from tests.page import Page
from tests.rights.conftest import PASSWORD
from tests.world import FIRMS, A, C
from tests.world.typed import NOTE, REMARK_HIDDEN

REASON = "示例原因qzreason"


@pytest.fixture
def opened(world, person):
    """What the owner of firm A finds in the file: the parsed JSON and the page."""
    claim = db.session.scalar(sa.select(Claim).where(Claim.public_id == world.rows["claims"]["A"]))
    claim.reason = REASON
    answer = person("owner").post("/account/data", data={"password": PASSWORD, "as": "file"})
    assert answer.mimetype == "application/zip"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="rongqiao-data-2')
    assert "no-store" in answer.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        assert file.testzip() is None
        return json.loads(file.read("data.json")), file.read("我的数据.html").decode()


IN_OTHER_WORDS = {"term", "years", "amount", "loans", "licence"}
"""Figures are written as the file writes them, and a picture goes with the decision on its claim."""


def test_everything_of_the_owner_is_in_it(opened):
    data, page = opened
    text = json.dumps(data, ensure_ascii=False)
    for body in (text, page):
        missing = set(in_full(A)) - found_in(body.encode(), A, in_full) - IN_OTHER_WORDS
        assert not missing
    assert REASON in text and REASON in page
    [need] = [one for one in data["needs"] if one["words"] == A.words]
    assert (need["amount_max_fen"], need["term_months"]) == (A.amount_fen, A.term_months)
    assert {one["institution"] for one in data["leads"]} == {"示例银行A", "示例银行B", "示例银行D"}
    assert data["consents"][0]["categories"]
    assert [one["department"] for one in data["listings"]] == ["示例商务局·officer"]
    assert data["sessions"], "where they are signed in"


def test_every_row_of_the_owner_is_in_it(opened, world):
    """Counted past the export's own queries."""
    data, _ = opened
    need = "SELECT id FROM financing_need WHERE owner_id = :owner"
    lead = f"SELECT id FROM lead WHERE need_id IN ({need})"
    counts = {
        "needs": "SELECT count(*) FROM financing_need WHERE owner_id = :owner",
        "leads": f"SELECT count(*) FROM lead WHERE need_id IN ({need})",
        "moves": f"SELECT count(*) FROM lead_move WHERE lead_id IN ({lead})",
        "consents": f"SELECT count(*) FROM consent WHERE need_id IN ({need})",
        "listings": "SELECT count(*) FROM listed_firm WHERE organisation_id = :owner",
        "claims": "SELECT count(*) FROM claim WHERE organisation_id = :owner",
    }
    owner = {"owner": world.members["owner"].organisation_id}
    for section, query in counts.items():
        assert len(data[section]) == db.session.scalar(sa.text(query), owner), section


def test_nothing_of_others_is_in_it(opened):
    data, page = opened
    assert not others_in(json.dumps(data, ensure_ascii=False) + page)


@pytest.mark.parametrize("persona", ["owner", "accepted", "operator"])
def test_its_words_suit_whoever_reads_them(world, person, persona):
    """Applicants are 您 on this site, staff are 你: what both read says neither."""
    desk = person(persona)
    form = Page(desk.get("/account/data"))
    shown = form.submit("在页面上看", password=PASSWORD)
    with zipfile.ZipFile(io.BytesIO(desk.post("/account/data", data={"password": PASSWORD}).data)) as file:
        page = file.read("我的数据.html").decode()
    for text in (form.text, shown.text, page):
        for said in (terms.SENTENCE, "您写的原话"):  # a consent's own words, which only an owner gives
            text = text.replace(said, "")
        assert "您" not in text and "你" not in text
    assert "代表的单位" in shown.text and "代表的单位" in page


def others_in(text: str) -> set[str]:
    found = {f"{one}.{name}" for one in "BC" for name in found_in(text.encode(), FIRMS[one])}
    return found | {word for word in (NOTE, REMARK_HIDDEN) if word in text}


def test_twin_an_export_that_reads_too_far_is_caught(world, person, monkeypatch):
    """As a query without its condition would: every firm there is."""
    everybody = lambda person_id: list(db.session.scalars(sa.select(collecting.Organisation)))
    monkeypatch.setattr(collecting, "_own_firms", everybody)
    answer = person("owner").post("/account/data", data={"password": PASSWORD, "as": "page"})
    assert {"C.name", "C.words"} <= others_in(answer.text)


def sealed_attributes() -> set[str]:
    return {
        f"{mapper.class_.__tablename__}.{name}"
        for mapper in Base.registry.mappers
        for kind in mapper.class_.__mro__
        for name, one in vars(kind).items()
        if isinstance(one, crypto.Sealed)
    }


def unknown() -> set[str]:
    return sealed_attributes() ^ (collecting.SHOWN.keys() | collecting.WITHHELD.keys())


def test_every_sealed_attribute_is_shown_or_withheld_for_a_reason(opened):
    """Whoever adds one has to say in portal/rights/export/collecting.py where its owner reads it."""
    assert not unknown()
    data, _ = opened
    for place in collecting.SHOWN.values():
        section, key = place.split(".")
        assert not data[section] or key in data[section][0], place


def test_twin_a_sealed_attribute_that_nobody_exports_is_found(app, monkeypatch):
    monkeypatch.delitem(collecting.SHOWN, "organisation.street")
    assert unknown() == {"organisation.street"}


def test_a_page_shows_the_same_where_no_file_can_be_saved(person):
    owner = person("owner")
    wechat = {"User-Agent": "Mozilla/5.0 MicroMessenger/8.0"}
    assert "在浏览器打开" in owner.get("/account/data", headers=wechat).text
    assert "在浏览器打开" not in owner.get("/account/data").text
    page = Page(owner.post("/account/data", data={"password": PASSWORD, "as": "page"}))
    assert {"name", "mobile", "words"} <= found_in(page.text.encode(), A)


def test_a_wrong_password_opens_nothing(person):
    answer = person("owner").post("/account/data", data={"password": "不是这个密码啊啊", "as": "file"})
    assert answer.status_code == 422
    assert "密码不对" in Page(answer).error_of("密码")
    assert A.words not in answer.text


def test_three_a_day_and_each_is_in_the_ledger(person, world):
    owner = person("owner")
    sent = [owner.post("/account/data", data={"password": PASSWORD, "as": "file"}) for _ in range(4)]
    assert [one.status_code for one in sent] == [200, 200, 200, 429]
    events = db.session.scalars(sa.select(LedgerEvent).where(LedgerEvent.kind == "person.exported")).all()
    assert [event.values for event in events] == [{"person": world.members["owner"].person_id}] * 3


def test_the_same_form_sent_again_gives_the_file_again_and_counts_in_the_ledger_once(person):
    owner = person("owner")
    sent = {"password": PASSWORD, "as": "file", "key": "the-same-key-of-one-form"}
    assert [owner.post("/account/data", data=sent).status_code for _ in range(2)] == [200, 200]
    count = sa.select(sa.func.count()).where(LedgerEvent.kind == "person.exported")
    assert db.session.scalar(count) == 1


def test_staff_take_their_account_along_and_no_firm(person, world):
    answer = person("accepted").post("/account/data", data={"password": PASSWORD, "as": "page"})
    assert not found_in(answer.data, A) and not found_in(answer.data, C)
    assert "示例银行A" in answer.text
