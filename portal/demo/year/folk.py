"""The firms of the year with their people: registered, and verified by the operator a working day later."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice
from random import Random

from portal.accounts import service as accounts
from portal.accounts.models import Membership, Person
from portal.core import crypto
from portal.core.permissions import Role
from portal.demo import cast, data, names
from portal.demo.data import Trade
from portal.demo.firms import Firm
from portal.demo.times import Calendar
from portal.demo.year.record import Record
from portal.organisations import service as organisations
from portal.organisations.models import Claim, ClaimState, Organisation, OrganisationState

IN_CITY = 0.28  # the accounts' own; the others are spread over all places
FIRST_FREE = 1000  # mobiles before it belong to the play
YOUNG = 0.15


@dataclass(frozen=True)
class Owner:
    """As much of an actor as the ledger and consents ask for."""

    membership_id: int
    person_id: int
    organisation_id: int
    role: Role = Role.APPLICANT


class Folk:
    """Makes firms, each with a person of its own; contacts are dealt out in order."""

    def __init__(self, record: Record, rng: Random, calendar: Calendar, operator, password: str) -> None:
        self.record, self.rng, self.calendar, self.operator = record, rng, calendar, operator
        self._password = password
        self._people = cycle(names.person_names(rng))
        self._mobiles = islice(names.mobiles(), FIRST_FREE, None)
        self._taken: set[str] = set()

    def firms(self, count: int) -> Iterator[Firm]:
        """So many firms of every trade in turn, with data keys but nothing else yet."""
        keys = iter(crypto.new_keys(2 * count))
        trades = list(data.trades())
        self.rng.shuffle(trades)
        for trade in islice(cycle(trades), count):
            firm = self._firm(trade)
            self._register(firm, next(keys), next(keys))
            yield firm

    def _firm(self, trade: Trade) -> Firm:
        city = cast.CITY if self.rng.random() < IN_CITY else self.rng.choice(list(data.places()))
        counties = data.places()[city]
        county = counties[-1] if trade.place == "farm" else self.rng.choice(counties)
        sign = self.rng.choice(data.signs()[trade.industry])
        subject = names.subject_of(sign)
        age = self.rng.randint(3, 14) if self.rng.random() < YOUNG else self.rng.randint(14, 170)  # months
        since = self.calendar.day(365) - timedelta(days=age * 30)
        return Firm(self._name(sign, subject, county), subject, trade, county, since.replace(day=1))

    def _name(self, sign: str, subject: str, county: str) -> str:
        place = names.place_of(county) if subject in names.NAMED_AFTER_PLACE else ""
        brands = data.brands()
        name = f"{place}{names.MARK}{self.rng.choice(brands)}{sign}"
        while name in self._taken:
            name = f"{place}{names.MARK}{self.rng.choice(brands)}{self.rng.choice(brands)}{sign}"
        self._taken.add(name)
        return name

    def _register(self, firm: Firm, person_key: int, firm_key: int) -> None:
        """The person, the firm, the claim and its approval; `since` the day on which they came."""
        moment, decided = self._arrival()
        person = firm.person = self._person(person_key, moment)
        firm.code = names.credit_code(self.rng, firm.subject)
        organisation = Organisation(key_id=firm_key, state=OrganisationState.ACTIVE, created_at=moment)
        organisations.describe(
            organisation,
            subject_code=firm.subject,
            name=firm.name,
            credit_code=firm.code,
            representative=person.name,
            region_code=firm.county,
            industry_code=firm.trade.industry,
            street=f"{names.MARK}路 {self.rng.randint(1, 400)} 号",
        )
        self.record.add(organisation)
        member = self.record.add(
            Membership(
                person_id=person.id,
                organisation_id=organisation.id,
                role=Role.APPLICANT,
                work_code=None,
                created_at=moment,
                attested_at=moment,
            )
        )
        firm.membership_id, firm.organisation = member.id, organisation
        firm.known_as = Owner(member.id, person.id, organisation.id)
        self._claim(firm, organisation, moment, decided)

    def _claim(self, firm: Firm, organisation: Organisation, moment: datetime, decided: datetime) -> None:
        index = firm.code and organisations.code_index(firm.code)
        organisation.code_index, organisation.verified_at = index, decided
        claim = self.record.add(
            Claim(
                key_id=organisation.key_id,
                person_id=firm.person.id,
                organisation_id=organisation.id,
                state=ClaimState.APPROVED,
                code_index=index,
                decided_by_id=self.operator.membership_id,
                decided_at=decided,
                created_at=moment,
            )
        )
        facts = {"organisation": organisation.id, "claim": claim.id}
        self.record.event("organisation.claimed", moment, actor=firm.known_as, subject=firm.subject, **facts)
        self.record.event("organisation.verified", decided, actor=self.operator, merged=False, **facts)

    def _person(self, key_id: int, moment) -> Person:
        person = Person(key_id=key_id, password_hash=self._password, created_at=moment)
        person.name, person.mobile = next(self._people), next(self._mobiles)
        person.mobile_index = accounts.mobile_index(person.mobile)
        person.mobile_proven_at = moment
        return self.record.add(person)

    def _arrival(self) -> tuple[datetime, datetime]:
        """When a firm comes, more from month to month, and when it is verified: both before the day."""
        back = round(2 + 358 * self.rng.random() ** 1.3)
        while True:
            moment = self.calendar.home(self.calendar.day(back))
            decided = self.calendar.answer(moment, self.rng.choice((0, 0, 1)))
            if decided < self.calendar.end:
                return moment, decided
            back += 1
