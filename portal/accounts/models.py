"""People, and for which organisations they act."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core import clock, work_codes
from portal.core.crypto import Keyed, Sealed
from portal.core.db import Base, Public, frozen_index
from portal.core.permissions import Role


class Person(Public, Keyed, Base):
    """Somebody who signs in, by mobile or e-mail; unique as a person, whatever they act for."""

    __tablename__ = "person"
    __table_args__ = (frozen_index("person"),)

    name_sealed: Mapped[bytes | None]
    mobile_sealed: Mapped[bytes | None]
    mobile_index: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    mobile_proven_at: Mapped[datetime | None]  # of this number: a changed one is proved first
    email_sealed: Mapped[bytes | None]
    # Only of an address that was proved: nobody is found by one that was merely typed, or kept from it.
    email_index: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    disabled_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]  # by the operator, for a reason; see portal/freezing
    erased_at: Mapped[datetime | None]

    name = Sealed()
    mobile = Sealed()
    email = Sealed()

    memberships: Mapped[list["Membership"]] = relationship(back_populates="person", lazy="raise")


def _work_code(context) -> str | None:
    return work_codes.of_role(context.get_current_parameters()["role"])


class Membership(Public, Base):
    """A person's role in one organisation; ended memberships stay for the record."""

    __tablename__ = "membership"
    __table_args__ = (sa.UniqueConstraint("person_id", "organisation_id", "role"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    role: Mapped[Role]
    work_code: Mapped[str | None] = mapped_column(sa.String(20), unique=True, default=_work_code)
    outlet_id: Mapped[int | None] = mapped_column(sa.ForeignKey("outlet.id"))  # a manager's branch
    ended_at: Mapped[datetime | None]
    away_from: Mapped[date | None]  # both days are away; set or not set together
    away_until: Mapped[date | None]
    # When somebody last said that this person still works there, and who: empty = whoever let them in.
    attested_at: Mapped[datetime] = mapped_column(default=clock.now)
    attested_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))

    person: Mapped[Person] = relationship(back_populates="memberships", lazy="raise")
    organisation: Mapped["Organisation"] = relationship(lazy="raise")  # noqa: F821
    regions: Mapped[list["MembershipRegion"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    outlet: Mapped["Outlet | None"] = relationship(lazy="raise")  # noqa: F821


class MembershipRegion(Base):
    """Where a manager works; a code covers everything below it."""

    __tablename__ = "membership_region"
    __table_args__ = (sa.UniqueConstraint("membership_id", "region_code"),)

    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    region_code: Mapped[str] = mapped_column(sa.String(6))


class SecondFactor(Public, Keyed, Base):
    """The authenticator on a person's phone; the row exists once a code of it was typed."""

    __tablename__ = "second_factor"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    secret_sealed: Mapped[bytes]
    last_step: Mapped[int] = mapped_column(sa.BigInteger)  # of 30 s since 1970; older codes are spent

    secret = Sealed()


class RecoveryCode(Base):
    """One of the codes on paper that stand in for a lost phone; each counts once."""

    __tablename__ = "recovery_code"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    used_at: Mapped[datetime | None]


class CodeUse(enum.StrEnum):
    """What a one-time code is for; one of another use opens nothing."""

    PROVE = "prove"
    CHANGE_MOBILE = "change_mobile"
    CHANGE_EMAIL = "change_email"
    RESET = "reset"
    SIGN_IN = "sign_in"
    AGREE = "agree"  # to a need that a park has filed; the owner tells it to the clerk


class ContactCode(Base):
    """The newest code of one use for one person or contact; the next one takes over the row.

    `slot` is a keyed digest of use and whom; `contact_sealed` what is to become theirs (a change only).
    Without a person nobody is reached: the row is there so that asking costs the same.
    """

    __tablename__ = "contact_code"

    slot: Mapped[str] = mapped_column(sa.String(64), unique=True)
    use: Mapped[CodeUse]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    by_mail: Mapped[bool] = mapped_column(default=False)
    digest: Mapped[str] = mapped_column(sa.String(64))
    code_sealed: Mapped[bytes | None]  # until it is sent
    contact_sealed: Mapped[bytes | None]
    tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class PaperUse(enum.StrEnum):
    PROVE = "prove"
    RESET = "reset"


class PaperCode(Base):
    """A code printed for somebody who is reached neither by text nor by mail; `for_person_id`: a reset's."""

    __tablename__ = "paper_code"

    use: Mapped[PaperUse]
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    issued_by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    for_person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]  # by whom only the ledger says
