"""A draft on two devices: a code that opens it once, is not to be guessed, and loses nobody's words."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock, jobs, limits
from portal.core.db import db
from portal.core.permissions import Role
from portal.needs import shelf
from portal.needs.models import SharedDraft
from portal.needs.service import sharing
from tests import factories
from tests.needs.test_filing import MONEY, begin, needs
from tests.page import Page
from tests.races import race


@pytest.fixture
def devices(app):
    """Browsers of nobody who is known."""
    return app.test_client


def code_of(client) -> str:
    page = Page(client.get("/needs/new/code"))
    made = page.submit(next(words for words in page.buttons() if "接续码" in words))
    return made.soup.select_one(".big-code").text.strip()


def opened(client, code: str) -> Page:
    return Page(client.get("/needs/resume")).submit("接着填", code=code)


def tell_more(client) -> Page:
    """The second step, where it was left; the check page."""
    page = Page(client.get("/needs/new/about")).submit("查找行业", industry_words="奶茶")
    page = page.submit("查找地方", region_words="拱墅", industry="6239")
    return page.submit("下一步：核对", region=factories.GONGSHU)


def rows() -> list[SharedDraft]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(SharedDraft)))


def test_a_code_opens_the_same_draft_elsewhere_once(devices):
    phone, computer, third = devices(), devices(), devices()
    begin(phone)
    code = code_of(phone)
    assert len(code) == 11 and code not in Page(phone.get("/needs/new/code")).text, "shown once"
    assert code.replace("-", "") not in repr([vars(row) for row in rows()])
    page = opened(computer, f" {code.lower()} ")
    assert page.heading == "说说您的生意" and "接上了" in page.text
    assert Page(computer.get("/needs/new/money")).control("需要多少资金？")["value"] == MONEY["amount"]
    assert "没有这个接续码" in opened(third, code).error_of("接续码")
    assert "在另一台设备上也打开着" in Page(phone.get("/needs/new/code")).text


def test_what_one_device_writes_the_other_reads(devices):
    phone, computer = devices(), devices()
    begin(phone)
    opened(computer, code_of(phone))
    tell_more(computer)
    assert Page(phone.get("/needs/new/check")).heading == "请核对您的需求"


def lost_between(phone, computer) -> list[str]:
    """Both devices show the first step; one changes the sum, the other sum and term. What nobody reads."""
    begin(phone)
    opened(computer, code_of(phone))
    here, there = Page(phone.get("/needs/new/money")), Page(computer.get("/needs/new/money"))
    here.submit("下一步：说说您的生意", amount="31万", words="从手机写的")
    page = there.submit("下一步：说说您的生意", amount="44万", term="18个月")
    left = Page(phone.get("/needs/new/money"))
    shown = page.html + left.html
    return [words for words in ("31万", "44万", "从手机写的", "18个月") if words not in shown]


def test_concurrent_changes_lose_nothing_silently(devices):
    phone, computer = devices(), devices()
    assert lost_between(phone, computer) == []


def test_the_second_to_send_reads_what_the_first_wrote_and_goes_on(devices):
    phone, computer = devices(), devices()
    begin(phone)
    opened(computer, code_of(phone))
    here, there = Page(phone.get("/needs/new/money")), Page(computer.get("/needs/new/money"))
    here.submit("下一步：说说您的生意", amount="31万", words="从手机写的")
    page = there.submit("下一步：说说您的生意", amount="44万")
    assert page.status == 422 and "刚在另一台设备上改过" in page.text
    assert "“需要多少资金？”另一台设备上填的是：31万" in page.text
    assert page.control("用自己的话说说").text.strip() == "从手机写的", "only the phone had changed it"
    assert page.submit("下一步：说说您的生意").heading == "说说您的生意"
    assert Page(phone.get("/needs/new/money")).control("需要多少资金？")["value"] == "44万"


@pytest.mark.sqlite
def test_twin_writing_without_a_version_loses_words(devices, monkeypatch):
    def naive(public_id, seen, data):
        row = sharing.alive(public_id)
        row.data_sealed, row.version = sharing._sealed(public_id, data), row.version + 1
        return row.version

    monkeypatch.setattr(sharing, "write", naive)
    assert lost_between(devices(), devices()) == ["31万", "从手机写的"]


def test_filed_here_is_not_filed_there_unseen(app, client_as):
    member = factories.membership(Role.APPLICANT)
    phone, computer = client_as(member), client_as(member)
    begin(phone)
    opened(computer, code_of(phone))
    tell_more(computer)
    there = Page(phone.get("/needs/new/check"))
    Page(computer.get("/needs/new/check")).submit("提交需求")
    page = there.submit("提交需求")
    assert len(needs()) == 1 and "已经在另一台设备上提交了" in page.text
    assert rows()[0].data_sealed is None
    page.submit("提交需求")
    assert len(needs()) == 2, "who wants another one says so once more"


def test_a_code_made_signed_in_is_that_persons_alone(app, client_as):
    owner = factories.membership(Role.APPLICANT)
    mine, again, other = client_as(owner), client_as(owner), client_as(Role.APPLICANT)
    begin(mine)
    code = code_of(mine)
    for stranger in (other, app.test_client()):
        assert "没有这个接续码" in opened(stranger, code).error_of("接续码")
    assert opened(again, code).heading == "说说您的生意"


def test_a_new_code_ends_the_one_before_and_stopping_ends_both(devices):
    phone = devices()
    begin(phone)
    first = code_of(phone)
    second = code_of(phone)
    assert "没有这个接续码" in opened(devices(), first).error_of("接续码")
    stopped = Page(phone.get("/needs/new/code")).submit("停用，不在别处接着填了")
    assert "已停用" in stopped.text and "要一个接续码" in stopped.buttons()
    assert "没有这个接续码" in opened(devices(), second).error_of("接续码")
    assert Page(phone.get("/needs/new/money")).control("需要多少资金？")["value"] == MONEY["amount"]


def test_the_other_device_is_told_that_sharing_has_stopped(devices):
    phone, computer = devices(), devices()
    begin(phone)
    opened(computer, code_of(phone))
    Page(phone.get("/needs/new/code")).submit("停用，不在别处接着填了")
    page = Page(computer.get("/needs/new/money"))
    assert "停止共用" in page.text and page.control("需要多少资金？")["value"] == MONEY["amount"]


def test_after_a_week_it_opens_nothing_and_goes(devices):
    phone = devices()
    begin(phone)
    code = code_of(phone)
    with clock.at(clock.now() + sharing.VALID + timedelta(minutes=1)):
        assert sharing.open_with(code, None) is None
    assert sharing.sweep() == 0
    with clock.at(clock.now() + sharing.VALID + timedelta(days=1, minutes=1)):
        assert sharing.sweep() == 1
    assert "drafts.sweep" in {job.name for job in jobs.registered()}


def test_two_who_type_the_code_at_once_do_not_both_get_in(app, devices):
    phone = devices()
    begin(phone)
    code = code_of(phone)

    def enter():
        found = sharing.open_with(code, None)
        db.session.commit()
        return found is not None

    assert sorted(race(app, [enter] * 4)) == [False, False, False, True]


def tries_until_refused(client, code: str) -> int:
    """How many guesses somebody gets who knows the code only after forty of them."""
    for number in range(40):
        if client.post("/needs/resume", data={"code": f"AAAAAAAA{number:02d}"}).status_code == 429:
            return number
    return 40 if client.post("/needs/resume", data={"code": code}).status_code == 303 else 41


def test_nobody_guesses(devices):
    phone = devices()
    begin(phone)
    code = code_of(phone)
    assert tries_until_refused(devices(), code) == 10
    assert len(sharing.ALPHABET) ** sharing.LENGTH > 5 * 10**14


@pytest.mark.sqlite
def test_twin_without_a_limit_guessing_goes_on(devices, monkeypatch):
    phone = devices()
    begin(phone)
    code = code_of(phone)
    monkeypatch.setattr(limits, "hit", lambda *args: None)
    assert tries_until_refused(devices(), code) == 40


def test_what_lay_there_is_set_aside(devices):
    phone, computer = devices(), devices()
    begin(phone), begin(computer)
    Page(computer.get("/needs/new/money")).submit("下一步：说说您的生意", amount="99万")
    page = opened(computer, code_of(phone))
    assert "没填完的" in page.text
    listed = Page(computer.get("/needs/new"))
    assert "99万" in listed.text and MONEY["amount"] in listed.text
    assert shelf.MOST_ASIDE == 3
