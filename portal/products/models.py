"""What an institution publishes."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, Public


class ProductKind(enum.StrEnum):
    LOAN = "loan"
    GUARANTEE = "guarantee"
    INSURANCE = "insurance"
    LEASING = "leasing"


LENDING = frozenset({ProductKind.LOAN, ProductKind.LEASING})
"""What is paid back, with a rate; a guarantee or an insurance has a price and lends nothing."""
UNLENT = frozenset(ProductKind) - LENDING


class ProductState(enum.StrEnum):
    """That a published one was not confirmed for thirty days, and is hidden, its day of confirmation says."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    SUSPENDED = "suspended"


class Repayment(enum.StrEnum):
    INSTALMENTS = "instalments"  # equal instalments, monthly
    INTEREST_FIRST = "interest_first"  # interest monthly, principal at the end
    AT_ONCE = "at_once"  # both at the end
    REVOLVING = "revolving"  # drawn and repaid at will; costed as interest first


class RateKind(enum.StrEnum):
    FIXED = "fixed"  # rate_low_bp, rate_high_bp: basis points a year (365 = 3.65 %)
    LPR = "lpr"  # the same columns hold the spread over the LPR of `lpr_tenor`


class Product(Public, Base):
    """Codes are those of search/taxonomy. None = not stated; amounts in fen, terms in months, rates in bp."""

    __tablename__ = "product"
    __table_args__ = (sa.UniqueConstraint("institution_id", "name"),)

    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    kind: Mapped[ProductKind] = mapped_column(default=ProductKind.LOAN)
    state: Mapped[ProductState] = mapped_column(default=ProductState.DRAFT, index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    product_type_codes: Mapped[tuple[str, ...]] = mapped_column(default=())
    feature_codes: Mapped[tuple[str, ...]] = mapped_column(default=())
    subjects: Mapped[tuple[str, ...]] = mapped_column(default=())  # words of subject_types.csv
    industries: Mapped[tuple[str, ...]] = mapped_column(default=())  # () = all
    industries_excluded: Mapped[tuple[str, ...]] = mapped_column(default=())
    regions: Mapped[tuple[str, ...]] = mapped_column(default=())
    amount_min_fen: Mapped[int | None] = mapped_column(sa.BigInteger)
    amount_max_fen: Mapped[int | None] = mapped_column(sa.BigInteger)
    term_min_months: Mapped[int | None]
    term_max_months: Mapped[int | None]
    purpose_kinds: Mapped[tuple[str, ...]] = mapped_column(default=())
    security_accepted: Mapped[tuple[str, ...]] = mapped_column(default=())  # any one suffices
    requirements: Mapped[tuple[str, ...]] = mapped_column(default=())  # written form: years:2, tax_grade:A|B
    rate_kind: Mapped[RateKind] = mapped_column(default=RateKind.FIXED)
    rate_low_bp: Mapped[int | None]
    rate_high_bp: Mapped[int | None]
    lpr_tenor: Mapped[str | None] = mapped_column(sa.String(2))  # 1Y, 5Y
    repayment: Mapped[Repayment] = mapped_column(default=Repayment.INSTALMENTS)
    fee_once_bp: Mapped[int] = mapped_column(default=0)  # of the amount, at the start
    fee_yearly_bp: Mapped[int] = mapped_column(default=0)  # of the amount, each year in advance
    fee_fixed_fen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    subsidy_bp: Mapped[int | None]  # paid by others, shown apart
    price_bp: Mapped[int | None]  # a guarantee's fee, an insurance's premium: a year, of the amount
    cover_bp: Mapped[int | None]  # the share of the loan, or of the loss, that it stands for
    down_payment_bp: Mapped[int | None]  # of what is leased
    insured: Mapped[str] = mapped_column(sa.String(200), default="")  # what an insurance is against
    partners: Mapped[tuple[str, ...]] = mapped_column(default=())  # public ids; see ProductPartner
    materials: Mapped[str] = mapped_column(sa.Text, default="")  # one a line
    decision_days: Mapped[int | None]  # working days to a decision
    answered_by: Mapped[str] = mapped_column(sa.String(60), default="")
    confirmed_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    # Its institution's observed median, taken over each day; see leads.service.figuring.
    answer_half_days: Mapped[int | None]

    institution: Mapped["Organisation"] = relationship(lazy="raise")  # noqa: F821


class ProductPartner(Base):
    """What an institution that a product names as its partner says to that; shown only once it agrees."""

    __tablename__ = "product_partner"
    __table_args__ = (sa.UniqueConstraint("product_id", "institution_id"),)

    product_id: Mapped[int] = mapped_column(sa.ForeignKey("product.id"))
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    agreed: Mapped[bool]
    answered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    answered_at: Mapped[datetime]


class Outcome(enum.StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"
    REPLACED = "replaced"  # it was changed before anybody had read it


class ProductReview(Public, Base):
    """What waited, or waits (`outcome` None), for a second person: one at a time for each product.

    `changes` None: the product as its row stands; else a JSON object of columns and values that a published
    product takes over when they are approved.
    """

    __tablename__ = "product_review"
    __table_args__ = (
        sa.Index(
            "uq_product_review_waiting",
            "product_id",
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        ),
    )

    product_id: Mapped[int] = mapped_column(sa.ForeignKey("product.id"), index=True)
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    changes: Mapped[str | None] = mapped_column(sa.Text)
    outcome: Mapped[Outcome | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(sa.String(200), default="")  # why it was sent back
