"""银政保担: the owner asks a guarantor to sit beside a bank on one need, by one consent that names both."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.core import clock, ledger, regions
from portal.core.db import db
from portal.leads import slots
from portal.leads.errors import CannotBegin, LeadError, NotYours, OtherState
from portal.leads.models import JointTalk, Lead, LeadState
from portal.leads.moves import TALKING
from portal.leads.service.assigning import has_manager_for
from portal.leads.service.owners import accept, agreed, apply
from portal.leads.service.pushing import of_pair
from portal.needs.models import FinancingNeed, NeedInstitution, Openness, Relation
from portal.organisations.models import ServiceArea
from portal.products.models import Product, ProductKind


def invite(
    actor,
    need: FinancingNeed,
    bank_id: int,
    guarantee: Product,
    seen: str | None = None,
    *,
    loan: Product | None = None,
) -> JointTalk:
    """Both talk together from now on, or nothing has changed: the consent covers the two of them or none.

    `loan` is what is applied for where the bank does not talk or ask yet, `seen` the wording that was read.
    Raises LeadError: not theirs to ask, the guarantor cannot take it, one of them sits beside another,
    NotSeeking, NeedFull, OtherState, OtherWords.
    """
    locked = slots.lock(need.id)
    if locked.owner_id != actor.organisation_id:
        raise NotYours("这条需求不是您的。")
    if guarantee.kind is not ProductKind.GUARANTEE or guarantee.institution_id == bank_id:
        raise LeadError("请选一家担保公司的担保产品。")
    may_take(need, guarantee.institution_id)
    with clock.at(clock.now()), db.session.begin_nested():  # one consent: both parts end at one moment
        bank = _agree(actor, need, bank_id, loan, seen)
        guarantor = _agree(actor, need, guarantee.institution_id, guarantee, seen)
        return join(actor, bank, guarantor)


def _agree(
    actor, need: FinancingNeed, institution_id: int, product: Product | None, seen: str | None
) -> Lead:
    """The owner's yes to one of the two, from wherever their lead stands."""
    lead = of_pair(need.id, institution_id)
    if lead is not None and lead.state in TALKING:
        return agreed(actor, lead, seen, joint=True)
    if lead is not None and lead.state is LeadState.INTERESTED and product is None:
        return accept(actor, lead, seen, joint=True)
    if product is None or product.institution_id != institution_id:
        raise OtherState("和这家银行的对接刚刚变了，请回需求页看看。")
    return apply(actor, need, product, seen, joint=True)


def join(actor, bank: Lead, guarantor: Lead) -> JointTalk:
    """They talk together from now on; OtherState when one of them sits beside another."""
    talk = JointTalk(need_id=bank.need_id, bank_lead_id=bank.id, guarantor_lead_id=guarantor.id)
    try:
        with db.session.begin_nested():
            db.session.add(talk)
    except IntegrityError:
        raise OtherState("这两家里有一家已经在和别家一起谈。先结束那一个，再请新的。") from None
    pair = {"need_id": bank.need_id, "lead_id": bank.id, "institution_id": bank.institution_id}
    ledger.record("lead.joined", actor=actor, **pair, beside=guarantor.id)
    return talk


def may_take(need: FinancingNeed, institution_id: int) -> None:
    """What holds for every institution that is given a need holds for one that is asked to sit beside."""
    of_need = (NeedInstitution.need_id == need.id, NeedInstitution.institution_id == institution_id)
    relation = db.session.scalar(sa.select(NeedInstitution.relation).where(*of_need))
    if relation is Relation.BARRED:
        raise CannotBegin("您在需求里说过不找这家机构。先在“发给谁”里改掉，再来请它。")
    if need.openness is Openness.DIRECTED and relation is not Relation.NAMED:
        raise CannotBegin("这条需求只发给您指定的机构，没有这一家。先在“发给谁”里加上，再来请它。")
    areas = db.session.scalars(
        sa.select(ServiceArea.region_code).where(ServiceArea.organisation_id == institution_id)
    ).all()
    if not regions.covers(areas, need.region_code) or not has_manager_for(institution_id, need.region_code):
        raise CannotBegin("这家机构现在没有人管您所在的区县，请换一家。")
