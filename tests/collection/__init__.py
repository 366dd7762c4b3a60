"""The project's own collection: products, needs, judgments, plain words. docs/evaluation.md is the form."""

import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PRODUCTS, NEEDS = FOLDER / "products.jsonl", FOLDER / "needs.jsonl"
JUDGMENTS, WORDS = FOLDER / "judgments.tsv", FOLDER / "understand.jsonl"


def grades() -> dict[tuple[str, str], int]:
    """The grade of every (need, product), -1 to 3."""
    rows = [line.split("\t") for line in JUDGMENTS.read_text(encoding="utf-8").splitlines()[1:]]
    return {(need, product): int(grade) for need, product, grade, _reason in rows}


def known_of(entry: dict[str, Any]) -> dict[str, Any]:
    """A need as its judge knew it: what the form says and, where that is less, what the words say."""
    return {"id": entry["id"], "input": {**entry["input"], **entry.get("facts", {})}}


def tell(line: object) -> None:
    """A figure for who runs the tests with -s."""
    sys.stdout.write(f"\n{line}")
