"""全部停止: one press, and no institution sees anything of a firm any more. Nothing here commits."""

from contextlib import suppress
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.db import db
from portal.leads import service as leads
from portal.leads.models import Lead
from portal.leads.moves import OPEN
from portal.needs import service as needs
from portal.needs.models import FinancingNeed
from portal.rights import seen


@dataclass(frozen=True)
class Stopped:
    """How many needs were withdrawn, how many consents taken back, how many talks ended with them."""

    needs: int
    consents: int
    talks: int

    @property
    def words(self) -> str:
        if not self.needs and not self.consents:
            return "没有要停的：现在没有机构看得到您的资料。"
        return (
            f"已全部停止：撤回 {self.needs} 条需求，收回 {self.consents} 家的授权，结束 {self.talks} 场对接。"
            "从现在起没有机构看得到您的资料。"
        )


def stop_everywhere(actor) -> Stopped:
    """Withdraw every need of the actor's organisation, every consent given for one, and end all their leads.

    Only its own: what a clerk filed belongs to the member. All the needs are locked first, in the order of
    their numbers, so that whoever accepts, claims or looks at this moment comes before all of it or too late.
    """
    rows = seen.needs_of(actor).order_by(FinancingNeed.id).with_for_update(key_share=True)
    found = db.session.scalars(rows.execution_options(populate_existing=True)).all()
    talks, withdrawn, consents = _open_leads([need.id for need in found]), 0, 0
    for need in found:
        with suppress(needs.OtherState):  # had ended; a consent may have outlived it
            needs.forsake(actor, need)
            withdrawn += 1
        consents += leads.stop(actor, need.id)
    return Stopped(withdrawn, consents, talks)


def _open_leads(need_ids: list[int]) -> int:
    rows = sa.select(sa.func.count(Lead.id)).where(Lead.need_id.in_(need_ids), Lead.state.in_(OPEN))
    return db.session.scalar(rows)
