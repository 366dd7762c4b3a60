"""What an owner does on the way to a filed need, with or without scripts."""

import itertools
import time

from playwright.sync_api import expect

from portal.core import inbox
from portal.core.db import db
from portal.matching import index
from tests.codes import newest_code
from tests.factories import credit_code
from tests.journeys.looks import look
from tests.organisations.people import mobile

PASSWORD = "示例-password-7"
_number = itertools.count(1)


def read(page, heading: str, scripts: bool = True) -> None:
    """The page with this heading; looked at where axe, itself a script, can run."""
    expect(page.locator("h1")).to_contain_text(heading)
    if scripts:
        look(page)


def press(page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def money(page, words: str, amount: str = "20万") -> None:
    """Step 1."""
    page.get_by_label("需要多少资金？").fill(amount)
    page.get_by_label("用来做什么？").select_option("U01")
    page.get_by_label("用自己的话说说").fill(words)
    press(page, "下一步：说说您的生意")


def pick(page, name: str, words: str, code: str) -> None:
    """Find a code by plain words and choose it; the only one that fits is taken at once."""
    page.locator(f"input[name={name}_words]").fill(words)
    page.locator(f"button[name=find][value={name}]").click()
    found = page.locator(f"input[name={name}][value='{code}']")
    if found.get_attribute("type") == "radio":
        found.check()


def about(page) -> None:
    """Step 2: a milk-tea shop in Gongshu."""
    pick(page, "industry", "奶茶", "6239")
    pick(page, "region", "拱墅", "330105")
    page.get_by_label("都没有", exact=True).check()
    press(page, "下一步：核对")


def introduce(page, code: str) -> str:
    """Who you are and what your firm is, as filing and registering ask it; the mobile."""
    number = next(_number)
    number_of_its_own = mobile(60_000 + number)
    page.locator("[name=person_name]").fill("示例·周")
    page.locator("[name=mobile]").fill(number_of_its_own)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=subject_code]").select_option("T06")
    page.locator("[name=organisation_name]").fill(f"示例奶茶店{number}")
    page.locator("[name=credit_code]").fill(code)
    page.locator("[name=representative]").fill("示例·周")
    page.locator("[name=street]").fill("示例路 1 号")
    return number_of_its_own


def identify(page) -> str:
    """Step 3; the mobile that signs in from now on."""
    number = introduce(page, credit_code("92000000"))
    press(page, "提交需求")
    return number


def prove(page, number: str) -> None:
    """The code from the inbox of the site whose context this is, typed where the page asks for it."""
    deadline = time.monotonic() + 20
    while not [one for one in inbox.arrived() if one.to == number and "验证码" in one.words]:
        assert time.monotonic() < deadline, "no code has arrived"
        page.wait_for_timeout(100)
    page.get_by_label("验证码").fill(newest_code(number))
    press(page, "验证")


def stored() -> None:
    """Commit what was prepared and put it into the index that the site reads."""
    db.session.commit()
    index.rebuild()
