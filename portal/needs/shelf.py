"""Where what is being typed lies meanwhile: in the session, sealed, for a day.

One entry a need being edited, `new` for the one being filled in, and a few new ones that were set aside for
it. A new one that goes on on another device lies in a row besides, and each device says which version of it
it has seen: whoever is behind takes over the newest before anything is written.
"""

import secrets
from datetime import datetime, timedelta

from flask import flash, session

from portal.core import clock
from portal.needs.models import DraftEnd, SharedDraft
from portal.needs.service import sharing
from portal.needs.typed import NEW, Typed

KEPT = timedelta(hours=24)
AT_ONCE = 4  # needs being edited in one session
MOST_ASIDE = 3
ASIDE = "aside:"
SHELF = "need_typed"
TYPED = ("steps", "struck", "max_talks", "reach", "read")  # of a new one
FIELDS = (*TYPED, "base", "seen", "held")
OVER = {
    DraftEnd.FILED: "这份需求已经在另一台设备上提交了。这里还留着一份：要另提一条就再提交，不要就丢弃。",
    DraftEnd.WITHDRAWN: "另一台设备上已经停止共用。这里还留着一份，可以接着填。",
    None: "接续码的 7 天已经到了。这里还留着一份，可以接着填。",
}


class Full(Exception):
    """As many new ones lie here as there is room for."""


def load(key: str = NEW) -> Typed | None:
    """As this device has seen it."""
    entry = session.get(SHELF, {}).get(key)
    return None if entry is None or _is_old(entry) else _typed(key, entry)


def newest() -> Typed | None:
    """The new need as whichever device wrote last has left it; from now on this one has seen that."""
    typed = load()
    if typed is None or typed.held is None:
        return typed
    draft = sharing.alive(typed.held[0])
    if draft is None:
        flash(OVER[sharing.how_ended(typed.held[0])], "warning")
        typed.held = None
        put(typed)
    elif draft.version != typed.held[1]:
        typed = take_over(draft)
    return typed


def take_over(draft: SharedDraft) -> Typed:
    """The row's content as the new need of this device."""
    typed = Typed(NEW, **sharing.data_of(draft), held=(draft.public_id, draft.version))
    put(typed)
    return typed


def save(typed: Typed) -> None:
    """Put it on the shelf, and into its row when it has one. Raises sharing.Behind; the caller commits."""
    if typed.held:
        public_id, seen = typed.held
        typed.held = (public_id, sharing.write(public_id, seen, data_of(typed)))
    put(typed)


def put(typed: Typed) -> None:
    """On the shelf alone; of stored needs being edited the oldest leave when there are too many."""
    entry = {"at": clock.now().isoformat(), **{name: getattr(typed, name) for name in FIELDS}}
    shelf = {**_others(typed.key), typed.key: entry}
    edited = [key for key in shelf if key != NEW and not key.startswith(ASIDE)]
    session[SHELF] = {key: entry for key, entry in shelf.items() if key not in edited[:-AT_ONCE]}


def drop(key: str) -> None:
    session[SHELF] = _others(key)


def end(typed: Typed, how: DraftEnd) -> None:
    """The new need is filed or not wanted: its other devices are told. Raises sharing.Behind."""
    if typed.held:
        sharing.end(*typed.held, how)


def data_of(typed: Typed) -> dict:
    """What a row keeps of it."""
    return {name: getattr(typed, name) for name in TYPED}


def begun() -> list[Typed]:
    """New ones that say something: the one being filled in, then those set aside, newest first."""
    shelf = session.get(SHELF, {})
    aside = sorted(
        (key for key in shelf if key.startswith(ASIDE)), key=lambda key: shelf[key]["at"], reverse=True
    )
    found = (load(key) for key in (NEW, *aside))
    return [typed for typed in found if typed and not typed.is_empty]


def set_aside() -> None:
    """Make room for another new one. Raises Full."""
    typed = load()
    if typed is None or typed.is_empty:
        drop(NEW)
        return
    if len(begun()) > MOST_ASIDE:
        raise Full
    typed.key = f"{ASIDE}{secrets.token_hex(4)}"
    at = session[SHELF][NEW]["at"]
    drop(NEW)
    put(typed)
    session[SHELF][typed.key]["at"] = at


def bring_back(key: str) -> bool:
    """Go on with one that was set aside, in place of the present one; False when it is gone."""
    typed = load(key)
    if typed is None or not key.startswith(ASIDE):
        return False
    drop(key)
    set_aside()
    typed.key = NEW
    put(typed)
    return True


def _typed(key: str, entry: dict) -> Typed:
    kept = {name: entry[name] for name in FIELDS if name in entry}
    if kept.get("held"):
        kept["held"] = tuple(kept["held"])
    return Typed(key, **kept, at=entry["at"])


def _is_old(entry: dict) -> bool:
    return datetime.fromisoformat(entry["at"]) < clock.now() - KEPT


def _others(but: str) -> dict:
    return {key: entry for key, entry in session.get(SHELF, {}).items() if key != but and not _is_old(entry)}
