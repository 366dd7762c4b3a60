"""A garage that the operator has stopped: what its bank, the operator and the firm itself read meanwhile."""

from datetime import date, timedelta

from portal.accounts.actor import Actor
from portal.core.db import db
from portal.demo import cast, data
from portal.demo.firms import Firm
from portal.freezing import service as freezing
from portal.freezing.models import FreezeReason
from portal.organisations.models import Organisation

KEY = "frozen"
COUNTY, GARAGES = "330105", "8111"
YEARS = timedelta(days=4 * 365)


def firm(as_of: date) -> Firm:
    """It stands in no trade's list of names: its story is no matter of chance."""
    trade = next(one for one in data.trades() if one.industry == GARAGES)
    return Firm(cast.BY_KEY[KEY].name, "T06", trade, COUNTY, (as_of - YEARS).replace(day=1), KEY)


def stop(operator: Actor, stopped: Firm) -> None:
    """Its licence may be another's. The operator who did not do this can lift it."""
    row = db.session.get_one(Organisation, stopped.actor.organisation_id)
    freezing.freeze_organisation(operator, row, FreezeReason.LICENCE)
