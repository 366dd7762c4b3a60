"""Codes on paper: printed by an operator or a clerk, each good once for thirty days. Nothing commits."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.codes import WrongCode
from portal.accounts.models import PaperCode, PaperUse
from portal.core import clock, crypto, ledger
from portal.core.db import db

VALID = {PaperUse.PROVE: timedelta(days=30), PaperUse.RESET: timedelta(days=1)}
DIGITS, GROUP = 12, 4
"""Digits alone, so that the number pad of an old phone is enough; forty bits, and tries are limited."""


@dataclass(frozen=True)
class Found:
    """A paper code that nobody has used yet, and the membership that issued it."""

    id: int
    issued_by_id: int


def issue(actor, count: int) -> list[str]:
    """So many codes that prove a mobile, as they are printed; they cannot be shown again."""
    return [_issue(actor, PaperUse.PROVE, None) for _ in range(count)]


def issue_reset(actor, person_id: int) -> str:
    """A code with which one person may choose a new password within a day; earlier ones end."""
    now = clock.now()
    earlier = sa.update(PaperCode).where(
        PaperCode.use == PaperUse.RESET, PaperCode.for_person_id == person_id, PaperCode.expires_at > now
    )
    db.session.execute(earlier.values(expires_at=now))
    code = _issue(actor, PaperUse.RESET, person_id)
    ledger.record("reset.issued", actor=actor, person=person_id)
    return code


def find(use: PaperUse, typed: str, person_id: int | None = None) -> Found | None:
    """The unused code of this use, if it was printed; a reset's only for its person."""
    row = db.session.execute(
        sa.select(PaperCode.id, PaperCode.issued_by_id).where(
            PaperCode.digest == _digest(typed),
            PaperCode.use == use,
            PaperCode.used_at.is_(None),
            PaperCode.expires_at > clock.now(),
            PaperCode.for_person_id.is_(None) if use is PaperUse.PROVE else _is_for(person_id),
        )
    ).first()
    return Found(row.id, row.issued_by_id) if row else None


def use_up(found: Found) -> None:
    """The one update that decides; raises WrongCode for whoever comes second."""
    unused = sa.update(PaperCode).where(PaperCode.id == found.id, PaperCode.used_at.is_(None))
    if db.session.execute(unused.values(used_at=clock.now())).rowcount == 0:
        raise WrongCode


def counts_of(membership_id: int) -> dict[str, int]:
    """`{issued, used, open}` of the sheets that somebody printed; never by whom they were used."""
    mine = PaperCode.issued_by_id == membership_id, PaperCode.use == PaperUse.PROVE
    used = sa.func.count(PaperCode.used_at)
    is_open = sa.and_(PaperCode.used_at.is_(None), PaperCode.expires_at > clock.now())
    still = sa.func.sum(sa.case((is_open, 1), else_=0))
    row = db.session.execute(sa.select(sa.func.count(PaperCode.id), used, still).where(*mine)).one()
    return {"issued": row[0], "used": row[1], "open": row[2] or 0}


def _issue(actor, use: PaperUse, person_id: int | None) -> str:
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    now = clock.now()
    db.session.add(
        PaperCode(
            use=use,
            digest=_digest(code),
            issued_by_id=actor.membership_id,
            for_person_id=person_id,
            issued_at=now,
            expires_at=now + VALID[use],
        )
    )
    return " ".join(code[start : start + GROUP] for start in range(0, DIGITS, GROUP))


def _is_for(person_id: int | None) -> sa.ColumnElement[bool]:
    return PaperCode.for_person_id == (person_id or 0)


def _digest(typed: str) -> str:
    return crypto.blind_index("paper_code", "".join(typed.split()))
