"""Whoever an account stands for, where it works, and who claims it."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core import clock
from portal.core.crypto import Keyed, Sealed, SealedBytes, blind_index
from portal.core.db import Base, Public
from portal.core.permissions import Role


class OrganisationKind(enum.StrEnum):
    ENTERPRISE = "enterprise"
    SOLE_PROPRIETOR = "sole_proprietor"
    UNREGISTERED_OPERATOR = "unregistered_operator"
    FARMER = "farmer"
    FAMILY_FARM = "family_farm"
    COOPERATIVE = "cooperative"
    NONPROFIT = "nonprofit"
    INTERMEDIARY = "intermediary"
    INSTITUTION = "institution"
    DEPARTMENT = "department"
    MONITOR = "monitor"
    OPERATOR = "operator"


ERASED = "已注销主体"
Kind = OrganisationKind
APPLICANT_KINDS = frozenset(list(Kind)[:7])
# The name of a natural person's business names the person: it is sealed. These names are public anyway.
CLEAR_NAMES = frozenset(
    {
        Kind.ENTERPRISE,
        Kind.COOPERATIVE,
        Kind.INTERMEDIARY,
        Kind.INSTITUTION,
        Kind.DEPARTMENT,
        Kind.MONITOR,
        Kind.OPERATOR,
    }
)
KIND_NAMES = {
    Kind.ENTERPRISE: "小微企业",
    Kind.SOLE_PROPRIETOR: "个体工商户",
    Kind.UNREGISTERED_OPERATOR: "未登记经营者",
    Kind.FARMER: "农户/专业大户",
    Kind.FAMILY_FARM: "家庭农场",
    Kind.COOPERATIVE: "合作社",
    Kind.NONPROFIT: "民办非企业",
    Kind.INTERMEDIARY: "园区/协会",
    Kind.INSTITUTION: "金融机构",
    Kind.DEPARTMENT: "行业主管部门",
    Kind.MONITOR: "人民银行",
    Kind.OPERATOR: "平台运营",
}


class OrganisationState(enum.StrEnum):
    PROVISIONAL = "provisional"  # made by a claim or by one operator, and not decided yet
    UNCLAIMED = "unclaimed"  # on a list, nobody acts for it yet
    ACTIVE = "active"
    MERGED = "merged"  # a provisional one whose needs went to the organisation that existed
    REFUSED = "refused"


class Organisation(Public, Keyed, Base):
    __tablename__ = "organisation"

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


class ClaimState(enum.StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


class Claim(Public, Keyed, Base):
    """A person says: I act for this firm. The operator decides."""

    __tablename__ = "claim"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.PENDING, index=True)
    code_index: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    reason_sealed: Mapped[bytes | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    decided_at: Mapped[datetime | None]

    reason = Sealed()


class Proposal(Base):
    """An organisation that one operator made, and what another one said to it."""

    __tablename__ = "proposal"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), unique=True)
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    decided_at: Mapped[datetime | None]


class Invitation(Public, Keyed, Base):
    """A way in for one mobile or e-mail, into one organisation, once; only its token's digest is kept."""

    __tablename__ = "invitation"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    role: Mapped[Role]
    regions: Mapped[tuple[str, ...]] = mapped_column(default=())
    contact_sealed: Mapped[bytes]
    contact_index: Mapped[str] = mapped_column(sa.String(64))  # as `person` has it, told apart by the @
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    invited_by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    expires_at: Mapped[datetime]
    misses: Mapped[int] = mapped_column(default=0)  # how often another mobile or e-mail was typed
    used_at: Mapped[datetime | None]
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))  # who came
    withdrawn_at: Mapped[datetime | None]

    contact = Sealed()


class LicencePicture(Public, Keyed, Base):
    """A photograph of a licence: with a claim until the decision, without one for a day."""

    __tablename__ = "licence_picture"

    claim_id: Mapped[int | None] = mapped_column(sa.ForeignKey("claim.id"), unique=True)
    picture_sealed: Mapped[bytes]

    picture = SealedBytes()  # a clean JPEG, see portal.core.pictures


class VouchState(enum.StrEnum):
    ASKED = "asked"
    KNOWN = "known"
    UNKNOWN = "unknown"
    UNSURE = "unsure"  # what is shown does not tell; no word against them


class Vouch(Public, Base):
    """A park, market, association or department was named by whoever claims a firm: do you know them?"""

    __tablename__ = "vouch"
    __table_args__ = (sa.UniqueConstraint("claim_id", "organisation_id"),)

    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claim.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    state: Mapped[VouchState] = mapped_column(default=VouchState.ASKED)
    relation: Mapped[str | None] = mapped_column(sa.String(20))
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    answered_at: Mapped[datetime | None]


class JoiningState(enum.StrEnum):
    ASKED = "asked"
    OURS = "ours"
    NOT_OURS = "not_ours"
    HANDED_OVER = "handed_over"  # the firm went to the claimant; contacts stay shut until they take over
    TAKEN_OVER = "taken_over"


class Joining(Public, Base):
    """Somebody claims a firm for which others act already: what these said of it, and what became of it."""

    __tablename__ = "joining"

    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claim.id"), unique=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    state: Mapped[JoiningState] = mapped_column(default=JoiningState.ASKED)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    answered_at: Mapped[datetime | None]
