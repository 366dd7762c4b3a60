"""融桥 Rongqiao: the web application."""

import importlib
import pkgutil
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, current_app, g, render_template, request
from flask_babel import Babel
from flask_migrate import Migrate
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import InternalServerError
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal.accounts.actor import login_manager
from portal.core import config as configuration
from portal.core import forms, logs, navigation, pictures, security
from portal.core.db import db
from portal.core.limits import TooMany
from portal.core.permissions import EVERYONE
from portal.core.sessions import RowSessionInterface

FEATURES = (
    "accounts",
    "organisations",
    "products",
    "needs",
    "consent",
    "leads",
    "matching",
    "searches",
    "referrals",
    "parks",
    "verifying",
    "freezing",
    "reports",
    "monitor",
    "notifications",
    "rights",
    "auditing",
    "operations",
    "desk",
    "public",
    "demo",
)
PARTS = ("models", "handlers", "jobs", "routes")  # what of a feature takes part by being imported

migrate = Migrate(render_as_batch=True, compare_type=True)
babel = Babel()


def create_app(config: dict | None = None) -> Flask:
    """The application; `config` overrides what the environment says (tests)."""
    app = Flask(__name__, template_folder="../templates", static_folder="../static")
    app.config.update(configuration.from_environment() if config is None else config)
    app.config["DATA_DIR"].mkdir(parents=True, exist_ok=True)
    app.session_interface = RowSessionInterface()
    app.request_class = pictures.InMemory
    logs.configure()
    db.init_app(app)
    migrate.init_app(app, db, directory=str(configuration.MIGRATIONS))
    babel.init_app(app)
    login_manager.init_app(app)
    logs.init_app(app)
    security.init_app(app)
    navigation.init_app(app)
    forms.init_app(app)
    _features(app)
    _errors(app)
    _serving(app)
    return app


def _features(app: Flask) -> None:
    for name in FEATURES:
        package = importlib.import_module(f"portal.{name}")
        present = {module.name for module in pkgutil.iter_modules(package.__path__)}
        for part in PARTS:
            if part in present:
                module = importlib.import_module(f"portal.{name}.{part}")
                if part == "routes":
                    app.register_blueprint(module.bp)
    from portal import cli  # knows the features, so it comes after them

    cli.init_app(app)


def _errors(app: Flask) -> None:
    for code in (400, 403, 404, 405, 409, 413, 503):
        app.register_error_handler(code, lambda error, code=code: _error_page(code))
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(500, _broken)
    app.register_error_handler(OperationalError, _away)


def _error_page(code: int, **words):
    g.error_page, g.plain = True, code >= 500
    if g.plain:
        db.session.rollback()
    return render_template(f"errors/{code}.html", **words), code


def _too_many(error: TooMany):
    """What a form had typed stands ready to be sent again when the time has passed."""
    typed = security.typed_fields() if request.method == "POST" and security.same_origin() else []
    page, code = _error_page(429, minutes=error.minutes, fields=typed, action=request.full_path.rstrip("?"))
    return page, code, {"Retry-After": str(error.retry_after)}


def _broken(error: InternalServerError):
    """What no view handled; a session that could not be saved is the database's absence, too."""
    cause = error.original_exception
    return _away(cause) if isinstance(cause, OperationalError) else _error_page(500)


def _away(error: OperationalError):
    """The database does not answer: a page that asks it nothing, and no claim that anything was stored."""
    logs.structlog.get_logger(__name__).error("database.away", exc_info=error)
    return _error_page(503)


def _version_of_static(endpoint: str, values: dict) -> None:
    """A changed file gets another address, so that a browser may keep the old one for a week."""
    if endpoint == "static" and "filename" in values:
        values["v"] = _digest_of(Path(current_app.static_folder, values["filename"]))


@cache
def _digest_of(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else ""


def _serving(app: Flask) -> None:
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
    if not app.debug:
        app.wsgi_app = WhiteNoise(
            app.wsgi_app,
            root=app.static_folder,
            prefix="static/",
            max_age=7 * 24 * 3600,
            add_headers_function=security.protect_file,
        )
    app.url_defaults(_version_of_static)
    app.view_functions["static"].may_use = EVERYONE
