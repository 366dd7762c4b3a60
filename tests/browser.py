"""A real Chromium at the two widths that every page is made for."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

SCREENS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
NO_CHROMIUM = "Chromium was not found"
HOW_CHROMIUM = (
    "Debian: sudo apt-get install chromium-headless-shell fonts-noto-cjk; "
    "elsewhere: python -m playwright install chromium"
)
# The shell without windows first: the same engine, a third less work for the machine.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")


def find_chromium(playwright) -> str | None:
    """The system's browser, else the one Playwright installed, else None."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    own = playwright.chromium.executable_path
    return found or (own if Path(own).exists() else None)


@pytest.fixture(scope="session")
def chromium():
    """One browser a worker; skips where there is none."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        executable = find_chromium(playwright)
        if executable is None:
            pytest.skip(NO_CHROMIUM)
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=executable, args=[*QUIET, *sandbox])
        yield browser
        browser.close()


@pytest.fixture(params=SCREENS)
def screen(request) -> dict[str, int]:
    """Width and height; a test that asks for it, or for `page`, runs at both sizes."""
    return SCREENS[request.param]


@pytest.fixture
def new_page(chromium, live_server, screen) -> Iterator:
    """`new_page(java_script_enabled=False)`: a page of a visitor of its own. Script errors fail the test."""
    contexts, errors = [], []

    def make(**options):
        context = chromium.new_context(
            viewport=screen, base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("console", lambda message: _refused(message) and errors.append(f"{page.url}: {message.text}"))
        return page

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(new_page):
    """A page of a visitor who has scripts on."""
    return new_page()


def axe_findings(page) -> list[str]:
    """What axe-core finds wrong with the page as it stands, one line a finding."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['target']} {rule['help']}" for rule in found for node in rule["nodes"]]


def _refused(message) -> bool:
    """A console message in which the content security policy refused something."""
    return "Content Security Policy" in message.text
