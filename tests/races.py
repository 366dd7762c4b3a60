"""Several people at once: a thread or a process each, with its own session, let go at the same moment."""

import multiprocessing
import threading
import traceback
from collections.abc import Callable, Iterable

from flask import Flask

from portal.core.db import db
from tests.application import connections_as_in_use


def race(app: Flask, runners: Iterable[Callable[[], object]]) -> list[list]:
    """Run each at the same time; what each returned. An error in any of them fails the test."""
    works = list(runners)
    results: list = [None] * len(works)
    errors: list[BaseException] = []
    start = threading.Barrier(len(works))

    def run(number: int, work: Callable[[], object]) -> None:
        with app.app_context():
            try:
                start.wait(30)
                results[number] = work()
            except BaseException as error:  # noqa: BLE001 - told to the test below
                errors.append(error)
                start.abort()
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(works)]
    with connections_as_in_use():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()  # the test's own timeout ends what hangs
    if errors:
        raise errors[0]
    return results


def race_apart(app: Flask, runners: Iterable[Callable[[], object]]) -> list[list]:
    """`race` with a process each, for long runs: threads of one process would share one processor.

    Of a list that a runner returns an exception comes back as an empty one of its class, a number as it is,
    anything else as True. Needs an app context in which nothing is open.
    """
    db.session.remove()
    db.engine.dispose()  # no connection may be in two processes
    forked = multiprocessing.get_context("fork")  # the runners are closures: nothing else can carry them over
    works = list(runners)
    start = forked.Barrier(len(works))
    ends = [forked.Pipe(duplex=False) for _ in works]
    people = [
        forked.Process(target=_live_apart, args=(app, work, start, end[1]), daemon=True)
        for work, end in zip(works, ends, strict=True)
    ]
    with connections_as_in_use():
        for one in people:
            one.start()
    for _, childs in ends:
        childs.close()  # so that a child that dies is an end of file here
    told = [mine.recv() for mine, _ in ends]
    for one in people:
        one.join()
    if errors := [each_one for each_one in told if isinstance(each_one, str)]:
        raise AssertionError(errors[0])
    return [[one.__new__(one) if isinstance(one, type) else one for one in column] for column in told]


def _live_apart(app: Flask, work: Callable[[], list], start, end) -> None:
    try:
        start.wait(30)
        with app.app_context():
            found = [type(one) if isinstance(one, Exception) else _plain(one) for one in work()]
            db.session.remove()
            db.engine.dispose()
    except BaseException:  # noqa: BLE001 - told to the test
        start.abort()
        found = traceback.format_exc()
    end.send(found)


def _plain(one: object) -> object:
    return one if isinstance(one, int) else True


def each(items: Iterable, act: Callable[[object], object], lost: type[Exception]) -> Callable[[], list]:
    """A runner that does `act` to one item after the other, each in a transaction; None where it lost."""

    def run() -> list:
        return [_attempt(act, item, lost) for item in items]

    return run


def _attempt(act: Callable[[object], object], item, lost: type[Exception]):
    """One request's work: its session goes with it, or ten thousand errors would keep all they have read."""
    try:
        done = act(item)
        db.session.commit()
    except lost as error:
        return error.with_traceback(None)
    finally:
        db.session.remove()
    return done
