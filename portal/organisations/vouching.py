"""A park, market, association or department says whether it knows who claims a firm. Nothing here commits.

It never verifies by itself: the operator reads who said what and decides.
"""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.core import clock, ledger
from portal.core.db import db
from portal.organisations.models import Claim, Organisation, Vouch, VouchState

MOST = 3  # a claim
RELATIONS = {
    "tenant": "租我们的摊位、店面或场地",
    "member": "是我们的会员或入驻户",
    "village": "住在本地，平时有来往",
    "business": "和我们有业务往来",
    "supervised": "在我们这里登记或备过案",
}
"""How a voucher knows a firm: code → words, from the voucher's mouth."""


class CannotVouch(Exception):
    """This one cannot be asked, or cannot be asked any more."""


class AlreadyAnswered(Exception):
    """A colleague was faster."""


def ask(actor, claim: Claim, voucher: Organisation) -> Vouch:
    """The claimant names somebody who knows them. Asking the same one twice changes nothing."""
    db.session.execute(sa.select(Claim.id).where(Claim.id == claim.id).with_for_update())
    named = list(db.session.scalars(sa.select(Vouch).where(Vouch.claim_id == claim.id)))
    for vouch in named:
        if vouch.organisation_id == voucher.id:
            return vouch
    if len(named) >= MOST:
        raise CannotVouch(f"最多请 {MOST} 家作证。")
    vouch = Vouch(claim_id=claim.id, organisation_id=voucher.id)
    try:
        with db.session.begin_nested():
            db.session.add(vouch)
    except IntegrityError as error:
        raise CannotVouch("已经请过这一家了。") from error
    ledger.record("vouch.asked", actor=actor, claim=claim.id, voucher=voucher.id)
    return vouch


def withdraw(actor, vouch: Vouch) -> None:
    """The claimant asks this one no more; somebody else may be asked instead. Raises AlreadyAnswered."""
    gone = sa.delete(Vouch).where(Vouch.id == vouch.id, Vouch.state == VouchState.ASKED)
    if db.session.execute(gone).rowcount == 0:
        raise AlreadyAnswered("他们刚刚答复了平台，不能再撤回。")
    ledger.record("vouch.withdrawn", actor=actor, claim=vouch.claim_id, voucher=vouch.organisation_id)


def answer(actor, vouch: Vouch, state: VouchState, relation: str | None = None) -> None:
    """`state`: known, unknown or unsure; `relation`: a code of RELATIONS when they are known, else None.

    Raises AlreadyAnswered. That it is not one's own firm is for `queries.vouches_visible_to`.
    """
    said = {"state": state, "relation": relation}
    said |= {"answered_by_id": actor.membership_id, "answered_at": clock.now()}
    open_one = sa.update(Vouch).where(Vouch.id == vouch.id, Vouch.state == VouchState.ASKED)
    if db.session.execute(open_one.values(**said)).rowcount == 0:
        raise AlreadyAnswered("同事刚刚答复过了。")
    facts = {"claim": vouch.claim_id, "vouch": vouch.id, "said": state.value}
    ledger.record("vouch.answered", actor=actor, **facts, relation=relation)
