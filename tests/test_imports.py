"""The rooms of the house: who may import whom (contracts in pyproject.toml), and each contract can fail."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("models", "queries", "service", "forms", "handlers", "routes")
FEATURES = ("portal.accounts", "portal.needs", "portal.leads", "portal.matching")
SEARCH = ("taxonomy", "language", "rules", "matcher", "engines")
MODULES = [
    *("portal", "portal.cli", "portal.worker", "portal.core", "portal.core.db", "portal.core.forms"),
    *FEATURES,
    *(f"{feature}.{part}" for feature in FEATURES for part in PARTS),
    *("search", *(f"search.{name}" for name in SEARCH)),
]
ALLOWED = [
    ("portal", "portal.needs.routes"),
    ("portal.worker", "portal.leads.handlers"),
    ("portal.needs.routes", "portal.leads.service"),
    ("portal.needs.queries", "portal.leads.models"),
    ("portal.leads.service", "portal.needs.service"),
    ("portal.leads.handlers", "portal.leads.service"),
    ("portal.matching.service", "search.matcher"),
    ("portal.core.db", "search.taxonomy"),
    ("portal.needs.forms", "search.language"),
    ("portal.needs.forms", "portal.core.forms"),
]
ALONE = "search stands alone"
ROOMS = "core knows no feature"
MAKING = "only the commands make the app"
INSIDE = "inside a feature"
BETWEEN = "between features"
PRIVATE = "a feature's routes"
MATCHER = "matching alone"
FORBIDDEN = [
    ("search.rules", "portal.core.db", ALONE),
    ("search.rules", "sqlalchemy", ALONE),
    ("search.language", "flask", ALONE),
    ("portal.core.db", "portal.accounts.models", ROOMS),
    ("portal.needs.service", "portal.worker", ROOMS),
    ("portal.needs.service", "portal", MAKING),
    ("portal.needs.service", "portal.needs.routes", INSIDE),
    ("portal.needs.models", "portal.needs.queries", INSIDE),
    ("portal.needs.models", "portal.leads.service", BETWEEN),
    ("portal.needs.service", "portal.leads.service", BETWEEN),
    ("portal.needs.queries", "portal.leads.queries", BETWEEN),
    ("portal.needs.routes", "portal.leads.routes", PRIVATE),
    ("portal.leads.routes", "portal.needs.forms", PRIVATE),
    ("portal.leads.service", "portal.needs.forms", PRIVATE),
    ("portal.leads.service", "search.matcher", MATCHER),
    ("portal.needs.routes", "search.engines", MATCHER),
]


def test_the_contracts_hold():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_house_in_order_passes(tmp_path):
    build(tmp_path, ALLOWED)
    done = lint(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("importer", "imported", "contract"), FORBIDDEN)
def test_a_wrong_import_is_caught(tmp_path, importer, imported, contract):
    """Broken twin: the same house with one import that may not be."""
    build(tmp_path, [*ALLOWED, (importer, imported)])
    assert_broken(lint(tmp_path), contract, importer, imported)


def test_a_room_nobody_listed_is_caught(tmp_path):
    build(tmp_path, ALLOWED)
    (tmp_path / "portal" / "attic").mkdir()
    (tmp_path / "portal" / "attic" / "__init__.py").touch()
    assert_broken(lint(tmp_path), ROOMS, "portal.attic")


def lint(folder: Path) -> subprocess.CompletedProcess:
    """The project's contracts over the packages in this folder."""
    linter = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    command = [sys.executable, "-c", linter, "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    environment = {"PYTHONPATH": f"{folder}:{ROOT}", "COLUMNS": "200", "PATH": ""}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def assert_broken(done: subprocess.CompletedProcess, contract: str, *names: str) -> None:
    broken = [line for line in done.stdout.splitlines() if line.endswith(" BROKEN")]
    assert done.returncode == 1, done.stdout + done.stderr
    assert any(line.startswith(contract) for line in broken), done.stdout
    assert all(name in done.stdout for name in names), done.stdout


def build(folder: Path, imports: list[tuple[str, str]]) -> None:
    """A small portal and search beside each other, of empty modules and these imports."""
    for name in MODULES:
        path = folder.joinpath(*name.split("."))
        inner = any(other.startswith(f"{name}.") for other in MODULES)
        path = path / "__init__.py" if inner else path.with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"import {imported}" for importer, imported in imports if importer == name]
        path.write_text("\n".join(lines))
