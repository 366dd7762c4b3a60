"""Whoever an account stands for, and where it works."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core import clock
from portal.core.crypto import Keyed, Sealed, blind_index
from portal.core.db import Base, Public, frozen_index
from portal.organisations.models.kinds import APPLICANT_KINDS, CLEAR_NAMES, OrganisationKind

ERASED = "已注销主体"


class OrganisationState(enum.StrEnum):
    PROVISIONAL = "provisional"  # made by a claim or by one operator, and not decided yet
    UNCLAIMED = "unclaimed"  # on a list, nobody acts for it yet
    ACTIVE = "active"
    MERGED = "merged"  # a provisional one whose needs went to the organisation that existed
    REFUSED = "refused"


class Organisation(Public, Keyed, Base):
    __tablename__ = "organisation"
    __table_args__ = (frozen_index("organisation"),)

    kind: Mapped[OrganisationKind]
    state: Mapped[OrganisationState] = mapped_column(default=OrganisationState.ACTIVE)
    subject_code: Mapped[str | None] = mapped_column(sa.String(8))  # subject_types.csv
    name_clear: Mapped[str | None] = mapped_column(sa.String(120))
    own_name_sealed: Mapped[bytes | None]
    name_index: Mapped[str] = mapped_column(sa.String(64), index=True)
    credit_code_sealed: Mapped[bytes | None]
    code_index: Mapped[str | None] = mapped_column(sa.String(64), unique=True)  # set once verified or listed
    representative_sealed: Mapped[bytes | None]
    street_sealed: Mapped[bytes | None]
    region_code: Mapped[str | None] = mapped_column(sa.String(6))
    industry_code: Mapped[str | None] = mapped_column(sa.String(4))
    type_code: Mapped[str | None] = mapped_column(sa.String(8))  # institution_types or intermediary_types
    sector_code: Mapped[str | None] = mapped_column(sa.String(8))  # a department's, priority_sectors.csv
    verified_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    service_phone: Mapped[str | None] = mapped_column(sa.String(20))  # an institution's, for everybody
    frozen_at: Mapped[datetime | None]  # by the operator, for a reason; see portal/freezing
    left_at: Mapped[datetime | None]  # an institution that no longer takes part
    erased_at: Mapped[datetime | None]  # at its owner's wish; codes and integers stay

    credit_code = Sealed()
    representative = Sealed()
    street = Sealed()
    own_name = Sealed()

    areas: Mapped[list["ServiceArea"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    @property
    def is_working(self) -> bool:
        """Whether people may act for it: made by one operator, approved by another, not left.

        For a firm from registering on; what it may do before its claim is decided, its needs decide.
        """
        return self.kind in APPLICANT_KINDS or (
            self.state is OrganisationState.ACTIVE and self.left_at is None
        )

    @classmethod
    def working(cls) -> sa.ColumnElement[bool]:
        """The same, asked of the database."""
        taking_part = sa.and_(cls.state == OrganisationState.ACTIVE, cls.left_at.is_(None))
        return sa.or_(cls.kind.in_(APPLICANT_KINDS), taking_part)

    @property
    def name(self) -> str:
        return self.name_clear or self.own_name or ERASED

    @name.setter
    def name(self, name: str) -> None:
        self.name_index = blind_index("organisation.name", name)
        clear = self.kind in CLEAR_NAMES
        self.name_clear = name if clear else None
        self.own_name = None if clear else name


class ServiceArea(Base):
    """Where an institution lends, or what a department is in charge of; a code covers everything below it."""

    __tablename__ = "service_area"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "region_code"),)

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    region_code: Mapped[str] = mapped_column(sa.String(6))


class Proposal(Base):
    """An organisation that one operator made, and what another one said to it."""

    __tablename__ = "proposal"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), unique=True)
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    decided_at: Mapped[datetime | None]
