"""Everything one persona can read: each address of the site, then whatever its pages link to.

What the hand-written tables say is shut stays out, but for one page of each kind: that it is shut, and looks
the same whatever stands behind it, tests/test_permissions.py asks of every route and row.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from flask import Flask

from tests.addresses import Address, all_addresses
from tests.matrix import ALL, MATRIX, SEES
from tests.world import World

MOST = 300  # pages a persona; reaching it means that a page links to ever new addresses
VARIANTS = 8  # query strings tried per path
LINK = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')  # a parser takes longer than the site itself; see links_of


@dataclass
class Visit:
    """One answer; `statements` are the queries it took."""

    url: str
    status: int
    mimetype: str
    body: bytes
    response: object
    statements: list[str] = field(default_factory=list)

    @property
    def html(self) -> str:
        return self.body.decode()

    @property
    def is_page(self) -> bool:
        return self.mimetype == "text/html"


def crawl(app: Flask, world: World, persona: str, client, count_queries=None) -> list[Visit]:
    """GET all that can be got with this client of the persona's; redirects are answers like any other."""
    waiting = _first_addresses(app, world, persona)
    seen, variants, visits = set(waiting), {}, []
    while waiting:
        visits.append(_get(client, waiting.pop(0), count_queries))
        assert len(visits) <= MOST, f"more than {MOST} pages, the last ones: {[v.url for v in visits[-5:]]}"
        for link in links_of(visits[-1]):
            path = urlsplit(link).path
            if link not in seen and variants.get(path, 0) < VARIANTS:
                seen.add(link)
                variants[path] = variants.get(path, 0) + 1
                waiting.append(link)
    return visits


def _first_addresses(app: Flask, world: World, persona: str) -> list[str]:
    """All that are open to the persona, one of a route and one of a row that are not."""
    asked: dict[str, list[str]] = {"open": [], "role": [], "row": []}
    for one in all_addresses(app, world):
        if one.method == "GET" and one.endpoint != "static":
            asked[_shut_by(one, world, persona)].append(one.path)
    return list(dict.fromkeys([*asked["open"], *asked["role"][:1], *asked["row"][:1]]))


def _shut_by(address: Address, world: World, persona: str) -> str:
    if getattr(world.members[persona], "role", None) not in MATRIX.get(address.name, ALL):
        return "role"
    return "open" if all(SEES.row(persona, address.endpoint, row) for row in address.rows) else "row"


def links_of(visit: Visit) -> list[str]:
    """Addresses of this site that the page leads to, without fragments and files.

    Templates write attributes in double quotes; a link in others would be overlooked, so it is an error.
    """
    if visit.status in {301, 302, 303, 307, 308}:
        found = [visit.response.headers["Location"]]
    elif visit.is_page:
        assert "href='" not in visit.html, visit.url
        found = [unescape(link) for link in LINK.findall(visit.html)]
    else:
        found = []
    paths = [link.partition("#")[0] for link in found]
    return [path for path in dict.fromkeys(paths) if path.startswith("/") and not path.startswith("/static/")]


def _get(client, url: str, count_queries) -> Visit:
    if count_queries is None:
        response, statements = client.get(url), []
    else:
        with count_queries() as statements:
            response = client.get(url)
    return Visit(
        url, response.status_code, response.mimetype, response.get_data(), response, list(statements)
    )
