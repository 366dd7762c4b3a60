"""What engines with an index in files have besides: processes, damage, and what may not be in them."""

import json
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from search.engines import EngineUnavailable, Query, open_engine
from search.engines.generations import Generations
from search.engines.tantivy import TantivyEngine
from tests.search_engine.builders import need, product

EVERYTHING, WITH_TEA = Query(), Query(words=("奶茶",), need_words="any")


def ids(engine, query=EVERYTHING):
    return {key for key, _ in engine.find("need", query)}


def test_without_an_index_it_says_so_and_a_rebuild_makes_one(writing):
    assert writing.stale()
    with pytest.raises(EngineUnavailable, match="reindex"):
        writing.find("need", Query())
    writing.rebuild({"need": [need()]})
    assert not writing.stale()
    assert writing.count("need") == 1


def test_an_index_begun_by_put_still_wants_its_rebuild(writing):
    writing.put("need", [need()])
    assert writing.count("need") == 1
    assert writing.stale()


def test_a_reader_sees_what_the_writer_commits_and_rebuilds(writing, open_filed, folder):
    writing.rebuild({"need": [need()]})
    reader = open_filed()
    assert reader.count("need") == 1
    writing.put("need", [need(id="second")])
    assert reader.count("need") == 2
    writing.rebuild({"need": [need(id="third")]})
    assert reader.find("need", Query()) == [("third", 0.0)]
    assert len(list(folder.glob("generation-*"))) == 1


@pytest.mark.parametrize(
    "doc_id", ["0", "7", "007", "-1", "1.5", "９", "²", "9" * 18, "9" * 40, "号 7", "a b"]
)
def test_ids_come_back_as_they_were_given(writing, doc_id):
    """Some of these look like numbers, and one engine keeps numbers apart."""
    writing.rebuild({"need": [need(id=doc_id), need(id="other")]})
    writing.put("need", [need(id=doc_id, text="冷库")])
    assert ids(writing) == {doc_id, "other"}
    writing.drop("need", [doc_id])
    assert ids(writing) == {"other"}


def test_an_index_of_another_version_is_stale(writing, folder):
    writing.rebuild({})
    pointer = folder / "current"
    pointer.write_text(pointer.read_text().replace('"version": "', '"version": "0-'))
    assert writing.stale()


def test_the_index_of_another_engine_is_stale_and_a_rebuild_takes_its_place(writing, filed, folder):
    other = open_engine("tantivy" if filed == "whoosh" else "whoosh", folder)
    other.rebuild({"need": [need(id="theirs")]})
    assert writing.stale()
    for use in (lambda: writing.find("need", Query()), lambda: writing.put("need", [need()])):
        with pytest.raises(EngineUnavailable, match="reindex"):
            use()
    assert ids(other) == {"theirs"}  # whoever still runs with the old one is not cut off before the swap
    writing.rebuild({"need": [need(id="ours")]})
    assert (ids(writing), writing.stale(), other.stale()) == ({"ours"}, False, True)
    other.close()


def damage_the_pointer(folder):
    (folder / "current").write_text("{")


def overwrite_every_file(folder):
    for path in folder.glob("generation-*/need/*"):
        path.write_bytes(b"\0\1\2")


def empty_every_file(folder):
    for path in folder.glob("generation-*/need/*"):
        path.write_bytes(b"")


def lose_every_file(folder):
    for path in folder.glob("generation-*/need/*"):
        path.unlink()


def lose_the_folder(folder):
    shutil.rmtree(next(folder.glob("generation-*")))


def lose_the_data(folder):
    """All but the list of what there should be."""
    for path in folder.glob("generation-*/need/*"):
        if path.stem not in ("meta", ".managed", "_MAIN_1"):
            path.unlink()


DAMAGES = (damage_the_pointer, overwrite_every_file, empty_every_file, lose_every_file, lose_the_folder,
           lose_the_data)  # fmt: skip


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # Whoosh leaves a damaged file open
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_one_error_and_a_rebuild_mends_it(writing, folder, damage):
    writing.rebuild({"need": [need()]})
    writing.close()
    damage(folder)
    with pytest.raises(EngineUnavailable):
        writing.find("need", Query())
    assert writing.stale()
    writing.rebuild({"need": [need()]})
    assert writing.count("need") == 1


def test_a_second_writer_waits_and_then_gives_up(writing, open_filed, monkeypatch):
    monkeypatch.setattr("search.engines.generations.LOCK_SECONDS", 0.1)
    writing.rebuild({})
    other = open_filed()
    with writing._generations.locked(), pytest.raises(EngineUnavailable, match="another process"):
        other.put("need", [need()])
    other.put("need", [need()])
    assert writing.count("need") == 1


def test_two_writers_take_turns_and_lose_nothing(writing, open_filed):
    writing.rebuild({})
    writers = [writing, open_filed()]
    with ThreadPoolExecutor(max_workers=2) as pool:
        for done in [pool.submit(writers[i % 2].put, "need", [need(id=f"n{i}")]) for i in range(10)]:
            done.result()
    assert ids(writing) == {f"n{i}" for i in range(10)}


def written_while_rebuilt(engine, other) -> set[str]:
    """Ids in the index after a rebuild that another process wrote during: one came, one went, one changed."""

    def rows():
        yield need(id="stays")
        yield need(id="goes")
        other.drop("need", ["goes"])
        other.put("need", [need(id="comes")])
        assert ids(other) == {"old", "comes"}  # searched all the while

    engine.rebuild({"need": [need(id="old"), need(id="goes")]})
    engine.rebuild({"need": rows()})
    return ids(engine)


def test_a_rebuild_holds_up_no_writer_and_loses_nothing_written_meanwhile(writing, open_filed):
    assert written_while_rebuilt(writing, open_filed()) == {"stays", "comes"}


def test_twin_a_rebuild_without_its_journal_loses_what_was_written(writing, open_filed, monkeypatch):
    monkeypatch.setattr(Generations, "noted", lambda self: [])
    assert written_while_rebuilt(writing, open_filed()) == {"stays", "goes"}


def test_two_rebuilds_do_not_run_at_once_and_a_killed_one_is_forgotten(
    writing, open_filed, folder, monkeypatch
):
    monkeypatch.setattr("search.engines.generations.LOCK_SECONDS", 0.1)
    other = open_filed()
    with writing._generations.rebuilding(), pytest.raises(EngineUnavailable, match="another process"):
        other.rebuild({"need": [need()]})
    (folder / "journal").write_text("left by one that was killed", encoding="utf-8")
    other.put("need", [need()])
    assert not (folder / "journal").exists()


def test_a_failed_batch_leaves_the_index_as_it_was(writing, monkeypatch):
    """Whether a document cannot be read or the library stumbles in the middle; the next batch goes in."""
    writing.rebuild({"need": [need()]})
    with pytest.raises(EngineUnavailable):
        writing.put("need", [need(id="second"), object()])
    stumbling = [
        ["put", "need", {"id": "third", "facets": [], "bigrams": [], "text": []}],
        ["put", "need", 1],
    ]
    with pytest.raises(EngineUnavailable):
        writing._write("need", stumbling)
    assert writing.find("need", Query()) == [("need-1", 0.0)]
    writing.put("need", [need(id="fourth")])
    assert ids(writing) == {"need-1", "fourth"}


FIELDS = ("id", "facets", "bigrams", "text")


def content(engine, folder) -> bytes:
    """All bytes of the files and, since some files are packed, every term that the library gives back."""
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    terms = []
    if isinstance(engine, TantivyEngine):
        searcher = engine._reader("need")._searcher
        terms = [term.encode() for field in FIELDS for term, _ in searcher.terms_with_prefix(field, "")]
    return b"\n".join([*files, *terms])


SECRET = {"amount_min_yuan": 173_131, "amount_max_yuan": 271_717, "established_years": 7.131}


def test_exact_figures_are_not_in_the_index(writing, folder):
    writing.rebuild({"need": [need(**SECRET, tags=("revenue:918273",))], "product": [product()]})
    written = content(writing, folder)
    assert b"330105" in written
    for figure in (b"173131", b"271717", b"17.3131", b"7.131", b"918273"):
        assert figure not in written


def test_the_search_for_figures_finds_them_in_a_leaking_index(writing, folder, monkeypatch):
    monkeypatch.setattr("search.engines.terms.band", str)
    writing.rebuild({"need": [need(**SECRET)]})
    assert b"173131" in content(writing, folder)


def served_during(writer, reader, rebuilds: int = 6) -> list[set[str]]:
    """What readers on four threads found while a writer wrote and rebuilt, each answer that was not whole."""
    base = {f"n{i}" for i in range(20)}
    over, odd = threading.Event(), []

    def read():
        while not over.is_set():
            try:
                found = ids(reader, WITH_TEA)
            except EngineUnavailable as error:
                found = {repr(error)}
            if not base <= found or len(found) > len(base) + 1:
                odd.append(found)

    with ThreadPoolExecutor(max_workers=4) as pool:
        threads = [pool.submit(read) for _ in range(4)]
        for number in range(rebuilds):
            writer.put("need", [need(id=f"more-{number}")])
            writer.rebuild({"need": [need(id=key) for key in base]})
        over.set()
        for thread in threads:
            thread.result()
    return odd


def test_readers_never_see_an_error_or_half_an_index(writing, open_filed):
    writing.rebuild({"need": [need(id=f"n{i}") for i in range(20)]})
    assert served_during(writing, open_filed()) == []


def test_twin_a_swap_that_takes_the_old_index_away_first_is_seen(writing, open_filed, monkeypatch):
    whole = Generations.swap

    def hasty(self, fresh, *, complete):
        self._pointer.unlink()
        time.sleep(0.05)
        whole(self, fresh, complete=complete)

    writing.rebuild({"need": [need(id=f"n{i}") for i in range(20)]})
    monkeypatch.setattr(Generations, "swap", hasty)
    assert served_during(writing, open_filed(), rebuilds=2)


def test_the_pointer_says_which_engine_wrote(writing, filed, folder):
    writing.rebuild({})
    assert json.loads((folder / "current").read_text())["version"].startswith(f"{filed}-")
