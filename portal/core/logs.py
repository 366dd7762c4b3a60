"""JSON log lines: what was asked and answered, never bodies, parameters or secrets."""

import logging
import sys
import time

import structlog
from flask import Flask, g, request
from flask_login import current_user


def configure() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _exception_class_and_place,
            structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _exception_class_and_place(logger, method, event: dict) -> dict:
    """Where it broke, without the exception's text: it may quote what a person wrote."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["error"], place = type(error).__name__, error.__traceback__
        frames = []
        while place:
            frames.append(f"{place.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{place.tb_lineno}")
            place = place.tb_next
        event["where"] = frames[-6:]
    return event


def init_app(app: Flask) -> None:
    log = structlog.get_logger("portal.request")

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def write(response):
        if request.endpoint != "static":
            log.info(
                "request",
                method=request.method,
                endpoint=request.endpoint,
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000),
                membership=getattr(current_user, "membership_id", None),
            )
        return response
