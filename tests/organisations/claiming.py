"""The claim of somebody who registered, what waits for it, and people who act at the same moment."""

import threading

import sqlalchemy as sa

from portal.core.db import db
from portal.needs.models import FinancingNeed, NeedState
from portal.organisations.models import Claim, Organisation
from tests import factories


def claim_of(membership) -> Claim:
    return db.session.scalars(
        sa.select(Claim).where(Claim.organisation_id == membership.organisation_id)
    ).one()


def need_of(membership, **values) -> FinancingNeed:
    owner = db.session.get_one(Organisation, membership.organisation_id)
    return factories.need(owner=owner, state=NeedState.AWAITING_VERIFICATION, words="想借二十万", **values)


def together(app, *works) -> list:
    """Run these at the same time, each in a transaction of its own; what each returned or raised."""
    results: list = [None] * len(works)
    ready = threading.Barrier(len(works))

    def run(place, work):
        with app.app_context():
            ready.wait()
            try:
                results[place] = work()
                db.session.commit()
            except Exception as error:  # noqa: BLE001 - what went wrong is the result
                db.session.rollback()
                results[place] = error
            db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
