"""The index is a cache: gone or behind, it comes back from the rows."""

import shutil

import pytest

from portal.core.config import ConfigError, from_environment
from portal.core.db import db
from portal.matching import index, queries
from portal.matching.views import owner_matches
from portal.needs.models import NeedState
from tests import factories
from tests.application import environment


def test_ensure_builds_what_is_missing_and_keeps_what_is_there(app):
    need = factories.need()
    db.session.commit()
    index.ensure()
    assert queries.search_needs("奶茶店") == [need.id]


def test_ensure_notices_an_index_that_fell_behind(app):
    factories.need()
    db.session.commit()
    index.ensure()
    second = factories.need(summary="修车铺买举升机")
    db.session.commit()
    index.ensure()
    assert queries.search_needs("举升机") == [second.id]


def test_ensure_mends_what_differs_and_builds_nothing_anew(app, monkeypatch):
    gone, kept = factories.need(), factories.need(summary="修车铺买举升机")
    db.session.commit()
    index.ensure()
    gone.state = NeedState.WITHDRAWN
    late, product = factories.need(summary="早点铺换炉子"), factories.product()
    db.session.commit()
    monkeypatch.setattr(index, "rebuild", lambda: pytest.fail("built anew"))
    index.ensure()
    assert {int(key) for key, _ in index.engine().find("need", index.EVERYTHING)} == {kept.id, late.id}
    assert queries.search_products(product.name) == [product.id]


def test_without_an_index_pages_say_so_and_words_find_nothing(app):
    need = factories.need()
    db.session.commit()
    index.ensure()
    index.close()
    shutil.rmtree(app.config["DATA_DIR"] / "index")
    assert queries.search_needs("奶茶店") is None
    assert owner_matches(need)["available"] is False


def test_people_find_needs_by_the_names_of_codes(app):
    need = factories.need(summary="进点货")
    db.session.commit()
    index.ensure()
    for words in ("餐饮", "拱墅", "流动资金"):
        assert queries.search_needs(words) == [need.id], words


def test_words_as_written_never_reach_the_index(app):
    factories.need(words="找王老板 13800001111", summary="周转")
    db.session.commit()
    index.ensure()
    index.close()
    for file in (app.config["DATA_DIR"] / "index").rglob("*"):
        assert not file.is_file() or "王老板".encode() not in file.read_bytes()


def test_the_owner_sees_products_with_verdicts_and_what_is_unknown(app):
    factories.product(requirements=("years:1", "tax"))
    need = factories.need(established_on=None)
    db.session.commit()
    index.ensure()
    with app.test_request_context():
        view = owner_matches(need)
    rows = view["matches"][0]["rows"]
    assert [row["rule"] for row in rows][:4] == ["地区", "主体", "行业", "金额"]
    assert view["matches"][0]["tally"]["unknown"] >= 1
    assert any(question["key"] == "established_years" for question in view["questions"])


def test_a_site_that_changes_its_engine_builds_its_own_index_by_itself(app):
    need = factories.need()
    db.session.commit()
    index.ensure()
    for name in ("tantivy", "whoosh"):
        index.close()
        app.config["SEARCH_ENGINE"] = name
        assert index.engine().stale()
        assert queries.search_needs("奶茶店") is None  # until the worker has built it
        index.ensure()
        assert queries.search_needs("奶茶店") == [need.id]
        late = factories.need(summary="修车铺买举升机")
        db.session.commit()
        index.put_needs([late.id])
        assert queries.search_needs("举升机")[-1] == late.id
        late.state = NeedState.WITHDRAWN
        db.session.commit()
        index.put_needs([late.id])
        assert queries.search_needs("举升机") == []


def test_an_engine_that_is_none_keeps_the_site_from_starting(tmp_path):
    assert from_environment(environment("sqlite://", tmp_path))["SEARCH_ENGINE"] == "whoosh"
    assert (
        from_environment(environment("sqlite://", tmp_path, SEARCH_ENGINE="tantivy"))["SEARCH_ENGINE"]
        == "tantivy"
    )
    with pytest.raises(ConfigError, match="lucene"):
        from_environment(environment("sqlite://", tmp_path, SEARCH_ENGINE="lucene"))
