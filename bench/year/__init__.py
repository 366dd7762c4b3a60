"""A simulated year: needs before institutions that answer well, late or never, through the real services.

    python3 dev.py bench year --needs 5000 [--engine null] [--plain 100000]

Time is the portal's own, set from act to act; each act is a transaction and is followed by the worker's turn.
SQLite without waiting for the disk (`synchronous=OFF`), which no site should use; with another engine than
`null` it is `FULL`, and the index is written as in use. After every midnight no need may be past its clock
without the next institution, a guarantor or a card on the monitor's board. `plain` lives through as many
needs on the model of the tests, which has no rows.
"""

import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from bench import served
from bench.year import plain, story

NULL = "null"
MOST = 20  # faults that are told


def run(say: Callable[[str], None], needs: int = 500, engine: str = NULL, plain: int = 0) -> dict:
    """`{acts, refused, faults, first_answer_days, board_days, …}`; `faults` is empty when all held."""
    found = {"plain": _plain(plain, say)} if plain else {}
    return {**found, **_town(needs, engine, say)} if needs else found


def _plain(needs: int, say: Callable[[str], None]) -> dict:
    began, world = time.process_time(), plain.PlainWorld()
    done = story.live(world, needs, say, world.look)
    return {
        "needs": needs,
        **_acts(done),
        "faults": world.faults[:MOST],
        "on_board": len(world.board),
        "needs_by_state": dict(Counter(need.state for need in world.needs.values())),
        "cpu_seconds": _since(began),
    }


def _town(needs: int, engine: str, say: Callable[[str], None]) -> dict:
    with tempfile.TemporaryDirectory() as name:
        environ = served.environment(Path(name), served.free_port())
        os.environ.update({**environ, "DEMO": "", "SEARCH_ENGINE": engine if engine != NULL else "whoosh"})
        from bench.year.town import begin, never_wait_for_the_disk
        from portal import create_app
        from portal.core import config
        from portal.matching import index
        from portal.operations import startup

        # Opening the file anew for each transaction is a quarter of this year: keep one connection open.
        kept = {"SQLALCHEMY_ENGINE_OPTIONS": {"pool_size": 1}} if engine == NULL else {}
        app = create_app(config.from_environment() | kept)
        with app.app_context():
            startup.bring_up_to_date()
            if engine == NULL:
                never_wait_for_the_disk()
            with index.in_memory() if engine == NULL else nullcontext():
                return _lived(begin(story.BEGIN), needs, say)


def _lived(town, needs: int, say: Callable[[str], None]) -> dict:
    from bench.year import checks
    from bench.year.figures import figures
    from portal.core import clock, ledger

    began, faults = time.process_time(), []
    done = story.live(town, needs, say, lambda moment: faults.extend(checks.after_midnight(moment)))
    with clock.at(story.the_end()):
        faults += checks.over_the_ledger()
        while ledger.seal_new():
            pass
        faults += ledger.verify()
        told = figures()
    return {**_acts(done), **told, "faults": faults[:MOST], "needs": needs, "cpu_seconds": _since(began)}


def _since(began: float) -> int:
    return round(time.process_time() - began)


def _acts(done: Counter) -> dict:
    went = {name: count for (name, went), count in sorted(done.items()) if went}
    return {"acts": went, "refused": sum(count for (_, went), count in done.items() if not went)}


def table(found: dict) -> str:
    """One line a figure."""
    return "\n".join(f"{key}: {value}" for key, value in found.items())
