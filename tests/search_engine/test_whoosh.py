"""What only the embedded engine has: files, two processes, damage, and what may not be in them."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from whoosh.qparser import QueryParser

from search.engines import EngineUnavailable, Query, open_engine, whoosh_query
from search.engines.whoosh import SCHEMA
from tests.search_engine.builders import need, product


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def engine(folder):
    opened = open_engine("whoosh", folder)
    yield opened
    opened.close()


def test_without_an_index_it_says_so_and_a_rebuild_makes_one(engine):
    assert engine.stale()
    with pytest.raises(EngineUnavailable, match="reindex"):
        engine.find("need", Query())
    engine.rebuild({"need": [need()]})
    assert not engine.stale()
    assert engine.count("need") == 1


def test_an_index_begun_by_put_still_wants_its_rebuild(engine):
    engine.put("need", [need()])
    assert engine.count("need") == 1
    assert engine.stale()


def test_a_reader_sees_what_the_writer_commits_and_rebuilds(engine, folder):
    engine.rebuild({"need": [need()]})
    reader = open_engine("whoosh", folder)
    assert reader.count("need") == 1
    engine.put("need", [need(id="second")])
    assert reader.count("need") == 2
    engine.rebuild({"need": [need(id="third")]})
    assert reader.find("need", Query()) == [("third", 0.0)]
    assert len(list(folder.glob("generation-*"))) == 1
    reader.close()


def test_an_index_of_another_version_is_stale(engine, folder):
    engine.rebuild({})
    pointer = folder / "current"
    pointer.write_text(pointer.read_text().replace('"version": "', '"version": "0-'))
    assert engine.stale()


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # Whoosh leaves a damaged file open
@pytest.mark.parametrize("damage", ["pointer", "files", "folder"])
def test_damage_is_one_error_and_a_rebuild_mends_it(engine, folder, damage):
    engine.rebuild({"need": [need()]})
    engine.close()
    match damage:
        case "pointer":
            (folder / "current").write_text("{")
        case "files":
            for path in folder.glob("generation-*/need/*"):
                path.write_bytes(b"\0\1\2")
        case "folder":
            shutil.rmtree(next(folder.glob("generation-*")))
    with pytest.raises(EngineUnavailable):
        engine.find("need", Query())
    assert engine.stale()
    engine.rebuild({"need": [need()]})
    assert engine.count("need") == 1


def test_a_second_writer_waits_and_then_gives_up(engine, folder, monkeypatch):
    monkeypatch.setattr("search.engines.generations.LOCK_SECONDS", 0.1)
    engine.rebuild({})
    other = open_engine("whoosh", folder)
    with engine._generations.locked(), pytest.raises(EngineUnavailable, match="another process"):
        other.put("need", [need()])
    other.put("need", [need()])
    assert engine.count("need") == 1
    other.close()


def written_while_rebuilt(engine, other) -> set[str]:
    """Ids in the index after a rebuild that another process wrote during: one came, one went, one changed."""

    def rows():
        yield need(id="stays")
        yield need(id="goes")
        other.drop("need", ["goes"])
        other.put("need", [need(id="comes")])
        assert {key for key, _ in other.find("need", Query())} == {"old", "comes"}  # searched all the while

    engine.rebuild({"need": [need(id="old"), need(id="goes")]})
    engine.rebuild({"need": rows()})
    return {key for key, _ in engine.find("need", Query())}


def test_a_rebuild_holds_up_no_writer_and_loses_nothing_written_meanwhile(engine, folder):
    other = open_engine("whoosh", folder)
    assert written_while_rebuilt(engine, other) == {"stays", "comes"}
    other.close()


def test_twin_a_rebuild_without_its_journal_loses_what_was_written(engine, folder, monkeypatch):
    monkeypatch.setattr("search.engines.generations.Generations.noted", lambda self: [])
    other = open_engine("whoosh", folder)
    assert written_while_rebuilt(engine, other) == {"stays", "goes"}
    other.close()


def test_two_rebuilds_do_not_run_at_once_and_a_killed_one_is_forgotten(engine, folder, monkeypatch):
    monkeypatch.setattr("search.engines.generations.LOCK_SECONDS", 0.1)
    other = open_engine("whoosh", folder)
    with engine._generations.rebuilding(), pytest.raises(EngineUnavailable, match="another process"):
        other.rebuild({"need": [need()]})
    (folder / "journal").write_text("left by one that was killed", encoding="utf-8")
    other.put("need", [need()])
    assert not (folder / "journal").exists()
    other.close()


def test_a_failed_batch_leaves_the_index_as_it_was(engine):
    engine.rebuild({"need": [need()]})
    with pytest.raises(EngineUnavailable):
        engine.put("need", [need(id="second"), object()])
    assert engine.find("need", Query()) == [("need-1", 0.0)]


def bytes_of(folder) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


SECRET = {"amount_min_yuan": 173_131, "amount_max_yuan": 271_717, "established_years": 7.131}


def test_exact_figures_are_not_in_the_index(engine, folder):
    engine.rebuild({"need": [need(**SECRET, tags=("revenue:918273",))], "product": [product()]})
    content = bytes_of(folder)
    for figure in (b"173131", b"271717", b"17.3131", b"7.131", b"918273"):
        assert figure not in content


def test_the_search_for_figures_finds_them_in_a_leaking_index(engine, folder, monkeypatch):
    monkeypatch.setattr("search.engines.terms.band", str)
    engine.rebuild({"need": [need(**SECRET)]})
    assert b"173131" in bytes_of(folder)


def test_a_query_parser_fails_where_literal_terms_do_not(engine, monkeypatch):
    """The broken twin of the hostile queries: Whoosh's own parser on a person's text."""
    engine.rebuild({"need": [need()]})
    parser = QueryParser("text", SCHEMA)
    monkeypatch.setattr("search.engines.whoosh.tree", lambda query: parser.parse(" ".join(query.words)))
    with pytest.raises(EngineUnavailable):
        engine.find("need", Query(words=("NOT", "NOT", "a")))
    monkeypatch.setattr("search.engines.whoosh.tree", whoosh_query.tree)
    assert engine.find("need", Query(words=("NOT", "NOT", "a"), need_words="any")) == []


def test_threads_search_while_the_writer_writes_and_rebuilds(engine, folder):
    engine.rebuild({"need": [need(id=f"n{i}") for i in range(20)]})
    reader = open_engine("whoosh", folder)
    with ThreadPoolExecutor(max_workers=4) as pool:
        asked = [
            pool.submit(reader.find, "need", Query(words=("奶茶",), need_words="any")) for _ in range(60)
        ]
        for i in range(5):
            engine.put("need", [need(id=f"more-{i}")])
            engine.rebuild({"need": [need(id=f"n{i}") for i in range(20)]})
        assert all(20 <= len(hits.result()) <= 21 for hits in asked)
    reader.close()
