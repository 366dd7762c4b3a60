"""For whom a person may act."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts import codes, ways_in
from portal.accounts.actor import has_lapsed
from portal.accounts.models import CodeUse, Membership, Person
from portal.accounts.standing import acts
from portal.core import crypto, devices, mail, passwords, sessions, settings, texts, wording
from portal.core.db import db
from portal.core.permissions import ROLE_NAMES, Role
from portal.core.visibility import mask_mobile
from portal.organisations.models import Organisation


@dataclass(frozen=True)
class MembershipView:
    """One line of "for whom do you act"."""

    id: int
    public_id: str
    role: Role
    organisation: str
    lapsed: bool  # nobody has confirmed lately that they still work there

    @property
    def role_name(self) -> str:
        return ROLE_NAMES[self.role]


def active_memberships(person_id: int) -> list[MembershipView]:
    """A person's memberships that have not ended, oldest first; none when they are disabled or frozen."""
    rows = db.session.execute(
        sa.select(Membership, Organisation)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.person_id == person_id, acts())
        .order_by(Membership.id)
    ).all()
    crypto.preload([row.Organisation.key_id for row in rows])
    return [
        MembershipView(
            row.Membership.id,
            row.Membership.public_id,
            row.Membership.role,
            row.Organisation.name,
            has_lapsed(row.Membership.role, row.Membership.attested_at),
        )
        for row in rows
    ]


def own_sessions(person_id: int, row_id: int | None) -> list[dict]:
    """`[{handle, device, way, since, seen, here}]` of where somebody is signed in, and how."""
    return [
        {
            "handle": sessions.handle_of(row),
            "device": devices.in_words(row.device),
            "way": ways_in.in_words(sessions.data_of(row), person_id),
            "since": wording.moment(row.created_at),
            "seen": wording.moment(row.seen_at),
            "here": row.id == row_id,
        }
        for row in sessions.of_person(person_id)
    ]


def masked_login(person_id: int) -> str:
    """The mobile or address somebody signs in with, as an app's list may show it."""
    person = db.session.get_one(Person, person_id)
    return mask_mobile(person.mobile) if person.mobile else person.email or ""


def why_nobody(person_id: int) -> str:
    """Why somebody whose password was right cannot act for anybody, in words for them."""
    person = sa.select(Person.frozen_at).where(Person.id == person_id)
    if db.session.scalar(person) is not None:
        return "这个账号已被平台冻结，暂时不能登录。" + _ask_operator()
    frozen = sa.select(Membership.id).join(Organisation, Organisation.id == Membership.organisation_id)
    mine = (Membership.person_id == person_id, Membership.ended_at.is_(None))
    if db.session.scalar(frozen.where(*mine, Organisation.frozen_at.is_not(None)).limit(1)) is not None:
        return "您的单位已被平台冻结，暂时不能登录。" + _ask_operator()
    return "这个账号现在没有可用的身份，请联系为您开通的单位。"


def _ask_operator() -> str:
    """Where to turn, with the site's own words for it where it has any."""
    contact = settings.site_contact()
    return f"有疑问请向平台运营反映（{contact}）。" if contact else "有疑问请向平台运营反映。"


def own_account(person_id: int) -> dict:
    """What a person reads about themselves."""
    person = db.session.get_one(Person, person_id)
    contact = {"mobile": person.mobile or "", "email": person.email or ""}
    return {
        "name": person.name or "",
        **contact,
        "is_proven": person.mobile_proven_at is not None,
        "email_proven": person.email_index is not None,
        "has_password": person.password_hash != passwords.NONE,
    }


def to_prove(person_id: int, field: str) -> str | None:
    """The address that somebody typed when they registered and has not proved: the form offers it."""
    person = db.session.get_one(Person, person_id)
    return person.email if field == "email" and person.email_index is None else None


def ways() -> dict[str, bool]:
    """How this site reaches people."""
    return {"texts": texts.available(), "mail": mail.available()}


def proof_of(person_id: int | None) -> dict | None:
    """`{proven, masked, sent, texts}` of a person's mobile: `sent` while a code is valid; None for nobody."""
    person = person_id and db.session.get(Person, person_id)
    if not person:
        return None
    return {
        "proven": person.mobile_proven_at is not None,
        "masked": mask_mobile(person.mobile) if person.mobile else "",
        "sent": person.mobile_proven_at is None and codes.is_alive(CodeUse.PROVE, person_id),
        "texts": texts.available(),
    }
