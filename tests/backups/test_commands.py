"""The commands of backups: exit codes, retention, and what is said where something is missing."""

from pathlib import Path

import pytest

from portal.backups import making, postgres
from portal.backups.manifest import Refused

SQLITE = pytest.mark.sqlite


@SQLITE
def test_backups_go_into_a_folder_and_the_oldest_go(site, tmp_path, monkeypatch):
    folder = tmp_path / "backups"
    folder.mkdir()
    names = iter(f"rongqiao-2026112{day}-000000.age" for day in range(4))
    monkeypatch.setattr(making, "_name", lambda: next(names))
    runner = site.test_cli_runner()
    for _ in range(4):
        done = runner.invoke(args=["backup", str(folder), "--prune", "2"])
        assert done.exit_code == 0, done.output
    assert sorted(path.name[9:17] for path in folder.iterdir()) == ["20261122", "20261123"]


@SQLITE
def test_a_backup_that_cannot_be_made_leaves_nothing(site, tmp_path):
    runner = site.test_cli_runner()
    file = tmp_path / "one.age"
    file.write_bytes(b"an older one")
    assert runner.invoke(args=["backup", str(file)]).exit_code == 2
    assert file.read_bytes() == b"an older one"
    site.config["BACKUP_RECIPIENTS"] = ""
    refused = runner.invoke(args=["backup", str(tmp_path / "two.age")])
    assert (refused.exit_code, "backup-key" in refused.stderr) == (2, True)
    assert not list(Path(site.config["DATA_DIR"]).glob(".backup-*"))


@SQLITE
def test_a_disk_that_lies_is_found_out(site, tmp_path, monkeypatch):
    seal = making.sealing.seal

    def lying(plain, sealed, to):
        digest = seal(plain, sealed, to)
        sealed.write_bytes(sealed.read_bytes()[:-1])
        return digest

    monkeypatch.setattr(making.sealing, "seal", lying)
    with pytest.raises(Refused, match="not written in full"):
        making.backup(tmp_path / "one.age")
    assert not list(tmp_path.glob("*one.age*"))


@SQLITE
def test_restoring_says_by_its_exit_code_that_it_was_refused(site, key, tmp_path):
    runner = site.test_cli_runner()
    done = runner.invoke(args=["restore", str(tmp_path / "none.age"), "--identity", str(key)])
    assert (done.exit_code, "There is no file" in done.stderr) == (2, True)


@SQLITE
def test_a_key_is_written_once(app, tmp_path):
    runner = app.test_cli_runner()
    made = runner.invoke(args=["backup-key", str(tmp_path / "k")])
    assert (made.exit_code, made.stdout.startswith("age1")) == (0, True)
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o600
    assert runner.invoke(args=["backup-key", str(tmp_path / "k")]).exit_code == 2


@SQLITE
def test_a_tool_that_is_missing_or_too_old_is_named(app, monkeypatch):
    with pytest.raises(Refused, match="client 999"):
        postgres.find("pg_dump", 999)
    monkeypatch.setattr(postgres, "_places", lambda tool: iter(()))
    with pytest.raises(Refused, match="PG_BIN"):
        postgres.find("pg_dump", 15)
