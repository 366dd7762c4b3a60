"""The demonstration as a whole: what happened before a day.

The weeks in which the accounts have their part are played through the real services; the year around them is
written in batches (`portal.demo.year`), between the acts of the play, so that one ledger tells of both.
"""

from collections.abc import Callable
from datetime import date
from random import Random

import sqlalchemy as sa

from portal.accounts.actor import Actor
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.demo import banks as banking
from portal.demo import cast, complaints, desk, inboxes, nights, searches, teams
from portal.demo.filing import Filing
from portal.demo.firms import Registry, cast_firms
from portal.demo.people import People, remember
from portal.demo.scenes import OURS, Scenes
from portal.demo.stage import Stage
from portal.demo.talks import Talks
from portal.demo.times import Calendar
from portal.demo.year import telling
from portal.leads.models import Lead
from portal.matching import index
from portal.needs.models import FinancingNeed
from portal.operations import service as operations
from portal.operations.startup import DEMO_FACT
from portal.organisations import service as organisations
from portal.organisations.models import Organisation, OrganisationKind
from portal.products.models import Product

BEFORE = 50  # days between the small stage's first day and the demonstration's
FIRST_DAYS = (25, 28)  # before it: when the small stage's products are published
SEED = 2022
PROPOSED = "云栖示例农商银行"
PLAYED = 8  # one of so many firms has its part in the play
INVITED = 980  # after the last account of the cast: a mobile that nobody here has
COUNTED = {"organisations": Organisation, "products": Product, "needs": FinancingNeed, "leads": Lead}


class NotEmpty(Exception):
    """There are organisations in this database already."""


def is_empty() -> bool:
    return db.session.scalar(sa.select(Organisation.id).limit(1)) is None


def seed(as_of: date, say: Callable[[str], None], scale: int = 1) -> dict[str, int]:
    """Fill an empty database, in the caller's transaction; equal days give equal content. Raises NotEmpty.

    `scale` 0 is the small stage: the accounts with what happens around them, without the year.
    Returns how much of what there is now.
    """
    if not is_empty():
        raise NotEmpty
    rng = Random(f"{SEED} {as_of.isoformat()}")  # noqa: S311  a play, not a secret
    calendar = Calendar(as_of, rng)
    people = People(rng)
    before, published = (telling.BEFORE, telling.FIRST_DAYS) if scale else (BEFORE, FIRST_DAYS)
    with index.in_memory():
        with clock.at(calendar.office(calendar.day(before))):
            operator, second = _operators(people)
            say("Institutions and their people")
            banks = banking.open_banks(operator, second, people, all_kinds=scale > 0)
            teams.open_branches(banks)
            complaints.give_phones(operator, banks.values())
            desk.write_footer(operator)
            scenes = Scenes(operator, second, people)
        stage = _plan(rng, calendar, people, operator, banks, scenes, published)
        nights.plan(stage, before)
        if scale:
            _plan_year(stage, people, operator, banks, telling.Telling(calendar, scale), say)
        stage.run(_progress(say))
        with clock.at(max(calendar.office(calendar.day(1)), stage.now)):  # after the play
            stage.meanwhile(clock.now())
            _waiting(operator, banks)
            desk.propose_addition(second)
            ours = next(one for one in banks.values() if one.organisation.name == OURS)
            manager = next(one for one in ours.managers if one.regions == (cast.CITY,))
            searches.save(manager, calendar.office(calendar.workday(3)))
        stage.meanwhile(calendar.end)
    inboxes.settle(calendar)
    operations.set_fact(DEMO_FACT, as_of.isoformat())
    return {name: _count(kind) for name, kind in COUNTED.items()}


def _count(kind) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(kind))


def _plan(rng, calendar, people, operator, banks, scenes, published) -> Stage:
    stage = Stage(calendar, rng)
    talks = Talks(stage, banks)
    registry = Registry(stage, people, operator)
    filing = Filing(stage, registry, talks)
    banking.plan_products(stage, banks, published)
    for number, firm in enumerate(cast_firms(rng, calendar.as_of)):
        if firm.key:
            scenes.firms[firm.key] = firm
            continue
        if firm.listed:
            scenes.on_list.append(firm)
        if firm.listed or number % PLAYED == 0:
            filing.plan(firm)
    scenes.plan(stage, filing, registry, talks, banks)
    return stage


def _plan_year(stage: Stage, people, operator, banks, year: telling.Telling, say) -> None:
    """Told when every product is published; what of it lies before an act is written before that act."""

    def tell() -> None:
        say("The year of all other firms")
        year.tell(banks, people, operator)
        stage.meanwhile = year.record.write_until
        stage.last_lead = year.record.last(Lead)

    stage.plan(stage.calendar.office(stage.calendar.day(telling.FROM + 1)), tell)


def _operators(people: People) -> tuple[Actor, Actor]:
    """The platform's two: what one of them makes, the other approves; and who reads the record."""
    platform = organisations.create_organisation(None, OrganisationKind.OPERATOR, "示例平台运营", ())
    first = organisations.add_staff(None, platform, people.employee("operator"), Role.OPERATOR)
    remember("operator", first)
    second = organisations.add_staff(None, platform, people.employee("approver"), Role.OPERATOR)
    remember("approver", second)
    remember("auditor", organisations.add_staff(None, platform, people.employee("auditor"), Role.AUDITOR))
    return people.staff_actor(first.id), people.staff_actor(second.id)


def _waiting(operator: Actor, banks: dict[int, banking.Staffed]) -> None:
    """What waits for an answer: a bank for the other operator, an invitation for whoever has the mobile."""
    organisations.create_institution(operator, PROPOSED, "I06", (cast.CITY,))
    asked = next(one for one in banks.values() if one.organisation.name in banking.ACCOUNTS)
    invited = f"{int(cast.BY_KEY['approver'].mobile) + INVITED}"
    teams.let_wait(asked)
    teams.let_go_away(asked)
    organisations.invite(asked.admin, asked.organisation, invited, Role.BANK_MANAGER, (cast.CITY,))


def _progress(say: Callable[[str], None]):
    """A line for each day of the play."""
    seen: list[date] = []

    def tell(moment) -> None:
        day = clock.local(moment).date()
        if not seen or day > seen[-1]:
            seen.append(day)
            say(f"Acting out {day.isoformat()}")

    return tell
