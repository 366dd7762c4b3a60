"""How often a password may be tried: for one account from one place, for one account, and from one place.

The account is whatever was typed, known or not: a limit must not tell which accounts there are. Registering
has to say that a number is taken, so it may say so only a few times to one place, and then nothing at all.
"""

from collections.abc import Iterable
from contextlib import suppress

from portal.core import limits
from portal.core.identifiers import folded

FROM_HERE = "10/15 minutes"  # one account, one address: nobody can lock another out from elsewhere
ACCOUNT = "300/1 day"  # one account from anywhere: guessing through many addresses
ADDRESS = "100/15 minutes"  # a market's people may share one address


def count(identifier: str) -> None:
    """Count one try before it is checked; raises limits.TooMany."""
    limits.hit("sign_in.address", ADDRESS, limits.address())
    limits.hit("sign_in.here", FROM_HERE, folded(identifier), limits.address())
    limits.hit("sign_in.account", ACCOUNT, folded(identifier))


def succeeded(identifier: str) -> None:
    """A right password: this account's tries from here begin anew."""
    limits.forget("sign_in.here", FROM_HERE, folded(identifier), limits.address())


def forgive(identifiers: Iterable[str]) -> None:
    """Forget the tries of a password that was replaced, from here and altogether; comes after the commit."""
    for identifier in identifiers:
        succeeded(identifier)
        limits.forget("sign_in.account", ACCOUNT, folded(identifier))


TAKEN = "10/1 hour"  # refusals of a number that has an account, to one place
REGISTERED = "40/1 hour"  # new accounts from one place: a market's people on the day it signs up


def may_register() -> None:
    """Raises limits.TooMany where too many known numbers were tried: then unknown ones are refused alike.

    Also where many have registered: only what succeeded counts, so one form sent many times counts once.
    """
    limits.refuse_if_spent("account.taken", TAKEN, limits.address())
    limits.refuse_if_spent("account.made", REGISTERED, limits.address())


def count_registered() -> None:
    """An account was made; comes after the commit."""
    with suppress(limits.TooMany):
        limits.hit("account.made", REGISTERED, limits.address())


def count_taken() -> None:
    """A number turned out to be known; comes after the rollback, and it is told all the same."""
    with suppress(limits.TooMany):
        limits.hit("account.taken", TAKEN, limits.address())
