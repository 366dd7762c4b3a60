"""A firm that says a call was none: one bank has granted it and called, the other has not answered yet."""

import sqlalchemy as sa

from portal.core import clock
from portal.core.db import db
from portal.core.wording import FEN_PER_WAN
from portal.demo.banks import Staffed
from portal.demo.filing import Filing
from portal.demo.firms import Firm
from portal.demo.stage import Stage
from portal.demo.talks import Talks
from portal.leads import queries
from portal.leads import service as leads
from portal.leads.models import Dispute, Lead, LeadState
from portal.needs import service as needs

AMOUNT = 60 * FEN_PER_WAN
SORRY = "记到了别家的名下，对不住，明天上午一定打给您。"


class Disputed:
    """A second need of this firm, for the two banks that visitors can sign in at and for nobody else."""

    def __init__(self, stage: Stage, filing: Filing, talks: Talks, firm: Firm) -> None:
        self.stage, self.filing, self.talks, self.firm = stage, filing, talks, firm

    def plan(self, granting: Staffed, silent: Staffed) -> None:
        self.banks = (granting, silent)
        self._at(6, 10, self._file)
        self._at(6, 14, self._ask, granting)
        self._at(6, 15, self._ask, silent)
        for bank in self.banks:
            self._at(6, 19, self._each, self.talks.accept, bank)
        self._at(5, 9, self._each, self.talks.call, granting)
        self._at(5, 12, self._dispute, granting, "nobody_called")
        self._at(5, 16, self._grant, granting)
        self._at(4, 9, self._each, self.talks.call, granting)
        self._at(5, 11, self._each, self.talks.call, silent)
        self._at(1, 19, self._dispute, silent, "someone_else")

    def _at(self, back: int, hour: int, act, *args) -> None:
        self.stage.plan(clock.shanghai(self.stage.calendar.workday(back), hour, 35), act, *args)

    def _file(self) -> None:
        wish = self.firm.trade.needs[1]
        self.need = self.filing.file(self.firm, wish, visitors=False, amount_fen=AMOUNT)
        named = frozenset(bank.organisation.id for bank in self.banks)
        needs.choose(self.firm.actor, self.need, named=named, barred=frozenset())
        self.talks.scripts[self.need.id] = lambda lead: None

    def _ask(self, bank: Staffed) -> None:
        self.talks.ask(self.need.id, bank.managers[0])

    def _each(self, act, bank: Staffed) -> None:
        act(self._lead(bank).id)

    def _dispute(self, bank: Staffed, reason: str) -> None:
        lead = self._lead(bank)
        steps = queries.steps_to_dispute([lead.id])[lead.id]
        call = next(move for move, _ in steps if move.to_state is LeadState.CONTACTED)
        leads.dispute(self.firm.actor, call, reason)

    def _grant(self, bank: Staffed) -> None:
        lead = self._lead(bank)
        row = db.session.scalars(sa.select(Dispute).where(Dispute.lead_id == lead.id)).one()
        leads.answer(self.talks.assigned(lead), row, wrong=True, words=SORRY)

    def _lead(self, bank: Staffed) -> Lead:
        pair = (Lead.need_id == self.need.id, Lead.institution_id == bank.organisation.id)
        rows = sa.select(Lead).where(*pair).execution_options(populate_existing=True)
        return db.session.scalars(rows).one()
