"""The whole year: firms come, file their needs, and what becomes of them; made in memory, saved at once."""

from datetime import datetime, timedelta
from random import Random

from portal.core import clock
from portal.demo import wishes
from portal.demo.banks import Staffed
from portal.demo.firms import Firm
from portal.demo.people import People
from portal.demo.times import Calendar
from portal.demo.year import chances
from portal.demo.year.folk import Folk
from portal.demo.year.market import Market
from portal.demo.year.record import Record
from portal.demo.year.steps import SOON
from portal.demo.year.story import Story
from portal.demo.year.upkeep import Upkeep
from portal.needs.draft import summary
from portal.needs.models import FinancingNeed, NeedState, Openness, Scope
from portal.needs.queries import known_of
from portal.needs.service.facts import changed_facts, opened_facts
from portal.needs.service.filing import VALID

FIRMS = 1300  # at scale 1
BEFORE = 385  # days between the platform's first day and the demonstration's
FIRST_DAYS = (370, 376)  # before it: when institutions publish what they have
FROM = 366  # and the firms come


class Telling:
    """Everything of the year that no account of the play has a part in."""

    def __init__(self, calendar: Calendar, scale: int) -> None:
        self.rng = Random(f"year {calendar.as_of.isoformat()}")  # noqa: S311  a play, not a secret
        self.calendar = Calendar(calendar.as_of, self.rng)
        self.scale = scale
        self.record = Record()

    def tell(self, banks: dict[int, Staffed], people: People, operator) -> None:
        """Make and save the rows; the events are written as the play goes on (`record.write_until`)."""
        self.market = Market(banks)
        upkeep = Upkeep(self.record, self.rng, self.calendar, banks)
        upkeep.products()
        upkeep.people(operator)
        folk = Folk(self.record, self.rng, self.calendar, operator, people.password)
        for firm in folk.firms(FIRMS * self.scale):
            for number, moment in enumerate(self._filings(firm)):
                self._file(firm, number, moment)
        self.record.save()

    def _filings(self, firm: Firm):
        """The moments at which a firm files: with its registration or soon after, then some months apart."""
        at_once = self.rng.random() < chances.VERIFIED_LATER
        moment = firm.organisation.created_at + timedelta(minutes=self.rng.randint(6, 30))
        if not at_once:
            moment = self.calendar.reply(firm.organisation.verified_at, self.rng.expovariate(1 / 120) + 1)
        while moment < self.calendar.end:
            yield moment
            if self.rng.random() < chances.ENOUGH:
                return
            moment = self.calendar.home(
                clock.local(moment).date() + timedelta(days=self.rng.randint(*chances.AGAIN))
            )

    def _file(self, firm: Firm, number: int, moment: datetime) -> None:
        wish = firm.trade.needs[(number + firm.membership_id) % len(firm.trade.needs)]
        draft = wishes.draft(self.rng, firm, wish, clock.local(moment).date())
        need = FinancingNeed(
            owner_id=firm.organisation.id,
            filed_by_id=firm.person.id,
            key_id=firm.organisation.key_id,
            state=NeedState.DRAFT,
            scope=Scope.SINGLE,
            openness=Openness.OPEN,
            keep_open=False,
            created_at=moment,
            **wishes.habit(firm.membership_id),
            **draft.columns(),
        )
        need.words = draft.words or None
        need.summary = summary(draft, known_of(firm.organisation, firm.person))
        self.record.add(need)
        facts = changed_facts(need)
        self.record.event("need.changed", moment, actor=firm.known_as, need_id=need.id, **facts)
        if self.rng.random() > chances.DRAFTED:
            self._open(firm, need, moment)

    def _open(self, firm: Firm, need: FinancingNeed, filed_at: datetime) -> None:
        """At once, or when the operator has decided."""
        verified = firm.organisation.verified_at
        waits = filed_at < verified
        opened = verified + SOON if waits else filed_at
        need.state, need.opened_at = NeedState.OPEN, opened
        need.expires_on = clock.local(opened).date() + VALID
        by = None if waits else firm.known_as
        self.record.event("need.opened", opened, actor=by, need_id=need.id, **opened_facts(need))
        with clock.at(opened):  # a firm is as old as it was then
            story = Story(self, firm.known_as, need)
        story.tell()
