"""A form that is refused: what is said, where, and that nothing typed is lost. None of it needs a script."""

import re

from playwright.sync_api import expect

from tests.journeys.staff_steps import press

HELD = """() => Object.fromEntries(
  [...document.querySelectorAll('main form :is(input, select, textarea)')]
    .filter(one => one.name && !['hidden', 'password'].includes(one.type))
    .map(one => ['radio', 'checkbox'].includes(one.type)
      ? [one.name + '=' + one.value, one.checked] : [one.name, one.value]))"""


def lost(before: dict, after: dict) -> dict:
    """What was typed or ticked and is not there any more, as it was."""
    return {name: value for name, value in before.items() if after.get(name) != value}


def refused(page, button: str, faults: dict[str, str]) -> None:
    """Press, and read each message twice: at its own field and in the summary, whose link leads there."""
    typed = page.evaluate(HELD)
    press(page, button)
    expect(page).to_have_title(re.compile("^错误："))
    summary = page.locator(".error-summary")
    expect(summary.locator("li")).to_have_count(len(faults))
    for field, words in faults.items():
        expect(page.locator(f"#{field}-error")).to_contain_text(words)
        assert page.locator(f"[aria-describedby~='{field}-error']").count() == 1, field
        summary.locator(f"a[href='#{field}']", has_text=words).click()
        expect(page.locator(f"#{field}")).to_be_in_viewport()
    assert lost(typed, page.evaluate(HELD)) == {}
