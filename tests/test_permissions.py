"""Who may open which page, by real requests; the tables repeat what the code says, on purpose."""

import re

import pytest

from portal.core.permissions import BANK, EVERYONE, SIGNED_IN, Role
from tests.addresses import NOWHERE, all_addresses, nowhere, routes
from tests.both import on_both
from tests.header_rules import faults_of
from tests.matrix import KEEPS_NOTHING, MATRIX, SEES

PERSONA_OF = {
    None: "signed_out",
    Role.APPLICANT: "owner",
    Role.CLERK: "clerk",
    Role.BANK_MANAGER: "accepted",
    Role.BANK_ADMIN: "bank_admin",
    Role.OFFICER: "officer",
    Role.MONITOR: "monitor",
    Role.OPERATOR: "operator",
    Role.AUDITOR: "auditor",
}
CHANGING = re.compile(
    r'nonce="[^"]*"|nonce-[\w-]+|name="(csrf_token|key)" value="[^"]*"|' + NOWHERE.replace("z", "[2-9a-z]")
)


SQLITE = pytest.mark.sqlite
"""For what no database decides; rows are tried on both."""


@SQLITE
def test_every_route_is_in_the_matrix(app):
    assert {name for name, _ in routes(app)} == set(MATRIX)


def test_the_matrix_knows_every_role():
    assert set().union(*MATRIX.values()) <= EVERYONE
    assert {None, *PERSONA_OF} == EVERYONE == SIGNED_IN | {None} and BANK < SIGNED_IN


@SQLITE
@pytest.mark.parametrize("role", PERSONA_OF)
def test_only_the_stated_roles_get_in_and_every_answer_has_its_headers(app, world, as_persona, role):
    found = wrong_answers(app, world, as_persona, role)
    assert not found, "\n".join(found)


def wrong_answers(app, world, as_persona, role, only: str = "") -> list[str]:
    """Routes that turn away who may come in, or let in who may not; and answers without their headers.

    A form may change who is signed in, so each is sent from a browser of its own; pages share one.
    """
    wrong, reader = [], as_persona(PERSONA_OF[role])
    addresses = sorted(first_addresses(app, world).items(), key=lambda pair: pair[1].method)
    for name, address in addresses:
        if not name.endswith(only):
            continue
        is_form = address.method == "POST"
        client, data = (as_persona(PERSONA_OF[role]), {"data": {}}) if is_form else (reader, {})
        with client.open(address.path, method=address.method, **data) as response:
            response.get_data()
        if turned_away(response) == (role in MATRIX.get(name, ())):
            wrong.append(f"{name} answers {role} {response.status_code}")
        signed_in = role is not None and name not in {"POST accounts.sign_out", "GET static"}
        wrong += faults_of(response, signed_in=signed_in)
    return wrong


def first_addresses(app, world):
    """One address a route."""
    return {address.name: address for address in reversed(all_addresses(app, world))}


def turned_away(response) -> bool:
    return response.status_code == 403 or "/sign-in" in response.headers.get("Location", "")


@SQLITE
def test_a_view_that_states_nothing_lets_nobody_in(app, world, as_persona):
    app.add_url_rule("/forgotten", view_func=lambda: "in", endpoint="forgotten")
    for persona in PERSONA_OF.values():
        assert turned_away(as_persona(persona).get("/forgotten")), persona


@SQLITE
@pytest.mark.parametrize(
    ("endpoint", "may_use", "caught"),
    [
        ("organisations.claims", EVERYONE, "GET organisations.claims answers Role.APPLICANT 200"),
        ("organisations.mine", frozenset(), "GET organisations.mine answers Role.APPLICANT 403"),
    ],
)
def test_twin_a_wrong_mark_is_caught(app, world, as_persona, monkeypatch, endpoint, may_use, caught):
    monkeypatch.setattr(app.view_functions[endpoint], "may_use", may_use)
    found = wrong_answers(app, world, as_persona, Role.APPLICANT, only=f" {endpoint}")
    assert found == [caught.replace("Role.APPLICANT", str(Role.APPLICANT))]


@SQLITE
def test_twin_an_answer_without_its_headers_is_caught(app, world, as_persona, monkeypatch):
    monkeypatch.setitem(app.after_request_funcs, None, [])
    found = wrong_answers(app, world, as_persona, Role.APPLICANT, only=" organisations.mine")
    assert "GET /organisation 200 X-Content-Type-Options: None" in found


@SQLITE
@pytest.mark.parametrize("role", [None, Role.APPLICANT, Role.OPERATOR])
def test_a_missing_token_is_no_403(app, world, as_persona, role):
    """A 403 of the matrix is the gate's: without the token nobody, allowed or not, gets as far as that."""
    client = as_persona(PERSONA_OF[role])
    for name, address in first_addresses(app, world).items():
        if address.method == "POST":
            expected = 200 if name in KEEPS_NOTHING else 400
            assert client.post(address.path).status_code == expected, name


@on_both("persona", sorted(SEES.personas), often=["other_owner", "browsing", "other_officer", "clerk"])
def test_rows_of_others_look_like_missing_ones(app, world, as_persona, persona):
    found = open_doors(app, world, as_persona, persona)
    assert not found, "\n".join(found)


def open_doors(app, world, as_persona, persona: str) -> list[str]:
    """Addresses of rows that this persona may not see and that answer otherwise than missing rows."""
    role = getattr(world.members[persona], "role", None)
    client, wrong, missing = as_persona(persona), [], {}
    for address in all_addresses(app, world):
        if not address.rows or role not in MATRIX[address.name]:
            continue
        sees = all(SEES.row(persona, address.endpoint, row) for row in address.rows)
        if sees and address.method == "GET" and client.get(address.path).status_code == 404:
            wrong.append(f"{persona} does not see {address.name} {address.rows}")
        if not sees:
            gone = (address.method, nowhere(app, address, world))
            missing[gone] = missing.get(gone) or _answer(client, *gone)
            there = _answer(client, address.method, address.path)
            if there != missing[gone] or there[0] != 404:
                wrong.append(f"{persona} sees {address.name} {address.rows}")
    return wrong


def _answer(client, method: str, path: str):
    data = {"data": {}} if method == "POST" else {}
    response = client.open(path, method=method, **data)
    headers = {
        name: value
        for name, value in response.headers
        if name not in {"Set-Cookie", "Content-Security-Policy"}
    }
    return response.status_code, headers, CHANGING.sub("", response.get_data(as_text=True))


def test_twin_an_open_door_is_caught(app, world, as_persona, monkeypatch):
    import sqlalchemy as sa

    from portal.products import queries
    from portal.products.models import Product

    monkeypatch.setattr(queries, "own", lambda actor: sa.select(Product))
    found = open_doors(app, world, as_persona, "accepted")
    assert "accepted sees GET products.edit (('products', 'draft B'),)" in found
