"""The firms a person acts for as their owner: what they registered, their claims and their needs."""

import sqlalchemy as sa

from portal.core import wording
from portal.core.db import db
from portal.core.visibility import Persona
from portal.needs.models import FinancingNeed, NeedInstitution, NeedState, Openness
from portal.needs.reaching import BY
from portal.needs.views import need_view, tag_names
from portal.organisations.models import Affiliation, AffiliationState, Claim, ClaimState, Organisation
from portal.organisations.views import industry_name, region_name, subject_name
from portal.rights.export.sections import Section, Value, value
from search import taxonomy

CLAIM_STATES = {
    ClaimState.PENDING: "核验中",
    ClaimState.APPROVED: "通过",
    ClaimState.REFUSED: "未通过",
}

NEED_STATES = {
    NeedState.DRAFT: "草稿",
    NeedState.AWAITING_OWNER: "待本人确认",
    NeedState.AWAITING_VERIFICATION: "待核验",
    NeedState.OPEN: "待对接",
    NeedState.ENGAGED: "对接中",
    NeedState.FUNDED: "已放款",
    NeedState.CLOSED: "未成功",
    NeedState.WITHDRAWN: "已撤回",
    NeedState.EXPIRED: "已过期",
}
PARK_STATES = {
    AffiliationState.INVITED: "对方邀请了",
    AffiliationState.ASKED: "本人申请了",
    AffiliationState.CONFIRMED: "是会员",
    AffiliationState.DECLINED: "本人没有加入",
    AffiliationState.REFUSED: "对方没有通过",
    AffiliationState.LEFT: "本人退出了",
    AffiliationState.ENDED: "对方解除了",
}
OPENNESS = {Openness.OPEN: "所有合适的机构", Openness.DIRECTED: "只发给指定的机构"}


def sections(firms: list[Organisation], person_id: int) -> list[Section]:
    return [_firms(firms), _claims(firms, person_id), _parks(firms), _needs(firms, person_id)]


def _firms(firms: list[Organisation]) -> Section:
    entries = [
        [
            value("public_id", "编号", firm.public_id),
            value("name", "名称", firm.name),
            value("credit_code", "信用代码", firm.credit_code),
            value("representative", "负责人", firm.representative),
            value("street", "地址", firm.street),
            value("subject", "类型", firm.subject_code, subject_name(firm)),
            value("region", "地区", firm.region_code, region_name(firm.region_code)),
            value("industry", "行业", firm.industry_code, industry_name(firm.industry_code)),
            value("registered_at", "登记时间", firm.created_at),
            value("verified_at", "核验通过时间", firm.verified_at),
            value("merged", "已并入同一信用代码的主体", firm.merged_into_id is not None),
        ]
        for firm in firms
    ]
    return Section("organisations", "名下的主体", entries)


def _claims(firms: list[Organisation], person_id: int) -> Section:
    own = Claim.organisation_id.in_([firm.id for firm in firms])
    rows = db.session.scalars(
        sa.select(Claim).where(sa.or_(own, Claim.person_id == person_id)).order_by(Claim.id)
    )
    entries = [
        [
            value("case_number", "编号", claim.case_number),
            value("state", "结果", claim.state, CLAIM_STATES[claim.state]),
            value("filed_at", "提交时间", claim.created_at),
            value("decided_at", "决定时间", claim.decided_at),
            value("reason", "原因", claim.reason),
        ]
        for claim in rows
    ]
    return Section("claims", "核验记录", entries)


def _parks(firms: list[Organisation]) -> Section:
    rows = db.session.execute(
        sa.select(Affiliation, Organisation)
        .join(Organisation, Organisation.id == Affiliation.intermediary_id)
        .where(Affiliation.organisation_id.in_([firm.id for firm in firms]))
        .order_by(Affiliation.id)
    )
    entries = [
        [
            value("park", "园区、市场或协会", park.name),
            value("state", "现状", row.state, PARK_STATES[row.state]),
            value("credit_code", "记下的信用代码", row.credit_code),
            value("begun_at", "邀请或申请时间", row.created_at),
            value("confirmed_at", "双方确认时间", row.confirmed_at),
            value("ended_at", "结束时间", row.ended_at),
        ]
        for row, park in rows
    ]
    return Section("parks", "园区、市场和协会", entries)


def _needs(firms: list[Organisation], person_id: int) -> Section:
    rows = needs_of(firms)
    note = "“原话”只有本人同意过的机构能看；“摘要”是去掉姓名电话以后给机构看的。"
    return Section("needs", "需求", [_need(need, person_id) for need in rows], note)


def needs_of(firms: list[Organisation]) -> list[FinancingNeed]:
    own = FinancingNeed.owner_id.in_([firm.id for firm in firms])
    return list(db.session.scalars(sa.select(FinancingNeed).where(own).order_by(FinancingNeed.id)))


def _need(need: FinancingNeed, person_id: int) -> list[Value]:
    view = need_view(need, Persona.OWNER)
    closing = taxonomy.closings.get(need.closing_code or "")
    return [
        value("case_number", "编号", need.case_number),
        value("title", "标题", view.title),
        value("state", "状态", need.state, NEED_STATES[need.state]),
        value("words", "原话", need.words),
        value("summary", "摘要", need.summary),
        value("filed_by_you", "由本人提交", need.filed_by_id == person_id),
        value("amount_min_fen", "最少金额", need.amount_min_fen, wording.money(need.amount_min_fen)),
        value("amount_max_fen", "金额", need.amount_max_fen, wording.money(need.amount_max_fen)),
        value("approximate", "金额是约数", need.approximate),
        value("term_months", "期限", need.term_months, wording.months(need.term_months)),
        value("purpose", "用途", need.purpose_code, view.purpose),
        value("needed_on", "用钱日期", need.needed_on),
        value("security", "担保", need.security, view.security),
        value("no_collateral", "没有抵押物", need.no_collateral),
        value("product_types", "想要的产品", need.product_type_codes, view.product_types),
        value("subject", "主体类型", need.subject_code, view.subject),
        value("region", "地区", need.region_code, view.county),
        value("industry", "行业", need.industry_code, view.industry),
        value("established_on", "成立时间", need.established_on),
        value("employees_band", "人数", need.employees_band, view.employees or ""),
        value("revenue_band", "年营业额", need.revenue_band, view.revenue or ""),
        value("existing_loans_fen", "已有贷款", need.existing_loans_fen, view.loans or ""),
        value("qualifications", "资质", need.tags, "、".join(tag_names(need.tags, Persona.OWNER))),
        value("lacks", "没有的资质", need.lacks, "、".join(tag_names(need.lacks, Persona.OWNER))),
        value("openness", "发给", need.openness, OPENNESS[need.openness]),
        value("chosen_institutions", "指定或不找的机构", _chosen(need)),
        value("max_talks", "最多同时谈", need.max_talks),
        value("keep_open", "放款后继续", need.keep_open),
        value("contact_hours", "什么时候联系", need.contact_hours, view.reach or ""),
        value("contact_by", "怎么联系", need.contact_by, BY.get(need.contact_by or "", "")),
        value("created_at", "填写时间", need.created_at),
        value("updated_at", "修改时间", need.updated_at),
        value("opened_at", "公开时间", need.opened_at),
        value("expires_on", "到期日", need.expires_on),
        value("ended_at", "结束时间", need.ended_at),
        value("closing", "结束原因", need.closing_code, closing.name if closing else ""),
    ]  # fmt: skip


def _chosen(need: FinancingNeed) -> tuple[str, ...]:
    rows = db.session.execute(
        sa.select(NeedInstitution.relation, Organisation.name_clear)
        .join(Organisation, Organisation.id == NeedInstitution.institution_id)
        .where(NeedInstitution.need_id == need.id)
    )
    return tuple(f"{'只找' if relation == 'named' else '不找'}{name}" for relation, name in rows)
