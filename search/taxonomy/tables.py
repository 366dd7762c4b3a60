"""Reading the CSV files of ``data/``: one dictionary a row, or one frozen dataclass a row.

Cells that hold lists separate their items by ``|``. A dataclass field named ``name`` reads the
column ``name_zh`` where the file has both languages.
"""

import csv
import dataclasses
import functools
import hashlib
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

FOLDER = Path(__file__).parent / "data"
Row = TypeVar("Row")


def rows(filename: str) -> list[dict[str, str]]:
    """All rows of one file, in the file's order."""
    with (FOLDER / filename).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(cell: str) -> tuple[str, ...]:
    """The items of a list cell; an empty cell is an empty tuple."""
    return tuple(item for item in cell.split("|") if item)


def _optional_number(cell: str) -> int | None:
    return int(cell) if cell else None


CONVERT: Mapping[Any, Callable[[str], Any]] = types.MappingProxyType(
    {
        str: str,
        int: int,
        bool: "yes".__eq__,
        int | None: _optional_number,
        tuple[str, ...]: split,
    }
)


_hints = functools.cache(get_type_hints)  # once a class: for every row it took most of the time of reading


def build(cls: type[Row], row: Mapping[str, str]) -> Row:
    """One frozen dataclass from one row; the field's type decides how its cell is read."""
    hints = _hints(cls)
    values = {}
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]
        column = "name_zh" if field.name == "name" and "name_zh" in row else field.name
        values[field.name] = CONVERT[hints[field.name]](row[column])
    return cls(**values)


def version() -> str:
    """A short hash over all data files: it changes whenever a code, a name or an alias does."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
