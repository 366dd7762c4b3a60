"""The shape of an export: sections of entries of named values, each as a machine and as a person reads it."""

import enum
from dataclasses import dataclass
from datetime import date, datetime

from portal.core import clock


@dataclass(frozen=True)
class Value:
    """`raw` for the JSON (codes, integers, ISO times), `shown` for the page."""

    key: str
    label: str
    raw: object
    shown: str


@dataclass(frozen=True)
class Section:
    """One list of the JSON, one part of the page; `note` says what is not in it and why.

    `brief`: an entry is one line of the page.
    """

    key: str
    title: str
    entries: list[list[Value]]
    note: str = ""
    brief: bool = False

    @property
    def read(self) -> list[list[Value]]:
        """The entries as a person reads them: what was not said is left out."""
        return [[one for one in entry if one.shown] for entry in self.entries]


def value(key: str, label: str, raw, shown: str | None = None) -> Value:
    """`shown` None: as the raw value reads by itself."""
    plain = _plain(raw)
    return Value(key, label, plain, _words(raw) if shown is None else shown)


def _plain(raw):
    if isinstance(raw, datetime):
        return clock.local(raw).isoformat(timespec="seconds")
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, enum.Enum):
        return raw.value
    return list(raw) if isinstance(raw, tuple) else raw


def _words(raw) -> str:
    if raw is None or raw == ():
        return ""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, datetime):
        return f"{clock.local(raw):%Y-%m-%d %H:%M}"
    return "、".join(map(str, raw)) if isinstance(raw, tuple) else str(raw)
