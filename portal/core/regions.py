"""Regions in SQL: a code of GB/T 2260 covers every code that begins like it."""

import sqlalchemy as sa

NATIONWIDE = "000000"
LENGTH = len(NATIONWIDE)


def prefix(code: str) -> str:
    """The digits that all places inside `code` share: 330000 → 33, 330100 → 3301, 330105 → 330105."""
    if code == NATIONWIDE:
        return ""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def inside(column, codes):
    """SQL: the place in `column` lies in one of `codes` (none: nowhere)."""
    return sa.or_(sa.false(), *(_from_to(column, prefix(code)) for code in codes))


def _from_to(column, start: str):
    """From the first code with this prefix to the last: an index answers it everywhere, unlike LIKE."""
    if not start:
        return column.is_not(None)
    return (
        column == start
        if len(start) == LENGTH
        else column.between(start.ljust(LENGTH, "0"), start.ljust(LENGTH, "9"))
    )


def covers(codes, place: str | None) -> bool:
    """The same test in Python."""
    return place is not None and any(place.startswith(prefix(code)) for code in codes)
