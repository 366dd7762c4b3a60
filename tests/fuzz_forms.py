"""Scouting before fuzzing: as every persona, which forms the site's pages show and with which fields."""

import re
import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup, SoupStrainer, Tag
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

from portal.core.db import db
from portal.core.permissions import Role
from tests.addresses import Address, all_addresses
from tests.application import ROOT
from tests.fuzz_values import TYPICAL
from tests.matrix import ALL, MATRIX, SEES
from tests.world import World

PERSONAS = {
    "signed_out": None,
    "owner": Role.APPLICANT,
    "newcomer": Role.APPLICANT,
    "borrower": Role.APPLICANT,
    "clerk": Role.CLERK,
    "accepted": Role.BANK_MANAGER,
    "interested": Role.BANK_MANAGER,
    "bank_admin": Role.BANK_ADMIN,
    "officer": Role.OFFICER,
    "monitor": Role.MONITOR,
    "operator": Role.OPERATOR,
    "auditor": Role.AUDITOR,
}
READ = re.compile(r"""\b(?:args|form|values)(?:\.get|\.getlist)?[(\[]\s*"(\w+)\"""")
FORMS_AND_LINKS = SoupStrainer(["form", "a"])  # the rest of a page takes as long to parse as the page itself
STEPS = ("/needs/new/money", "/needs/new/about")  # filled in by whoever may, so that later steps open
Fields = dict[str, list[str]]


@dataclass
class Ground:
    """All that a fuzzer needs to know of a site: addresses, sessions, and fields by endpoint."""

    app: Flask
    addresses: dict[str, list[Address]] = field(default_factory=lambda: defaultdict(list))
    sessions: dict[str, dict] = field(default_factory=dict)
    fields: dict[str, Fields] = field(default_factory=lambda: defaultdict(dict))

    @property
    def names(self) -> list[str]:
        """Every field that occurs anywhere, and what views read without a form."""
        asked = {name for file in (ROOT / "portal").rglob("*.py") for name in READ.findall(file.read_text())}
        return sorted(asked.union(*self.fields.values()))

    def seen_by(self, name: str, persona: str) -> list[Address]:
        """The addresses of a route with rows that this persona may see."""
        return [
            address
            for address in self.addresses[name]
            if all(SEES.row(persona, address.endpoint, row) for row in address.rows)
        ]

    def personas(self, name: str) -> list[str]:
        """Whom the matrix lets use a route."""
        return [persona for persona, role in PERSONAS.items() if role in MATRIX.get(name, ALL)]

    def token(self, persona: str) -> str:
        raw = self.sessions[persona]["csrf_token"]
        return URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(raw)

    def client(self, persona: str):
        """A session of its own each time: what one request ends must not reach the next."""
        client = self.app.test_client()
        with client.session_transaction() as session:
            session.update(self.sessions[persona])
        return client


def scout(app: Flask, world: World, fields: dict[str, Fields] | None = None) -> Ground:
    """Look at every page once as everybody who may; `fields` found on a site before need no second look."""
    ground = Ground(app)
    for address in all_addresses(app, world):
        if address.endpoint != "static":
            ground.addresses[address.name].append(address)
    ground.sessions = {persona: _session(world, persona) for persona in PERSONAS}
    db.session.commit()  # SQLite has one writer, and a client's session is a row
    for persona in ground.personas("POST needs.money"):
        _begin_a_need(ground, persona)
    if fields is None:
        _look_around(ground)
    else:
        ground.fields = fields
    return ground


def _look_around(ground: Ground) -> None:
    """Every page, and one more for each page behind a query, such as what was ticked for a push."""
    followed = set()
    for persona, answer in visits(ground, 6):
        for link in _note_fields(ground, answer):
            way = persona, urlsplit(link).path
            if way not in followed:
                followed.add(way)
                _note_fields(ground, ground.client(persona).get(link))


def visits(ground: Ground, rows: int) -> Iterator[tuple[str, object]]:
    """(persona, answer) of every page that can be read, of some rows each, as everybody who may."""
    for name in list(ground.addresses):
        if name.startswith("GET"):
            for persona in ground.personas(name):
                client = ground.client(persona)
                for address in ground.seen_by(name, persona)[:rows]:
                    yield persona, client.get(address.path)


def _session(world: World, persona: str) -> dict:
    data = {"csrf_token": secrets.token_hex(20)}
    if member := world.members[persona]:
        data |= {"_user_id": str(member.person_id), "membership_id": member.id, "_fresh": True,
                 "second": member.person_id}  # fmt: skip
    return data


def _begin_a_need(ground: Ground, persona: str) -> None:
    client = ground.client(persona)
    for step in STEPS:
        client.post(step, data={**TYPICAL, "csrf_token": ground.token(persona), "security": "none"})
    with client.session_transaction() as session:
        ground.sessions[persona] = dict(session)


def _note_fields(ground: Ground, answer) -> list[str]:
    """Keep what the page's forms and links carry; its links with a query."""
    if answer.mimetype != "text/html":
        return []
    soup = BeautifulSoup(answer.data, "html.parser", parse_only=FORMS_AND_LINKS)
    for form in soup.find_all("form"):
        method = form.get("method", "get").upper()
        name = _route(ground.app, form.get("action") or answer.request.path, method)
        for tag in form.find_all(["input", "select", "textarea", "button"]):
            if tag.get("name"):
                _offer(ground.fields[name], tag["name"], _values(tag))
    links = [link["href"] for link in soup.find_all("a", href=re.compile(r"^[/?].*=|^\?"))]
    for link in links:
        parts = urlsplit(link)
        for key, value in parse_qsl(parts.query):
            _offer(ground.fields[_route(ground.app, parts.path or answer.request.path, "GET")], key, [value])
    return [link for link in links if link.startswith("/") and "/static/" not in link]


def _route(app: Flask, action: str, method: str) -> str:
    try:
        endpoint, _ = app.url_map.bind("localhost").match(urlsplit(action).path, method)
    except HTTPException:
        return ""
    return f"{method} {endpoint}"


def _values(tag: Tag) -> list[str]:
    if tag.name == "select":
        return [option.get("value", "") for option in tag.find_all("option")]
    return [tag.get_text() if tag.name == "textarea" else tag.get("value", "")]


def _offer(fields: Fields, name: str, values: list[str]) -> None:
    known = fields.setdefault(name, [])
    known += [value for value in values if value not in known][: 60 - len(known)]
