"""Passwords: argon2id, the same work whether or not somebody is known.

Hashing takes tenths of a second on purpose. On SQLite that must not happen while a transaction holds the one
write lock, so a route hashes first and begins its transaction afterwards: `Hashed` travels in between.
"""

import secrets
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

GUESSES_LOG10 = 6  # what is left is slow to guess even from a stolen hash, and ten tries an hour here
GUESSED_MAX = 72  # estimating takes time with the square of the length; nothing that long is guessed
COMMON_HERE = (
    *("rongqiao", "融桥", "rongzi", "daikuan", "yinhang", "zhongguo", "woaini", "woaizhongguo", "wodemima"),
    *("5201314", "1314520", "1314521", "7758521", "woaini1314", "qwe123456", "zxc123456", "buzhidao"),
)
"""Words of this site and passwords common in China, which an English list lacks."""
NONE = "!"
"""In place of a hash: no password opens this account."""
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Hashed(str):
    """A password's hash, told apart from a password as typed."""

    __slots__ = ()


def hashed(password: str) -> Hashed:
    """The hash of a password; what is hashed already stays as it is."""
    return password if isinstance(password, Hashed) else Hashed(_hasher().hash(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether this is the password. None (nobody of that name) or NONE costs as much and is never true."""
    hasher = _hasher()
    nobodys = _nobodys(hasher)  # made before either case, so that the first miss costs no more than a hit
    stored = None if stored == NONE else stored
    try:
        return hasher.verify(stored or nobodys, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's and should be made anew."""
    return _hasher().check_needs_rehash(stored)


def is_guessable(password: str, about: Iterable[str] = ()) -> bool:
    """Whether it would fall to a million guesses of whoever knows common passwords and what is in `about`."""
    from zxcvbn import zxcvbn  # reads its lists of common passwords, a fifth of a second

    known = [*COMMON_HERE, *(word for word in about if word)]
    return zxcvbn(password[:GUESSED_MAX], user_inputs=known)["guesses_log10"] < GUESSES_LOG10


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
