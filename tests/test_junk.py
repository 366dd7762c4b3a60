"""Junk bytes: whatever is no text is answered with 400 before any view, wherever in a request it stands."""

from urllib.parse import quote_from_bytes, quote_plus

import pytest
from flask import Flask

from portal.core import security
from portal.core.permissions import public
from tests.addresses import all_addresses
from tests.page import Page
from tests.world import World

SQLITE = pytest.mark.sqlite
FORM = "application/x-www-form-urlencoded"
JUNK = {
    "no UTF-8": b"\xff",
    "a lone surrogate": b"\xed\xa0\x80",
    "overlong": b"\xc0\xaf",
    "cut short": b"\xe4\xb8",
    "NUL": b"\0",
    "bell": b"\a",
    "escape": b"\x1b[31m",
}
TEXT = [
    "一家奶茶店",
    "😀👩‍🌾",
    "\u202eabc\u202c",
    "１２３",
    "two\r\nlines\tand a tab",
    "100%FF",
    "a%00b",
    "<b>&amp;",
]


def in_query(path: str, junk: bytes) -> dict:
    return {"path": path, "query_string": f"a={quote_from_bytes(junk)}"}


def in_query_name(path: str, junk: bytes) -> dict:
    return {"path": path, "query_string": f"{quote_from_bytes(junk)}=a"}


def raw_in_query(path: str, junk: bytes) -> dict:
    return {"path": path, "environ_overrides": {"QUERY_STRING": (b"a=" + junk).decode("latin-1")}}


def in_path(path: str, junk: bytes) -> dict:
    cut = path.encode()[:-1] + junk
    return {"path": path, "environ_overrides": {"PATH_INFO": cut.decode("latin-1")}}


def in_field(path: str, junk: bytes) -> dict:
    return {"path": path, "data": f"a={quote_from_bytes(junk)}&", "content_type": FORM}


def in_field_name(path: str, junk: bytes) -> dict:
    return {"path": path, "data": f"{quote_from_bytes(junk)}=a&", "content_type": FORM}


def raw_in_field(path: str, junk: bytes) -> dict:
    return {"path": path, "data": b"a=" + junk + b"&", "content_type": FORM}


def in_part(path: str, junk: bytes) -> dict:
    return _multipart(path, b'name="a"\r\n\r\n' + junk)


def in_part_name(path: str, junk: bytes) -> dict:
    return _multipart(path, b'name="' + junk + b'"\r\n\r\na')


def in_file_name(path: str, junk: bytes) -> dict:
    return _multipart(path, b'name="a"; filename="' + junk + b'.csv"\r\n\r\na')


def _multipart(path: str, part: bytes) -> dict:
    body = b"--b\r\nContent-Disposition: form-data; " + part + b"\r\n--b\r\n"
    body += b'Content-Disposition: form-data; name="csrf_token"\r\n\r\n'
    return {"path": path, "data": body, "content_type": "multipart/form-data; boundary=b"}


IN_ADDRESS = (in_query, in_query_name, raw_in_query, in_path)
IN_BODY = (in_field, in_field_name, raw_in_field, in_part, in_part_name, in_file_name)


@pytest.fixture
def opened(app) -> Flask:
    """The same addresses, each let everybody in and telling who got as far as its view."""
    app.reached = []

    def opened_view(endpoint: str):
        return public(lambda **arguments: app.reached.append(endpoint) or "in")

    for endpoint in list(app.view_functions):
        app.view_functions[endpoint] = opened_view(endpoint)
    return app


def send(client, method: str, request: dict):
    """With the token of this client, so that nothing but the junk can be what is refused."""
    if method == "POST":
        token = client.csrf_token().encode()
        data = request["data"] if isinstance(request["data"], bytes) else request["data"].encode()
        end = b"\r\n--b--\r\n" if "multipart" in request["content_type"] else b""
        request = {**request, "data": data + (token + end if end else b"csrf_token=" + token)}
    return client.open(method=method, **request)


def let_through(
    app: Flask, world: World, junks: dict[str, bytes], places=(*IN_ADDRESS, *IN_BODY)
) -> list[str]:
    """Every route, every place, by turns with every kind of junk: what got to a view or was not a 400."""
    client, found, junk = app.test_client(), [], list(junks)
    addresses = {address.name: address for address in all_addresses(app, world)}
    del addresses["GET static"]  # files never reach the app
    for number, address in enumerate(addresses.values()):
        for place in places:
            if (place in IN_BODY) is not (address.method == "POST"):
                continue
            name = junk[number % len(junk)]
            answer = send(client, address.method, place(address.path, junks[name]))
            if answer.status_code != 400 or app.reached:
                found.append(f"{address.name} {name} {place.__name__}: {answer.status_code}")
                app.reached.clear()
    return found


@SQLITE
def test_no_view_meets_junk(opened, world):
    assert let_through(opened, world, JUNK) == []


@SQLITE
def test_every_kind_is_refused_in_every_place_with_a_page(app):
    client = app.test_client()
    for place in (*IN_ADDRESS, *IN_BODY):
        for name, junk in JUNK.items():
            answer = send(client, "POST" if place in IN_BODY else "GET", place("/sign-in", junk))
            assert answer.status_code == 400, f"{name} {place.__name__}"
        assert Page(answer).heading == "这一步没有成功"


@SQLITE
def test_unusual_text_is_no_junk(opened):
    client = opened.test_client()
    for text in TEXT:
        sent = quote_plus(text)
        form = {"path": "/sign-in", "data": f"a={sent}&", "content_type": FORM}
        assert client.get(f"/sign-in?a={sent}").status_code == 200, text
        assert send(client, "POST", form).status_code == 200, text


@SQLITE
@pytest.mark.parametrize("place", [in_query, in_path, in_field, in_field_name, in_part, in_file_name])
def test_twin_an_open_gate_is_caught(opened, world, place):
    opened.before_request_funcs[None].remove(security._refuse_junk)
    assert let_through(opened, world, JUNK, [place])


@SQLITE
def test_twin_a_look_at_what_was_parsed_is_not_enough(opened, world, monkeypatch):
    """Parsed, a broken byte of a query or a form has become the harmless text %FF."""
    monkeypatch.setattr(security, "_sent", lambda: iter(()))
    assert let_through(opened, world, {"no UTF-8": JUNK["no UTF-8"]}, [in_query, in_field, in_path])


@SQLITE
def test_a_file_without_names_is_no_error(opened):
    parts = _multipart("/sign-in", b'filename=""\r\n\r\na')
    assert send(opened.test_client(), "POST", parts).status_code == 200


@SQLITE
def test_a_file_in_the_place_of_a_text_is_not_read(app):
    part = _multipart("/sign-in", b'name="identifier"; filename="a.csv"\r\n\r\na')
    page = Page(send(app.test_client(), "POST", part))
    assert page.status == 422
