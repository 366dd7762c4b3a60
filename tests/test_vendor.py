"""The front-end files we carry are the published ones, and each has its licence beside it."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "static" / "vendor"


def _packages(folder: Path = VENDOR) -> list[dict]:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["packages"]


def problems(folder: Path) -> list[str]:
    """What differs between the manifest of `folder` and the files in it, as sentences."""
    stated = {name: digest for package in _packages(folder) for name, digest in package["files"].items()}
    present = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    found = [f"{name} is not in the manifest" for name in sorted(present.keys() - stated.keys())]
    found += [f"{name} is missing" for name in sorted(stated.keys() - present.keys())]
    found += [
        f"{name} was changed"
        for name in sorted(stated.keys() & present.keys())
        if stated[name] != present[name]
    ]
    return found


def test_vendor_files_are_those_of_the_manifest():
    assert problems(VENDOR) == []


@pytest.mark.parametrize("package", _packages(), ids=lambda package: package["name"])
def test_each_package_has_a_version_and_a_licence(package):
    folder = f"{package['name']}-{package['version']}/"
    assert package["licence"]
    assert f"{folder}LICENSE" in package["files"]
    assert all(name.startswith(folder) for name in package["files"])


def test_a_changed_a_missing_and_an_extra_file_are_each_found(tmp_path):
    """The broken twin: the same check over a folder that went wrong in three ways."""
    (tmp_path / "kept.css").write_text("changed")
    (tmp_path / "extra.js").write_text("who put this here")
    files = {"kept.css": hashlib.sha256(b"as published").hexdigest(), "gone.css": "0" * 64}
    (tmp_path / "manifest.json").write_text(json.dumps({"packages": [{"name": "x", "files": files}]}))
    assert problems(tmp_path) == [
        "extra.js is not in the manifest",
        "gone.css is missing",
        "kept.css was changed",
    ]


def test_the_frame_links_the_version_that_is_here():
    frame = (ROOT / "templates" / "base.html").read_text(encoding="utf-8")
    bootstrap = next(package for package in _packages() if package["name"] == "bootstrap")
    assert f"vendor/bootstrap-{bootstrap['version']}/bootstrap.min.css" in frame
