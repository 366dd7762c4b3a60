"""Where people with a desk have signed in: at it, and lately with another device, which is told to them."""

import secrets
from datetime import datetime
from hashlib import sha256

from portal.accounts import new_devices
from portal.accounts.models import Membership
from portal.core import clock, sessions
from portal.core.db import db
from portal.demo import queries
from portal.demo.stage import Stage

AT_DESK = "edge/windows"
LATELY = {
    "operator": (1, 21, "wechat/android"),
    "approver": (2, 20, "safari/iphone"),
    "officer": (2, 13, "huawei/harmony"),
    "monitor": (1, 13, "chrome/android"),
    "auditor": (1, 18, "firefox/linux"),
}
"""Account of the cast → working days before the demonstration's, hour, device."""
BEFORE = 6  # working days: as long as such a session may last, and a little more


def plan(stage: Stage) -> None:
    for key, (back, hour, device) in LATELY.items():
        stage.plan(_at(stage, BEFORE, 8), _sign_in, key, AT_DESK)
        stage.plan(_at(stage, back, hour), _sign_in, key, device)


def _at(stage: Stage, back: int, hour: int) -> datetime:
    return clock.shanghai(stage.calendar.workday(back), hour, 40)


def _sign_in(key: str, device: str) -> None:
    """Nobody has the token of such a session."""
    member: Membership = queries.membership_of(key)
    new_devices.note(member.person_id, device)
    digest = sha256(secrets.token_bytes(32)).hexdigest()
    db.session.add(sessions.emptied(digest, member.person_id, member.id, device))
