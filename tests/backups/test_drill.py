"""The drill: backed up while others write, restored elsewhere, and all is as it was but who was erased."""

import json
import re
import shutil
import threading
import zlib
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Self

import pytest
import sqlalchemy as sa

from portal.accounts import paper
from portal.accounts.actor import actor_of
from portal.accounts.models import Person
from portal.backups import making, manifest, restoring, sealing
from portal.backups.manifest import Refused
from portal.core import clock, crypto, ledger
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.sessions import AuthSession
from portal.freezing import service as freezing
from portal.freezing.models import FreezeReason
from portal.matching import index
from portal.operations import service as operations
from portal.organisations.models import Organisation
from portal.rights import record, service
from search.engines.protocol import Query
from tests.canary_values import in_full
from tests.rights.erased import openable
from tests.world import A, B, C

EVERYTHING = Query(limit=1000)


@pytest.fixture
def lived(site, world, client_as):
    """A site with people, talks, sealed events and somebody signed in."""
    client_as(world.members["owner"])
    ledger.seal_new()
    index.rebuild()
    db.session.commit()
    return site


def shown() -> list[str]:
    index.close()
    return sorted(key for key, _ in index.engine().find("need", EVERYTHING))


def erase_firm_a() -> None:
    firm = next(one for one in db.session.scalars(sa.select(Organisation)) if one.name == A.name)
    line = record.Line(clock.today(), "organisation", firm.public_id, firm.key_id)
    assert service.erase_again(line)
    db.session.commit()


class Writing(threading.Thread):
    """Somebody who writes all the while."""

    def __init__(self, app) -> None:
        super().__init__()
        self.app, self.stopped, self.written = app, threading.Event(), 0

    def run(self) -> None:
        with self.app.app_context():
            while not self.stopped.is_set():
                ledger.record("product.changed", product=self.written)
                db.session.commit()
                self.written += 1
                self.stopped.wait(0.002)  # SQLite has one writer: let the backup's own fact in
            db.session.remove()

    def __enter__(self) -> Self:
        self.start()
        while not self.written and self.is_alive():
            self.stopped.wait(0.01)
        return self

    def __exit__(self, *error) -> None:
        self.stopped.set()
        self.join()


def test_what_was_backed_up_while_others_wrote_comes_back_elsewhere(lived, key, tmp_path, elsewhere):
    before, names = shown(), openable(C)
    db.session.commit()
    with Writing(lived) as writing:
        file = making.backup(tmp_path)
    assert (file.stat().st_mode & 0o777, writing.written > 0) == (0o600, True)
    assert operations.fact(making.FACT)
    with elsewhere():
        report = restoring.restore(file, key)
        assert report.problems == []
        assert shown() == before
        assert openable(C) == names
        assert db.session.scalar(sa.select(sa.func.count(LedgerEvent.seq))) > 0
        assert ledger.verify() == []
        assert db.session.scalar(sa.select(AuthSession.id).where(AuthSession.ended_at.is_(None))) is None


def test_who_was_erased_since_stays_erased(lived, key, tmp_path, elsewhere):
    """By the erasures.log that was kept off the machine."""
    file = making.backup(tmp_path / "before.age")
    erase_firm_a()
    with elsewhere():
        report = restoring.restore(file, key, _kept(lived))
        assert report.problems == []
        assert "organisation.own_name" not in openable(A)
        assert openable(C)
        assert record.read(record.file()), "and the next restore knows"


def _kept(app) -> Path:
    return Path(app.config["DATA_DIR"]) / record.NAME


def test_twin_without_the_record_the_erased_come_back(lived, key, tmp_path, elsewhere):
    file = making.backup(tmp_path / "before.age")
    erase_firm_a()
    with elsewhere():
        restoring.restore(file, key)
        assert "organisation.own_name" in openable(A)


def test_a_record_that_names_another_key_erases_nobody(lived, key, tmp_path, elsewhere):
    file = making.backup(tmp_path / "before.age")
    firm = db.session.scalar(sa.select(Organisation).where(Organisation.own_name_sealed.is_not(None)))
    forged = tmp_path / "forged.log"
    forged.write_text(f"2026-01-01 organisation {firm.public_id} {firm.key_id + 1}\n")
    with elsewhere():
        report = restoring.restore(file, key, forged)
        assert [line.startswith("erasures:") for line in report.problems] == [True]
        assert openable(A)


def damaged(file: Path, how: str) -> Path:
    body = bytearray(file.read_bytes())
    if how == "cut off":
        body = body[: len(body) // 2]
    elif how == "changed":
        body[len(body) * 2 // 3] ^= 1
    elif how == "not one":
        body = bytearray(b"no backup at all")
    other = file.with_name(f"{how}.age")
    other.write_bytes(bytes(body))
    return other


@pytest.mark.parametrize("how", ["cut off", "changed", "not one", "other key", None])
def test_what_is_damaged_is_refused_and_nothing_is_written(lived, key, tmp_path, elsewhere, how):
    """The last case is the twin: the same file undamaged does go in."""
    file = (
        damaged(making.backup(tmp_path / "whole.age"), how) if how else making.backup(tmp_path / "whole.age")
    )
    if how == "other key":
        sealing.make_key(tmp_path / "other.key")
        key = tmp_path / "other.key"
    with elsewhere() as other:
        if how is None:
            assert restoring.restore(file, key).problems == []
            return
        with pytest.raises(Refused):
            restoring.restore(file, key)
        assert restoring.dumping.is_empty()
        left = {path.name for path in Path(other.config["DATA_DIR"]).iterdir()} - {"portal.db"}
        assert left == set()


def test_a_database_with_anything_in_it_is_refused(lived, key, tmp_path):
    file = making.backup(tmp_path / "whole.age")
    with pytest.raises(Refused, match="not empty"):
        restoring.restore(file, key)


def test_a_site_without_the_keys_that_are_needed_is_refused(lived, key, tmp_path, elsewhere):
    file = making.backup(tmp_path / "whole.age")
    other = "k9:" + lived.config["FIELD_KEYS"].partition(":")[2]
    with elsewhere(FIELD_KEYS=other), pytest.raises(Refused, match="k1"):
        restoring.restore(file, key)


def test_changed_records_are_told_after_the_restore(lived, key, tmp_path, elsewhere):
    """A backup of a site whose ledger was edited restores, and says so."""
    heads = Path(lived.config["DATA_DIR"]) / "heads.log"
    day, position, seal = heads.read_text().splitlines()[-1].split()
    heads.write_text(f"{day} {position} {seal[::-1]}\n")
    file = making.backup(tmp_path / "whole.age")
    with elsewhere():
        assert any(line.startswith("ledger:") for line in restoring.restore(file, key).problems)


TELLING = ("manifest.json", "heads.log", "financing_need", "auth_session")
"""Names of parts and tables: what even the packed dump of either database says in clear."""


def readable_in(body: bytes) -> list[str]:
    """What somebody without the key finds: as the bytes lie there, and unpacked wherever that begins.

    Whole words of ten bytes and more, which no chance makes.
    """
    texts = [text for firm in (A, B, C) for text in chain(*in_full(firm).values())]
    texts, seen = [text for text in texts if len(text.encode()) >= 10], [body]
    for start in re.finditer(rb"\x1f\x8b\x08", body):
        with suppress(zlib.error):
            seen.append(zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body[start.start() :]))
    return [text for text in (*TELLING, *texts) if any(text.encode() in part for part in seen)]


def test_nothing_readable_and_no_site_key_is_in_the_file(lived, key, tmp_path):
    lived.config["BACKUP_IDENTITY"] = str(key)  # opened again after writing
    body = making.backup(tmp_path / "whole.age").read_bytes()
    assert body.startswith(b"age-encryption.org/v1")
    assert readable_in(body) == []
    with restoring._unpacked(tmp_path / "whole.age", sealing.identities(key)) as folder:
        parts = {part.name: part.read_bytes() for part in folder.iterdir()}
    for secret in crypto.site_keys().values():
        assert not any(secret in part for part in parts.values())
    assert {"manifest.json", "manifest.mac", "heads.log"} <= parts.keys()


def test_twin_a_backup_that_only_looks_sealed_is_noticed(lived, tmp_path, monkeypatch):
    def looks_sealed(plain: Path, sealed: Path, to: list) -> str:
        sealed.write_bytes(b"age-encryption.org/v1\n" + plain.read_bytes())
        return manifest.digest_of(sealed)

    monkeypatch.setattr(sealing, "seal", looks_sealed)
    found = readable_in(making.backup(tmp_path / "whole.age").read_bytes())
    assert set(TELLING) <= set(found)
    if db.engine.dialect.name == "sqlite":  # pg_dump packs its rows once more
        assert A.summary in found


# Whose backup, and what it un-does


def forged(monkeypatch, tmp_path, how: str) -> Path:
    """A backup by somebody who has the public key but no secret of the site."""
    real = manifest._mac
    if how == "none":
        monkeypatch.setattr(making.Manifest, "write", unmarked)
    else:
        monkeypatch.setattr(manifest, "_mac", lambda body: "0" * 64)
    file = making.backup(tmp_path / f"{how}.age")
    monkeypatch.undo()
    assert manifest._mac is real
    return file


def unmarked(self, folder: Path) -> None:
    (folder / manifest.NAME).write_text(json.dumps(asdict(self)), encoding="utf-8")


@pytest.mark.parametrize("how", ["none", "wrong"])
def test_a_backup_without_the_sites_mark_is_refused(lived, key, tmp_path, elsewhere, monkeypatch, how):
    file = forged(monkeypatch, tmp_path, how)
    with elsewhere():
        with pytest.raises(Refused, match="--unsigned" if how == "none" else "LEDGER_KEY"):
            restoring.restore(file, key)
        assert restoring.dumping.is_empty()
        if how == "none":
            assert restoring.restore(file, key, unsigned=True).problems == []
        else:
            with pytest.raises(Refused):
                restoring.restore(file, key, unsigned=True)


def test_twin_a_mark_that_nobody_checks_lets_a_forged_one_in(lived, key, tmp_path, elsewhere, monkeypatch):
    file = forged(monkeypatch, tmp_path, "wrong")
    monkeypatch.setattr(manifest, "_check_mark", lambda folder, unsigned: None)
    with elsewhere():
        assert restoring.restore(file, key).problems == []


def gone_on(lived, world) -> Path:
    """After the backup: a freeze and its line in the security log, and events that are sealed."""
    from portal.core import security_log

    operator = actor_of(world.members["operator"].id)
    person = db.session.get_one(Person, world.members["browsing"].person_id)
    with clock.at(clock.now() + timedelta(minutes=5)):
        freezing.freeze_person(operator, person, FreezeReason.OTHER)
        security_log.note("frozen", person_frozen=person.id)
        db.session.commit()
        ledger.seal_new()
    return Path(lived.config["DATA_DIR"])


@pytest.mark.parametrize("lying", ["in the folder", "given", "nowhere"])
def test_what_was_decided_since_is_told(lived, world, key, tmp_path, elsewhere, lying):
    operator = actor_of(world.members["operator"].id)
    codes = paper.issue(operator, 2)
    db.session.commit()
    file = making.backup(tmp_path / "before.age")
    data = gone_on(lived, world)
    with elsewhere() as other:
        new = Path(other.config["DATA_DIR"])
        if lying == "in the folder":
            for log in data.glob("*.log"):
                shutil.copyfile(log, new / log.name)
        report = restoring.restore(file, key, heads=data / "heads.log" if lying == "given" else None)
        missing = [line for line in report.problems if "sealed events since" in line]
        assert len(missing) == (lying != "nowhere") and len(report.problems) == len(missing)
        by_log = [line for line in report.again if line.startswith("freezes: 1 since")]
        assert len(by_log) == (lying == "in the folder")
        assert "is undone" in report.again[0] and any("at work" in line for line in report.again)
        assert paper.find(paper.PaperUse.PROVE, codes[0]) is None
        assert any(line.startswith("void:") and "2 codes on paper, 1 inv" in line for line in report.lines)


def test_another_ledger_than_the_one_written_down_is_a_problem(lived, key, tmp_path, elsewhere):
    file = making.backup(tmp_path / "whole.age")
    day, position, seal = (Path(lived.config["DATA_DIR"]) / "heads.log").read_text().splitlines()[-1].split()
    other = tmp_path / "heads.log"
    other.write_text(f"{day} {position} {seal[::-1]}\n")
    with elsewhere():
        report = restoring.restore(file, key, heads=other)
        assert [line for line in report.problems if "not the head that was written down here" in line]
