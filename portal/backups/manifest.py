"""What a backup says of itself: which database, which migration, how many rows, which parts."""

import hmac
import json
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from flask import current_app

FORMAT = "rongqiao-backup-1"
NAME, MARK = "manifest.json", "manifest.mac"


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
        body = json.dumps(asdict(self), indent=1, sort_keys=True).encode()
        (folder / NAME).write_bytes(body)
        (folder / MARK).write_text(_mac(body), encoding="ascii")


def read(folder: Path, *, unsigned: bool = False) -> Manifest:
    """The manifest of an unpacked backup, its parts compared with their digests. Raises Refused.

    Encrypting proves nothing of who made it: the public key is no secret. The mark does, and with the digests
    covers every part. `unsigned`: one of an older version is taken without; a wrong mark never.
    """
    _check_mark(folder, unsigned)
    try:
        found = Manifest(**json.loads((folder / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise Refused("This is no backup of this portal: it has no manifest.") from error
    if found.format != FORMAT:
        raise Refused(f"This backup is of the format {found.format}; this version reads {FORMAT}.")
    for name, digest in found.parts.items():
        part = folder / name
        if not part.is_file() or digest_of(part) != digest:
            raise Refused(f"The backup is damaged: {name} is not what the manifest says.")
    if strange := {part.name for part in folder.iterdir()} - {NAME, MARK, *found.parts}:
        raise Refused(f"The backup holds what its manifest does not name: {', '.join(sorted(strange))}.")
    return found


def _check_mark(folder: Path, unsigned: bool) -> None:
    mark, body = folder / MARK, folder / NAME
    if not mark.is_file():
        if not unsigned:
            raise Refused(
                "The backup bears no mark of this site: an older version made it, or somebody else. "
                "If you know where it comes from, add --unsigned."
            )
    elif not body.is_file() or not hmac.compare_digest(mark.read_bytes(), _mac(body.read_bytes()).encode()):
        raise Refused("The backup was not made by this site, or LEDGER_KEY is not the one it had then.")


def _mac(body: bytes) -> str:
    """Under a key of its own, so that no seal of the ledger is ever a mark of a backup."""
    key = hmac.new(current_app.config["LEDGER_KEY"].encode(), b"backup manifest", sha256).digest()
    return hmac.new(key, body, sha256).hexdigest()


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
