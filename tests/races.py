"""Several people at once: threads with an app context and a session each, let go at the same moment."""

import threading
from collections.abc import Callable, Iterable

from flask import Flask

from portal.core.db import db


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
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()  # the test's own timeout ends what hangs
    if errors:
        raise errors[0]
    return results


def each(items: Iterable, act: Callable[[object], object], lost: type[Exception]) -> Callable[[], list]:
    """A runner that does `act` to one item after the other, each in a transaction; None where it lost."""

    def run() -> list:
        return [_attempt(act, item, lost) for item in items]

    return run


def _attempt(act: Callable[[object], object], item, lost: type[Exception]):
    try:
        done = act(item)
        db.session.commit()
    except lost as error:
        db.session.rollback()
        return error
    return done
