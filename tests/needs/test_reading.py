"""What was read from words stands in the forms with its source, and writes over nothing."""

import json

import pytest

from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.needs import reading, settled
from portal.needs.forms import MOST_WORDS
from portal.needs.models import FinancingNeed
from portal.needs.typed import NEW, Typed
from tests import factories
from tests.needs.heard import VALUES
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business


@pytest.mark.parametrize(
    ("words", "ticked"),
    [
        ("有残疾证，想开个小店", {"disabled"}),
        ("我们是国家级小巨人企业", {"little_giant"}),
        ("退伍军人创业，有残疾证", {"disabled", "vet", "startgrp"}),
        ("我们是高新技术企业", {"gx", "hitech"}),
    ],
)
def test_nothing_is_ticked_that_was_concluded_from_a_sensitive_fact(words, ticked):
    """Who browses would read it by name."""
    assert set(reading.read(words)["said"]["tags"]["raw"]) == ticked


@pytest.mark.parametrize(
    ("values", "field", "raw"),
    [
        ({"amount_min_yuan": 500_000, "amount_max_yuan": 800_000}, "amount", ["50-80万"]),
        ({"amount_max_yuan": 1_000_000}, "amount", ["100万以内"]),
        ({"amount_min_yuan": 35_000, "amount_max_yuan": 35_000, "approximate": True}, "amount", ["约3.5万"]),
        ({"term_months": 18}, "term", ["18个月"]),
        ({"collateral_offered": ["vehicle", "vessel"]}, "security", ["vehicle", "vessel"]),
        ({"collateral_offered": []}, "security", ["none"]),
        ({"subject_codes": ["T06"]}, "subject", ["T06"]),
        ({"product_type_codes": ["P06"]}, "product_types", ["P06"]),
        ({"tags": ["tax_grade:B"]}, "tax_grade", ["B"]),
        ({"tags": ["employees:12"]}, "employees", ["BE03"]),
        ({"tags": ["existing_loans:30"]}, "loans", ["30万"]),
        ({"tags": ["lenders:2", "invoice"]}, "tags", ["lenders:2", "invoice"]),
        ({"lacks": ["firsthand"]}, "first_loan", ["no"]),
        ({"lacks": ["invoice", "tax_grade"]}, "lacks", ["invoice"]),
        ({"region_code": "330100"}, "region_2", ["330100"]),
    ],
)
def test_each_fact_becomes_what_its_field_is_sent(app, reader, values, field, raw):
    reader(values)
    found = reading.read("…")
    assert found["said"][field]["raw"] == raw
    typed = Typed(NEW)
    reading.fill(typed, found)
    assert all(not wrong(typed, step) for step in typed.steps)


def wrong(typed: Typed, step: str) -> dict:
    """Errors at fields in which something stands."""
    form = typed.form(step)
    form.validate()
    return {name: said for name, said in form.errors.items() if typed.steps[step].get(name)}


@pytest.mark.parametrize(
    "values", [{"amount_min_yuan": 500_000}, {"tags": ["nobody"]}, {"tags": ["revenue"]}, {}]
)
def test_what_no_field_can_hold_is_left_out(app, reader, values):
    reader(values)
    assert reading.read("…")["said"] == {}


def test_years_in_business_are_the_month_in_which_it_began(app, reader):
    reader({"established_years": 2.5})
    said = reading.read("…")["said"]
    today = clock.today()
    year, month = (int(said[name]["raw"][0]) for name in ("established_year", "established_month"))
    assert (today.year - year) * 12 + today.month - month == 30


def test_nothing_typed_is_written_over(app, reader):
    reader()
    typed = Typed(NEW, steps={"money": {"amount": ["9万"]}, "about": {"security": ["vehicle"]}})
    reading.fill(typed, reading.read("…"), but={"purpose"})
    assert typed.steps["money"] == {"amount": ["9万"]}
    assert typed.steps["about"]["security"] == ["vehicle"]
    assert typed.steps["about"]["industry"] == ["6239"]


def test_words_read_anew_take_back_what_they_had_filled_in(app, reader):
    reader({"term_months": 12, "amount_max_yuan": 200_000, "purpose_code": "U01"})
    typed = Typed(NEW, steps={"money": {"purpose": ["U04"]}})
    reading.fill(typed, reading.read("…"))
    typed.steps["money"]["amount"] = ["15万"]
    reader({"region_code": "330105", "amount_max_yuan": 300_000})
    reading.fill(typed, reading.read("…"), but=("region",))
    assert typed.steps["money"] == {"purpose": ["U04"], "amount": ["15万"]}, "what somebody typed stays"
    assert "region" not in typed.steps["about"]


def test_a_firm_is_known_but_the_words_go_before(app, reader):
    reader({"region_code": "330105"})
    typed = Typed(NEW)
    reading.fill(typed, reading.read("…"), known={"region": ["330102"], "industry": ["6210"]})
    assert typed.steps["about"] == {"industry": ["6210"], "region": ["330105"]}


def test_the_button_reads_the_words_and_comes_back_with_the_rest_filled_in(client, reader):
    reader(likely={"purpose_code"}, asks=[("term_months", "您想借多久？")])
    page = Page(client.get("/needs/new/money"))
    page = page.submit("读一读，帮我填其余的", words="开奶茶店的，想借20万", amount="约30万")
    assert page.heading == "您需要多少资金"
    assert page.control("需要多少资金？")["value"] == "约30万", "typed, so it stays"
    assert "从“周转”猜的，请确认" in page.text
    assert "您想借多久？" in page.text
    assert "从您的话里读到" in page.text and "来自“开奶茶店的”" in page.text
    assert page.soup.find("option", value="U01").has_attr("selected")
    page = page.submit("下一步：说说您的生意")
    assert page.heading == "请核对您的需求"
    assert "来自“拱墅”" in page.text
    assert "来自“20万”" not in page.text, "another sum was typed"
    about = Page(client.get("/needs/new/about"))
    assert "从“开奶茶店的”读到，请核对" in about.text
    assert "妇女创业" in about.text and "您说没有的" in about.text


def test_a_fact_that_was_changed_no_longer_names_its_words(client, reader):
    reader()
    page = Page(client.get("/needs/new/money")).submit("读一读，帮我填其余的", words="…")
    assert "从“20万”读到" in page.text
    page.submit("下一步：说说您的生意", amount="25万")
    assert "从“20万”读到" not in Page(client.get("/needs/new/money")).text


def test_a_purpose_that_nobody_lends_for_is_said_at_once(client, reader):
    reader({**VALUES, "purpose_code": "U23"})
    page = Page(client.get("/needs/new/money")).submit("读一读，帮我填其余的", words="…")
    assert "不能用经营贷款" in page.error_of("用来做什么？")


READ = {"then": "read"}


def kept(client) -> str:
    """What the session holds, as text."""
    with client.session_transaction() as session:
        return json.dumps(dict(session), ensure_ascii=False)


def test_words_that_are_too_long_are_said_at_their_field_and_not_kept(client, reader):
    reader()
    words = "长" * (MOST_WORDS + 1)
    page = Page(client.post("/needs/new/money", data={**READ, "words": words, "amount": "30万"}))
    assert page.status == 422 and "请删短一些" in page.error_of("用自己的话说说")
    assert page.control("用自己的话说说").text.strip() == words, "to be shortened"
    assert page.control("需要多少资金？")["value"] == "30万"
    assert "长" not in kept(client)


@pytest.mark.parametrize(
    "sent",
    [
        {"amount": "长" * 300_000},
        {"purpose": "长" * 300_000},
        {"words": ["想借20万", "长" * 300_000]},
        {"amount": ["30万", *("长" * 90 + str(n) for n in range(1_000))]},
        {"product_types": ["长" * 90 + str(n) for n in range(1_000)]},
    ],
)
def test_what_fits_no_field_is_not_kept(client, reader, sent):
    reader({})
    assert client.post("/needs/new/money", data={**READ, "term": "两年", **sent}).status_code == 303
    assert "两年" in kept(client)
    assert len(kept(client)) < 20_000


def test_twin_words_as_long_as_they_may_be_are_kept(client, reader):
    reader({})
    words = "长" * MOST_WORDS
    assert client.post("/needs/new/money", data={**READ, "words": words}).status_code == 303
    assert words in kept(client)


def test_who_has_words_read_on_and_on_is_stopped(client, reader, monkeypatch):
    reader()
    monkeypatch.setattr(reading, "LIMIT", ("say", "1/10 minutes"))
    answers = [client.post("/needs/new/money", data={**READ, "words": "…"}).status_code for _ in range(2)]
    assert answers == [303, 429]


@pytest.mark.parametrize("words", ["", "今天天气不错"])
def test_words_that_say_nothing_are_answered_with_an_example(client, reader, words):
    reader({})
    page = Page(client.get("/needs/new/money")).submit("读一读，帮我填其余的", words=words)
    assert ("例如" if words else "先在上面写几句") in page.by_id("read-out").text
    assert "处需要改" not in page.text


def test_a_city_leads_on_to_its_counties(client, reader):
    reader({"region_code": "330100"})
    Page(client.get("/needs/new/money")).submit("读一读，帮我填其余的", words="在杭州")
    page = Page(client.get("/needs/new/about"))
    assert page.soup.find("select", attrs={"name": "region_3"}).find("option", value=factories.GONGSHU)
    assert "处需要改" not in page.text


def test_a_stored_needs_words_fill_in_only_what_is_open(client_as, reader):
    client = client_as(Role.APPLICANT)
    owner = db.session.get(factories.Organisation, client.membership.organisation_id)
    need = factories.need(owner=owner, words="开奶茶店的，想借20万", term_months=None, security=None)
    db.session.commit()
    reader({**VALUES, "term_months": 24})
    page = Page(client.get(f"/needs/{need.public_id}/edit/money"))
    page = page.submit("读一读，帮我填其余的", words="开奶茶店的，想借9万，两年还", amount="9万")
    assert page.control("需要多少资金？")["value"] == "9万"
    assert page.control("打算用多久？（可不填）")["value"] == "24个月"
    assert "从“term_months”读到" in page.text
    db.session.expire_all()
    assert db.session.get(FinancingNeed, need.id).term_months is None, "nothing changes before the check page"


def test_what_institutions_rely_on_is_not_filled_in_otherwise(client_as, reader, monkeypatch):
    client = client_as(Role.APPLICANT)
    owner = db.session.get(factories.Organisation, client.membership.organisation_id)
    need = factories.need(owner=owner, term_months=None)
    db.session.commit()
    monkeypatch.setattr(settled, "fields", lambda need, agreed=None: frozenset({"term", "purpose"}))
    reader({**VALUES, "term_months": 24})
    page = Page(client.get(f"/needs/{need.public_id}/edit/money")).submit("读一读，帮我填其余的", words="…")
    assert "24" not in page.text


def test_a_clerks_words_for_a_member_are_read_too(client_as, reader):
    clerk = client_as(Role.CLERK)
    reader()
    page = Page(clerk.get("/needs/new/money")).submit("读一读，帮我填其余的", words="…", members="12")
    assert page.control("每家需要多少资金？")["value"] == "20万"
    assert page.control("大约几家会员要？")["value"] == "12"
