"""What leaves the site: codes, and the word that there is news; both are read from sealed rows here."""

import sqlalchemy as sa

from portal.accounts import codes
from portal.accounts.models import CodeUse, ContactCode, Person
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


@outbox.handles("person.news", name="accounts.tell")
def tell(person_id: int, **_) -> None:
    """That there is news, by text or mail to what is proved; what it is stands on the site alone."""
    person = db.session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        return
    mobile = person.mobile if person.mobile_proven_at else None
    address = person.email if person.email_index else None
    db.session.rollback()
    if mobile and texts.available():
        texts.send(mobile, "news")
    elif address and mail.available():
        mail.send(address, "news")
