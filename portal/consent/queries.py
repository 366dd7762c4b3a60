"""Which consents hold now, and how often somebody has looked under them today."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Membership
from portal.accounts.standing import stopped
from portal.consent import terms
from portal.consent.models import Consent, ConsentText, Reveal
from portal.core import clock
from portal.core.db import db
from portal.needs.models import FinancingNeed, NeedState
from portal.organisations.models import Organisation


def holds() -> sa.ColumnElement[bool]:
    """SQL: the consent in question is live at this moment. A withdrawn need takes its consents with it."""
    withdrawn = (
        sa.select(FinancingNeed.id)
        .where(FinancingNeed.id == Consent.need_id, FinancingNeed.state == NeedState.WITHDRAWN)
        .exists()
    )
    return sa.and_(Consent.withdrawn_at.is_(None), Consent.until > clock.now(), ~withdrawn)


def _acted_on() -> sa.ColumnElement[bool]:
    """SQL: neither side is frozen; while one is, nobody looks, though the consent stands."""
    frozen = sa.select(Organisation.id).where(Organisation.frozen_at.is_not(None))
    of_need = sa.select(FinancingNeed.id).where(FinancingNeed.id == Consent.need_id)
    by_stopped = of_need.where(stopped(FinancingNeed.owner_id, FinancingNeed.filed_by_id)).exists()
    return sa.and_(Consent.institution_id.not_in(frozen), ~by_stopped)


def stands(lead_id: int) -> bool:
    """Whether there is a consent that its owner can take back, acted on or not."""
    return (
        db.session.scalar(sa.select(Consent.id).where(Consent.lead_id == lead_id, holds()).limit(1))
        is not None
    )


def live(lead_id: int) -> Consent | None:
    """The consent under which this lead's institution may look now."""
    rows = sa.select(Consent).where(Consent.lead_id == lead_id, holds(), _acted_on())
    rows = rows.order_by(Consent.until.desc())
    return db.session.scalars(rows.limit(1)).first()


def look_at(lead_id: int, need_id: int) -> tuple[Consent | None, bool]:
    """`live`, and whether the platform has stopped the need's side, in one query."""
    need = aliased(FinancingNeed)
    row = db.session.execute(
        sa.select(Consent, stopped(need.owner_id, need.filed_by_id))
        .select_from(need)
        .outerjoin(Consent, sa.and_(Consent.lead_id == lead_id, holds(), _acted_on()))
        .where(need.id == need_id)
        .order_by(Consent.until.desc())
        .limit(1)
    ).one()
    return row[0], bool(row[1])


def agreed_words(lead_id: int) -> str:
    """What the owner read when they last agreed to this lead's institution."""
    rows = sa.select(ConsentText.sentence).join(Consent, Consent.text_id == ConsentText.id)
    last = rows.where(Consent.lead_id == lead_id).order_by(Consent.id.desc()).limit(1)
    return db.session.scalar(last) or ""


def covers_beside(lead_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """SQL: a live consent lets this lead's institution see who talks beside it."""
    return sa.exists().where(
        Consent.lead_id == lead_id, Consent.categories.has(terms.BESIDE.code), holds(), _acted_on()
    )


def live_leads(lead_ids: Iterable[int]) -> set[int]:
    """Those of the leads that stand under a live consent."""
    rows = sa.select(Consent.lead_id).where(Consent.lead_id.in_(list(lead_ids)), holds(), _acted_on())
    return set(db.session.scalars(rows))


def reveals_today(person_id: int) -> int:
    """How many contacts a person has opened today, for whichever institution, out of the day's budget."""
    return db.session.scalar(sa.select(sa.func.count(Reveal.id)).where(_today(person_id)))


def reveals_of(person_id: int, membership_id: int, lead_id: int) -> tuple[int, Reveal | None]:
    """`reveals_today`, and the latest look at this lead's contact under this membership, in one query."""
    here = sa.and_(Reveal.lead_id == lead_id, Reveal.membership_id == membership_id)
    either = sa.select(Reveal).where(sa.or_(_today(person_id), here))
    rows = db.session.scalars(either.order_by(Reveal.at.desc())).all()
    mine = (row for row in rows if (row.lead_id, row.membership_id) == (lead_id, membership_id))
    return sum(row.day == clock.today() for row in rows), next(mine, None)


def _today(person_id: int) -> sa.ColumnElement[bool]:
    theirs = sa.select(Membership.id).where(Membership.person_id == person_id)
    return sa.and_(Reveal.membership_id.in_(theirs), Reveal.day == clock.today())
