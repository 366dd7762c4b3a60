"""What a request, or one round of the worker, reads from the database once."""

from collections.abc import Callable
from typing import TypeVar

from flask import g

Read = TypeVar("Read")


def once(name: str, read: Callable[[], Read]) -> Read:
    """What `read` gives, kept under `name` until the request ends or somebody says `forget`."""
    kept = g.setdefault("once", {})
    if name not in kept:
        kept[name] = read()
    return kept[name]


def forget() -> None:
    """The next who asks reads anew: after a change, and between two rounds of the worker."""
    g.pop("once", None)
