"""The table of moves is the whole workflow, and the code performs nothing that is not in it."""

import ast
from pathlib import Path

import pytest

from portal.core.db import db
from portal.leads import moves, transition
from portal.leads.errors import OtherState
from portal.leads.models import Clock, Lead, LeadState
from portal.leads.moves import MOVES, Who
from tests import factories

ROOT = Path(__file__).parents[2] / "portal"
NOTHING = "-"

# The workflow by hand, on purpose a second time: from, to, who, clocks stopped, clock started.
BY_HAND = """
-                 pushed            worker,officer,clerk  -                          first_answer
-                 interested        manager               first_answer               owner_answer
pushed            interested        manager               first_answer               owner_answer
lapsed            interested        manager               first_answer               owner_answer
-                 accepted          owner                 first_answer,owner_answer  first_contact
pushed            accepted          owner                 first_answer,owner_answer  first_contact
interested        accepted          owner                 first_answer,owner_answer  first_contact
lapsed            accepted          owner                 first_answer,owner_answer  first_contact
firm_declined     accepted          owner                 first_answer,owner_answer  first_contact
interested        accepted          owner                 owner_answer               first_contact
accepted          contacted         assigned              first_contact              decision
contacted         accepted          assigned,bank_admin   decision                   first_contact
due_diligence     accepted          assigned,bank_admin   decision                   first_contact
waiting_materials accepted          assigned,bank_admin   decision                   first_contact
contacted         due_diligence     assigned              -                          -
contacted         waiting_materials assigned              -                          -
due_diligence     waiting_materials assigned              -                          -
waiting_materials contacted         assigned              -                          -
waiting_materials due_diligence     assigned              -                          -
contacted         approved          assigned              decision                   owner_answer
due_diligence     approved          assigned              decision                   owner_answer
approved          taken             owner                 owner_answer               disbursement
taken             disbursed         assigned              disbursement               -
disbursed         disbursed         assigned              disbursement               -
disbursed         taken             assigned,bank_admin   -                          disbursement
pushed            bank_declined     bank_admin,manager    all                        -
interested        bank_declined     assigned,bank_admin   all                        -
accepted          bank_declined     assigned,bank_admin   all                        -
contacted         bank_declined     assigned,bank_admin   all                        -
due_diligence     bank_declined     assigned,bank_admin   all                        -
waiting_materials bank_declined     assigned,bank_admin   all                        -
approved          bank_declined     assigned,bank_admin   all                        -
taken             bank_declined     assigned,bank_admin   all                        -
interested        firm_declined     owner                 all                        -
approved          firm_declined     owner                 all                        -
pushed            lapsed            worker                all                        -
interested        lapsed            worker                all                        -
approved          lapsed            worker                all                        -
pushed            ended             owner,worker          all                        -
interested        ended             owner,worker          all                        -
accepted          ended             owner,worker          all                        -
contacted         ended             owner,worker          all                        -
due_diligence     ended             owner,worker          all                        -
waiting_materials ended             owner,worker          all                        -
approved          ended             owner,worker          all                        -
taken             ended             owner,worker          all                        -
"""


def lines(text):
    return sorted(" ".join(line.split()) for line in text.strip().splitlines())


def written(move):
    for source in move.sources:
        stops = "all" if move.stops == moves.ALL_CLOCKS else ",".join(sorted(move.stops)) or NOTHING
        who = sorted(move.who) if move.name != "push" else [Who.WORKER, Who.OFFICER, Who.CLERK]
        yield f"{source or NOTHING} {move.to} {','.join(who)} {stops} {move.starts or NOTHING}"


def test_the_table_is_the_one_written_by_hand():
    found = [line for move in moves.LIST if move.to is not None for line in written(move)]
    assert sorted(found) == lines(BY_HAND)


def test_waiting_for_documents_stops_the_decision_and_coming_back_resumes_it():
    pausing = {move.name for move in moves.LIST if move.pauses is Clock.DECISION}
    resuming = {move.name for move in moves.LIST if move.resumes is Clock.DECISION}
    assert pausing == {"ask_materials"}
    assert resuming == {"go_on_contacted", "go_on_diligence"}


def test_assigning_keeps_the_state():
    assign = MOVES["assign"]
    assert assign.to is None and assign.keeps_clock and assign.sources == frozenset(LeadState)


def test_names_are_unique():
    assert len(MOVES) == len(moves.LIST)


def assignments_to_state(path):
    """Where a file sets `state` on something named like a lead, or updates the column of Lead."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign):
            targets = [each for target in node.targets for each in ast.walk(target)]
            for target in targets:
                named = isinstance(target, ast.Attribute) and target.attr == "state"
                if named and isinstance(target.value, ast.Name) and "lead" in target.value.id:
                    yield node.lineno
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "sa.update" and _of_lead(node):
            yield from _state_values(path, node)


def _of_lead(call):
    return call.args and ast.unparse(call.args[0]) == "Lead"


def _state_values(path, call):
    """The function around an update of Lead must not give it a state."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef) and function.lineno <= call.lineno <= function.end_lineno:
            for inner in ast.walk(function):
                is_values = isinstance(inner, ast.Call) and ast.unparse(inner.func).endswith(".values")
                if is_values and any(keyword.arg == "state" for keyword in inner.keywords):
                    yield inner.lineno


def test_only_the_transition_moves_a_lead():
    """No route, service or handler sets a lead's state by itself."""
    offenders = {
        str(path.relative_to(ROOT)): found
        for path in sorted(ROOT.rglob("*.py"))
        if path != ROOT / "leads" / "transition.py" and (found := list(assignments_to_state(path)))
    }
    assert offenders == {}


def test_the_search_for_offenders_finds_one(tmp_path):
    """The twin: a service that moves a lead by hand."""
    twin = tmp_path / "twin.py"
    twin.write_text("def jump(lead):\n    lead.state = 'taken'\n", encoding="utf-8")
    assert list(assignments_to_state(twin)) == [2]
    twin.write_text(
        "def jump(lead):\n    sa.update(Lead).where(Lead.id == lead.id).values(state='taken')\n",
        encoding="utf-8",
    )
    assert list(assignments_to_state(twin)) == [2]


@pytest.mark.parametrize("name", [name for name, move in MOVES.items() if move.to is not None])
def test_a_move_starts_only_where_the_table_says(app, name):
    move = MOVES[name]
    need, bank = factories.need(), factories.institution()
    for state in LeadState:
        lead = Lead(
            need_id=need.id, institution_id=bank.id, key_id=bank.key_id, state=state, channel="match", id=None
        )
        if state not in move.sources:
            with pytest.raises(OtherState):
                transition.make(lead, name)


@pytest.mark.parametrize("source", sorted(MOVES["end"].sources))
def test_a_move_that_loses_its_race_changes_nothing(app, source):
    lead = factories.lead(state=source)
    lead_id = lead.id
    db.session.flush()
    db.session.expunge(lead)
    other = db.session.get(Lead, lead_id)
    other.state = LeadState.DISBURSED
    db.session.flush()
    with pytest.raises(OtherState):
        transition.make(lead, "end", reason_code="need_closed")
    assert db.session.get(Lead, lead_id, populate_existing=True).state is LeadState.DISBURSED
