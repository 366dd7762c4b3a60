"""What institutions offered and paid out, in the owner's words."""

import sqlalchemy as sa

from portal.core import wording
from portal.core.db import db
from portal.leads.models import Disbursement, Lead, Offer
from portal.leads.offer_view import fees_words, security_words
from portal.rights.export.sections import Section, Value, value


def sections(names: dict[int, str]) -> list[Section]:
    """`names`: the institution of each lead, by the lead's key."""
    return [
        Section("offers", "机构的报价", [_offer(one, names) for one in _of(Offer, names)], brief=True),
        Section(
            "payments",
            "放款、生效的每一笔",
            [_paid(one, names) for one in _of(Disbursement, names)],
            brief=True,
        ),
    ]


def _of(kind: type[Offer] | type[Disbursement], names: dict[int, str]) -> list:
    rows = sa.select(kind).join(Lead, Lead.id == kind.lead_id).where(kind.lead_id.in_(list(names)))
    return list(db.session.scalars(rows.order_by(kind.id)))


def _offer(offer: Offer, names: dict[int, str]) -> list[Value]:
    return [
        value("institution", "机构", names[offer.lead_id]),
        value("made_at", "时间", offer.created_at),
        value("amount_fen", "金额", offer.amount_fen, wording.money(offer.amount_fen)),
        value("rate_bp", "年利率（单利）", offer.rate_bp, wording.percent(offer.rate_bp)),
        value("term_months", "期限", offer.term_months, wording.months(offer.term_months)),
        value("fees", "费用", fees_words(offer)),
        value("guarantee_mode", "担保", offer.guarantee_mode, security_words(offer.guarantee_mode)),
        value("valid_until", "有效到", offer.valid_until),
        value("words", "机构说的话", offer.words),
    ]


def _paid(paid: Disbursement, names: dict[int, str]) -> list[Value]:
    return [
        value("institution", "机构", names[paid.lead_id]),
        value("paid_on", "日期", paid.paid_on),
        value("amount_fen", "金额", paid.amount_fen, wording.money(paid.amount_fen)),
        value("rate_bp", "年利率（单利）", paid.rate_bp, wording.percent(paid.rate_bp)),
        value("contract_on", "合同日期", paid.contract_on),
        value("first_loan", "是不是第一次贷款", paid.first_loan),
        value("renewal", "是不是续贷", paid.renewal),
    ]
