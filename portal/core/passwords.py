"""Passwords: argon2id, the same work whether or not somebody is known.

Hashing takes tenths of a second on purpose. On SQLite that must not happen while a transaction holds the one
write lock, so a route hashes first and begins its transaction afterwards: `Hashed` travels in between.
"""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Hashed(str):
    """A password's hash, told apart from a password as typed."""

    __slots__ = ()


def hashed(password: str) -> Hashed:
    """The hash of a password; what is hashed already stays as it is."""
    return password if isinstance(password, Hashed) else Hashed(_hasher().hash(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether this is the password. None (nobody of that name) costs as much and is never true."""
    hasher = _hasher()
    nobodys = _nobodys(hasher)  # made before either case, so that the first miss costs no more than a hit
    try:
        return hasher.verify(stored or nobodys, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's and should be made anew."""
    return _hasher().check_needs_rehash(stored)


def make_up(groups: int = 4) -> str:
    """Letters to be read out or copied, in groups of four of about 20 bits each."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(groups))


def _hasher() -> PasswordHasher:
    return _made(current_app.config["CHEAP_PASSWORDS"])


@cache
def _made(cheap: bool) -> PasswordHasher:
    """Argon2's own recommended parameters; cheap ones for tests only."""
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1) if cheap else PasswordHasher()


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    return hasher.hash(secrets.token_hex(16))
