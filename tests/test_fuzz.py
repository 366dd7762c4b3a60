"""Fuzzed requests at every route as everybody: no error, no innards, no markup out of what was typed.

Twenty seeds of 500 requests each make the large size; every seed begins on a fresh site. The first seed runs
with the suite, with fewer.
"""

import sys

import pytest
from flask import Response, redirect, render_template_string, request
from markupsafe import escape

from portal.core import security
from portal.core.permissions import public
from tests import fuzz
from tests.fuzz import Fuzzer, Shot
from tests.fuzz_forms import scout, visits
from tests.fuzz_judge import breaking, faults_of, fire
from tests.fuzz_values import MARK

SHOTS, FEW = 500, 250
SEEN: dict[str, dict] = {}  # which fields the pages have is the same on every database: looked at once
SEEDS = pytest.mark.parametrize("seed", [1, *[pytest.param(n, marks=pytest.mark.slow) for n in range(2, 21)]])
SQLITE = pytest.mark.sqlite

# Werkzeug leaves the parts of a multipart body that was cut off to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture
def ground(app, world):
    ground = scout(app, world, SEEN or None)
    SEEN.update(ground.fields)
    return ground


@SEEDS
@pytest.mark.timeout(600)
def test_whatever_is_sent_is_answered_with_a_page_of_ours(ground, seed):
    shots = FEW if seed == 1 else SHOTS
    found = fire(ground, Fuzzer(ground, seed).shots(shots)) + afterwards(ground)
    errors = sum("answers 5" in fault for fault in found)
    kind = ground.app.config["SQLALCHEMY_DATABASE_URI"].partition(":")[0]
    sys.stderr.write(
        f"fuzz: {shots} requests of seed {seed} ({kind}), {errors} answered 5xx, {len(found)} wrong\n"
    )
    assert not found, f"{len(found)} wrong answers\n" + "\n".join(found[:20])


def afterwards(ground) -> list[str]:
    """Nothing of it was stored in a way that breaks a page later."""
    with breaking(ground.app) as broken:
        return [
            f"afterwards: {fault} {broken[-1:]} · {answer.request.path} as {persona}"
            for persona, answer in visits(ground, 2)
            for fault in faults_of(answer, Shot(persona, "GET", answer.request.path, "afterwards"))
        ]


# The twins: pages that get one thing wrong each, under a few of the hostile values.
SOME = ["NaN", f"' {MARK}attr='1", f'"><{MARK}tag>', "{{7919*104729}}", "//evil.example/x"]
CARELESS = {
    "breaks": (lambda: page(str(int(request.values.get("amount") or 1))), "answers 500"),
    "echoes": (lambda: page(request.values.get("words", "")), "unescaped"),
    "forgets a quote": (
        lambda: page(f"<p title='{request.values.get('words', '').replace('<', '')}'>"),
        "unescaped",
    ),
    "runs what was typed": (
        lambda: page(render_template_string(request.values.get("words", ""))),
        "a template ran",
    ),
    "leads anywhere": (lambda: redirect(request.values.get("words") or "/"), "leads to"),
    "shows its insides": (lambda: page("Traceback (most recent call last)"), "shows"),
    "is no page": (lambda: Response("{}", mimetype="application/json"), "no page of ours"),
    "is in order": (lambda: page(escape(request.values.get("words", ""))), None),
}


def page(text: str) -> Response:
    return Response(f"<!doctype html><title>x</title><h1>x</h1>{text}")


def fires_at(ground, path: str, caught: str | None = None) -> list[str]:
    """Fire until the fault is found: which shot meets it is a matter of luck."""
    ground.fields |= {f"{method} {path}": {"amount": ["1"], "words": [""]} for method in ("GET", "POST")}
    found: list[str] = []
    for seed in range(1, 6 if caught else 2):
        found += fire(ground, Fuzzer(ground, seed, only=path).shots(50))
        if caught and any(fault.startswith(caught) for fault in found):
            break
    return found


@SQLITE
def test_twin_careless_pages_are_caught(app, world, monkeypatch):
    monkeypatch.setattr(fuzz, "HOSTILE", SOME)
    for name, (view, _) in CARELESS.items():
        app.add_url_rule(f"/{name}", name, public(view), methods=["GET", "POST"])
    ground = scout(app, world, {})
    for name, (_, caught) in CARELESS.items():
        found = fires_at(ground, name, caught)
        if caught is None:
            assert found == []
        else:
            assert any(fault.startswith(caught) for fault in found), f"{name}: {found[:3]}"
    app.before_request_funcs[None].remove(security._refuse_junk)
    junk = "junk is answered 200"
    assert any(fault.startswith(junk) for fault in fires_at(ground, "is in order", junk))
