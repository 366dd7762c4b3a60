"""What an institution has offered to the owner of a need, and what of it was paid out."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Public
from portal.leads.models.lead import Lead
from portal.products.models import Repayment


class Offer(Public, Base):
    """An institution's yes with its figures; never changed. The lead's newest is the one that counts.

    Amounts in fen, rates in basis points a year. What lends nothing has no rate and no repayment; its price
    is the yearly fee. Of a spread `rate_bp` is what it comes to by the LPR published on `lpr_date`.
    """

    __tablename__ = "offer"
    __table_args__ = (sa.CheckConstraint("amount_fen > 0", name="amount"),)

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey(Lead.id), index=True)
    amount_fen: Mapped[int] = mapped_column(sa.BigInteger)
    rate_bp: Mapped[int | None]
    lpr_tenor: Mapped[str | None] = mapped_column(sa.String(2))
    lpr_date: Mapped[date | None]
    spread_bp: Mapped[int | None]
    term_months: Mapped[int]
    guarantee_mode: Mapped[str | None] = mapped_column(sa.String(40))  # word of security_types.csv
    repayment: Mapped[Repayment | None]
    fee_once_bp: Mapped[int] = mapped_column(default=0)  # of the amount, at the start
    fee_yearly_bp: Mapped[int] = mapped_column(default=0)  # of the amount, each year in advance
    fee_fixed_fen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    valid_until: Mapped[date]  # its last day
    words: Mapped[str] = mapped_column(sa.String(300), default="")  # the manager's, scrubbed


class Disbursement(Public, Base):
    """Money paid out under an offer, or a guarantee that has come into force; one row a payment.

    `first_loan`: whether the bank found no earlier loan of the firm in the credit-reference system; None
    where nothing is lent.
    """

    __tablename__ = "disbursement"
    __table_args__ = (sa.CheckConstraint("amount_fen > 0", name="amount"),)

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey(Lead.id), index=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offer.id"))
    move_id: Mapped[int] = mapped_column(sa.ForeignKey("lead_move.id"), unique=True)
    amount_fen: Mapped[int] = mapped_column(sa.BigInteger)
    rate_bp: Mapped[int | None]
    term_months: Mapped[int]
    paid_on: Mapped[date]
    contract_on: Mapped[date]
    guarantee_mode: Mapped[str | None] = mapped_column(sa.String(40))
    first_loan: Mapped[bool | None]
    renewal: Mapped[bool] = mapped_column(default=False)
