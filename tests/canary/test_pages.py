"""Private values are on the pages where the table of who sees what says, on no other, not in the log."""

import functools

import pytest
import sqlalchemy as sa
import structlog

from portal.consent.terms import CATEGORIES
from portal.core.db import db
from portal.core.visibility import FULL, GRADES, NOTHING, Persona
from portal.reports import queries as reports
from portal.reports.models import Report
from tests.canary.check import PROMISED, PROMISED_CODES, anything, found_in, too_little, too_much
from tests.canary.codes import codes_too_little, codes_too_much
from tests.canary.deals import any_figure, deals_too_little, deals_too_much, security_faults
from tests.canary.log_lines import log_lines
from tests.canary.typed import anything_typed, typed_too_little, typed_too_much
from tests.canary_values import forms_of
from tests.matrix import EVERYBODY
from tests.world import FIRMS, A

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


THIRDS = {f"third {start + 1}": sorted(EVERYBODY)[start::3] for start in range(3)}
"""So that several workers share what is the longest test but for this."""


@SQLITE
@pytest.mark.timeout(300)  # every page of each persona
@pytest.mark.parametrize("personas", THIRDS.values(), ids=THIRDS)
def test_everybody_reads_what_the_table_says_and_no_more(world, read_as, personas):
    """One crawl a persona serves texts, codes and the log: the requests are what takes the time.

    Which rows a role may read is asked of both databases by tests/test_permissions.py; from the row on, pages
    are made by the same code.
    """
    found = []
    with log_lines() as lines:
        for persona in personas:
            pages = read_as(persona)
            found += [*too_much(persona, pages), *codes_too_much(persona, world, pages)]
            found += [*typed_too_much(persona, pages), *typed_too_little(persona, pages)]
            found += [*deals_too_much(persona, pages), *deals_too_little(persona, pages)]
            found += security_faults(persona, world, pages)
            if letter := PROMISED.get(persona):
                found += too_little(persona, letter, pages)
            if persona in PROMISED_CODES:
                found += codes_too_little(persona, world, PROMISED[persona], pages)
    assert '"event": "request"' in lines.getvalue()
    log = lines.getvalue().encode()
    found += [*anything("the log", log), *anything_typed("the log", log), *any_figure("the log", log)]
    assert not found, "\n".join(found)


@SQLITE
def test_twin_a_flipped_grade_is_caught(read, monkeypatch):
    """The fields of one category of the consent must be seen alike, else the site itself refuses."""
    for name in next(each.fields for each in CATEGORIES if each.code == "figures"):
        monkeypatch.setitem(GRADES[name], Persona.BROWSING, FULL)
    assert any("browsing reads A.amount" in line for line in too_much("browsing", read("browsing", "/leads")))


@SQLITE
@pytest.mark.parametrize("field", ["industry", "sensitive_tags"])
def test_twin_a_code_shown_before_consent_is_caught(world, read, monkeypatch, field):
    monkeypatch.setitem(GRADES[field], Persona.BROWSING, FULL)
    card, lead = f"/leads/needs/{world.rows['needs']['C']}", f"/leads/{world.rows['leads']['B']}"
    for place, letters in {"/leads": "A", lead: "A", "/leads?tab=open": "CD", card: "C"}.items():
        found = list(codes_too_much("browsing", world, read("browsing", place)))
        assert found == [f"browsing reads {letter}.{field} on {place}" for letter in letters]


@SQLITE
def test_twin_reports_that_everybody_reads_are_caught(read, monkeypatch):
    monkeypatch.setattr(reports, "mine", lambda actor: [reports.row_view(row) for row in _all_reports()])
    assert list(typed_too_much("browsing", read("browsing", "/reports"))) == [
        "browsing reads qzreportmine on /reports",
        "browsing reads qzreportout on /reports",
    ]


def _all_reports() -> list[Report]:
    return list(db.session.scalars(sa.select(Report)))


@SQLITE
def test_twin_what_the_table_promises_is_missed(world, read, monkeypatch):
    for field in ("name", "credit_code", "industry"):
        monkeypatch.setitem(GRADES[field], Persona.ACCEPTED, NOTHING)
    pages = read("accepted", f"/leads/{world.rows['leads']['A']}")
    missed = [*too_little("accepted", "A", pages), *codes_too_little("accepted", world, "A", pages)]
    assert missed == [f"accepted does not read A.{field}" for field in ("credit_code", "name", "industry")]


@SQLITE
def test_twin_a_view_that_logs_a_name_is_caught(app, world, monkeypatch):
    view = app.view_functions["public.home"]

    @functools.wraps(view)
    def talkative(**arguments):
        structlog.get_logger().info("home", name=A.name)
        return view(**arguments)

    monkeypatch.setitem(app.view_functions, "public.home", talkative)
    with log_lines() as lines:
        app.test_client().get("/")
    assert anything("the log", lines.getvalue().encode()) == ["A.name is in the log"]


def test_no_other_firm_has_a_canary_of_this_one():
    """Else a sighting would say the wrong firm, or one firm's page would hide what leaks of another."""
    fields = ("name", "mobile", "credit_code", "industry_code", "tag", "amount_fen", "loans_fen")
    values = [getattr(firm, field) for firm in FIRMS.values() for field in fields]
    assert len(set(values)) == len(values)


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("2026-11-30T19:36:{}23Z", False),
        ("id {}ab", False),
        ("欠 {} 万元", True),
        ("18.9–{} 万元", True),
        ('"{}"', True),
    ],
)
def test_a_number_is_seen_where_it_stands_alone(line, seen):
    loans = forms_of(A)["loans"][0]
    assert bool(found_in(line.format(loans).encode(), A)) is seen
