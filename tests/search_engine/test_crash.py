"""A writer that is killed in the middle leaves the old state or the new one, and the next one goes on."""

import itertools
import multiprocessing
import os
import random
import signal
import time
import types

import pytest

from search.engines import Query, open_engine
from tests.search_engine.builders import need

KILLS, AT_ONCE, LONGEST = int(os.environ.get("KILLS", "4")), 5, 0.1
FORK = multiprocessing.get_context("fork")  # the parent has closed its engine: nothing of it is shared


def batch(number: int) -> list:
    return [need(id=f"{number}-{part}", text=f"奶茶 {number}") for part in range(AT_ONCE)]


def write(name: str, folder, first: int, told: int, broken: bool) -> None:
    """Put batch after batch, each third time build all anew, and say after each how far it came."""
    engine = open_engine(name, folder)
    if broken:
        write_whole = engine._library.write
        engine._library = types.SimpleNamespace(
            **{key: getattr(engine._library, key) for key in ("name", "create", "fill", "open")},
            write=lambda folder, entries: [write_whole(folder, [entry]) for entry in entries],
        )
    for number in itertools.count(first):
        engine.put("need", batch(number))
        if number % 3 == 2:
            engine.rebuild({"need": [doc for known in range(number + 1) for doc in batch(known)]})
        os.write(told, b".")


def killed(name: str, folder, first: int, after: float, *, broken: bool = False) -> int:
    """Start a writer and kill it so many seconds after its first word; how many batches it said it wrote."""
    reading, writing = os.pipe()
    process = FORK.Process(target=write, args=(name, folder, first, writing, broken))
    process.start()
    os.close(writing)
    said = os.read(reading, 1)
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    while more := os.read(reading, 1000):
        said += more
    os.close(reading)
    return len(said)


def batches_in(name: str, folder) -> set[int]:
    """The batches in the index; AssertionError if one of them is there in part."""
    engine = open_engine(name, folder)
    found = {key for key, _ in engine.find("need", Query())}
    engine.close()
    numbers = {int(key.partition("-")[0]) for key in found}
    assert found == {doc.id for number in numbers for doc in batch(number)}
    return numbers


def survive(name: str, folder, *, kills: int = KILLS, longest: float = LONGEST, broken: bool = False) -> None:
    chance, written = random.Random(9), 0
    for _ in range(kills):
        said = killed(name, folder, written, chance.uniform(0, longest), broken=broken)
        numbers = batches_in(name, folder)
        assert len(numbers) - written - said in (0, 1)  # what was said is there, and at most what was not yet
        written = len(numbers)
        assert numbers == set(range(written))


def test_a_killed_writer_leaves_whole_batches_and_the_next_goes_on(filed, folder):
    survive(filed, folder)
    engine = open_engine(filed, folder)
    if engine.stale():  # killed before its first rebuild
        engine.rebuild({"need": batch(0)})
    assert not engine.stale()
    engine.put("need", [need(id="after")])
    engine.rebuild({"need": [need(id="anew")]})
    assert engine.find("need", Query()) == [("anew", 0.0)]
    engine.close()
    kept = {path.name.partition("-")[0] for path in folder.iterdir()}
    assert kept == {"current", "generation", "writer.lock", "rebuild.lock"}
    assert len(list(folder.glob("generation-*"))) == 1


def test_twin_a_writer_that_commits_document_by_document_is_caught(filed, folder):
    """By one of the first few kills, unless the machine has no time for the writer at all."""
    with pytest.raises(AssertionError):
        survive(filed, folder, kills=30, longest=3 * LONGEST, broken=True)
