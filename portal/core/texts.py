"""The port for texts to mobiles: a gateway by configuration, a file inbox on a demonstration, or nothing.

Called by outbox handlers only, outside a transaction: a gateway may take its time. What fails raises NotSent,
and the outbox tries again later.
"""

import json
import urllib.error
import urllib.request

from flask import current_app

from portal.core import inbox
from portal.core.notices import NOTICES, NotSent, NoWay, composed

TIMEOUT = 10  # seconds
BODY = '{"to": "{to}", "template": "{template}", "parameters": "{parameters}"}'
"""What the gateway is sent unless TEXTS_BODY says otherwise; each quoted placeholder becomes its value."""


def available() -> bool:
    """Whether this site can send texts at all."""
    return bool(current_app.config["INBOX"] or current_app.config["TEXTS_URL"])


def can_send(name: str) -> bool:
    """Whether it can send this notice: the gateway has a number for it, or there is the inbox."""
    known = name in current_app.config["TEXTS_TEMPLATES"]
    return bool(current_app.config["INBOX"] or (current_app.config["TEXTS_URL"] and known))


def send(mobile: str, name: str, **parameters: str) -> None:
    """Send the notice `name` to a mobile. Raises NotSent, NoWay, and ValueError as `composed` does."""
    if not NOTICES[name].texted:
        raise ValueError(f"notice {name} is not for texts")
    words = composed(name, parameters)
    if current_app.config["INBOX"]:
        inbox.put("text", mobile, words)
    elif current_app.config["TEXTS_URL"]:
        _ask(_request(mobile, name, parameters))
    else:
        raise NoWay("no gateway for texts")


def _request(mobile: str, name: str, parameters: dict[str, str]) -> urllib.request.Request:
    template = current_app.config["TEXTS_TEMPLATES"][name]
    values = {"to": mobile, "template": template, "parameters": parameters, **parameters}
    body = json.dumps(_filled(json.loads(current_app.config["TEXTS_BODY"] or BODY), values))
    headers = {"Content-Type": "application/json"}
    if token := current_app.config["TEXTS_TOKEN"]:
        headers["Authorization"] = f"Bearer {token}"
    where = current_app.config["TEXTS_URL"]
    return urllib.request.Request(where, body.encode(), headers)  # noqa: S310  its scheme was checked at start


def _filled(part, values: dict):
    """The body with each string that is a placeholder replaced, by nothing where the notice lacks it."""
    if isinstance(part, dict):
        return {key: _filled(value, values) for key, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, values) for value in part]
    if isinstance(part, str) and part.startswith("{") and part.endswith("}"):
        return values.get(part[1:-1], "")
    return part


class _Direct(urllib.request.HTTPRedirectHandler):
    """A number goes to the configured address and nowhere else."""

    def redirect_request(self, *_):
        return None


def _ask(request: urllib.request.Request) -> None:
    opener = urllib.request.build_opener(_Direct, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            answer.read(1024)
    except urllib.error.HTTPError as error:
        error.close()
        raise NotSent(f"the gateway for texts answered {error.code}") from None
    except OSError as error:  # also URLError and timeouts; its text may quote the address, so only the class
        raise NotSent(f"the gateway for texts: {type(error).__name__}") from None
