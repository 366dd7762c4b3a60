"""From words to a row, and from a row to the institutions."""

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.accounts.standing import acting_people
from portal.core import clock, ledger, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.needs.draft import Draft, summary
from portal.needs.errors import Incomplete, OtherState, Refused
from portal.needs.models import FinancingNeed, NeedState, Scope
from portal.needs.queries import known_of
from portal.needs.service.facts import changed_facts, opened_facts
from portal.needs.service.reach import last_choice
from portal.organisations.models import Organisation, OrganisationKind
from search import taxonomy

VALID = timedelta(days=90)
NEEDED = ("amount_max_fen", "purpose_code", "industry_code", "region_code")
BEFORE_OPEN = (NeedState.DRAFT, NeedState.AWAITING_OWNER, NeedState.AWAITING_VERIFICATION)


def file(actor, draft: Draft, *, send: bool = True) -> FinancingNeed:
    """A new need of the actor's organisation; `send=False` keeps it as a draft. A park's own is a batch.

    Raises Incomplete or Refused (only with `send`).
    """
    owner = db.session.get(Organisation, actor.organisation_id)
    batch = owner.kind is OrganisationKind.INTERMEDIARY
    need = begin(actor, owner, draft, scope=Scope.BATCH if batch else Scope.SINGLE)
    if send:
        submit(actor, need)
    return need


def begin(actor, owner: Organisation, draft: Draft, **values) -> FinancingNeed:
    """A row of `owner`'s, a draft unless `values` say otherwise; filed by the actor."""
    columns = {"state": NeedState.DRAFT, **last_choice(owner.id), **draft.columns(), **values}
    need = FinancingNeed(owner_id=owner.id, filed_by_id=actor.person_id, key_id=owner.key_id, **columns)
    write_words(need, draft, owner, (actor.person_id,))
    db.session.add(need)
    db.session.flush()
    ledger.record("need.changed", actor=actor, need_id=need.id, **changed_facts(need))
    outbox.put("need.changed", need_id=need.id)
    return need


def write_words(
    need: FinancingNeed, draft: Draft, owner: Organisation, person_ids: Iterable[int | None]
) -> None:
    """The words sealed, and the summary made of them without what is known of the firm and these people.

    Whoever acts for the firm is known too: a clerk or a colleague may have written about them.
    """
    known = {*person_ids, *acting_people(owner.id, frozenset(Role))} - {None}
    people = db.session.scalars(sa.select(Person).where(Person.id.in_(known)).order_by(Person.id))
    need.words = draft.words or None
    need.summary = summary(draft, known_of(owner, *people))


def submit(actor, need: FinancingNeed) -> None:
    """The owner puts a draft before the institutions: at once when nothing is missing, else it waits.

    What may be missing: that the firm is verified, and that whoever filed has proved their mobile.
    """
    check(need)
    if _verified(need.owner_id) and _reachable(need.filed_by_id):
        open_need(actor, need)
    else:
        move(need, (NeedState.DRAFT, NeedState.AWAITING_OWNER), NeedState.AWAITING_VERIFICATION)
        outbox.put("need.changed", need_id=need.id)


def confirm(actor, need: FinancingNeed) -> None:
    """The owner confirms a draft that others began for them. Raises Incomplete, Refused or OtherState."""
    if need.state is not NeedState.AWAITING_OWNER:
        raise OtherState
    need.filed_by_id = actor.person_id  # from now on the owner is who is called, whoever began it
    ledger.record("need.confirmed", actor=actor, need_id=need.id, how="self")
    submit(actor, need)
    outbox.put("need.confirmed", need_id=need.id)


def open_need(actor, need: FinancingNeed) -> None:
    """The need becomes visible to institutions. `actor` None: the platform, after a verification."""
    check(need)
    now = clock.now()
    values = {"opened_at": now, "expires_on": clock.local(now).date() + VALID}
    move(need, BEFORE_OPEN, NeedState.OPEN, **values)
    ledger.record("need.opened", actor=actor, need_id=need.id, **opened_facts(need))
    outbox.put("need.opened", need_id=need.id)


def move(need: FinancingNeed, expected: tuple[NeedState, ...], state: NeedState, **values) -> None:
    """One conditional update; the loser of a race gets OtherState."""
    db.session.flush()
    change = sa.update(FinancingNeed).where(FinancingNeed.id == need.id, FinancingNeed.state.in_(expected))
    done = db.session.execute(
        change.values(state=state, **values), execution_options={"synchronize_session": False}
    )
    if done.rowcount != 1:
        raise OtherState
    db.session.refresh(need)


def check(need: FinancingNeed) -> None:
    """Raises Incomplete or Refused."""
    wanted = (*NEEDED, "member_count") if need.scope is Scope.BATCH else NEEDED
    missing = [name for name in wanted if getattr(need, name) is None]
    if need.region_code and not taxonomy.regions.is_leaf(need.region_code):
        missing.append("region_code")
    if missing:
        raise Incomplete(missing)
    if why := refused_purpose(need.purpose_code):
        raise Refused(why)


def refused_purpose(code: str | None) -> str | None:
    """Why no need may come of this purpose, or None."""
    purpose = taxonomy.purposes.get(code or "")
    if purpose is None or purpose.at_filing != "refuse":
        return None
    return f"“{purpose.name}”不能用经营贷款，任何机构都不能办。如果钱是用在生意上的，请改选真实的用途"


def _verified(organisation_id: int) -> bool:
    """Read under a lock: a verification that commits meanwhile either is seen here or sees this need."""
    row = sa.select(Organisation.verified_at).where(Organisation.id == organisation_id)
    return db.session.scalar(row.with_for_update(read=True)) is not None


def _reachable(person_id: int) -> bool:
    """Whether the mobile is proved; locked in the same way."""
    row = sa.select(Person.mobile_proven_at).where(Person.id == person_id)
    return db.session.scalar(row.with_for_update(read=True)) is not None
