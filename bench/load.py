"""Fifty people at work on a served site with 33,000 needs: how long answers take, and what breaks.

    python3 dev.py bench load --needs 33000 --people 50 --seconds 120

The portal runs as it does in use, gunicorn and the worker; DATABASE_URL chooses PostgreSQL, else SQLite in
a temporary folder or, with --folder, in one that the next run uses again (so must its DATABASE_URL). Each
person thinks five seconds on average between two requests, and every tenth request changes something. In
the second half the managers of one institution ask seven times as often: what others then wait is set
against what they waited before. The first fifteen seconds after the start are told apart. The people share
this machine's processors with the server.
"""

import http.client
import os
import random
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bench import crowd, served
from bench.forms import SentForm, read
from bench.spread import fixed_work, p95, spread

COLD = 15.0  # seconds after the start that are counted by themselves
THINK = 5.0  # seconds between two requests of a person, on average
WRITES = 0.1
EAGER = 7
PATIENCE = 30
FILL = {
    "amount": "20万",
    "words": "开奶茶店，进货周转",
    "industry": "6239",
    "region": "330105",
    "purpose": "U01",
}
WORDS = ("奶茶", "轴承", "换设备", "周转", "养殖", "大棚", "进货", "装修", "货车", "茶叶")
FILLED = "filled"  # a mark in a folder that is kept
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Person:
    """Somebody with a session: follows links of `pages`, sends forms whose address holds one of `acts`."""

    role: str
    cookie: str
    pages: tuple[str, ...]
    acts: tuple[str, ...]
    eager: bool = False
    links: list[str] = field(default_factory=list)
    forms: list[tuple[str, SentForm]] = field(default_factory=list)


HABITS = {
    "bank_manager": (
        ("/leads", "/leads?WORD", "/leads/mine", "/products"),
        ("/claim", "/put-aside", "/contacted"),
    ),
    "applicant": (
        ("/needs", "/needs/new", "/products", "/products?WORD", "/organisation"),
        ("/needs/", "/leads/"),
    ),
    "officer": (("/referrals", "/referrals/new"), ()),
    "operator": (("/claims", "/institutions"), ()),
}
SHARES = {"bank_manager": 0.46, "applicant": 0.46, "officer": 0.04, "operator": 0.04}


@dataclass
class Watch:
    """What came back: milliseconds by phase and group, and answers that should not be."""

    eager: int = 0
    phase: str = "cold"
    times: dict = field(default_factory=lambda: defaultdict(list))
    asked: int = 0
    writes: int = 0
    answers: Counter = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wants_a_write(self) -> bool:
        """Whether fewer than WRITES of what was asked so far changed something."""
        with self.lock:
            self.asked += 1
            return self.writes < WRITES * self.asked

    def note(self, person: Person, spent: float, status: int, what: str) -> None:
        with self.lock:
            self.times[self.phase, "eager" if person.eager else "others"].append(spent * 1000)
            self.answers[f"{what.partition(' ')[0]} {status}"] += 1
            if status >= 500 or status == 0:
                self.failed.append(f"{status} {what}")


class Crowd:
    """Threads, one a person, until told to stop."""

    def __init__(self, port: int, people: list[Person]) -> None:
        self.port, self.people, self.watch = port, people, Watch(eager=sum(one.eager for one in people))
        self.stop = threading.Event()

    def work(self, seconds: float) -> Watch:
        threads = [threading.Thread(target=self._live, args=(person,)) for person in self.people]
        for thread in threads:
            thread.start()
        time.sleep(COLD)
        self.watch.phase = "even"
        time.sleep(seconds / 2)
        self.watch.phase = "uneven"
        time.sleep(seconds / 2)
        self.stop.set()
        for thread in threads:
            thread.join()
        return self.watch

    def _live(self, person: Person) -> None:
        rng = random.Random(person.cookie)  # noqa: S311  chance, not a secret
        while not self.stop.wait(rng.expovariate(self._pace(person) / THINK)):
            self._step(person, rng)

    def _pace(self, person: Person) -> int:
        return EAGER if person.eager and self.watch.phase == "uneven" else 1

    def _step(self, person: Person, rng: random.Random) -> None:
        method, path, body = self._choose(person, rng)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        began = time.perf_counter()
        try:
            connection.request(method, path, body, {"Cookie": person.cookie, **(FORM if body else {})})
            answer = connection.getresponse()
            html, status = answer.read().decode(errors="replace"), answer.status
        except (OSError, http.client.HTTPException):
            html, status = "", 0
        finally:
            connection.close()
        self.watch.note(person, time.perf_counter() - began, status, f"{method} {path.split('?')[0]}")
        self._remember(person, path, html)

    def _choose(self, person: Person, rng: random.Random):
        if self.watch.wants_a_write() and person.forms:  # not every page has a form to send
            with self.watch.lock:
                self.watch.writes += 1
            path, form = person.forms.pop(rng.randrange(len(person.forms)))
            return (
                "POST",
                path,
                urlencode([(name, value or FILL.get(name, "")) for name, value in form.values]),
            )
        if person.links and rng.random() < 0.6:
            return "GET", rng.choice(person.links), None
        page = rng.choice(person.pages)
        return "GET", page.replace("WORD", urlencode({"q": rng.choice(WORDS)})), None

    def _remember(self, person: Person, path: str, html: str) -> None:
        """The links and forms from which the next steps are chosen, newest first."""
        page = read(html)
        roots = tuple(one.split("?")[0] for one in person.pages)
        links = [link for link in page.links if link.startswith(roots) and "#" not in link]
        person.links = (links + person.links)[:60]
        forms = [(form.action or path, form) for form in page.forms if form.method == "post"]
        acts = [(to, form) for to, form in forms if any(word in to for word in person.acts)]
        person.forms = ([one for one in acts if not one[1].has_password] + person.forms)[:8]


def run(
    say: Callable[[str], None],
    needs: int = 33_000,
    people: int = 50,
    seconds: float = 120,
    folder: str = "",
) -> dict:
    """Figures of one run; see `figures`. A `folder` keeps the site, and the next run finds it filled."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(folder or name).absolute(), served.free_port()
        environ = served.environment(folder, port)
        os.environ.update(environ)
        from portal import create_app

        app = create_app()
        say("Seeding a demonstration")
        _command(app, "prepare")  # a kept one may be of an earlier migration
        if not (folder / FILLED).exists():
            _fill(app, needs, say)
            (folder / FILLED).touch()
        crowd_of = _people(app, people)
        with served.serving(environ, port, folder, say):
            say(f"{len(crowd_of)} people for {seconds} seconds")
            watch = Crowd(port, crowd_of).work(seconds)
    return {"needs": needs, "people": len(crowd_of), "database": _database(app), **figures(watch, seconds)}


def _fill(app, needs: int, say: Callable[[str], None]) -> None:
    with app.app_context():
        say(f"Adding {crowd.grow(needs)} needs")
        crowd.count_rows()
    _command(app, "worker", "--once")
    began = time.perf_counter()
    _command(app, "reindex")
    say(f"Indexed in {time.perf_counter() - began:.0f} s")


def _command(app, *arguments: str) -> None:
    done = app.test_cli_runner().invoke(args=arguments)
    if done.exit_code:
        raise RuntimeError(f"{arguments} failed: {done.output}") from done.exception


def _people(app, count: int) -> list[Person]:
    """Signed in as the shares say; the managers of the first manager's institution are the eager ones."""
    with app.app_context():
        found = [
            (role, member.person_id, member.id, member.organisation_id)
            for role, share in SHARES.items()
            for member in crowd.members(role, max(1, round(count * share)))
        ]
    eager = next(at for role, *_, at in found if role == "bank_manager")
    return [
        Person(role, _cookie(app, person_id, member_id), *HABITS[role], eager=at == eager)
        for role, person_id, member_id, at in found
    ]


def _cookie(app, person_id: int, member_id: int) -> str:
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({"_user_id": str(person_id), "membership_id": member_id, "_fresh": True})
        session["second"] = person_id
    name = app.config["SESSION_COOKIE_NAME"]
    return f"{name}={client.get_cookie(name).value}"


def _database(app) -> str:
    return app.config["SQLALCHEMY_DATABASE_URI"].partition(":")[0].partition("+")[0]


def figures(watch: Watch, seconds: float) -> dict:
    """Milliseconds of everybody and of those who did not ask more often, in both halves, and their ratio."""
    cold = sorted(value for (phase, _), values in watch.times.items() for value in values if phase == "cold")
    warm = (values for (phase, _), values in watch.times.items() if phase != "cold")
    everybody = sorted(value for values in warm for value in values)
    calm = p95(sorted(watch.times["even", "others"]))
    beside = p95(sorted(watch.times["uneven", "others"]))
    return {
        "eager_people": watch.eager,
        "requests": len(everybody),
        "writes": watch.writes,
        "answers": dict(sorted(watch.answers.items())),
        "a_second": round(len(everybody) / seconds, 1),
        "p50_ms": round(everybody[len(everybody) // 2], 1),
        "p95_ms": p95(everybody),
        "max_ms": round(everybody[-1], 1),
        "first_seconds_p95_ms": p95(cold),
        "failed": len(watch.failed),
        "failures": sorted(set(watch.failed))[:10],
        "others_p95_ms": calm,
        "others_p95_beside_an_eager_tenant_ms": beside,
        "ratio": round(beside / calm, 2),
        "fixed_work": spread([fixed_work() for _ in range(20)]),
    }


def table(found: dict) -> str:
    """A line a figure."""
    return "\n".join(f"{name:40} {value}" for name, value in found.items())
