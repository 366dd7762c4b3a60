"""A box of names, one a line, kept as codes; every name that is not understood gets its own sentence."""

import re
from collections.abc import Callable

from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import TextArea

LINES = re.compile(r"[\n；;，,]+")
ENUMERATION = re.compile(r"[、\s]+")
MOST = 200
SHOWN = 3


class NamesField(Field):
    """`read` turns a name into a code or raises ValueError with what to write; `write` names a code."""

    widget = TextArea()

    def __init__(
        self,
        label: str,
        validators=None,
        *,
        read: Callable[[str], str],
        write: Callable[[str], str],
        **options,
    ) -> None:
        super().__init__(label, validators, **options)
        self.read, self.write = read, write

    def process_formdata(self, valuelist):
        codes, wrong = [], []
        for line in LINES.split(valuelist[0] if valuelist else ""):
            if line := line.strip():
                found, faults = self._line(line)
                codes += found
                wrong += faults
        self.data = tuple(dict.fromkeys(codes))[:MOST]
        if wrong:
            rest = f"（另有 {len(wrong) - SHOWN} 处）" if len(wrong) > SHOWN else ""
            raise ValueError("；".join(wrong[:SHOWN]) + rest)

    def pre_validate(self, form):
        """What was not understood is the message, not that nothing is left of it."""
        if self.process_errors:
            raise StopValidation

    def _line(self, line: str) -> tuple[list[str], list[str]]:
        """A line is one name, or else several with 、 between them: names of trades hold such a mark too."""
        try:
            return [self.read(line)], []
        except ValueError as error:
            names = [name for name in ENUMERATION.split(line) if name]
            if len(names) == 1:
                return [], [str(error)]
        codes, wrong = [], []
        for name in names:
            try:
                codes.append(self.read(name))
            except ValueError as error:
                wrong.append(str(error))
        return codes, wrong

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return "\n".join(self.write(code) for code in self.data or ())
