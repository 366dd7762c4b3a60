"""Encryption with age: to public keys, so that the server that makes backups cannot read them."""

import os
from hashlib import sha256
from pathlib import Path

import pyrage

from portal.backups.manifest import Refused

MARK = "AGE-SECRET-KEY-"


def recipients(listed: str) -> list:
    """The public keys of BACKUP_RECIPIENTS. Raises Refused."""
    keys = [part.strip() for part in listed.split(",") if part.strip()]
    if not keys:
        raise Refused("BACKUP_RECIPIENTS is not set. Make a key pair: python3 dev.py backup-key FILE")
    try:
        return [pyrage.x25519.Recipient.from_str(key) for key in keys]
    except pyrage.RecipientError as error:
        raise Refused("BACKUP_RECIPIENTS: each part is a public key age1…") from error


def identities(file: Path) -> list:
    """The secret keys of a key file. Raises Refused."""
    try:
        lines = file.read_text(encoding="ascii").split()
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith(MARK)]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise Refused(f"{file} cannot be read as a key file.") from error
    if not found:
        raise Refused(f"{file} holds no secret key ({MARK}…).")
    return found


class Hashing:
    """A file that knows the SHA-256 of what was written to it."""

    def __init__(self, file) -> None:
        self.file, self.digest = file, sha256()

    def write(self, part: bytes) -> int:
        self.digest.update(part)
        return self.file.write(part)

    def flush(self) -> None:
        self.file.flush()


def seal(plain: Path, sealed: Path, to: list) -> str:
    """Encrypt a file, readable by its owner alone from its first byte on; returns the new one's SHA-256."""
    handle = os.open(sealed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with plain.open("rb") as source, os.fdopen(handle, "wb") as target:
        written = Hashing(target)
        pyrage.encrypt_io(source, written, to)
        target.flush()
        os.fsync(target.fileno())
    return written.digest.hexdigest()


def unseal(sealed: Path, plain: Path, keys: list) -> None:
    """Decrypt a file. Raises Refused for a wrong key, a truncated or a changed file."""
    handle = os.open(plain, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with sealed.open("rb") as source, os.fdopen(handle, "wb") as target:
            pyrage.decrypt_io(source, target, keys)
    except FileNotFoundError as error:
        raise Refused(f"There is no file {sealed}.") from error
    except (pyrage.DecryptError, OSError) as error:
        raise Refused("The backup does not open: another key, or the file is damaged or cut off.") from error


def make_key(file: Path) -> str:
    """Write a new secret key to a file that must not exist yet; returns its public key."""
    identity = pyrage.x25519.Identity.generate()
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as target:
        target.write(f"# public key: {identity.to_public()}\n{identity}\n")
    return str(identity.to_public())
