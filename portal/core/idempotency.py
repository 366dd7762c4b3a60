"""One form, one effect: a key in every form decides, however often it is sent.

prior = idempotency.begin(form.key.data)      # None: this request is the first
if prior: return redirect(prior)
… the service's work …
return idempotency.finish(url)                # the address, the work and the key commit together
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from flask import g, redirect, session
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.db import Base, db

KEPT = timedelta(days=8)  # longer than a session and so than any form shown in it


class FormKey(Base):
    __tablename__ = "form_key"

    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    location: Mapped[str | None] = mapped_column(sa.String(300))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


def fresh() -> str:
    """A new key for a form about to be shown."""
    return secrets.token_urlsafe(18)


def begin(key: str) -> str | None:
    """Take the key in this transaction; the address that an earlier send led to, if there was one.

    A concurrent second send waits on the unique index until the first has committed, then reads its address.
    """
    row = FormKey(digest=_digest(key))
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        db.session.rollback()
        return db.session.scalar(sa.select(FormKey.location).where(FormKey.digest == _digest(key))) or "/"
    g.form_key = row
    return None


def finish(location: str):
    """Commit the work together with where it led, and go there."""
    if row := g.pop("form_key", None):
        row.location = location
    db.session.commit()
    return redirect(location, code=303)


def _digest(key: str) -> str:
    """Bound to the person (or the signed-out session): nobody learns where another's form led."""
    # Signed out, the token of the session that the form was shown in: two sends at once have it in common.
    owner = current_user.person_id if current_user.is_authenticated else f"s{session.get('csrf_token')}"
    return sha256(f"{owner}\0{key}".encode()).hexdigest()


def sweep() -> int:
    """Drop the keys of forms that nobody can send any more, in the caller's transaction; how many."""
    return db.session.execute(sa.delete(FormKey).where(FormKey.created_at < clock.now() - KEPT)).rowcount
