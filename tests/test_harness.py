"""The harness: real commits that leave no trace, a client that notices a forgotten commit, page rules."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Response, request
from markupsafe import Markup

from portal.core.crypto import DataKey
from portal.core.db import db
from portal.core.permissions import public
from tests.page import Page

ROOT = Path(__file__).parents[1]
GOOD = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">
<title>错误：填写需求 · 融桥</title></head>
<body><main><div role="alert"><a href="#amount">请填写需要的金额</a></div><h1>填写需求</h1>
<form method="post"><input type="hidden" name="csrf_token" value="x">
<label for="amount">需要多少资金？</label><p id="amount-error">请填写需要的金额</p>
<input id="amount" name="amount" aria-describedby="amount-error" aria-invalid="true">
<fieldset><legend>有抵押吗？</legend><label><input type="radio" name="pledge" value="yes">有</label>
<label><input type="radio" name="pledge" value="no" checked>没有</label></fieldset>
<button>提交</button></form></main></body></html>"""
BROKEN = {
    "two headings": ("<h1>填写需求</h1>", "<h1>填写需求</h1><h1>又一个</h1>"),
    "a title of its own": ("<title>错误：填写需求", "<title>需求"),
    "an id twice": ('<p id="amount-error">', '<p id="amount">'),
    "no label": ('<label for="amount">需要多少资金？</label>', ""),
    "a reference to nothing": ('id="amount-error"', 'id="other"'),
    "a style": ("<h1>", '<h1 style="color:red">'),
    "a script": ("</main>", "<script>alert(1)</script></main>"),
    "a handler": ("<button>", '<button onclick="x()">'),
    "no token": ('<input type="hidden" name="csrf_token" value="x">', ""),
    "a button without words": ("<button>提交</button>", "<button></button>"),
    "no language": (' lang="zh-Hans"', ""),
    "a tag left open": ("</fieldset>", ""),
}


def test_what_is_missing_is_said_at_the_end(tmp_path):
    """The suite on a machine without PostgreSQL and without Chromium."""
    (tmp_path / "bare.py").write_text(
        "import tests.postgres, tests.browser\n"
        "tests.postgres.find_binaries = tests.browser.find_chromium = lambda *anything: None\n"
    )
    chosen = "database_is_the_one or opens_at_both"
    command = [sys.executable, "-m", "pytest", "-p", "bare", "-p", "no:cacheprovider", "-k", chosen]
    files = ["tests/test_harness.py", "tests/test_browser_harness.py"]
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    done = subprocess.run(
        [*command, *files], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "1 passed, 3 skipped" in done.stdout
    assert "NOT RUN: 1 tests, because PostgreSQL was not found. Debian" in done.stdout
    assert "NOT RUN: 2 tests, because Chromium was not found. Debian" in done.stdout


@pytest.mark.parametrize("turn", ["first", "second"])
def test_nothing_is_left_of_the_test_before(app, turn):
    names = sa.select(DataKey.name).where(DataKey.name == "left by a test")
    assert db.session.scalars(names).all() == []
    db.session.add(DataKey(name="left by a test"))
    db.session.commit()
    assert len(db.session.scalars(names).all()) == 1


def test_the_database_is_the_one_it_says(app, database):
    assert db.engine.dialect.name == database.kind


def flush_only():
    db.session.add(DataKey(name="forgotten"))
    db.session.flush()
    return "done"


def add_only():
    db.session.add(DataKey(name="forgotten"))
    return "done"


def update_only():
    db.session.execute(sa.update(DataKey).values(name="forgotten").where(DataKey.id == 0))
    return "done"


@pytest.mark.parametrize("view", [flush_only, add_only, update_only])
def test_a_forgotten_commit_fails_the_test(app, client, view):
    app.add_url_rule("/forgets", view_func=public(view))
    with pytest.raises(AssertionError, match="without committing"):
        client.get("/forgets")


def test_a_request_sees_what_the_test_prepared_and_the_test_what_the_request_changed(app, client):
    def rename():
        db.session.execute(sa.update(DataKey).where(DataKey.name == "before").values(name="after"))
        db.session.commit()
        return "done"

    app.add_url_rule("/rename", view_func=public(rename), methods=["POST"])
    key = DataKey(name="before")
    db.session.add(key)
    assert client.post("/rename", data={}).status_code == 200
    assert key.name == "after"


def test_a_post_without_the_token_is_refused(app, client):
    app.add_url_rule("/nothing", view_func=public(lambda: "done"), methods=["POST"])
    assert client.post("/nothing").status_code == 400


def test_a_page_in_order_passes(app, client):
    page = Page(served(app, client, GOOD))
    assert page.heading == "填写需求"
    assert page.error_of("需要多少资金？") == "请填写需要的金额"


@pytest.mark.parametrize("fault", BROKEN)
def test_a_page_with_a_fault_fails(app, client, fault):
    good, bad = BROKEN[fault]
    assert good in GOOD
    with pytest.raises(AssertionError):
        Page(served(app, client, GOOD.replace(good, bad, 1)))


def test_a_form_is_sent_as_a_browser_would(app, client):
    def echo():
        sent = Markup("{} {}").format(request.form["amount"], request.form["pledge"])
        return GOOD.replace("需要多少资金？", sent)

    app.add_url_rule("/form", view_func=public(lambda: GOOD), methods=["GET"])
    app.add_url_rule("/form", endpoint="echo", view_func=public(echo), methods=["POST"])
    token = client.csrf_token()
    page = Page(client.get("/form"))
    page.soup.find(attrs={"name": "csrf_token"})["value"] = token
    assert "30 no" in page.submit("提交", amount=30).labels()
    assert "300 yes" in page.submit("提交", {"需要多少资金？": 300}, pledge="yes").labels()
    with pytest.raises(AssertionError, match="does not offer"):
        page.submit("提交", pledge="perhaps")


def served(app, client, html):
    app.add_url_rule("/page", view_func=public(lambda: Response(html, mimetype="text/html")))
    return client.get("/page")
