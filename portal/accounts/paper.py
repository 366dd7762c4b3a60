"""Codes on paper: printed by an operator or a clerk, each good once for thirty days. Nothing commits.

A code is good while whoever issued it may act, and one for a new password until the password changes.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from portal.accounts.codes import WrongCode
from portal.accounts.models import Membership, PaperCode, PaperUse
from portal.accounts.standing import member_acts
from portal.core import clock, crypto, ledger
from portal.core.config import TWO_FACTORS
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
    end_resets(person_id)
    code = _issue(actor, PaperUse.RESET, person_id)
    ledger.record("reset.issued", actor=actor, person=person_id)
    return code


def find(use: PaperUse, typed: str, person_id: int | None = None) -> Found | None:
    """The unused code of this use, if it was printed; a reset's only for its person."""
    row = db.session.execute(
        sa.select(PaperCode.id, PaperCode.issued_by_id).where(
            PaperCode.digest == _digest(typed),
            PaperCode.use == use,
            *_good(),
            PaperCode.for_person_id.is_(None) if use is PaperUse.PROVE else _is_for(person_id),
        )
    ).first()
    return Found(row.id, row.issued_by_id) if row else None


def use_up(found: Found) -> None:
    """The one update that decides; raises WrongCode for whoever comes second."""
    unused = sa.update(PaperCode).where(PaperCode.id == found.id, *_good())
    if db.session.execute(unused.values(used_at=clock.now())).rowcount == 0:
        raise WrongCode


def end_resets(person_id: int) -> None:
    """Codes for this person's new password: one that was chosen since is not changed by an older paper."""
    _end(PaperCode.use == PaperUse.RESET, PaperCode.for_person_id == person_id)


def end_issued_by(membership_ids) -> None:
    """Whatever these memberships (ids, or a select of them) have printed and nobody has used."""
    _end(PaperCode.issued_by_id.in_(membership_ids))


def holds_strong_role(person_id: int) -> sa.ColumnElement[bool]:
    """SQL: they work in a role that reads what is not theirs; no paper opens that, on whatever site."""
    asked = TWO_FACTORS | current_app.config["SECOND_FACTOR_ROLES"]
    mine = (Membership.person_id == person_id, Membership.ended_at.is_(None))
    return sa.exists().where(*mine, Membership.role.in_(asked)).correlate_except(Membership)


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


def _good() -> tuple[sa.ColumnElement[bool], ...]:
    return (
        PaperCode.used_at.is_(None),
        PaperCode.expires_at > clock.now(),
        member_acts(PaperCode.issued_by_id),
    )


def _end(*which: sa.ColumnElement[bool]) -> None:
    now = clock.now()
    still = sa.update(PaperCode).where(*which, PaperCode.used_at.is_(None), PaperCode.expires_at > now)
    db.session.execute(still.values(expires_at=now).execution_options(synchronize_session=False))


def _is_for(person_id: int | None) -> sa.ColumnElement[bool]:
    """A reset's; not any more when they were given a role meanwhile that no paper opens."""
    return sa.and_(PaperCode.for_person_id == (person_id or 0), ~holds_strong_role(person_id or 0))


def _digest(typed: str) -> str:
    return crypto.blind_index("paper_code", "".join(typed.split()))
