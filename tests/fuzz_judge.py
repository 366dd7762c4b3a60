"""Fuzzed requests are sent, and how each answer is judged."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from flask import Flask, got_request_exception

from tests.fuzz import Shot
from tests.fuzz_forms import Ground
from tests.fuzz_values import COMPUTED, MARK

NO_WORKER = "/readyz"  # says so with 503 where none runs
INNARDS = (
    b"Traceback (most recent",
    b"sqlalchemy",
    b"psycopg",
    b"sqlite3.",
    b"werkzeug",
    b"jinja2.exc",
    b'.py"',
)


def fire(ground: Ground, shots: Iterator[Shot]) -> list[str]:
    """Send them all; what was wrong with an answer, beside the request it came to."""
    found = []
    with breaking(ground.app) as broken:
        for shot in shots:
            answer = ground.client(shot.persona).open(shot.path, method=shot.method, **shot.more)
            found += [f"{fault} {broken[-1:]} · {shot}" for fault in faults_of(answer, shot)]
            broken.clear()
            answer.close()
    return found


@contextmanager
def breaking(app: Flask) -> Iterator[list[str]]:
    """Errors become the page that people get; what they were is noted."""
    seen: list[str] = []

    def note(sender, exception, **more) -> None:
        place = exception.__traceback__
        while place.tb_next:
            place = place.tb_next
        code = place.tb_frame.f_code
        seen.append(f"{exception!r:.200} in {code.co_filename.rsplit('/', 1)[-1]}:{place.tb_lineno}")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    with got_request_exception.connected_to(note, app):
        yield seen
    app.config["PROPAGATE_EXCEPTIONS"] = None


def faults_of(answer, shot: Shot) -> list[str]:
    """What may be in no answer, whatever was asked."""
    faults = []
    if answer.status_code >= 500 and answer.request.path != NO_WORKER:
        faults.append(f"answers {answer.status_code}")
    if shot.junk and answer.status_code != 400:
        faults.append(f"junk is answered {answer.status_code}")
    if answer.status_code in {301, 302, 303, 307, 308}:
        to = urlsplit(answer.headers["Location"])
        leads_out = to.netloc not in {"", "localhost"} or to.scheme not in {"", "http"}
        return faults + [f"leads to {to.geturl()[:80]}"] * leads_out
    return faults + _faults_of_page(answer, shot)


def _faults_of_page(answer, shot: Shot) -> list[str]:
    body = answer.get_data()
    faults = [f"shows {word}" for word in INNARDS if word in body]
    if answer.mimetype == "image/jpeg" and answer.request.path.endswith(("/picture", "/licence")):
        return faults
    plain = shot.method in {"HEAD", "OPTIONS"} or answer.request.path in {"/healthz", NO_WORKER}
    if not plain and (answer.mimetype != "text/html" or body.count(b"<h1") != 1):
        faults.append(f"no page of ours: {answer.status_code} {answer.mimetype} {body[:80]!r}")
    if "Content-Security-Policy" not in answer.headers:
        faults.append("no headers")
    if str(COMPUTED).encode() in body.replace(b",", b""):
        faults.append("a template ran what was typed")
    return faults + (markup_of_input(body) if MARK.encode() in body else [])


def markup_of_input(body: bytes) -> list[str]:
    """Elements, attributes, scripts and addresses that can only have come out of what somebody typed."""
    faults = []
    for tag in BeautifulSoup(body, "html.parser").find_all():
        born = [tag.name, *tag.attrs] if tag.name != "script" else [tag.name, *tag.attrs, tag.get_text()]
        handlers = [str(value) for name, value in tag.attrs.items() if name.startswith("on")]
        links = [str(tag[name]) for name in ("href", "src", "action", "formaction") if tag.has_attr(name)]
        run = [link for link in links if link.lower().strip().startswith("javascript:")]
        if any(MARK in each for each in [*born, *handlers, *run]):
            faults.append(f"unescaped: {str(tag)[:120]}")
    return faults
