"""The codes by which somebody who works for an institution, a department or a partner can be looked up.

A work code is no secret: its owner gives it away. It only has to be hard to hit upon.
"""

import secrets
import unicodedata

from portal.core.db import ALPHABET
from portal.core.permissions import Role

LENGTH = 8
ONCE = 6  # digits of a one-time code
LETTERS = ALPHABET.upper()
HOLDERS = frozenset({Role.BANK_MANAGER, Role.BANK_ADMIN, Role.OFFICER, Role.CLERK})
"""Roles whose people speak with firms on behalf of somebody."""


def fresh() -> str:
    """Eight letters and digits, about 40 bits, none easily confused."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def fresh_once() -> str:
    """Six digits to be read out."""
    return f"{secrets.randbelow(10**ONCE):0{ONCE}d}"


def of_role(role: Role) -> str | None:
    """A new code for a membership of this role, None where it has none."""
    return fresh() if role in HOLDERS else None


def normal(typed: str) -> str:
    """As it is stored: width, case, blanks and dashes do not matter."""
    folded = unicodedata.normalize("NFKC", typed).upper()
    return "".join(letter for letter in folded if letter.isalnum())


def is_work_code(code: str) -> bool:
    """Whether a normal form could be a work code; letters that no code has are simply not found."""
    return len(code) == LENGTH and code.isascii() and code.isalnum()


def is_once(code: str) -> bool:
    return len(code) == ONCE and code.isascii() and code.isdigit()


def shown(code: str) -> str:
    """Q7KM-4R2T."""
    return f"{code[:4]}-{code[4:]}"
