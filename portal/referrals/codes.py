"""Credit codes as they are pasted: one a line, perhaps with a name beside it, as a spreadsheet gives them."""

import re
import unicodedata
from dataclasses import dataclass

from portal.core.identifiers import credit_code

MOST = 200
CELLS = re.compile(r"[\t,，;；、|]")
LEAST_LETTERS = 8  # a cell with fewer letters and digits is a name, not a code that was cut short


@dataclass(frozen=True)
class Problem:
    """A line that holds no valid code; `line` counts from 1 as the person typed them."""

    line: int
    typed: str
    message: str

    def __str__(self) -> str:
        return f"第 {self.line} 行“{self.typed}”：{self.message}"


@dataclass(frozen=True)
class Pasted:
    """`codes` in normal form, each once, in order; `repeats` are (line, line where it stood first)."""

    codes: tuple[str, ...]
    problems: tuple[Problem, ...]
    repeats: tuple[tuple[int, int], ...]


def read(text: str) -> Pasted:
    """Every code of the text; what cannot be a code is told line by line."""
    first: dict[str, int] = {}
    problems, repeats = [], []
    for number, line in enumerate(text.splitlines(), 1):
        for cell in _code_cells(line):
            try:
                code = _code(cell)
            except ValueError as error:
                problems.append(Problem(number, cell.strip()[:30], str(error)))
                continue
            if code in first:
                repeats.append((number, first[code]))
            first.setdefault(code, number)
    return Pasted(tuple(first), tuple(problems), tuple(repeats))


def _code(cell: str) -> str:
    """The code of a cell, also where a name follows after a blank. Raises ValueError with a sentence."""
    if not _letters(cell):
        raise ValueError("这一行没有信用代码")
    try:
        return credit_code(cell)
    except ValueError:
        for word in cell.split():
            if _letters(word) == len(word) == 18:
                return credit_code(word)
        raise


def _code_cells(line: str) -> list[str]:
    """The cells that look like codes; the whole line where none does, so that it is complained about."""
    if not line.strip():
        return []
    cells = [cell for cell in CELLS.split(line) if _letters(cell) >= LEAST_LETTERS]
    return cells or [line]


def _letters(cell: str) -> int:
    folded = unicodedata.normalize("NFKC", cell)
    return sum(letter.isascii() and letter.isalnum() for letter in folded)
