"""A sign-in by a kind of device that a person has not used of late is told to them. Nothing here commits."""

import sqlalchemy as sa
from flask import request

from portal.core import clock, devices, outbox
from portal.core.db import db
from portal.core.sessions import AuthSession


def note(person_id: int, device: str | None = None) -> None:
    """Whoever was let in by a password or a code, a second factor or not: before their session is written.

    Known is what the kept sessions name, families of browser and system only; the first sign-in of all, and
    one after all of them were swept away, is no news. `device`: its family, if not of the present request.
    """
    rows = sa.select(AuthSession.device).where(AuthSession.person_id == person_id).distinct()
    known, device = set(db.session.scalars(rows)), device or devices.family(request.user_agent.string)
    if known and device not in known:
        event = f"device {device} {clock.today().isoformat()}"
        outbox.put("person.news", person_id=person_id, kind="signed_in", event=event)
