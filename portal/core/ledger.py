"""The ledger: an append-only record of what happened, sealed into a hash chain by the worker.

Facts are codes and integers, never names or words. Business transactions insert events unsealed; `seal_new`
chains them under a key from the environment, so that who edits the database without it is found out.
"""

import hmac
import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.db import Base, db

GENESIS = "0" * 64


class LedgerEvent(Base):
    __tablename__ = "ledger_event"

    id = None
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    actor_id: Mapped[int | None]  # membership
    actor_role: Mapped[str | None] = mapped_column(sa.String(20))
    kind: Mapped[str] = mapped_column(sa.String(40), index=True)
    need_id: Mapped[int | None] = mapped_column(index=True)
    lead_id: Mapped[int | None] = mapped_column(index=True)
    institution_id: Mapped[int | None] = mapped_column(index=True)
    facts: Mapped[str] = mapped_column(sa.Text)

    @property
    def values(self) -> dict:
        return json.loads(self.facts)


class LedgerSeal(Base):
    __tablename__ = "ledger_seal"

    id = None
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_seq: Mapped[int] = mapped_column(unique=True)
    seal: Mapped[str] = mapped_column(sa.String(64))


def record(
    kind: str,
    *,
    actor=None,
    need_id: int | None = None,
    lead_id: int | None = None,
    institution_id: int | None = None,
    happened_at: datetime | None = None,
    **facts,
) -> LedgerEvent:
    """Insert one event in the caller's transaction.

    `actor` has `membership_id` and `role`, or is None for the platform itself. Facts: integers, booleans,
    codes, and lists of these; None is left out. Raises TypeError for anything else.
    """
    event = LedgerEvent(
        **columns(
            kind,
            clock.now(),
            actor=actor,
            need_id=need_id,
            lead_id=lead_id,
            institution_id=institution_id,
            happened_at=happened_at,
            **facts,
        )
    )
    db.session.add(event)
    db.session.flush()
    return event


def columns(
    kind: str,
    moment: datetime,
    *,
    actor=None,
    need_id: int | None = None,
    lead_id: int | None = None,
    institution_id: int | None = None,
    happened_at: datetime | None = None,
    **facts,
) -> dict:
    """The columns of an event that is recorded at `moment`; the rest as for `record`."""
    return {
        "happened_at": happened_at or moment,
        "recorded_at": moment,
        "actor_id": getattr(actor, "membership_id", None),
        "actor_role": getattr(actor, "role", None) and str(actor.role),
        "kind": kind,
        "need_id": need_id,
        "lead_id": lead_id,
        "institution_id": institution_id,
        "facts": canonical({key: value for key, value in facts.items() if value is not None}),
    }


def canonical(facts: dict) -> str:
    """Sorted keys, no spaces, no floats; codes are plain ASCII, so that no word or name can slip in."""
    for key, value in facts.items():
        for item in value if isinstance(value, list | tuple) else [value]:
            if not isinstance(item, int) and not (
                isinstance(item, str) and item.isascii() and len(item) <= 80
            ):
                raise TypeError(f"ledger fact {key} is neither a code nor an integer")
    return json.dumps(facts, sort_keys=True, separators=(",", ":"))


def seal_new(limit: int = 2000) -> int:
    """Chain the events that have no seal yet, in order; returns how many. The worker alone calls this."""
    last = db.session.scalar(sa.select(LedgerSeal).order_by(LedgerSeal.position.desc()).limit(1))
    position, previous = (last.position, last.seal) if last else (0, GENESIS)
    unsealed = (
        sa.select(LedgerEvent)
        .where(~sa.exists().where(LedgerSeal.event_seq == LedgerEvent.seq))
        .order_by(LedgerEvent.seq)
        .limit(limit)
    )
    count = 0
    for event in db.session.scalars(unsealed):
        position, count = position + 1, count + 1
        previous = _seal(previous, position, event)
        db.session.add(LedgerSeal(position=position, event_seq=event.seq, seal=previous))
    db.session.commit()
    if count:
        _write_head(position, previous)
    return count


def verify(last: int | None = None) -> list[str]:
    """Every broken place in the chain, in words; an empty list means that it holds.

    With `last` only so many of the newest positions are looked at: what a start after a kill has time for.
    """
    findings: list[str] = []
    previous, expected = _begin(last)
    heads = {position: seal for position, seal in _heads().items() if position > expected}
    rows = db.session.execute(
        sa.select(LedgerSeal, LedgerEvent)
        .outerjoin(LedgerEvent, LedgerEvent.seq == LedgerSeal.event_seq)
        .where(LedgerSeal.position > expected)
        .order_by(LedgerSeal.position)
        .execution_options(yield_per=1000)
    )
    for seal, event in rows:
        expected += 1
        if seal.position != expected:
            findings.append(f"position {expected}: missing")
            expected = seal.position
        if event is None:
            findings.append(f"position {seal.position}: event {seal.event_seq} is gone")
        elif not hmac.compare_digest(_seal(previous, seal.position, event), seal.seal):
            findings.append(f"position {seal.position}: event {event.seq} does not match its seal")
        if heads.pop(seal.position, seal.seal) != seal.seal:
            findings.append(f"position {seal.position}: not the head that was written down")
        previous = seal.seal
    findings += [f"position {position}: written down as head, now gone" for position in sorted(heads)]
    return findings


def _begin(last: int | None) -> tuple[str, int]:
    """The seal before the first position to look at, and its position."""
    if last is None:
        return GENESIS, 0
    newest = db.session.scalar(sa.select(sa.func.max(LedgerSeal.position))) or 0
    before = db.session.get(LedgerSeal, newest - last)
    return (before.seal, before.position) if before else (GENESIS, 0)


def unsealed_count() -> int:
    """How many events wait for their seal; they are reported, not protected."""
    sealed = sa.select(sa.func.count()).select_from(LedgerSeal).scalar_subquery()
    return db.session.scalar(sa.select(sa.func.count(LedgerEvent.seq) - sealed))


def _seal(previous: str, position: int, event: LedgerEvent) -> str:
    body = json.dumps(
        [
            previous, position, event.seq, event.happened_at.isoformat(), event.recorded_at.isoformat(),
            event.actor_id, event.actor_role, event.kind, event.need_id, event.lead_id, event.institution_id,
            event.facts,
        ],
        separators=(",", ":"),
    )  # fmt: skip
    return hmac.new(current_app.config["LEDGER_KEY"].encode(), body.encode(), sha256).hexdigest()


def _heads_file() -> Path:
    return current_app.config["DATA_DIR"] / "heads.log"


def _write_head(position: int, seal: str) -> None:
    """Append the newest head: day, position, seal. The last line of a day is that day's head."""
    with _heads_file().open("a", encoding="ascii") as file:
        file.write(f"{clock.today().isoformat()} {position} {seal}\n")


def trim_heads() -> int:
    """Leave one head for each day that is over, its last; how many lines went. For the worker alone."""
    file, today = _heads_file(), clock.today().isoformat()
    lines = file.read_text(encoding="ascii").splitlines(keepends=True) if file.exists() else []
    last = {line.split()[0]: line for line in lines}
    kept = [line for line in lines if line.startswith(today) or line is last[line.split()[0]]]
    if len(kept) < len(lines):
        beside = file.with_suffix(".new")
        beside.write_text("".join(kept), encoding="ascii")
        beside.replace(file)
    return len(lines) - len(kept)


def _heads() -> dict[int, str]:
    return read_heads(_heads_file())


def read_heads(file: Path) -> dict[int, str]:
    """Position → seal of a heads.log, none where there is none. ValueError for a line that is not one."""
    lines = file.read_text(encoding="ascii").splitlines() if file.exists() else []
    return {int(position): seal for _, position, seal in (line.split() for line in lines)}
