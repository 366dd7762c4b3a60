"""What every page of a journey must hold: usable by all, no sideways scroll, one heading."""

from tests.browser import axe_findings

WIDTHS = "[document.documentElement.scrollWidth, window.innerWidth]"


def faults(page) -> list[str]:
    """What is wrong with the page as it stands, one line a finding; nothing for a page as it should be.

    A page that a click has only begun to fetch is waited for.
    """
    page.wait_for_load_state()
    page.get_by_role("main").wait_for()
    wide, room = page.evaluate(WIDTHS)
    found = axe_findings(page)
    if wide > room:
        found.append(f"scroll: the page is {wide} px wide in a window of {room} px")
    if (titles := page.locator("h1").count()) != 1:
        found.append(f"h1: {titles} on the page")
    return found


def look(page) -> None:
    """Fail with the address and every finding."""
    assert faults(page) == [], page.url
