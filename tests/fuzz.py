"""Requests that no browser of ours would send, the same ones for the same seed."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote, quote_from_bytes, urlencode

from tests.fuzz_forms import PERSONAS, Fields, Ground
from tests.fuzz_values import HOSTILE, JUNK, NAMES, TYPICAL

FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=frontier"
TYPES = ["", "text/plain", "application/json", "application/x-www-form-urlencoded; charset=utf-16",
         "multipart/form-data", "multipart/form-data; boundary=\xff",
         "multipart/form-data; boundary=" + "b" * 300, "image/png", "x" * 500, FORM.upper()]  # fmt: skip
HEADERS = {
    "Origin": ["null", "http://[", "https://evil.example", "x" * 4000, "http://localhost", "http://localhost:99999"],
    "Referer": ["http://[::1", "//", "http://localhost/" + "长" * 10, "javascript:1"],
    "Cookie": ["rongqiao=" + "\xff" * 20, "rongqiao=" + "a" * 6000, "=;;;=", 'rongqiao="\\000"', "rongqiao"],
    "Accept-Language": ["zz-ZZ;q=NaN", "*" * 3000, ";;;", "zh;q=9e999"],
    "If-Modified-Since": ["yesterday", "Thu, 99 Foo 99999 99:99:99 GMT"],
    "Range": ["bytes=9-1", "bytes=-9999999999999999999"],
    "X-Forwarded-For": ["'", "1.2.3.4, " * 300],
}  # fmt: skip


@dataclass
class Shot:
    """One request; `junk`: it holds bytes that are no text, so only a refusal will do."""

    persona: str
    method: str
    path: str
    kind: str
    more: dict = field(default_factory=dict)
    junk: bool = False

    def __str__(self) -> str:
        return f"{self.kind}: {self.method} {self.path} as {self.persona} {str(self.more)[:400]}"


class Fuzzer:
    """Shots at the routes of a site in turn."""

    def __init__(self, ground: Ground, seed: int, only: str = "") -> None:
        self.ground, self.chance = ground, Random(seed)
        self.routes = [name for name in ground.addresses if only in name for _ in range(self._turns(name))]
        self.names = ground.names

    def _turns(self, name: str) -> int:
        """What changes something is tried more often than what only shows."""
        return 3 if name.startswith("POST") else 2 if self.ground.fields.get(name) else 1

    def shots(self, count: int) -> Iterator[Shot]:
        routes: list[str] = []
        for _ in range(count):
            if not routes:
                routes = self.chance.sample(self.routes, len(self.routes))
            yield self.shot(routes.pop())

    def shot(self, name: str) -> Shot:
        kinds = {"fields": 50, "structure": 12, "junk": 8, "path": 7, "type": 5, "multipart": 5, "header": 5}
        kinds |= {"expired": 5, "size": 2, "method": 1}
        kind = self.chance.choices(list(kinds), list(kinds.values()))[0]
        allowed = self.ground.personas(name)
        persona = self.chance.choice(allowed if allowed and self.chance.random() < 0.85 else list(PERSONAS))
        seen = self.ground.seen_by(name, persona) if self.chance.random() < 0.9 else []
        address = self.chance.choice(seen or self.ground.addresses[name])
        shot = Shot(persona, address.method, address.path, kind)
        self.key, self.token = secrets.token_urlsafe(9), self.ground.token(persona)
        getattr(self, f"_{kind}")(shot, self._usual(name))
        return shot

    def _usual(self, name: str) -> Fields:
        """The route's fields as somebody might send them."""
        fields = {}
        for key in self.chance.sample(self.names, 2):
            if not name.startswith("POST") or not self.ground.fields.get(name):
                fields[key] = [TYPICAL.get(key, "1")]
        for key, offered in self.ground.fields.get(name, {}).items():
            typical = [TYPICAL[key]] if key in TYPICAL and self.chance.random() < 0.8 else offered
            if key not in {"find", "change"} or self.chance.random() < 0.1:
                fields[key] = [self.chance.choice(typical or [""])]
        return fields

    def _send(self, shot: Shot, pairs: list[tuple[str, str]], *, token: bool = True) -> None:
        if shot.method == "GET":
            shot.more = {"query_string": urlencode(pairs)}
            return
        rest = [pair for pair in pairs if pair[0] not in {"csrf_token", "key"}]
        own = [("csrf_token", self.token)] if token else []
        shot.more = {"data": urlencode([*rest, *own, ("key", self.key)]), "content_type": FORM}

    def _fields(self, shot: Shot, fields: Fields) -> None:
        """One to three hostile values among usual ones."""
        names = list(fields) or NAMES
        for name in self.chance.sample(names, min(len(names), self.chance.choice([1, 1, 2, 3]))):
            fields[name] = [self.chance.choice(HOSTILE)]
        self._send(shot, _pairs(fields))

    def _structure(self, shot: Shot, fields: Fields) -> None:
        """Fields missing, repeated, unknown, in another order."""
        pairs = [pair for pair in _pairs(fields) if self.chance.random() < 0.7]
        if pairs:
            pairs += [self.chance.choice(pairs)] * self.chance.choice([1, 2, 60])
        pairs += [(self.chance.choice(NAMES), self.chance.choice(HOSTILE)) for _ in range(2)]
        self.chance.shuffle(pairs)
        self._send(shot, pairs)

    def _expired(self, shot: Shot, fields: Fields) -> None:
        """Without a token, from our own pages: all that was typed is shown once more."""
        fields |= {name: [self.chance.choice(HOSTILE)] for name in [*fields, "zzz"]}
        self._send(shot, _pairs(fields), token=False)
        shot.more["headers"] = {"Origin": "http://localhost"}

    def _junk(self, shot: Shot, fields: Fields) -> None:
        junk, place = self.chance.choice(JUNK), self.chance.choice(["query", "path", "form", "name"])
        self._send(shot, _pairs(fields))
        if place == "path":
            raw = (shot.path.encode() + junk).decode("latin-1")
            shot.more["environ_overrides"] = {"PATH_INFO": raw}
        else:
            part = "data" if shot.method == "POST" and place != "query" else "query_string"
            pair = f"{quote_from_bytes(junk)}=1" if place == "name" else f"zzz={quote_from_bytes(junk)}"
            shot.more[part] = f"{pair}&{shot.more.get(part, '')}"
        shot.junk = True

    def _path(self, shot: Shot, fields: Fields) -> None:
        value = self.chance.choice(HOSTILE)
        last = shot.path.rsplit("/", 1)[0]
        weird = [f"{last}/{quote(value, safe='')}", f"{shot.path}/{quote(value)}", f"{shot.path}//",
                 shot.path.upper(), f"{shot.path};a=1", f"{last}/%2e%2e/%2e%2e/etc", "/" + "a/" * 900,
                 f"{shot.path}%0d%0aX: 1"]  # fmt: skip
        shot.path = self.chance.choice(weird)
        self._send(shot, _pairs(fields))

    def _type(self, shot: Shot, fields: Fields) -> None:
        self._send(shot, _pairs(fields))
        shot.more["content_type"] = self.chance.choice(TYPES)

    def _multipart(self, shot: Shot, fields: Fields) -> None:
        """Whole, cut short, nested or without end; with a file where a text belongs."""
        shown = [*_pairs(fields), ("csrf_token", self.token), ("key", self.key)]
        names = [
            self.chance.choice(HOSTILE).replace('"', "").replace("\n", "")[:50],
            *(name for name, _ in shown),
        ]
        lines = []
        for name, value in shown:
            file = '; filename="a.csv"' if self.chance.random() < 0.2 else ""
            lines.append(
                f'--frontier\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{value}\r\n'
            )
        lines.append(
            f'--frontier\r\nContent-Disposition: form-data; name="{self.chance.choice(names)}"\r\n\r\nx\r\n'
        )
        lines.append(self._file())
        body = "".join(lines) * self.chance.choice([1, 1, 30]) + self.chance.choice(
            ["--frontier--\r\n", "", "--fro"]
        )
        shot.more = {
            "data": body.encode("utf-8", "surrogateescape")[: self.chance.choice([None, -7, 300])],
            "content_type": PARTS,
        }

    def _file(self) -> str:
        """A picture that is none, or one behind what must not be."""
        starts = [
            b"\xff\xd8\xff\xe0",
            b"\x89PNG\r\n\x1a\n",
            b"\0\0\0\x18ftypheic",
            b"%PDF-1.7",
            b"<svg>",
            b"",
        ]
        kind = self.chance.choice(["image/jpeg", "image/png", "text/html", "x" * 300])
        body = self.chance.choice(starts) + self.chance.randbytes(self.chance.choice([0, 40, 70_000]))
        return (
            '--frontier\r\nContent-Disposition: form-data; name="picture"; filename="../../a.jpg"\r\n'
            f"Content-Type: {kind}\r\n\r\n{body.decode('utf-8', 'surrogateescape')}\r\n"
        )

    def _header(self, shot: Shot, fields: Fields) -> None:
        self._send(shot, _pairs(fields), token=self.chance.random() < 0.5)
        name = self.chance.choice(list(HEADERS))
        raw = self.chance.choice(HEADERS[name]).encode().decode("latin-1")
        shot.more["environ_overrides"] = {f"HTTP_{name.upper().replace('-', '_')}": raw}

    def _size(self, shot: Shot, fields: Fields) -> None:
        size = self.chance.choice([70_000, 600_000, 3_200_000])
        fields["zzz"] = ["大" * (size // 9)]
        self._send(shot, _pairs(fields))
        if shot.method == "GET":
            shot.more["query_string"] = shot.more["query_string"][:60_000]

    def _method(self, shot: Shot, fields: Fields) -> None:
        self._send(shot, _pairs(fields))
        shot.method = self.chance.choice(["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "POST", "QZ"])


def _pairs(fields: Fields) -> list[tuple[str, str]]:
    return [(name, value) for name, values in fields.items() for value in values]
