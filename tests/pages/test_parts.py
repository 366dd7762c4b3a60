"""Every part of the interface keeps the page rules, whoever uses it."""

import re

import pytest
from bs4 import BeautifulSoup

from portal.leads.models import LeadState
from portal.leads.words import state_word
from portal.needs.models import NeedState
from portal.organisations.models import ClaimState
from portal.products.models import ProductState
from portal.referrals.models import ListingState, ReferralState
from tests.page_rules import faults_of, read, text_of
from tests.pages.parts import ROOT, environment, styleguide

ERRORS = ["400", "403", "404", "405", "409", "413", "429", "500", "503"]
KNOWN = {"home_href": "/", "sign_in_href": "/sign-in", "reference": "RQ-1123-7F3A"}
STATES = {
    "need": NeedState,
    "lead": LeadState,
    "product": ProductState,
    "claim": ClaimState,
    "listed": ListingState,
    "referral": ReferralState,
}
CHIP = "{%- from 'components/chips.html' import chip -%}{{ chip(kind, state, word) }}"


@pytest.fixture(scope="module")
def env():
    return environment()


def _soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html5lib")


def _faults(html: str) -> list[str]:
    soup, slips = read(html)
    return [*slips, *faults_of(soup)]


@pytest.mark.parametrize("density", ["", "work"])
def test_the_component_page_is_in_order(env, density):
    html = styleguide(env, density=density)
    assert _faults(html) == []


def test_a_second_use_of_one_id_is_found(env):
    """The broken twin: the same form shown twice on a page."""
    html = styleguide(env).replace("</main>", '<input id="name" aria-label="x"></main>')
    assert "the id 'name' is used 2 times" in _faults(html)


def test_each_error_is_summed_up_and_tied_to_its_control(env):
    page = _soup(styleguide(env))
    assert page.title.string.startswith("错误：组件一览")
    links = {link["href"]: text_of(link) for link in page.select("[role=alert] a")}
    assert set(links) == {"#phone", "#amount", "#types", "#agreed"}
    for href, words in links.items():
        assert page.select_one(href).name == "input"
        assert text_of(page.select_one(f"{href}-error")) == words


def test_what_was_typed_comes_back(env):
    """Also what cannot be read: a number box of the browser would show it as empty."""
    amount = _soup(styleguide(env)).find(id="amount")
    assert (amount["value"], amount["type"], amount["inputmode"]) == ("二十", "text", "decimal")


@pytest.mark.parametrize("code", ERRORS)
@pytest.mark.parametrize("known", [{}, KNOWN])
def test_error_pages_need_nothing_from_the_application(env, code, known):
    html = env.get_template(f"errors/{code}.html").render(**known)
    assert _faults(html) == []
    assert ("RQ-1123-7F3A" in html) == ("reference" in known)


def test_an_expired_form_comes_back_with_all_its_fields(env):
    fields = [("words", '换"设备"'), ("types", "a"), ("types", "b")]
    page = _soup(env.get_template("errors/expired.html").render(fields=fields, action="/needs/new"))
    form = page.main.find("form")
    kept = [(tag["name"], tag["value"]) for tag in form.find_all("input") if tag["name"] != "csrf_token"]
    assert (form["action"], kept) == ("/needs/new", fields)


@pytest.mark.parametrize("kind", STATES)
def test_every_state_has_its_chip(env, kind):
    for state in STATES[kind]:
        word = state_word(state) if kind == "lead" else None
        assert text_of(_soup(env.from_string(CHIP).render(kind=kind, state=state, word=word)).body)


def test_style_sheets_fetch_nothing_from_elsewhere_and_every_file_is_there():
    for sheet in (ROOT / "static" / "css").glob("*.css"):
        for target in re.findall(r"url\(\"?([^)\"]+)", sheet.read_text(encoding="utf-8")):
            assert (sheet.parent / target).resolve().is_file(), f"{sheet.name}: {target}"


def test_the_frame_links_every_style_sheet():
    frame = (ROOT / "templates" / "base.html").read_text(encoding="utf-8")
    linked = set(re.findall(r"'(\w+)'", re.search(r"sheets = \[(.*?)\]", frame)[1]))
    assert linked == {sheet.stem for sheet in (ROOT / "static" / "css").glob("*.css")}
