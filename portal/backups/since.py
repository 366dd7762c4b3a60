"""What a restore un-does: everything decided after the backup. It is told, and codes that came back are void.

The database of then knows nothing of it. Two files may: heads.log (how many sealed events there were) and the
security log (whose password, factor or freeze changed); both are read before the backup's own
take their place.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from portal.accounts.models import ContactCode, Membership, PaperCode, Person
from portal.backups.manifest import Refused
from portal.consent.models import Consent
from portal.core import clock, ledger
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations.models import Invitation, Organisation

AGAIN = {
    "frozen": "freezes",
    "unfrozen": "freezes lifted",
    "password.changed": "passwords changed",
    "password.reset": "passwords reset",
    "mobile.changed": "mobiles changed",
    "email.changed": "addresses changed",
    "second_factor.removed": "second factors taken off",
    "second_factor.set_up": "second factors set up, on a new phone",
}
"""Events of the security log that are undone, in words."""


@dataclass
class Report:
    """`lines` say what was done, `again` what people must do, `problems` what does not hold."""

    lines: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What the files say: heads by position, and events since the backup with the people concerned."""

    heads: dict[int, str]
    events: Counter
    people: dict[str, set[int]]


def known(made_at: str, heads: Path | None) -> Known:
    """Read before anything is written. Raises Refused for a file that cannot be read."""
    if heads is not None and not heads.exists():
        raise Refused(f"There is no file {heads}.")
    data = current_app.config["DATA_DIR"]
    try:
        found = {**ledger.read_heads(data / "heads.log"), **(ledger.read_heads(heads) if heads else {})}
    except ValueError as error:
        raise Refused("A heads.log holds a line that is none: day, position, seal.") from error
    events, people = Counter(), {}
    for line in _security_lines(data, datetime.fromisoformat(made_at)):
        events[line["event"]] += 1
        people.setdefault(line["event"], set()).add(line.get("person") or line.get("person_frozen") or 0)
    return Known(found, events, people)


def tell(found: Known, made_at: str, report: Report) -> None:
    """What is missing since, and what has to be looked through by hand, with how many there are now."""
    _compare_heads(found, report)
    report.again.append(f"everything decided after {made_at} is undone; do again what you know of:")
    for name, words in AGAIN.items():
        if found.events[name]:
            ids = sorted(found.people[name] - {0})
            of_whom = f" (person {', '.join(map(str, ids))})" if ids else ""
            report.again.append(f"{words}: {found.events[name]} since, by the security log{of_whom}")
    for words, number in _now():
        report.again.append(f"{words}: {number} now")
    report.again.append("recovery codes of second factors that were used since are good again: renew them")


def void_codes(report: Report) -> None:
    """Codes and links that were used or withdrawn since must not open anything a second time."""
    now = clock.now()
    open_ones = {
        ContactCode: ((ContactCode.used_at.is_(None), ContactCode.expires_at > now), {"expires_at": now}),
        PaperCode: ((PaperCode.used_at.is_(None), PaperCode.expires_at > now), {"expires_at": now}),
        Invitation: (
            (Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires_at > now),
            {"withdrawn_at": now},
        ),
    }
    counts = [
        db.session.execute(sa.update(model).where(*which).values(**values)).rowcount
        for model, (which, values) in open_ones.items()
    ]
    db.session.commit()
    texts, papers, links = counts
    report.lines.append(f"void: {texts} codes, {papers} codes on paper, {links} invitations; issue them anew")


def _compare_heads(found: Known, report: Report) -> None:
    """The heads that lay here, or were kept elsewhere, against the ledger that came back."""
    last = db.session.scalar(sa.select(sa.func.max(ledger.LedgerSeal.position))) or 0
    old = {position: seal for position, seal in found.heads.items() if position <= last}
    for position, seal in sorted(_seals(old).items()):
        if seal != old[position]:
            report.problems.append(f"ledger: position {position} is not the head that was written down here")
    if newer := [position for position in found.heads if position > last]:
        report.problems.append(
            f"ledger: {max(newer) - last} sealed events since, positions {last + 1} to {max(newer)}, "
            "are not in this backup"
        )
    db.session.rollback()


def _seals(wanted: dict[int, str]) -> dict[int, str]:
    rows = sa.select(ledger.LedgerSeal.position, ledger.LedgerSeal.seal)
    return {position: seal for position, seal in db.session.execute(rows) if position in wanted}


def _now() -> list[tuple[str, int]]:
    """What a leaver, a freeze or a withdrawal would have made fewer or more."""
    count = sa.func.count
    questions = {
        "people at work for institutions, departments and the platform (end who has left since)": sa.select(
            count(Membership.id)
        ).where(Membership.ended_at.is_(None), Membership.role != Role.APPLICANT),
        "accounts frozen": sa.select(count(Person.id)).where(Person.frozen_at.is_not(None)),
        "organisations frozen": sa.select(count(Organisation.id)).where(Organisation.frozen_at.is_not(None)),
        "consents that hold (ask owners who withdrew since)": sa.select(count(Consent.id)).where(
            Consent.withdrawn_at.is_(None), Consent.until > clock.now()
        ),
    }
    found = [(words, db.session.scalar(question)) for words, question in questions.items()]
    db.session.rollback()
    return found


def _security_lines(data: Path, moment: datetime):
    for file in sorted(data.glob("security-*.log")):
        for text in file.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                line = json.loads(text)
                late = datetime.fromisoformat(line["at"]) > moment
            except (ValueError, KeyError, TypeError):
                continue  # a line cut off by a crash
            if late and line.get("event") in AGAIN:
                yield line
