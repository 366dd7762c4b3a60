"""The lists of members, parks and whoever is on the way there, as pages show them."""

from datetime import datetime

import sqlalchemy as sa

from portal.core import clock, crypto, wording
from portal.core.db import db
from portal.core.visibility import Persona
from portal.organisations import views
from portal.organisations.affiliation_queries import WAITING, visible_to
from portal.organisations.models import Affiliation, AffiliationState, Organisation
from portal.organisations.queries.paging import PAGE, Page, count
from search import taxonomy

S = AffiliationState


def members_page(actor, number: int, words: str = "") -> Page:
    """Confirmed members by name; `words` are looked for in names and codes.

    Names of natural persons' businesses are sealed, so a park's members are opened and sorted here.
    """
    rows = [row for row in _members(actor) if _has(row, words)]
    rows.sort(key=lambda row: (row["name"], row["public_id"]))
    return Page(rows[(number - 1) * PAGE : number * PAGE], number, len(rows))


def waiting_page(actor, number: int) -> Page:
    """Who waits: first for the park's own word, then for the firm's."""
    return _page(actor, number, WAITING)


def declined_page(actor, number: int) -> Page:
    """Who said no to the park."""
    return _page(actor, number, (S.DECLINED,))


def _page(actor, number: int, states: tuple[AffiliationState, ...]) -> Page:
    order = sa.case({S.ASKED.value: 0}, value=Affiliation.state, else_=1)
    some = visible_to(actor).where(Affiliation.state.in_(states))
    rows = db.session.execute(
        _with_firm(some).order_by(order, Affiliation.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    ).all()
    return Page(_rows(rows), number, count(some))


def member_row(row: Affiliation) -> dict:
    [found] = _rows(
        db.session.execute(_with_firm(sa.select(Affiliation)).where(Affiliation.id == row.id)).all()
    )
    return found


def choices(actor) -> list[dict]:
    """All members by name, for a list to choose from."""
    return sorted(_members(actor), key=lambda row: (row["name"], row["public_id"]))


def own_parks(actor) -> list[dict]:
    """For an owner: parks that invite, that were asked, that one belongs to, that ended it."""
    order = sa.case(
        {S.INVITED.value: 0, S.CONFIRMED.value: 1, S.ASKED.value: 2}, value=Affiliation.state, else_=3
    )
    rows = db.session.execute(
        visible_to(actor)
        .add_columns(Organisation)
        .join(Organisation, Organisation.id == Affiliation.intermediary_id)
        .order_by(order, Affiliation.id.desc())
    ).all()
    return [
        {
            "public_id": row.Affiliation.public_id,
            "name": row.Organisation.name,
            "type": _type_name(row.Organisation),
            "state": row.Affiliation.state,
            "since": _day(row.Affiliation.confirmed_at or row.Affiliation.created_at),
        }
        for row in rows
    ]


def _day(at: datetime) -> str:
    return wording.day_in_sentence(clock.local(at).date())


def _type_name(park: Organisation) -> str:
    return taxonomy.intermediary_types.name(park.type_code) if park.type_code else ""


def _members(actor) -> list[dict]:
    confirmed = visible_to(actor).where(Affiliation.state == S.CONFIRMED)
    return _rows(db.session.execute(_with_firm(confirmed)).all())


def _with_firm(rows: sa.Select) -> sa.Select:
    """With the firm where its own word is behind it: an invited code stays a code."""
    said = Affiliation.state.in_((S.ASKED, S.CONFIRMED))
    return rows.add_columns(Organisation).outerjoin(
        Organisation, sa.and_(Organisation.id == Affiliation.organisation_id, said)
    )


def _rows(rows) -> list[dict]:
    crypto.preload([row.Affiliation.key_id for row in rows] + [row[1].key_id for row in rows if row[1]])
    return [_row(row.Affiliation, row[1]) for row in rows]


def _row(row: Affiliation, firm: Organisation | None) -> dict:
    shown = views.firm_view(firm, Persona.CLERK) if firm else {}
    return {
        "public_id": row.public_id,
        "state": row.state,
        "name": shown.get("name") or row.credit_code or "",
        "code": shown.get("credit_code") or row.credit_code or "",
        "organisation_id": firm and firm.id,
        "known": firm is not None,
        "since": wording.day_in_table(row.confirmed_at or row.created_at),
        **{name: shown.get(name, "") for name in ("kind", "region", "industry", "representative")},
    }


def _has(row: dict, words: str) -> bool:
    wanted = words.strip().casefold()
    return wanted in row["name"].casefold() or wanted in row["code"].casefold()
