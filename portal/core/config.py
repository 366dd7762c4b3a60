"""Configuration, read from the environment only (see .env.example)."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from portal.core.db import engine_options, normal_url

MIN_SECRET = 16
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
    return {
        "SECRET_KEY": _secret(environ, "SECRET_KEY"),
        "FIELD_KEYS": _secret(environ, "PORTAL_FIELD_KEYS"),
        "LEDGER_KEY": _secret(environ, "LEDGER_KEY"),
        "DATA_DIR": data,
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url),
        "SEARCH_ENGINE": environ.get("SEARCH_ENGINE") or "whoosh",
        "PUBLIC_URL": public_url,
        "SITE_NAME": environ.get("SITE_NAME") or ("示例市银企融资对接" if demo else "银企融资对接"),
        "TRUSTED_HOSTS": _hosts(environ.get("TRUSTED_HOSTS"), public_url),
        "TRUSTED_PROXIES": int(environ.get("TRUSTED_PROXIES") or 0),
        "DEMO": demo,
        "SESSION_COOKIE_SECURE": public_url.startswith("https://"),
        "SESSION_COOKIE_NAME": "rongqiao",
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


def _hosts(listed: str | None, public_url: str) -> list[str]:
    hosts = [host.strip() for host in (listed or "").split(",") if host.strip()]
    if public_url:
        hosts.append(urlsplit(public_url).hostname or "")
    return [*hosts, "localhost", "127.0.0.1", "[::1]"]
