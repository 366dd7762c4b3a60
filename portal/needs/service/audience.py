"""Which institutions a need is for: all that fit, or those named; and which it is never for."""

import sqlalchemy as sa

from portal.core import clock, ledger, outbox
from portal.core.db import db
from portal.needs.errors import InTalks, OtherState
from portal.needs.models import FinancingNeed, NeedInstitution, Openness, Relation
from portal.needs.queries import talking_with
from portal.needs.service.editing import EDITABLE


def choose(actor, need: FinancingNeed, *, named: frozenset[int], barred: frozenset[int]) -> None:
    """Only to the `named` institutions, or to all when none is named; never to the `barred`.

    Whoever was asked and is left out now loses the need with the next request; nobody in talks may be left
    out like that. Raises InTalks, or OtherState when the need has ended.
    """
    state = sa.select(FinancingNeed.state).where(FinancingNeed.id == need.id)
    if db.session.scalar(state.with_for_update(key_share=True)) not in EDITABLE:
        raise OtherState
    left_out = {key for key in talking_with(need.id) if key in barred or (named and key not in named)}
    if left_out:
        raise InTalks
    db.session.execute(sa.delete(NeedInstitution).where(NeedInstitution.need_id == need.id))
    for relation, keys in ((Relation.NAMED, named - barred), (Relation.BARRED, barred)):
        for key in sorted(keys):
            db.session.add(NeedInstitution(need_id=need.id, institution_id=key, relation=relation))
    need.openness = Openness.DIRECTED if named else Openness.OPEN
    need.updated_at = clock.now()
    db.session.flush()
    facts = {"openness": need.openness.value, "named": sorted(named), "barred": sorted(barred)}
    ledger.record("need.audience", actor=actor, need_id=need.id, **facts)
    outbox.put("need.audience", need_id=need.id)
