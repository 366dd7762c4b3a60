"""The picture of a licence: kept while a form is put right, seen by two, gone with the decision."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Request
from PIL import Image

from portal.core import clock, outbox
from portal.core.crypto import DataKey
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.organisations import claims, licences, service
from portal.organisations.models import Claim, LicencePicture
from tests.core.hostile_pictures import exif, jpeg
from tests.organisations.claiming import claim_of, together
from tests.organisations.people import MILK_TEA, code, mobile, registered
from tests.page import Page

CLEAN = jpeg((80, 50))
WORDS = {**MILK_TEA, "organisation_name": MILK_TEA["name"], "credit_code": code(1)}
WORDS |= {"person_name": "示例·林", "mobile": mobile(1), "password": "a password of ours"}


def photo(content: bytes = b"", name: str = "licence.jpg"):
    return io.BytesIO(content or jpeg((3000, 2000), exif=exif())), name


def send(client, path: str, picture: bytes, **fields):
    """A form with a large picture; the library's own client would put it into a file that it never closes."""
    sent = {"csrf_token": client.csrf_token(), "key": "k" * 20, **fields}
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in sent.items()
    ]
    file = '--b\r\nContent-Disposition: form-data; name="picture"; filename="a.jpg"\r\n\r\n'
    body = "".join([*parts, file]).encode() + picture + b"\r\n--b--\r\n"
    return client.post(path, data=body, content_type="multipart/form-data; boundary=b")


def pictures() -> list[LicencePicture]:
    return list(db.session.scalars(sa.select(LicencePicture)))


def with_picture(number: int = 1):
    """(membership, claim) of somebody who handed in a picture."""
    _, membership = registered(number, code(number))
    claim = claim_of(membership)
    licences.hand_in(claim, CLEAN)
    db.session.commit()
    return membership, claim


def test_a_picture_comes_with_the_registration_and_goes_with_the_decision(app, client, client_as):
    answer = client.post("/register", data={**WORDS, "picture": photo()})
    assert answer.location == "/organisation"
    (row,) = pictures()
    claim_id, path = row.claim_id, client.get("/organisation/licence")
    assert Image.open(io.BytesIO(path.data)).size == (1333, 2000), "upright"
    assert b"qzhidden" not in path.data
    desk = client_as(Role.OPERATOR)
    page = Page(desk.get("/claims")).follow("核验" + db.session.get(Claim, claim_id).case_number)
    address = page.soup.select_one("img.licence")["src"]
    seen = desk.get(address)
    assert seen.data == path.data
    assert seen.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert (seen.mimetype, seen.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert seen.headers["Content-Disposition"] == "inline"
    page.submit("核验通过")
    assert pictures() == []
    assert desk.get(address).status_code == client.get("/organisation/licence").status_code == 404
    facts = sa.select(LedgerEvent.facts).where(LedgerEvent.kind == "licence.destroyed")
    assert db.session.scalars(facts).all() == [f'{{"claim":{claim_id},"why":"decided"}}']


def test_its_owner_takes_a_picture_back(app, client_as):
    membership, _ = with_picture()
    page = Page(client_as(membership).get("/organisation"))
    assert "已上传" in page.text
    assert page.submit("撤回这张照片").soup.select_one("img.licence") is None
    assert pictures() == []


def test_a_picture_is_kept_while_the_form_is_put_right(app, client):
    page = Page(client.post("/register", data={**WORDS, "mobile": "1", "picture": photo()}))
    assert "照片已经收到，不用再选" in page.text
    (row,) = pictures()
    assert row.claim_id is None
    page = Page(client.post("/register", data={**WORDS, "region_code": "", "find": "region_code"}))
    assert "照片已经收到" in page.text
    assert client.post("/register", data=WORDS).location == "/organisation"
    (row,) = pictures()
    assert row.claim_id is not None
    assert client.get("/organisation/licence").status_code == 200


def test_looking_up_a_place_keeps_the_picture_too(app, client):
    sent = {**WORDS, "find": "region_code", "region_code_words": "拱墅", "picture": photo()}
    assert "照片已经收到" in Page(client.post("/register", data=sent)).text
    client.post("/register", data={**WORDS, "mobile": "1", "picture": photo(jpeg((20, 20)))})
    (row,) = pictures()
    assert Image.open(io.BytesIO(row.picture)).size == (20, 20), "the later one"
    assert db.session.scalar(sa.select(sa.func.count(DataKey.id)).where(DataKey.id == row.key_id)) == 1


def test_a_kept_picture_is_destroyed_after_a_day_with_its_key(app, client):
    client.post("/register", data={**WORDS, "mobile": "1", "picture": photo()})
    (key_id,) = [row.key_id for row in pictures()]
    with clock.at(clock.now() + timedelta(hours=23)):
        outbox.run_due()
    assert len(pictures()) == 1
    with clock.at(clock.now() + timedelta(hours=25)):
        outbox.run_due()
    assert pictures() == []
    assert db.session.get(DataKey, key_id) is None


def test_what_nobody_decides_is_destroyed_after_ninety_days(app):
    with_picture()
    with clock.at(clock.now() + timedelta(days=89)):
        outbox.run_due()
    assert len(pictures()) == 1
    with clock.at(clock.now() + timedelta(days=91)):
        outbox.run_due()
    assert pictures() == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(99), "HEIC"),
        (b"<svg/>", "JPG 或 PNG"),
        (b"\xff\xd8\xff" + bytes(10_500_000), "图片太大"),
    ],
)
def test_what_is_no_picture_is_told_at_its_field_and_nothing_is_lost(app, client, content, told):
    page = Page(send(client, "/register", content, **WORDS))
    assert page.status == 422
    assert told in page.error_of("营业执照照片（可不传）")
    assert page.control("名称")["value"] == WORDS["organisation_name"]
    assert pictures() == []


def test_only_marked_routes_take_much(app, client):
    assert send(client, "/sign-in", bytes(4_000_000)).status_code == 413
    answer = send(client, "/register", bytes(13_000_000))
    assert answer.status_code == 413 and "图片太大" in answer.get_data(as_text=True)


def spooled(app, client, monkeypatch) -> list:
    """Temporary files that a large picture was written to on its way."""
    made = []

    def spy(*args, **options):
        made.append("file")
        return io.BytesIO()

    for name in ("SpooledTemporaryFile", "TemporaryFile"):
        monkeypatch.setattr(f"werkzeug.formparser.{name}", spy, raising=False)
    send(client, "/register", jpeg() + bytes(2_000_000), **WORDS | {"mobile": "1"})
    return made


def test_an_upload_is_never_a_file_in_clear(app, client, monkeypatch):
    assert spooled(app, client, monkeypatch) == []


def test_twin_the_librarys_own_request_writes_it_down(app, client, monkeypatch):
    monkeypatch.setattr(app, "request_class", Request)
    assert spooled(app, client, monkeypatch) == ["file"]


def left_after_a_decision(operator) -> int:
    _, claim = with_picture()
    service.refuse(operator, claim, "看不清")
    db.session.commit()
    return len(pictures())


def test_a_refusal_destroys_it_too(operator):
    assert left_after_a_decision(operator) == 0


def test_twin_a_decision_that_forgets_the_picture_is_caught(operator, monkeypatch):
    monkeypatch.setattr(claims.licences, "destroy", lambda *args, **options: None)
    assert left_after_a_decision(operator) == 1


@pytest.mark.parametrize("round_", range(4))
def test_a_picture_handed_in_while_it_is_decided_does_not_stay(app, operator, round_):
    _, membership = registered(round_, code(round_))
    claim_id = claim_of(membership).id
    db.session.commit()

    def hand_in():
        return licences.hand_in(db.session.get_one(Claim, claim_id), CLEAN)

    def refuse():
        service.refuse(operator, db.session.get_one(Claim, claim_id), "不一致")

    done = together(app, hand_in, refuse)
    assert not any(isinstance(one, Exception) for one in done), done
    db.session.expire_all()
    assert pictures() == []


def test_the_owner_hands_in_another_one(app, client_as):
    membership, _ = with_picture()
    client = client_as(membership)
    page = Page(client.get("/organisation"))
    assert page.submit("换成这张").error_of("选一张照片")
    assert client.post("/organisation/licence", data={"picture": photo(jpeg((33, 44)))}).status_code == 303
    assert Image.open(io.BytesIO(client.get("/organisation/licence").data)).size == (33, 44)
    assert len(pictures()) == 1


def test_the_list_says_what_there_is_to_look_at(world, as_persona):
    page = Page(as_persona("operator").get("/claims")).text
    assert "有执照照片" in page and "等作保人答复" in page
