"""Who was before a need: leads and their steps, consents, who looked, what departments listed and pushed."""

from itertools import chain

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from portal.consent import looking
from portal.consent.models import Consent, ConsentText
from portal.consent.terms import BESIDE, CATEGORIES
from portal.core.db import db
from portal.leads import owner_words, words
from portal.leads.models import Lead, LeadMove, LeadState
from portal.leads.queries.facets import CHANNELS
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation
from portal.products.models import Product
from portal.referrals import queries as referrals
from portal.referrals.models import ListedFirm, ListingState, Referral, ReferralState
from portal.rights.export import boards, diligence, money
from portal.rights.export.sections import Section, Value, value

LISTED = {
    ListingState.AWAITING: "等企业确认",
    ListingState.CONFIRMED: "企业同意了",
    ListingState.DECLINED: "企业不同意",
}
PUSHED = {
    ReferralState.WAITING: "等企业确认",
    ReferralState.PUSHED: "已推送",
    ReferralState.NOT_PUSHED: "没有推送",
}
STEPS = {LeadState.PUSHED: "推送给机构", LeadState.ACCEPTED: "企业同意对接"}
"""Where a step says more than the state's word."""
CATEGORY_NAMES = {category.code: category.words for category in (*CATEGORIES, BESIDE)}


def sections(firms: list[Organisation], needs: list[FinancingNeed]) -> list[Section]:
    found = _leads(needs)
    return [
        Section(
            "leads", "对接", [_lead(*row) for row in found], "机构内部的备注是机构自己的记录，不在里面。"
        ),
        Section("moves", "对接的每一步", _moves(found), brief=True),
        *money.sections({lead.id: institution for lead, _, institution, _ in found}),
        *diligence.sections([row[0] for row in found]),
        Section("consents", "给过的授权", _consents(found), brief=True),
        Section("looks", "谁看过资料", list(chain.from_iterable(map(_looks, needs))), brief=True),
        *boards.sections(needs),
        *_lists(firms),
    ]


def _leads(needs: list[FinancingNeed]) -> list[sa.Row]:
    return list(
        db.session.execute(
            sa.select(Lead, FinancingNeed, Organisation.name_clear, Product.name)
            .join(FinancingNeed, FinancingNeed.id == Lead.need_id)
            .join(Lead.institution)
            .outerjoin(Lead.product)
            .options(contains_eager(Lead.institution), contains_eager(Lead.product))
            .where(Lead.need_id.in_([need.id for need in needs]))
            .order_by(Lead.id)
        )
    )


def _lead(lead: Lead, need: FinancingNeed, institution: str, product: str | None) -> list[Value]:
    refusal = owner_words.refusal(lead)
    return [
        value("case_number", "编号", lead.case_number),
        value("need", "需求编号", need.case_number),
        value("institution", "机构", institution),
        value("product", "产品", product),
        value("channel", "怎么来的", lead.channel, CHANNELS.get(lead.channel, str(lead.channel))),
        value("state", "状态", lead.state, owner_words.word(lead)),
        value("state_since", "从", lead.state_since),
        value("due_at", "最晚答复", lead.clock_due_at),
        value("answered_at", "机构第一次答复", lead.answered_at),
        value("sentence", "机构说的话", lead.sentence),
        value("refusal", "没有办成的原因", refusal and refusal["shown_as"]),
        value("ended_because", "结束的原因", owner_words.ended_because(lead)),
    ]


def _moves(found: list[sa.Row]) -> list[list[Value]]:
    by_id = {lead.id: (lead, institution) for lead, _, institution, _ in found}
    rows = db.session.scalars(
        sa.select(LeadMove)
        .where(LeadMove.lead_id.in_(list(by_id)))
        .order_by(LeadMove.happened_at, LeadMove.id)
    )
    return [
        [
            value("lead", "对接编号", by_id[move.lead_id][0].case_number),
            value("institution", "机构", by_id[move.lead_id][1]),
            value("state", "到", move.to_state, _state(move, by_id[move.lead_id][0])),
            value("happened_at", "发生时间", move.happened_at),
            value("recorded_at", "记录时间", move.recorded_at),
        ]
        for move in rows
        if not move.is_handing_over  # which of the institution's people, is its own affair
    ]


def _state(move: LeadMove, lead: Lead) -> str:
    if move.is_going_on:
        return "材料收完，接着办"
    if move.is_done_over:
        return words.DONE_OVER[move.to_state]
    return STEPS.get(move.to_state) or words.state_word(move.to_state, words.kind_of(lead), lead.stage)


def _consents(found: list[sa.Row]) -> list[list[Value]]:
    names = {lead.id: institution for lead, _, institution, _ in found}
    rows = db.session.execute(
        sa.select(Consent, ConsentText.sentence)
        .outerjoin(ConsentText, ConsentText.id == Consent.text_id)
        .where(Consent.lead_id.in_(list(names)))
        .order_by(Consent.id)
    )
    return [
        [
            value("institution", "给哪家机构", names[consent.lead_id]),
            value(
                "categories",
                "能看什么",
                consent.categories,
                "、".join(CATEGORY_NAMES.get(code, code) for code in consent.categories),
            ),
            value("given_at", "同意时间", consent.given_at),
            value("until", "有效到", consent.until),
            value("withdrawn_at", "收回时间", consent.withdrawn_at),
            value("words", "同意时看到的话", sentence),
        ]
        for consent, sentence in rows
    ]


def _looks(need: FinancingNeed) -> list[list[Value]]:
    return [
        [
            value("need", "需求编号", need.case_number),
            value("at", "时间", look.at),
            value("institution", "机构", look.institution),
            value("role", "身份", look.role),
            value("person", "谁", look.person),
            value("what", "看了什么", look.what),
        ]
        for look in looking.looks(need.id)
    ]


def _lists(firms: list[Organisation]) -> list[Section]:
    rows = db.session.execute(
        sa.select(ListedFirm, Organisation.name_clear)
        .join(Organisation, Organisation.id == ListedFirm.department_id)
        .where(ListedFirm.organisation_id.in_([firm.id for firm in firms]))
        .order_by(ListedFirm.id)
    ).all()
    return [
        Section("listings", "主管部门的名单", [_listing(*row) for row in rows]),
        Section("referrals", "主管部门的推送", list(chain.from_iterable(_pushes(*row) for row in rows))),
    ]


def _listing(listed: ListedFirm, department: str) -> list[Value]:
    return [
        value("department", "部门", department),
        value("list", "名单", referrals.decision_of(listed).list_name),
        value("credit_code", "部门填的信用代码", listed.credit_code),
        value("state", "企业的答复", listed.state, LISTED[listed.state]),
        value("listed_at", "列入时间", listed.created_at),
        value("answered_at", "答复时间", listed.answered_at),
        value("remarks", "部门写的备注", tuple(referrals.remarks_about(listed))),
    ]


def _pushes(listed: ListedFirm, department: str) -> list[list[Value]]:
    rows = db.session.scalars(
        sa.select(Referral).where(Referral.listed_firm_id == listed.id).order_by(Referral.id)
    )
    return [
        [
            value("department", "部门", department),
            value("state", "结果", referral.state, PUSHED[referral.state]),
            value("made_at", "时间", referral.created_at),
            value("pushed_at", "推送时间", referral.pushed_at),
        ]
        for referral in rows
    ]
