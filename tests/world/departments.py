"""What departments have listed and pushed."""

from contextlib import suppress

from portal.accounts.actor import Actor
from portal.core.db import db
from portal.leads import service as leads
from portal.leads.models import Channel
from portal.organisations.models import Organisation
from portal.referrals.models import ListedFirm, ListingState, Referral, ReferralBatch, ReferralState
from tests.world.firms import FIRMS
from tests.world.rows import World
from tests.world.typed import REMARK, REMARK_SHOWN


def add_lists(world: World) -> None:
    """Both departments have listed firms; only A and D have confirmed, and were pushed with a remark."""
    officer = world.members["officer"]
    for letter in "AD":
        listed = _listed(world, "officer", letter, need=world.need(letter), state=ListingState.CONFIRMED)
        world.keep("listed", letter, listed)
    world.keep("listed", "C", _listed(world, "other_officer", "C", state=ListingState.AWAITING))
    batch = ReferralBatch(
        department_id=officer.organisation_id,
        pushed_by_id=officer.id,
        automatic=True,
        key_id=listed.key_id,
        remark_shown=REMARK_SHOWN,
    )
    batch.remark = REMARK
    db.session.add(batch)
    db.session.flush()
    world.keep("batches", "A", batch)
    _push(world, batch, "A", world.actor("browsing"))
    _push(world, batch, "D", world.actor("accepted"))


def _push(world: World, batch: ReferralBatch, letter: str, bank: Actor) -> None:
    """This firm's need to this bank; a lead that is there keeps its clock and gets a further origin."""
    listed, need = world.row(ListedFirm, "listed", letter), world.need(letter)
    referral = Referral(
        batch_id=batch.id, listed_firm_id=listed.id, need_id=need.id, state=ReferralState.PUSHED
    )
    db.session.add(referral)
    db.session.flush()
    world.keep("referrals", letter, referral)
    with suppress(leads.AlreadyBefore):
        leads.push(
            need.id,
            bank.organisation_id,
            product_id=None,
            channel=Channel.REFERRAL,
            score_bp=None,
            referral_id=referral.id,
            actor=world.actor("officer"),
        )


def _listed(world: World, persona: str, letter: str, need=None, **values) -> ListedFirm:
    member, values_of = world.members[persona], FIRMS[letter]
    department = db.session.get_one(Organisation, member.organisation_id)
    firm_of = db.session.get_one(Organisation, world.need(letter).owner_id)
    row = ListedFirm(
        department_id=department.id,
        organisation_id=firm_of.id,
        need_id=need and need.id,
        code_index=f"{letter}" * 64,
        key_id=department.key_id,
        list_name="示例名单",
        added_by_id=member.id,
        **values,
    )
    row.credit_code = values_of.credit_code
    db.session.add(row)
    db.session.flush()
    return row
