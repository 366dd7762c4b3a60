"""Making people: names, numbers and addresses are dealt out in order, the password is hashed once."""

import itertools
from random import Random

from portal.accounts import service as accounts
from portal.accounts.actor import Actor, actor_of
from portal.accounts.models import Membership, Person
from portal.core import clock, passwords
from portal.core.db import db
from portal.demo import cast, names
from portal.operations import service as operations

FIRST_FREE = 1 + len(cast.ACCOUNTS)  # mobiles before it belong to the accounts of the cast
UNPROVEN = "wonton"  # whose need waits for just that


class People:
    """Deals out names and contacts, and remembers who acts under which membership."""

    def __init__(self, rng: Random) -> None:
        self._names = names.person_names(rng)
        self._mobiles = itertools.islice(names.mobiles(), FIRST_FREE, None)
        self._emails = names.emails()
        self.password = passwords.hashed(cast.PASSWORD)
        self._staff: dict[int, Actor] = {}

    def name(self) -> str:
        return next(self._names)

    def owner(self, key: str | None = None) -> Person:
        """Somebody with a business: whoever registers leaves a mobile."""
        mobile = cast.BY_KEY[key].mobile if key else next(self._mobiles)
        person = self._make(self.name(), mobile, None)
        if key == UNPROVEN:
            person.mobile_proven_at = None
        return person

    def employee(self, key: str | None = None) -> Person:
        """Somebody who works for an institution, a department or the platform."""
        if key:
            return self._make(cast.person_of(key), cast.BY_KEY[key].mobile, None)
        return self._make(self.name(), None, next(self._emails))

    def staff_actor(self, membership_id: int) -> Actor:
        """An employee's actor; it does not change during the play."""
        if membership_id not in self._staff:
            self._staff[membership_id] = actor_of(membership_id)
        return self._staff[membership_id]

    def _make(self, name: str, mobile: str | None, email: str | None) -> Person:
        person = accounts.create_person(name, mobile, email, self.password, email_proven=True)
        person.mobile_proven_at = clock.now() if mobile else None
        return person


def remember(key: str, membership: Membership) -> None:
    """This membership is the account `key` of the cast."""
    db.session.flush()
    operations.set_fact(cast.FACT + key, membership.public_id)
