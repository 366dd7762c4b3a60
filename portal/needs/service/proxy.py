"""A park's clerk files for a member: nothing comes of it until the owner says that it is theirs.

The owner says so on their own pages (`filing.confirm`), by telling the clerk a code that reached their proved
mobile, or on a slip they have signed, whose picture is kept under the owner's key.
"""

import sqlalchemy as sa

from portal.accounts import codes
from portal.accounts.actor import actor_of
from portal.accounts.models import Membership, Person
from portal.accounts.standing import acts
from portal.core import ledger, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.needs.draft import Draft, draft_of
from portal.needs.errors import NotMember, OtherState
from portal.needs.models import FinancingNeed, NeedState, SlipPicture
from portal.needs.service.filing import begin, check, submit, write_words
from portal.organisations import affiliating
from portal.organisations.models import Affiliation, Organisation

HOW = ("text", "slip")
"""How an owner says yes to a clerk; on their own pages it is "self"."""
NOBODY = "这一户现在没有能替它说话的人，请本人登录后再来。"


def file_for(actor, firm_id: int, draft: Draft, **values) -> FinancingNeed:
    """A need of the member's, which waits for its owner. Raises NotMember, Incomplete or Refused."""
    if affiliating.hold(actor.organisation_id, firm_id) is None:
        raise NotMember
    owner = db.session.get_one(Organisation, firm_id)
    mine = {"state": NeedState.AWAITING_OWNER, "intermediary_id": actor.organisation_id}
    need = begin(actor, owner, draft, **mine, **values)
    check(need)
    ledger.record("need.prepared", actor=actor, need_id=need.id, intermediary=actor.organisation_id)
    affiliating.tell(firm_id, "need_proposed", f"need {need.id}", need_id=need.id)
    return need


def confirm_for(
    actor, need: FinancingNeed, how: str, picture: bytes | None = None, *, said_by: int | None = None
) -> None:
    """The owner has said yes before the clerk (`how`: one of HOW); from now on the owner is who is called.

    `said_by`: the person whom the code of a "text" went to. Raises NotMember, OtherState, Incomplete, Refused
    or codes.WrongCode.
    """
    member = affiliating.hold(actor.organisation_id, need.owner_id)
    if member is None:
        raise NotMember
    found = db.session.execute(_speakers(member)).first()
    if found is None:
        raise NotMember(NOBODY)
    if how == "text" and found.Person.id != said_by:
        raise codes.WrongCode  # who has read the code speaks no more; nobody else has said anything
    owner = actor_of(found.Membership.id)
    if need.state is not NeedState.AWAITING_OWNER or need.intermediary_id != actor.organisation_id:
        raise OtherState
    if picture is not None:
        _keep(actor, need, picture)
    firm = db.session.get_one(Organisation, need.owner_id)
    write_words(
        need, draft_of(need), firm, (need.filed_by_id, owner.person_id)
    )  # who came since is known now
    need.filed_by_id = owner.person_id
    ledger.record("need.confirmed", actor=actor, need_id=need.id, how=how)
    submit(owner, need)
    outbox.put("need.confirmed", need_id=need.id)
    affiliating.tell(need.owner_id, "need_confirmed", f"need {need.id}", need_id=need.id)


def speaker(member: Affiliation) -> Person | None:
    """Who speaks for a member: who agreed to be one, else who has acted for the firm the longest."""
    found = db.session.execute(_speakers(member)).first()
    return found and found.Person


def _speakers(member: Affiliation) -> sa.Select:
    mine = (Membership.organisation_id == member.organisation_id, Membership.role == Role.APPLICANT)
    return (
        sa.select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(*mine, acts())
        .order_by((Membership.id == (member.owner_id or 0)).desc(), Membership.id)
        .limit(1)
    )


def _keep(actor, need: FinancingNeed, picture: bytes) -> None:
    row = SlipPicture(need_id=need.id, key_id=need.key_id, taken_by_id=actor.membership_id)
    row.picture = picture
    db.session.add(row)
    db.session.flush()
