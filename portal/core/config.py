"""Configuration, read from the environment only (see .env.example)."""

import json
import os
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from portal.core.db import engine_options, normal_url
from portal.core.notices import NOTICES
from portal.core.permissions import Role

MIN_SECRET = 16
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
DEMO_CONTACT = "示例电话 0571-0000 0000，工作日 9:00–17:00"
SEARCH_ENGINES = ("whoosh", "tantivy")
TWO_FACTORS = frozenset({Role.BANK_MANAGER, Role.BANK_ADMIN, Role.MONITOR, Role.OPERATOR, Role.AUDITOR})
"""Whoever reads what is not theirs shows a second factor; a site may ask it of these as well:"""
TWO_FACTORS_BY_SETTING = frozenset({Role.OFFICER, Role.CLERK})
MIGRATIONS = Path(__file__).parents[2] / "migrations"
"""Wherever a command is started from."""


class ConfigError(RuntimeError):
    """The environment lacks something the portal cannot run without; the message says what to do."""


def from_environment(environ=os.environ) -> dict:
    """Flask's configuration for this environment.

    Raises ConfigError when a secret is missing: nothing is ever guessed or generated here (`dev.py` writes
    the keys of a development site once).
    """
    data = Path(environ.get("PORTAL_DATA_DIR") or "data").absolute()
    url = normal_url(environ.get("DATABASE_URL") or f"sqlite:///{data / 'portal.db'}")
    public_url = environ.get("PUBLIC_URL") or ""
    demo = environ.get("DEMO") == "1"
    secure = public_url.startswith("https://")
    return {
        "SECRET_KEY": _secret(environ, "SECRET_KEY"),
        "FIELD_KEYS": _secret(environ, "PORTAL_FIELD_KEYS"),
        "LEDGER_KEY": _secret(environ, "LEDGER_KEY"),
        "DATA_DIR": data,
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url),
        "SEARCH_ENGINE": _search_engine(environ.get("SEARCH_ENGINE")),
        "PUBLIC_URL": public_url,
        "SITE_NAME": environ.get("SITE_NAME") or ("示例市银企融资对接" if demo else "银企融资对接"),
        "SITE_CONTACT": environ.get("SITE_CONTACT") or (DEMO_CONTACT if demo else ""),
        "TRUSTED_HOSTS": _hosts(environ.get("TRUSTED_HOSTS"), public_url),
        "TRUSTED_PROXIES": int(environ.get("TRUSTED_PROXIES") or 0),
        "BACKUP_RECIPIENTS": environ.get("BACKUP_RECIPIENTS") or "",
        "BACKUP_IDENTITY": environ.get("BACKUP_IDENTITY") or "",
        "PG_BIN": environ.get("PG_BIN") or "",
        "DEMO": demo,
        "DEMO_SCALE": int(environ.get("DEMO_SCALE") or 1),
        "INBOX": demo,  # a demonstration never reaches anybody outside
        **_reaching(environ),
        "SECOND_FACTOR_ROLES": frozenset() if demo else _second_factor(environ.get("SECOND_FACTOR_ROLES")),
        "SESSION_COOKIE_SECURE": secure,
        # The prefix makes browsers refuse a cookie that a sister host or plain http has set.
        "SESSION_COOKIE_NAME": "__Host-rongqiao" if secure else "rongqiao",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "WTF_CSRF_SSL_STRICT": False,
        "MAX_CONTENT_LENGTH": 3 * 1024 * 1024,
        "MAX_FORM_PARTS": 400,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "CHEAP_PASSWORDS": False,
    }


def _secret(environ, name: str) -> str:
    value = environ.get(name) or ""
    if len(value) < MIN_SECRET:
        raise ConfigError(f"{name} is not set (at least {MIN_SECRET} characters; see .env.example)")
    return value


def _search_engine(named: str | None) -> str:
    if named and named not in SEARCH_ENGINES:
        raise ConfigError(f"SEARCH_ENGINE is one of {', '.join(SEARCH_ENGINES)}, not {named!r}")
    return named or SEARCH_ENGINES[0]


def _reaching(environ) -> dict:
    """How texts and mail leave this site; empty where they do not."""
    texts, smtp = environ.get("TEXTS_URL") or "", environ.get("SMTP_URL") or ""
    listed = (environ.get("TEXTS_TEMPLATES") or "").split(",")
    templates = dict(part.strip().split(":", 1) for part in listed if ":" in part)
    body = environ.get("TEXTS_BODY") or ""
    if texts:
        _check_texts(urlsplit(texts), templates, body)
    if smtp and (urlsplit(smtp).scheme not in {"smtp", "smtps"} or not environ.get("MAIL_FROM")):
        raise ConfigError("SMTP_URL is smtp:// or smtps://, and MAIL_FROM names the sender; see .env.example")
    if not unquote(smtp).isascii():
        raise ConfigError("SMTP_URL: name and password are ASCII, the library can send no other")
    return {
        "TEXTS_URL": texts,
        "TEXTS_TOKEN": environ.get("TEXTS_TOKEN") or "",
        "TEXTS_TEMPLATES": templates,
        "TEXTS_BODY": body,
        "SMTP_URL": smtp,
        "MAIL_FROM": environ.get("MAIL_FROM") or "",
    }


def _check_texts(gateway: SplitResult, templates: dict[str, str], body: str) -> None:
    if gateway.scheme != "https" and (gateway.scheme != "http" or gateway.hostname not in LOCAL):
        raise ConfigError("TEXTS_URL must be https:// (http:// only on this machine)")
    wanted = {name for name, notice in NOTICES.items() if notice.texted and not notice.optional}
    if missing := wanted - set(templates):
        raise ConfigError(f"TEXTS_TEMPLATES lacks {', '.join(sorted(missing))}; see .env.example")
    try:
        json.loads(body or "{}")
    except ValueError as error:
        raise ConfigError("TEXTS_BODY is not JSON; see .env.example") from error


def _second_factor(listed: str | None) -> frozenset[Role]:
    """Roles that need a second factor: those that always do, and officers and clerks where listed."""
    named = frozenset(name.strip() for name in (listed or "").split(",") if name.strip())
    if unknown := named - TWO_FACTORS_BY_SETTING:
        raise ConfigError(f"SECOND_FACTOR_ROLES takes officer and clerk, not {', '.join(sorted(unknown))}")
    return TWO_FACTORS | {Role(name) for name in named}


def _hosts(listed: str | None, public_url: str) -> list[str]:
    hosts = [host.strip() for host in (listed or "").split(",") if host.strip()]
    if public_url:
        hosts.append(urlsplit(public_url).hostname or "")
    return [*hosts, "localhost", "127.0.0.1", "[::1]"]
