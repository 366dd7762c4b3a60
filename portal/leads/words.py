"""What a lead's states, clocks and refusals are called: one table, by what the institution offers.

The states are the same for every kind of product; a guarantor that says yes has lent nothing, so nothing on
its pages may sound like a loan.
"""

from dataclasses import dataclass

from portal.leads.models import Clock, LeadState
from portal.leads.refusals import APPROVAL, DILIGENCE, FIRST_STAGE
from portal.products import kinds
from portal.products.models import ProductKind

S, K = LeadState, ProductKind

COMMON = {
    S.PUSHED: "已推送",
    S.INTERESTED: "有意向",
    S.ACCEPTED: "企业同意",
    S.CONTACTED: "已联系",
    S.DUE_DILIGENCE: "尽调中",
    S.WAITING_MATERIALS: "待补材料",
    S.BANK_DECLINED: "暂不受理",
    S.FIRM_DECLINED: "企业不谈了",
    S.LAPSED: "逾期未答",
    S.ENDED: "已结束",
}
COMMON_CLOCKS = {
    Clock.FIRST_ANSWER: "首次答复",
    Clock.OWNER_ANSWER: "企业答复",
    Clock.FIRST_CONTACT: "首次联系",
}

DONE_OVER = {S.ACCEPTED: "没有联系上，重新联系", S.TAKEN: "这一笔不作数，重新办理"}
"""Of a step that is done over, by the state it goes back to: both sides say that it had not been so."""


@dataclass(frozen=True)
class Words:
    """`stages`: where a refusal fell; `taken`: the owner's yes, told to the owner, for an institution."""

    states: dict[LeadState, str]
    clocks: dict[Clock, str]
    stages: dict[str, str]
    taken: str


def _words(approved, taken, running, *, diligence="尽调", clocks, approval, told) -> Words:
    return Words(
        {
            **COMMON,
            S.DUE_DILIGENCE: f"{diligence}中",
            S.APPROVED: approved,
            S.TAKEN: taken,
            S.DISBURSED: running,
        },
        {**COMMON_CLOCKS, Clock.DECISION: clocks[0], Clock.DISBURSEMENT: clocks[1]},
        {FIRST_STAGE: "暂不受理", DILIGENCE: f"{diligence}未通过", APPROVAL: approval},
        told,
    )


WORDS = {
    K.LOAN: _words(
        "已授信", "企业接受", "已放款",
        clocks=("授信决定", "放款"), approval="审批未通过", told="您接受了{}的授信",
    ),
    K.GUARANTEE: _words(
        "同意担保", "签保证合同", "担保生效",
        clocks=("担保决定", "担保生效"), approval="评审未通过", told="您和{}签了保证合同",
    ),
    K.INSURANCE: _words(
        "承保", "企业投保", "出单", diligence="核保",
        clocks=("承保决定", "出单"), approval="不予承保", told="您向{}投了保",
    ),
    K.LEASING: _words(
        "批复", "签租赁合同", "起租",
        clocks=("租赁批复", "起租"), approval="审批未通过", told="您和{}签了租赁合同",
    ),
}  # fmt: skip


def kind_of(lead) -> ProductKind:
    """What the lead is about: its product's kind, else what such an institution offers.

    The lead's product and institution are loaded.
    """
    return lead.product.kind if lead.product is not None else kinds.offered_at(lead.institution.type_code)


def state_word(state: LeadState, kind: ProductKind = K.LOAN, stage: str | None = None) -> str:
    """A state's word; a refusal's is that of the stage at which it fell."""
    words = WORDS[kind]
    if state is S.BANK_DECLINED:
        return words.stages.get(stage or FIRST_STAGE, words.stages[FIRST_STAGE])
    return words.states[state]


def clock_word(which: Clock, kind: ProductKind = K.LOAN) -> str:
    return WORDS[kind].clocks[which]
