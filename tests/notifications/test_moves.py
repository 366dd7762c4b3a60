"""Who hears of each move of a lead, and who does not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock, outbox
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.outbox import OutboxMessage
from portal.leads import service, transition
from portal.leads.models import LeadState
from portal.leads.moves import MOVES
from portal.notifications import moves as telling
from portal.notifications import recipients
from portal.notifications import service as notifications
from portal.notifications.models import Notice
from tests.notifications.conftest import MONDAY
from tests.notifications.told import again, kinds_of, unread_of, work_off
from tests.races import race

SQLITE = pytest.mark.sqlite
S = LeadState
STANDS = {
    S.ACCEPTED: "accept", S.CONTACTED: "contact", S.DUE_DILIGENCE: "begin_diligence",
    S.WAITING_MATERIALS: "ask_materials", S.APPROVED: "approve", S.TAKEN: "take",
}  # fmt: skip
SPECIAL = {"lapse", "end", "assign"}


def put(lead, state: S, manager=None) -> None:
    """The lead as it stands in a state, looked after by somebody."""
    lead.state, lead.assigned_id = state, manager and manager.id
    db.session.commit()


def make(lead, name: str, actor=None, **columns) -> None:
    transition.make(lead, name, actor, **columns)
    work_off("lead.moved")


# (move, from, by whom, {who: kind}); whoever is not named hears nothing
BANK, OWNER = "manager", "owner"
CASES = [
    ("claim", S.PUSHED, BANK, {"owner": "lead_asked"}),
    ("apply", S.PUSHED, OWNER, {"admin": "lead_applied"}),
    ("accept", S.INTERESTED, OWNER, {"manager": "lead_accepted"}),
    ("contact", S.ACCEPTED, BANK, {"owner": "lead_contacted"}),
    ("call_again", S.DUE_DILIGENCE, "admin", {"manager": "lead_call_again"}),
    ("pay_again", S.DISBURSED, "admin", {"manager": "lead_pay_again"}),
    ("begin_diligence", S.CONTACTED, BANK, {"owner": "lead_diligence"}),
    ("ask_materials", S.CONTACTED, BANK, {"owner": "lead_materials"}),
    ("go_on_diligence", S.WAITING_MATERIALS, BANK, {"owner": "lead_goes_on"}),
    ("go_on_contacted", S.WAITING_MATERIALS, BANK, {"owner": "lead_goes_on"}),
    ("approve", S.DUE_DILIGENCE, BANK, {"owner": "lead_offered"}),
    ("take", S.APPROVED, OWNER, {"manager": "lead_taken"}),
    ("disburse", S.TAKEN, BANK, {"owner": "lead_disbursed"}),
    ("disburse", S.DISBURSED, BANK, {"owner": "lead_disbursed"}),
    ("bank_decline_pushed", S.PUSHED, BANK, {"owner": "lead_declined"}),
    ("bank_decline", S.DUE_DILIGENCE, BANK, {"owner": "lead_declined"}),
    ("firm_decline", S.INTERESTED, OWNER, {"manager": "lead_firm_declined"}),
    ("firm_decline", S.APPROVED, OWNER, {"manager": "lead_firm_declined"}),
    ("lapse", S.PUSHED, None, {"owner": "lead_unanswered"}),
    ("lapse", S.INTERESTED, None, {"owner": "lead_missed", "manager": "lead_silent"}),
    ("end", S.CONTACTED, OWNER, {"manager": "lead_ended"}),
    ("end", S.PUSHED, None, {}),
]  # fmt: skip
EVERYBODY = ("owner", "manager", "colleague", "away", "admin", "rival", "stranger")


def heard(cast) -> dict[str, str]:
    told = {who: kinds_of(getattr(cast, who)) for who in EVERYBODY}
    return {who: kinds[-1] for who, kinds in told.items() if kinds}


@SQLITE
@pytest.mark.parametrize(("move", "state", "by", "expected"), CASES)
def test_the_other_side_hears_of_a_move(cast, lead, acting, move, state, by, expected):
    db.session.execute(sa.delete(OutboxMessage))
    free = state is S.PUSHED
    put(lead, state, None if free else cast.manager)
    given = {"assigned_id": cast.manager.id} if move == "claim" else {}
    make(lead, move, acting(getattr(cast, by)) if by else None, reason_code="need_closed", **given)
    assert heard(cast) == expected


def test_every_move_is_thought_of():
    named = {move for move, *_ in CASES} | SPECIAL | {"push"}
    assert named == set(MOVES) == set(telling.TOLD) | SPECIAL


@SQLITE
def test_a_pushed_need_is_told_to_the_managers_of_its_county(cast, lead):
    work_off("lead.moved")
    assert heard(cast) == {"manager": "lead_pushed", "colleague": "lead_pushed"}


@SQLITE
def test_an_institution_that_leaves_is_told_to_the_owner(cast, lead):
    put(lead, S.CONTACTED, cast.manager)
    make(lead, "end", None, reason_code="institution_left")
    assert heard(cast)["owner"] == "lead_left" and "lead_ended" not in kinds_of(cast.manager)


@SQLITE
def test_who_takes_over_and_who_lets_go_hear_of_it(cast, lead, acting):
    put(lead, S.PUSHED, None)
    transition.make(lead, "claim", acting(cast.manager), assigned_id=cast.manager.id)
    service.accept(acting(cast.owner), lead)
    make(lead, "assign", acting(cast.admin), assigned_id=cast.colleague.id)
    assert kinds_of(cast.colleague)[-1] == "lead_given"
    assert kinds_of(cast.manager)[-1] == "lead_passed"
    assert kinds_of(cast.owner)[-1] == "lead_manager"
    assert "lead_given" not in kinds_of(cast.admin)


@SQLITE
def test_the_first_manager_of_a_lead_hears_of_the_agreement_once(cast, lead, acting):
    """The worker names somebody; whichever of the two messages comes first, there is one notice."""
    transition.make(lead, "apply", acting(cast.owner))
    db.session.commit()
    service.assign(lead.id)
    work_off("lead.moved")
    chosen = next(one for one in (cast.manager, cast.colleague) if one.id == lead.assigned_id)
    assert kinds_of(chosen).count("lead_applied") == 1 and "lead_given" not in kinds_of(chosen)
    assert kinds_of(cast.owner) == [], "the owner knew of no manager before"


def tells_before_the_ten_minutes(decline, cast, lead, acting) -> bool:
    """Whether the bank hears of a 不同意 that the owner may still take back."""
    with clock.at(MONDAY):
        put(lead, S.PUSHED)
        transition.make(lead, "claim", acting(cast.manager), assigned_id=cast.manager.id)
        decline(acting(cast.owner), lead, service.UNSAID)
        work_off("lead.moved")
        return "lead_firm_declined" in kinds_of(cast.manager)


@SQLITE
def test_a_no_is_told_once_its_ten_minutes_are_over(cast, lead, acting):
    assert not tells_before_the_ten_minutes(service.decline, cast, lead, acting)
    with clock.at(MONDAY + timedelta(minutes=11)):
        service.decline_due(lead.id, cast.owner.id)
        work_off("lead.moved")
    assert "lead_firm_declined" in kinds_of(cast.manager)


@SQLITE
def test_twin_that_tells_a_no_at_once_is_found_out(cast, lead, acting):
    def hasty(actor, the_lead, code):
        transition.make(the_lead, "firm_decline", actor, reason_code=code)

    assert tells_before_the_ten_minutes(hasty, cast, lead, acting)


@SQLITE
def test_a_no_that_was_taken_back_is_told_to_nobody(cast, lead, acting):
    assert not tells_before_the_ten_minutes(service.decline, cast, lead, acting)
    with clock.at(MONDAY + timedelta(minutes=5)):
        service.undo_decline(acting(cast.owner), lead)
        db.session.commit()
    with clock.at(MONDAY + timedelta(minutes=11)):
        service.decline_due(lead.id, cast.owner.id)
        work_off("lead.moved")
    assert "lead_firm_declined" not in kinds_of(cast.manager)


@SQLITE
def test_twin_that_tells_another_institution_is_found_out(cast, lead, acting, monkeypatch):
    """As if the manager's own institution were not asked for."""
    monkeypatch.setattr(
        recipients,
        "_at",
        lambda organisation_id, roles: list(
            db.session.scalars(
                recipients._lasting().options(sa.orm.selectinload(recipients.Membership.regions))
            )
        ),
    )
    work_off("lead.moved")
    assert heard(cast) != {"manager": "lead_pushed", "colleague": "lead_pushed"}
    assert "lead_pushed" in kinds_of(cast.rival)


def newest_move() -> int:
    moves = sa.select(sa.func.max(LedgerEvent.seq)).where(LedgerEvent.kind == "lead.moved")
    return db.session.scalar(moves)


def test_a_message_that_comes_twice_tells_once(cast, lead):
    """On both databases: the unique key decides."""
    work_off("lead.moved")
    again("lead.moved", lead_id=lead.id, move="push", event=newest_move())
    assert kinds_of(cast.manager) == unread_of(cast.manager) == ["lead_pushed"]


@SQLITE
def test_twin_without_the_key_tells_twice(cast, lead, monkeypatch):
    def fresh(moved, kind):
        return f"event {moved.event.seq} {clock.now().isoformat()}"

    monkeypatch.setattr(telling, "event_of", fresh)
    work_off("lead.moved")
    again("lead.moved", lead_id=lead.id, move="push", event=newest_move())
    assert len(kinds_of(cast.manager)) > 1


@SQLITE
def test_what_has_been_done_is_not_unread_any_more(cast, lead, acting):
    with clock.at(MONDAY):
        put(lead, S.PUSHED)
        work_off("lead.moved")
    db.session.execute(sa.update(Notice).values(made_at=MONDAY))
    with clock.at(clock.now() + timedelta(hours=1)):
        make(lead, "claim", acting(cast.manager), assigned_id=cast.manager.id)
        assert unread_of(cast.colleague) == [] and kinds_of(cast.colleague) == ["lead_pushed"]
        assert unread_of(cast.owner) == ["lead_asked"]
    with clock.at(clock.now() + timedelta(hours=2)):
        service.accept(acting(cast.owner), lead)
        work_off("lead.moved")
        assert unread_of(cast.owner) == [] and unread_of(cast.manager) == ["lead_accepted"]


@SQLITE
def test_news_that_comes_late_asks_for_nothing(cast, lead, acting):
    """The push is told when a colleague has claimed it long since."""
    transition.make(lead, "claim", acting(cast.manager), assigned_id=cast.manager.id)
    work_off("lead.moved")
    assert kinds_of(cast.colleague) == ["lead_pushed"] and unread_of(cast.colleague) == []


@SQLITE
def test_an_old_message_without_a_move_is_nobodys_news(cast, lead):
    db.session.execute(sa.delete(OutboxMessage))
    outbox.put("lead.moved", lead_id=lead.id)
    work_off("lead.moved")
    assert heard(cast) == {}


def test_two_workers_with_one_message_tell_once(app, cast, lead):
    """On both databases: the message's lease ran out while the first was still at it."""
    seq = newest_move()
    db.session.commit()

    def work() -> int:
        count = notifications.tell_of_move(lead.id, "push", seq)
        db.session.commit()
        return count

    told = race(app, [work, work])
    db.session.expire_all()
    assert sum(told) == 2 and kinds_of(cast.manager) == kinds_of(cast.colleague) == ["lead_pushed"]
