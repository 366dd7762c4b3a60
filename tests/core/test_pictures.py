"""Pictures from strangers: whatever is sent, a clean JPEG or a refusal comes of it, soon and in little room.

python3 dev.py test tests/core/test_pictures.py -s -k hostile        # prints the figure
"""

import io
import os
import resource
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from portal.core import picture_child, pictures
from tests.core import hostile_pictures as hostile

SECONDS, GROWTH = 5.0, 64  # MB
HIDDEN = (hostile.MARK, b"Exif", b"ICC_PROFILE", b"<script", b"<?php", b"PK\x03\x04")


class Memory:
    """How far this process grew between `with` and its end, at its highest, in MB."""

    def __enter__(self):
        if sys.platform == "linux":
            Path("/proc/self/clear_refs").write_text("5")
        self.before = self._now()
        return self

    def __exit__(self, *error) -> None:
        self.growth = max(0, self._highest() - self.before)

    def _now(self) -> float:
        if sys.platform == "linux":
            return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
        return self._highest()

    def _highest(self) -> float:
        if sys.platform == "linux":
            status = Path("/proc/self/status").read_text()
            return int(status.split("VmHWM:")[1].split()[0]) / 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def tried(name: str, sent: bytes, clean) -> tuple[str, float, float, bytes | str]:
    """(name, seconds, MB, the picture or why there is none)."""
    begun = time.monotonic()
    with Memory() as memory:
        try:
            made = clean(sent)
        except pictures.Refused as error:
            made = str(error)
    return name, time.monotonic() - begun, memory.growth, made


def faults_of(results, *, wanted: type) -> list[str]:
    faults = []
    for name, seconds, growth, made in results:
        faults += [f"{name}: {seconds:.1f} s"] * (seconds > SECONDS) + [f"{name}: {growth:.0f} MB"] * (
            growth > GROWTH
        )
        if not isinstance(made, wanted):
            faults.append(f"{name}: {made[:40]!r}")
        elif wanted is bytes:
            faults += [f"{name}: holds {word!r}" for word in HIDDEN if word in made]
            size = Image.open(io.BytesIO(made)).size
            faults += [f"{name}: {size}"] * (max(size) > picture_child.SIDE_OUT)
    return faults


@pytest.mark.timeout(300)
def test_hostile_files_are_refused_or_written_anew():
    refused = [tried(name, sent, pictures.clean) for name, sent in hostile.refused()]
    taken = [tried(name, sent, pictures.clean) for name, sent in hostile.taken()]
    results = refused + taken
    slowest, largest = max(results, key=lambda each: each[1]), max(results, key=lambda each: each[2])
    sys.stdout.write(
        f"\n{len(refused)} kinds refused, {len(taken)} written anew; "
        f"slowest {slowest[1]:.2f} s ({slowest[0]}), most memory {largest[2]:.0f} MB ({largest[0]})\n"
    )
    assert len(refused) >= 30
    assert faults_of(refused, wanted=str) + faults_of(taken, wanted=bytes) == []


def careless(sent: bytes) -> bytes:
    """In this process, without limits, and saved as it was opened."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        picture = Image.open(io.BytesIO(sent))
        out = io.BytesIO()
        picture.convert("RGB").save(
            out, "JPEG", exif=picture.info.get("exif", b""), comment=picture.info.get("comment")
        )
        return out.getvalue()
    finally:
        Image.MAX_IMAGE_PIXELS = 10**8


def test_twin_decoding_in_this_process_is_caught():
    bomb = hostile.png(6000, 6000, kind=2)
    (fault,) = [
        each for each in faults_of([tried("bomb", bomb, careless)], wanted=bytes) if each.endswith("MB")
    ]
    assert fault.startswith("bomb: ")
    kept = faults_of([tried("kept", dict(hostile.taken())["metadata"], careless)], wanted=bytes)
    assert "kept: holds b'Exif'" in kept and "kept: holds b'qzhidden'" in kept


def test_a_picture_stands_upright_and_small():
    made = Image.open(
        io.BytesIO(pictures.clean(hostile.jpeg((3000, 1500), exif=hostile.exif(orientation=6))))
    )
    assert made.size == (1000, 2000)
    assert made.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(99), "兼容性最佳"),
        (b"\xff\xd8\xff" + bytes(pictures.MAX_BYTES), "图片太大"),
        (b"%PDF-1.7", "JPG 或 PNG"),
        (hostile.png(13_000, 20, depth=1), "像素"),
        (hostile.jpeg((500, 500))[:900], "重新拍"),
    ],
)
def test_a_refusal_says_what_is_right(sent, told):
    with pytest.raises(pictures.Refused, match=told):
        pictures.clean(sent)


def test_who_hangs_is_ended(monkeypatch, tmp_path):
    lazy = tmp_path / "lazy.py"
    lazy.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(pictures, "CHILD", lazy)
    monkeypatch.setattr(pictures, "PATIENCE", 0.5)
    with pytest.raises(pictures.Refused):
        pictures.clean(hostile.jpeg())


def test_the_child_knows_no_key_and_writes_no_file(monkeypatch, tmp_path):
    spy = tmp_path / "spy.py"
    home, written = str(Path(picture_child.__file__).parent), str(tmp_path / "written")
    spy.write_text(
        f"import os, sys; sys.path.insert(0, {home!r}); import picture_child as child\n"
        "[child._limit(*each) for each in child.LIMITS.items()]\n"
        "assert 'SECRET_KEY' not in os.environ and 'PORTAL_FIELD_KEYS' not in os.environ\n"
        f"try: os.write(os.open({written!r}, os.O_CREAT | os.O_WRONLY), b'x')\n"
        "except OSError: sys.exit(11)\n"
    )
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    monkeypatch.setenv("PORTAL_FIELD_KEYS", "s" * 32)
    monkeypatch.setattr(pictures, "CHILD", spy)
    with pytest.raises(pictures.Refused, match="像素"):
        pictures.clean(hostile.jpeg())
