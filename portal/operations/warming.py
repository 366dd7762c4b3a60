"""What the first visitors after a start would wait for otherwise: templates compiled, the dictionary loaded.

Together about a second of a processor in each worker. It is done beside the first requests, so that neither a
start nor a rolling restart waits for it.
"""

import threading
import time

from flask import Flask

from search.language import tokens

PAUSE = 0.02  # seconds: the first requests come in between


def begin(app: Flask) -> threading.Thread:
    """Warm this process from a thread of its own."""
    thread = threading.Thread(target=warm, args=(app,), name="warming", daemon=True)
    thread.start()
    return thread


def warm(app: Flask) -> None:
    """Afterwards no page compiles a template or loads the dictionary."""
    tokens.index_tokens("融资")
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
        time.sleep(PAUSE)
