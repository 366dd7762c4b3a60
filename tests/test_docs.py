"""What the texts say is so: no empty row, no test that is not there, the limits and settings of the code."""

import re
from pathlib import Path

import pytest

from tests.application import NAMES

ROOT = Path(__file__).parents[1]
ASVS = (ROOT / "docs/asvs.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
ROWS = [line for line in ASVS.splitlines() if re.match(r"\| \d+\.\d+\.\d+ ", line)]
COUNTS = {1: 27, 2: 11, 3: 19, 5: 9, 6: 33, 7: 18, 8: 7, 14: 9, 16: 16}
"""How many requirements of levels 1 and 2 each chapter has."""


def faults_of(rows: list[str]) -> list[str]:
    """Rows that say nothing, or that name a test that is not there."""
    found = []
    for row in rows:
        number, *cells = (cell.strip() for cell in row.strip("| ").split(" | "))
        held = NAMED.search(cells[-1])
        if len(cells) != 3 or not all(cells):
            found.append(f"{number}: a cell is empty")
        elif not held and not cells[-1].startswith("reason: "):
            found.append(f"{number}: neither test nor reason")
        elif held and not has_test(*held.groups()):
            found.append(f"{number}: no test {held[0]}")
    return found


def has_test(file: str, name: str) -> bool:
    path = ROOT / "tests" / file
    return path.is_file() and f"def {name}(" in path.read_text(encoding="utf-8")


def test_every_requirement_has_a_test_or_a_reason():
    assert faults_of(ROWS) == []
    numbers = [row.split()[1] for row in ROWS]
    assert len(set(numbers)) == len(numbers)
    chapters = [int(number.split(".")[0]) for number in numbers]
    assert {chapter: chapters.count(chapter) for chapter in COUNTS} == COUNTS


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("| 1.1.1 | in short |  | reason: none |", "a cell is empty"),
        ("| 1.1.1 | in short | something | to be done |", "neither test nor reason"),
        ("| 1.1.1 | in short | something | `test_docs.py::test_nowhere` |", "no test"),
    ],
)
def test_twin_an_empty_row_is_found(row, fault):
    assert fault in faults_of([row])[0]


def missing_tests(text: str) -> list[str]:
    return [f"{file}::{name}" for file, name in NAMED.findall(text) if not has_test(file, name)]


def test_the_tests_that_the_text_on_security_names_are_there():
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    assert len(NAMED.findall(text)) > 10
    assert missing_tests(text) == []
    assert missing_tests("held by `test_docs.py::test_nowhere`") == ["test_docs.py::test_nowhere"]


RATE = re.compile(r"(\d+/\d* ?(?:minute|hour|day)s?)")


def test_the_limits_in_the_text_are_those_of_the_code():
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8").split("## Limits")[1].split("\n## ")[0]
    code = [file.read_text(encoding="utf-8") for file in (ROOT / "portal").rglob("*.py")]
    counted = {
        rate for file in code for line in file.splitlines() if '"' in line for rate in RATE.findall(line)
    }
    assert counted == set(RATE.findall(text))


READ = re.compile(r'environ(?:\.get\(|, )"([A-Z_]+)"')


def test_the_example_names_what_the_environment_may_set():
    """And the tests' own environment holds none of it."""
    code = [ROOT / "portal/core/config.py", ROOT / "gunicorn.conf.py"]
    read = {name for file in code for name in READ.findall(file.read_text(encoding="utf-8"))}
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert read == set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    assert read <= set(NAMES)
