"""Regions in SQL: a code of GB/T 2260 covers every code that begins like it."""

import sqlalchemy as sa

NATIONWIDE = "000000"


def prefix(code: str) -> str:
    """The digits that all places inside `code` share: 330000 → 33, 330100 → 3301, 330105 → 330105."""
    if code == NATIONWIDE:
        return ""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def inside(column, codes):
    """SQL: the place in `column` lies in one of `codes` (none: nowhere)."""
    return sa.or_(sa.false(), *(column.startswith(prefix(code)) for code in codes))


def covers(codes, place: str | None) -> bool:
    """The same test in Python."""
    return place is not None and any(place.startswith(prefix(code)) for code in codes)
