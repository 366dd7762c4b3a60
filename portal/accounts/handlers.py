"""What leaves the site: codes, and the word to an old contact that it is one no more."""

import sqlalchemy as sa

from portal.accounts import codes
from portal.accounts.models import CodeUse, ContactCode
from portal.core import clock, mail, outbox, texts
from portal.core.db import db


@outbox.handles("code.issued", name="accounts.send_code")
def send_code(code_id: int, **_) -> None:
    """Send the newest code of this row once; nothing for one that is sent, used or too old, or for nobody."""
    row = db.session.get(ContactCode, code_id, populate_existing=True)
    if row is None or row.code_sealed is None or row.expires_at <= clock.now():
        return
    to, code, by_mail, digest = codes.contact_of(row), codes.code_of(row), row.by_mail, row.digest
    notice = "agree" if row.use is CodeUse.AGREE else "code"
    db.session.rollback()  # a gateway takes its time, and SQLite has one writer
    if to:
        (mail if by_mail else texts).send(to, notice, code=code)
    sent = sa.update(ContactCode).where(ContactCode.id == code_id, ContactCode.digest == digest)
    db.session.execute(sent.values(code_sealed=None))


@outbox.handles("contact.changed", name="accounts.tell_old")
def tell_old(code_id: int, **_) -> None:
    """To the mobile or address that was a person's until now: whoever changed it may have been another."""
    row = db.session.get(ContactCode, code_id)
    if row is None:
        return
    to, way = codes.contact_of(row), mail if row.by_mail else texts
    db.session.rollback()
    if to and way.available():
        way.send(to, "news")
    db.session.execute(sa.delete(ContactCode).where(ContactCode.id == code_id))
