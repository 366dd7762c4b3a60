"""谁看过我: who opened a card, all of it, or the contact, and when; and how often, for the operator."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.consent.models import CardView, Consent, Reveal, RevealAgain
from portal.core import clock, crypto, wording
from portal.core.db import db
from portal.core.permissions import ROLE_NAMES, Role
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation

PAGE = 50
IN_FULL = "in_full"
SEEN = {"": "看了卡片（只有区间信息）", IN_FULL: "看了您同意公开的全部内容"}
CONTACT = "查看了手机号、邮箱和地址"
OUTSIDE = "（不在您方便的时间）"


def _all() -> sa.Subquery:
    """`(at, membership_id, need_id, why, outside)`; `why`: a word of SEEN, or what a contact was for."""
    seen, never = sa.case((CardView.in_full, IN_FULL), else_=""), sa.false().label("outside")
    cards = sa.select(CardView.at, CardView.membership_id, CardView.need_id, seen.label("why"), never)
    return sa.union_all(cards, _contacts(Reveal), _contacts(RevealAgain)).subquery("looks")


def _contacts(row: type[Reveal] | type[RevealAgain]) -> sa.Select:
    """The first looks of a day, or those after them."""
    columns = sa.select(row.at, Reveal.membership_id, Consent.need_id, row.why, row.outside_hours)
    again = columns.join(Reveal, Reveal.id == RevealAgain.reveal_id) if row is RevealAgain else columns
    return again.join(Consent, Consent.id == Reveal.consent_id)


ALL = _all()
IS_CONTACT = ALL.c.why.not_in(list(SEEN))


@dataclass(frozen=True)
class Look:
    """One line of 谁看过我: who of which institution, when, and what they saw. `person` "": erased since."""

    at: datetime
    institution: str
    role: str
    person: str
    what: str
    contact: bool
    need_id: int

    @property
    def when(self) -> str:
        return wording.moment(self.at)

    @property
    def stamp(self) -> str:
        """2026-11-24 09:05: on a page of all years."""
        return f"{clock.local(self.at):%Y-%m-%d %H:%M}"

    @property
    def who(self) -> str:
        return " ".join(filter(None, (self.institution, self.role, self.person)))


@dataclass(frozen=True)
class Looks:
    """Some lines, newest first, out of `total`; `contacts`: in how many of all the contact was opened."""

    rows: list[Look]
    total: int
    contacts: int


@dataclass(frozen=True)
class Watched:
    """How often an institution's people looked since a day: no firm, no need is named."""

    institution: str
    cards: int
    in_full: int
    contacts: int
    people: int
    last: datetime
    most: int  # contacts opened by one of them on one day

    @property
    def when(self) -> str:
        return wording.moment(self.last)


def looks(need_id: int) -> list[Look]:
    """Every look at one need, newest first."""
    return _looks(ALL.c.need_id == need_id, None, 0).rows


def latest(need_id: int, limit: int) -> Looks:
    """The last looks at one need, and how many there were."""
    return _looks(ALL.c.need_id == need_id, limit, 0)


def of_owner(organisation_id: int, page: int = 1, institution: str = "", need: str = "") -> Looks:
    """A page of looks at any need of a firm; of one institution or one need, by their public ids."""
    needs = sa.select(FinancingNeed.id).where(FinancingNeed.owner_id == organisation_id)
    if need:
        needs = needs.where(FinancingNeed.public_id == need)
    where = ALL.c.need_id.in_(needs)
    if institution:
        where = sa.and_(where, Organisation.public_id == institution)
    return _looks(where, PAGE, (page - 1) * PAGE)


def institutions_of(organisation_id: int) -> list[tuple[str, str]]:
    """(public id, name) of every institution whose people have looked at a need of this firm."""
    rows = (
        sa.select(Organisation.public_id, Organisation.name_clear)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .join(ALL, ALL.c.membership_id == Membership.id)
        .join(FinancingNeed, FinancingNeed.id == ALL.c.need_id)
        .where(FinancingNeed.owner_id == organisation_id)
        .distinct()
    )
    return sorted((tuple(row) for row in db.session.execute(rows)), key=lambda pair: pair[1] or "")


def watched(days: int) -> list[Watched]:
    """Each institution that looked in so many days, those first that opened most contacts."""
    since = clock.now() - timedelta(days=days)
    most = _most_in_a_day(since)
    rows = (
        sa.select(
            Organisation.name_clear,
            _count(ALL.c.why == ""),
            _count(ALL.c.why == IN_FULL),
            contacts := _count(IS_CONTACT),
            sa.func.count(sa.distinct(Membership.person_id)),
            sa.func.max(ALL.c.at),
            sa.func.coalesce(sa.func.max(most.c.opened), 0),
        )
        .join(Membership, Membership.organisation_id == Organisation.id)
        .join(ALL, ALL.c.membership_id == Membership.id)
        .outerjoin(most, most.c.organisation_id == Organisation.id)
        .where(ALL.c.at >= since)
        .group_by(Organisation.id, Organisation.name_clear)
        .order_by(contacts.desc(), Organisation.id)
    )
    return [Watched(*row) for row in db.session.execute(rows)]


def _most_in_a_day(since: datetime) -> sa.Subquery:
    """Contacts that one person opened on one day, for the institution where that was most."""
    by_day = (
        sa.select(Membership.organisation_id, sa.func.count(Reveal.id).label("opened"))
        .join(Membership, Membership.id == Reveal.membership_id)
        .where(Reveal.at >= since)
        .group_by(Membership.organisation_id, Reveal.membership_id, Reveal.day)
        .subquery()
    )
    most = sa.select(by_day.c.organisation_id, sa.func.max(by_day.c.opened).label("opened"))
    return most.group_by(by_day.c.organisation_id).subquery()


def _count(which: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((which, 1), else_=0))


def _looks(where: sa.ColumnElement[bool], limit: int | None, offset: int) -> Looks:
    rows = (
        sa.select(
            ALL.c.at,
            ALL.c.why,
            ALL.c.outside,
            ALL.c.need_id,
            Membership.role,
            Organisation.name_clear,
            Person,
            sa.func.count().over(),
            _count(IS_CONTACT).over(),
        )
        .join(Membership, Membership.id == ALL.c.membership_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(where)
        .order_by(ALL.c.at.desc(), ALL.c.need_id)
    )
    found = db.session.execute(rows.limit(limit).offset(offset)).all()
    crypto.preload({row.Person.key_id for row in found})
    total, contacts = found[0][-2:] if found else (0, 0)
    return Looks([_look(*row[:-2]) for row in found], total, contacts)


def _look(at: datetime, why: str, outside: bool, need_id: int, role: Role, *who) -> Look:
    institution, person = who
    return Look(
        at=at,
        institution=institution or "已注销主体",
        role=ROLE_NAMES[role],
        person=person.name or "",
        what=SEEN.get(why, CONTACT) + (OUTSIDE if outside else ""),
        contact=why not in SEEN,
        need_id=need_id,
    )
