"""Credit codes as they are pasted: one a line, perhaps with a name beside it, as a spreadsheet gives them."""

import re
import unicodedata
from dataclasses import dataclass

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

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


class CodesField(TextAreaField):
    """Codes, one a line; what was typed stays as it was typed, `pasted` holds what was read."""

    pasted: Pasted | None = None

    def __init__(
        self, label: str = "统一社会信用代码", nothing_done: str = "都没有收下。", **options
    ) -> None:
        """`nothing_done`: what did not happen because some lines are wrong."""
        asked = DataRequired("请粘贴至少一个 18 位的统一社会信用代码")
        super().__init__(label, [asked, Length(max=20_000, message="一次粘贴的太长，请分几次")], **options)
        self.nothing_done = nothing_done

    def post_validate(self, form, validation_stopped: bool) -> None:
        if validation_stopped or self.errors:
            return
        self.pasted = read(self.data)
        if self.pasted.problems:
            wrong = len(self.pasted.problems)
            raise ValidationError(f"有 {wrong} 行要改，下面逐行写明了原因。{self.nothing_done}")
        if not self.pasted.codes:
            raise ValidationError("请粘贴至少一个 18 位的统一社会信用代码")
        if len(self.pasted.codes) > MOST:
            raise ValidationError(f"一次最多 {MOST} 个，这里有 {len(self.pasted.codes)} 个，请分几次。")


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
