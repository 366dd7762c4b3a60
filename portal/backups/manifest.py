"""What a backup says of itself: which database, which migration, how many rows, which parts."""

import json
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path

FORMAT = "rongqiao-backup-1"
NAME = "manifest.json"


class Refused(RuntimeError):
    """The backup is not made or not restored; nothing was changed. The message says what to do."""


@dataclass(frozen=True)
class Manifest:
    """`rows`: table → count; `parts`: name → SHA-256; `field_keys`: ids of the site keys it hangs on."""

    format: str
    made_at: str
    kind: str  # sqlite, postgresql
    revision: str
    field_keys: list[str]
    rows: dict[str, int]
    parts: dict[str, str]

    def write(self, folder: Path) -> None:
        (folder / NAME).write_text(json.dumps(asdict(self), indent=1, sort_keys=True), encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of an unpacked backup, its parts compared with their digests. Raises Refused."""
    try:
        found = Manifest(**json.loads((folder / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise Refused("This is no backup of this portal: it has no manifest.") from error
    if found.format != FORMAT:
        raise Refused(f"This backup is of the format {found.format}; this version reads {FORMAT}.")
    for name, digest in found.parts.items():
        part = folder / name
        if not part.is_file() or sha256(part) != digest:
            raise Refused(f"The backup is damaged: {name} is not what the manifest says.")
    return found


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
