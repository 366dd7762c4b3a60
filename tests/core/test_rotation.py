"""Rotation: every value moves to the first key, whoever is stopped goes on, no key is dropped too early."""

import base64

import pytest
import sqlalchemy as sa

from portal.core import crypto, rotation
from portal.core.db import db
from portal.operations import startup
from portal.organisations.models import Organisation
from tests import factories

NEW = "k2:" + base64.b64encode(bytes(range(32, 64))).decode()


@pytest.fixture
def firms(app, client_as, monkeypatch):
    """Twelve firms and a session under k1; the site already wraps what is new with k2."""
    monkeypatch.setattr(rotation, "BATCH", 5)
    made = [factories.organisation(name=f"示例旧钥匙{number}") for number in range(12)]
    member = factories.membership(at=made[0])
    ids = [firm.id for firm in made]
    client = client_as(member)
    app.config["FIELD_KEYS"] = f"{NEW},{app.config['FIELD_KEYS']}"
    crypto.forget_keys()
    db.session.remove()
    return ids, client


def only_new(app) -> None:
    app.config["FIELD_KEYS"] = NEW
    app.extensions.pop("blind_index_key", None)
    crypto.forget_keys()
    db.session.remove()


def names(ids: list[int]) -> list[str]:
    crypto.forget_keys()
    return [db.session.get(Organisation, key).name for key in ids]


EXPECTED = [f"示例旧钥匙{number}" for number in range(12)]


def test_after_rotation_the_old_key_may_go_and_everything_reads(app, firms):
    ids, client = firms
    before = rotation.status()
    assert list(before) == ["k2", "k1"]
    assert before["k2"] == 0
    assert sum(rotation.rotate()) == before["k1"]
    assert rotation.status() == {"k2": before["k1"], "k1": 0}
    only_new(app)
    assert names(ids) == EXPECTED
    assert (
        crypto.blind_index("organisation.name", "示例旧钥匙3")
        == db.session.get(Organisation, ids[3]).name_index
    )
    assert client.get("/account").status_code == 200, "whoever was signed in stays so"
    assert rotation.missing() == {}
    assert list(rotation.rotate()) == [], "a second run finds nothing"


def test_whoever_is_stopped_begins_where_they_were(app, firms, monkeypatch):
    ids, _ = firms
    whole = rotation.status()["k1"]
    seal, done = crypto.seal_for_site, []

    def killed(plain, bound_to):
        if len(done) == 7:
            raise KeyboardInterrupt
        done.append(plain)
        return seal(plain, bound_to)

    monkeypatch.setattr(crypto, "seal_for_site", killed)
    with pytest.raises(KeyboardInterrupt):
        list(rotation.rotate())
    db.session.remove()
    monkeypatch.setattr(crypto, "seal_for_site", seal)
    assert rotation.status() == {"k2": 5, "k1": whole - 5}, "one whole batch, nothing of the second"
    assert names(ids) == EXPECTED
    assert sum(rotation.rotate()) == whole - 5


def test_a_session_saved_meanwhile_keeps_what_was_saved(app, firms, monkeypatch):
    """The rotation read the row before: its update must not put the old value back."""
    sessions = next(one for one in rotation.declared() if one.name == "auth_session.data_sealed")
    rows = rotation._batch(sessions, "k2", 0)
    fresh = crypto.seal_for_site(b'{"draft": 1}', sessions.bound_to(rows[0]))
    db.session.execute(sa.update(sessions.column.table).values(data_sealed=fresh))
    db.session.commit()
    assert rotation._move(sessions, rows) == 0
    assert bytes(db.session.scalar(sa.select(sessions.column))) == fresh


def test_a_key_dropped_too_early_is_told_and_nothing_starts(app, firms):
    """The twin of the first test: the same site without the rotation."""
    only_new(app)
    assert rotation.missing(vital_only=True)["k1"] >= 13
    db.session.rollback()
    with pytest.raises(startup.NotReady, match="k1"):
        startup._check(app)
    with pytest.raises(crypto.Unreadable):
        names(firms[0])


def test_commands_say_by_their_exit_code_how_it_stands(app, firms):
    runner = app.test_cli_runner()
    behind = runner.invoke(args=["keys", "status"])
    assert (behind.exit_code, "still needed" in behind.stdout) == (1, True)
    rotated = runner.invoke(args=["keys", "rotate"])
    assert (rotated.exit_code, "k1 0  may be dropped" in rotated.stdout) == (0, True)
    app.config["FIELD_KEYS"] = "k3:" + NEW.partition(":")[2]
    lost = runner.invoke(args=["keys", "status"])
    assert (lost.exit_code, "not in PORTAL_FIELD_KEYS" in lost.stdout) == (2, True)


def test_every_column_sealed_for_the_site_is_declared(app, world, client_as):
    """Whatever starts with a key's id in any binary column hangs on that key, whoever wrote it."""
    client_as(world.members["owner"]).get("/")
    assert undeclared() == []


def test_twin_a_column_that_was_forgotten_is_found(app, world, client_as, monkeypatch):
    client_as(world.members["owner"]).get("/")
    monkeypatch.setattr(rotation, "_declared", rotation.declared()[:1])
    assert undeclared() == ["auth_session.data_sealed"]


def undeclared() -> list[str]:
    known = {one.name for one in rotation.declared()}
    binary = [
        column
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, sa.LargeBinary)
    ]
    return [
        f"{column.table.name}.{column.name}"
        for column in binary
        if f"{column.table.name}.{column.name}" not in known
        and any(bytes(value)[:3] == b"k1:" for value in db.session.scalars(sa.select(column)) if value)
    ]
