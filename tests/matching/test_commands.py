"""`match TEXT --json`: a need in words against the published products, as the pages would answer."""

import json

import pytest

from portal.core.db import db
from portal.matching import commands, index, queries
from tests import factories
from tests.needs.heard import heard


@pytest.fixture
def said(monkeypatch):
    monkeypatch.setattr(commands, "understand", lambda text: heard())


def match(app, *arguments):
    return app.test_cli_runner().invoke(args=["match", *arguments])


def test_the_answer_is_one_json_object_and_names_products_by_their_addresses(app, said):
    fits = factories.product(name="示例小店贷")
    dear = factories.product(name="示例押房贷", security_accepted=("real_estate",))
    factories.product(name="示例外地贷", regions=("650000",))
    db.session.commit()
    index.rebuild()
    done = match(app, "开奶茶店的，想借20万周转", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert set(found) == {"matches", "near_misses", "questions"}
    assert [one["product_id"] for one in found["matches"]] == [fits.public_id]
    assert [one["product_id"] for one in found["near_misses"]] == [dear.public_id]
    assert found["matches"][0]["reasons"] and found["matches"][0]["verdicts"]


@pytest.mark.parametrize("arguments", [["周转20万"], ["--json"], [" ", "--json"]])
def test_what_is_no_question_is_refused(app, arguments):
    assert match(app, *arguments).exit_code == 2


def test_without_an_index_it_says_what_to_try(app, said, monkeypatch):
    monkeypatch.setattr(queries, "matches_for", lambda need: None)
    done = match(app, "周转20万", "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "doctor" in done.stderr
