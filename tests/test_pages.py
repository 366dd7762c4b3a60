"""What holds for every page of every role; each is crawled with the rows of tests/world in place."""

import re
from collections import Counter
from hashlib import sha256

import pytest
import sqlalchemy as sa
from flask import Response
from jinja2 import nodes

from portal.core.db import Base, db
from portal.core.permissions import public
from tests.addresses import routes
from tests.both import on_both
from tests.crawl import crawl
from tests.page import Page

PERSONAS = [
    "signed_out",
    "owner",
    "newcomer",
    "borrower",
    "accepted",
    "browsing",
    "interested",
    "bank_admin",
    "officer",
    "clerk",
    "monitor",
    "operator",
    "auditor",
]
MOST_QUERIES = 15
CHANGED_BY_READING = {"auth_session", "card_view", "rate_count"}
"""Session touch, opened cards, a limiter's counter; see `GET changes no row`."""
NO_WORKER = "/readyz"  # says so with 503 where none runs
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?")
FRAMES = ("components/", "layout/", "leads/acts/", "base.html", "errors/error.html")


@pytest.fixture
def visits_of(app, world, as_persona, count_queries):
    def visit(persona: str):
        return crawl(app, world, persona, as_persona(persona), count_queries)

    return visit


@on_both("persona", PERSONAS, often=["owner", "accepted", "operator"])
def test_every_page_keeps_the_rules_asks_little_and_changes_nothing(database, visits_of, persona):
    before = contents()
    visits = visits_of(persona)
    assert faults_of(visits) == []
    assert changed(before, contents()) == set()
    pages = [visit for visit in visits if visit.is_page and not 300 <= visit.status < 400]
    assert len(pages) > 5
    for page in pages if database.kind == "sqlite" else ():  # no database writes the markup
        Page(page.response)


def faults_of(visits) -> list[str]:
    """Pages that break, and pages that ask the database too often, with what they repeat."""
    faults = []
    for visit in visits:
        asked = [statement for statement in visit.statements if not statement.startswith("BEGIN")]
        if visit.status >= 500 and visit.url != NO_WORKER:
            faults.append(f"{visit.url} answers {visit.status}")
        if len(asked) > MOST_QUERIES:
            often = Counter(statement.split("WHERE")[0][:160] for statement in asked).most_common(3)
            faults.append(f"{visit.url} takes {len(asked)} queries: {often}")
    return faults


def contents() -> dict[str, str]:
    """A digest of every table's rows."""
    found = {}
    for table in Base.metadata.sorted_tables:
        rows = db.session.execute(sa.select(*table.columns)).all()
        found[table.name] = sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()
    db.session.rollback()
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before if before[name] != after[name]} - CHANGED_BY_READING


@pytest.mark.sqlite
def test_twin_a_page_that_asks_row_by_row_and_writes_is_caught(app, world, visits_of):
    def careless():
        for number in range(MOST_QUERIES + 1):
            db.session.execute(sa.text(f"SELECT {number}"))
        db.session.execute(sa.text("UPDATE financing_need SET approximate = true"))
        db.session.commit()
        return Response("<h1>x</h1>")

    app.add_url_rule("/careless", view_func=public(careless))
    before = contents()
    faults = faults_of(visits_of("signed_out"))
    assert len(faults) == 1 and faults[0].startswith("/careless takes")
    assert changed(before, contents()) == {"financing_need"}


@pytest.mark.sqlite
def test_addresses_are_kebab_case_and_name_rows_by_opaque_ids(app):
    wrong = []
    for name, rule in routes(app):
        for is_dynamic, data in rule._trace:
            if not is_dynamic:
                wrong += [
                    f"{name} {data}"
                    for part in data.strip("|/").split("/")
                    if part and not KEBAB.fullmatch(part)
                ]
        kinds = {argument: type(converter).__name__ for argument, converter in rule._converters.items()}
        wrong += [
            f"{name} {argument}"
            for argument, kind in kinds.items()
            if kind in {"IntegerConverter", "FloatConverter"}
        ]
    assert wrong == []


@pytest.mark.sqlite
def test_every_template_compiles_and_has_a_title(app):
    """A part (its name begins with _) or an act needs none; errors/error.html and base.html are frames."""
    env = app.jinja_env
    for name in env.list_templates(extensions=["html"]):
        env.get_template(name)
        is_part = name.startswith(FRAMES) or name.rsplit("/", 1)[-1].startswith("_")
        assert is_part or "title" in _blocks(env, name), f"{name} has no title"


def _blocks(env, name: str) -> set[str]:
    """The blocks that a template or its parents below base.html define."""
    if name == "base.html":
        return set()
    tree = env.parse(env.loader.get_source(env, name)[0])
    parents = [parent.template.value for parent in tree.find_all(nodes.Extends)]
    own = {block.name for block in tree.find_all(nodes.Block)}
    return own.union(*(_blocks(env, parent) for parent in parents))
