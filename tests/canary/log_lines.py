"""What the site logs, as it logs in use."""

import io
from contextlib import contextmanager, redirect_stderr

import structlog

from portal.core import logs


@contextmanager
def log_lines():
    """Everything logged inside the block."""
    lines, before = io.StringIO(), structlog.get_config()
    with redirect_stderr(lines):
        logs.configure()
        try:
            yield lines
        finally:
            structlog.configure(**before)
