"""The second factor: a code of an authenticator app, or once a recovery code. Nothing here commits.

A code counts once: the update that takes it names the time step and wants a later one than the last, so of
two requests with one code one changes the row. Recovery codes have 118 bits; an HMAC of them is enough.
"""

import hmac
import unicodedata

import pyotp
import sqlalchemy as sa
from flask import current_app

from portal.accounts.models import Person, RecoveryCode, SecondFactor
from portal.core import clock, crypto, ledger, passwords, sessions
from portal.core.db import db

CODES = 8
STEP = 30  # seconds
DRIFT = 1  # steps that a phone's clock may be off, either way


class WrongCode(Exception):
    """Neither a code of the moment that was not used yet nor an unused recovery code."""


class NotTheirs(Exception):
    """Nobody takes off the own factor."""


def new_secret() -> str:
    """A secret for an app that is being set up (base32, 160 bits)."""
    return pyotp.random_base32()


def address_of(secret: str, account: str) -> str:
    """What the QR code says: otpauth://totp/…"""
    site = current_app.config["SITE_NAME"]
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=account, issuer_name=site)


def is_set_up(person_id: int) -> bool:
    mine = sa.select(SecondFactor.id).where(SecondFactor.person_id == person_id)
    return db.session.scalar(mine) is not None


def set_up(person_id: int, secret: str, code: str) -> list[str]:
    """Keep this device's secret, in place of another's if there was one; the new recovery codes.

    Raises WrongCode when the app shows something else.
    """
    step = _step_of(secret, code)
    if step is None:
        raise WrongCode("验证码不对。请看手机上现在显示的 6 位数字；手机的时间要设成自动。")
    person = db.session.get_one(Person, person_id)
    factor = db.session.scalar(sa.select(SecondFactor).where(SecondFactor.person_id == person_id))
    if factor is None:
        factor = SecondFactor(person_id=person_id, key_id=person.key_id)
    factor.secret, factor.last_step = secret, step
    db.session.add(factor)
    db.session.flush()
    return renew_codes(person_id)


def use(person_id: int, typed: str) -> None:
    """Take a code of the app or a recovery code. Raises WrongCode; of two sendings of one, for the later."""
    typed = _folded(typed)
    taken = _use_code(person_id, typed) if typed.isdigit() else _use_recovery(person_id, typed)
    if not taken:
        raise WrongCode("验证码不对，或者已经用过。请等手机上的数字换了再填；恢复码每个只能用一次。")


def renew_codes(person_id: int) -> list[str]:
    """New recovery codes, shown to the person once; the old ones are gone."""
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [passwords.make_up(groups=6) for _ in range(CODES)]
    db.session.add_all(RecoveryCode(person_id=person_id, digest=_digest(code)) for code in codes)
    db.session.flush()
    return codes


def codes_left(person_id: int) -> int | None:
    """How many recovery codes are unused; None without a factor."""
    unused = sa.and_(RecoveryCode.person_id == SecondFactor.person_id, RecoveryCode.used_at.is_(None))
    mine = sa.select(sa.func.count(RecoveryCode.id)).select_from(SecondFactor).outerjoin(RecoveryCode, unused)
    return db.session.scalar(mine.where(SecondFactor.person_id == person_id).group_by(SecondFactor.id))


def take_off(actor, person_id: int) -> bool:
    """Somebody lost their phone: factor and codes go, their sessions end; False when there was none.

    Whoever calls has looked whether `actor` may do this to this person. Raises NotTheirs for oneself.
    """
    if person_id == actor.person_id:
        raise NotTheirs("自己的两步验证不能自己停用，请由别的管理人员来做。")
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    gone = sa.delete(SecondFactor).where(SecondFactor.person_id == person_id)
    if db.session.execute(gone).rowcount == 0:
        return False
    sessions.end_all_of(person_id)
    ledger.record("account.factor_removed", actor=actor, person=person_id)
    return True


def _use_code(person_id: int, code: str) -> bool:
    factor = db.session.scalar(sa.select(SecondFactor).where(SecondFactor.person_id == person_id))
    step = factor and _step_of(factor.secret, code)
    if not step:
        return False
    unused = sa.update(SecondFactor).where(
        SecondFactor.id == factor.id,
        SecondFactor.secret_sealed == factor.secret_sealed,
        SecondFactor.last_step < step,
    )
    return db.session.execute(unused.values(last_step=step)).rowcount == 1


def _use_recovery(person_id: int, code: str) -> bool:
    unused = sa.update(RecoveryCode).where(
        RecoveryCode.person_id == person_id,
        RecoveryCode.digest == _digest(code),
        RecoveryCode.used_at.is_(None),
    )
    return db.session.execute(unused.values(used_at=clock.now())).rowcount == 1


def _step_of(secret: str, code: str) -> int | None:
    """The time step whose code this is, None when it is of none near the present."""
    app, present = pyotp.TOTP(secret, interval=STEP), int(clock.now().timestamp()) // STEP
    typed = _folded(code)
    near = range(present - DRIFT, present + DRIFT + 1)
    fitting = [step for step in near if hmac.compare_digest(app.generate_otp(step).encode(), typed.encode())]
    return fitting[-1] if fitting else None


def _folded(typed: str) -> str:
    """As it is compared: without blanks and dashes, whatever the width of its characters."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).replace("-", "").lower()


def _digest(code: str) -> str:
    return crypto.blind_index("recovery_code", _folded(code))
