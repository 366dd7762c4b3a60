"""What holds for every request and response: junk refused early, headers always, transactions closed."""

import secrets
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes, urlsplit

from flask import Flask, Response, abort, current_app, g, render_template, request, session
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import SecurityError

from portal.core import crypto, security_log
from portal.core.db import db, read_only
from portal.core.permissions import gate

csrf = CSRFProtect()
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CONTROL = {chr(code) for code in range(32)} - {"\t", "\n", "\r"}


def init_app(app: Flask) -> None:
    csrf.init_app(app)
    # The order matters: the transaction's mode, then junk, then who may enter.
    app.before_request_funcs.setdefault(None, [])[:0] = [_begin, _refuse_junk]
    app.before_request(_refuse_forged)
    app.before_request(gate)
    app.after_request(_headers)
    app.after_request(_close)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(SecurityError, _not_our_host)
    app.context_processor(lambda: {"csp_nonce": g.get("csp_nonce", "")})


def _begin() -> None:
    read_only.set(request.method in SAFE)
    g.csp_nonce = secrets.token_urlsafe(16)
    view = current_app.view_functions.get(request.endpoint)
    if most := getattr(view, "max_request", None):  # before anything reads the body
        request.max_content_length = most
    if session.away:
        abort(503)


def _refuse_junk() -> None:
    """Control characters and broken UTF-8 never reach a view, wherever in a request they stand.

    The bytes are looked at as they were sent: parsed, a broken one may already read as harmless text (`%FF`).
    """
    if not all(map(_is_text, _sent())):
        abort(400)
    for name, value in _parsed():
        if "\ufffd" in name + value or CONTROL & set(name + value):
            abort(400)


def _sent() -> Iterator[bytes]:
    """Path, query and an ordinary form's body, percent signs undone."""
    yield request.environ.get("PATH_INFO", "").encode("latin-1")
    yield unquote_to_bytes(request.query_string)
    if request.mimetype == "application/x-www-form-urlencoded":
        yield unquote_to_bytes(request.get_data())  # kept for the form parser, who reads it next


def _parsed() -> Iterator[tuple[str, str]]:
    """Fields by name, and files by theirs; the parts of a multipart form are seen only here."""
    yield from request.args.items(multi=True)
    yield from request.form.items(multi=True)
    # A part of a file may lack either name.
    yield from ((name or "", file.filename or "") for name, file in request.files.items(multi=True))


def _is_text(sent: bytes) -> bool:
    try:
        return not CONTROL & set(sent.decode())
    except UnicodeDecodeError:
        return False


ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def protect_file(headers, path: str, url: str) -> None:
    """For files, which never reach the app: an SVG opened by itself is a document too."""
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; frame-ancestors 'none'"
    for name, value in ALWAYS.items():
        headers[name] = value


def from_own_page(view):
    """Mark a view whose form may lack a token, since it stands on pages that are shown without a session.

    What shows that a request is ours is then the page it says to come from; any other must carry the token.
    """
    view.from_own_page = True
    return csrf.exempt(view)


def _refuse_forged() -> None:
    view = current_app.view_functions.get(request.endpoint)
    if getattr(view, "from_own_page", False) and not same_origin():
        csrf.protect()


def _headers(response):
    nonce = g.get("csp_nonce", "")
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint != "static":
        if current_user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        elif request.method not in SAFE:
            response.headers.setdefault("Cache-Control", "no-store")
    return response


def _close(response):
    """Whatever was not committed is dropped before the session row is saved: SQLite has one writer."""
    g.left_uncommitted = bool(db.session.new or db.session.dirty or db.session.deleted)
    crypto.forget_keys()
    db.session.rollback()
    return response


def _expired(error: CSRFError):
    """An expired form loses nothing: what was typed comes back with one button to send it again.

    Only for a form from our own pages; anything else is refused plainly. Where the session has ended too,
    signing in comes first.
    """
    if not same_origin():
        security_log.note("forgery.refused")
        return render_template("errors/400.html"), 400
    view = current_app.view_functions.get(request.endpoint)
    if not current_user.is_authenticated and None not in getattr(view, "may_use", ()):
        return current_app.login_manager.unauthorized()
    return render_template(
        "errors/expired.html", fields=typed_fields(), action=request.full_path.rstrip("?")
    ), 400


def _not_our_host(error: SecurityError) -> Response:
    """A line of text: a page would have to build addresses, and for a host not ours there are none."""
    return Response("This host is not served here.\n", 400, mimetype="text/plain")


def typed_fields() -> list[tuple[str, str]]:
    """What a form carried, to be sent again: never a password, never the old token."""
    return [(name, value) for name, value in request.form.items(multi=True) if _may_be_kept(name)]


def _may_be_kept(name: str) -> bool:
    return name != "csrf_token" and "password" not in name


def same_origin() -> bool:
    """Whether the request says that it comes from a page of this site."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    origin = request.headers.get("Origin") or request.headers.get("Referer") or "null"
    if site in {"cross-site", "same-site"}:
        return False
    if origin == "null":  # a browser that hides the page may still say whose it is
        return site == "same-origin"
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:  # http://[ is no address at all
        return False


def from_elsewhere() -> bool:
    """Whether a page of another site sent the request; False where the browser does not say."""
    tells = "Origin" in request.headers or request.headers.get("Sec-Fetch-Site", "none") != "none"
    return tells and not same_origin()


def safe_next(target: str | None) -> str | None:
    """A path of our own to go on to after signing in, else None.

    No other host, and nothing of which a browser makes one: it reads a backslash as a slash and drops tabs.
    """
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    if any(letter.isspace() or not letter.isprintable() for letter in target):
        return None
    return target
