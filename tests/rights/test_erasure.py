"""Being forgotten: nothing of the firm can be read afterwards, everything else goes on."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.accounts import service as accounts
from portal.accounts.models import Person
from portal.consent.models import Consent
from portal.core import clock, compacting, crypto, erasing, ledger
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.leads.models import Lead, LeadState
from portal.matching import index
from portal.needs.models import FinancingNeed, NeedState
from portal.organisations.models import Organisation
from portal.rights import record, remarks, service, wiping
from portal.rights.models import Erasure
from tests import factories
from tests.canary.log_lines import log_lines
from tests.page import Page
from tests.rights.conftest import PASSWORD
from tests.rights.erased import carry_out, drafts_of, left_in_files, left_in_rows, openable
from tests.world import A, B, C

SENT = {"password": PASSWORD, "word": "注销"}
SQLITE = pytest.mark.sqlite


@pytest.fixture
def folder(app) -> Path:
    index.rebuild()
    return Path(app.config["DATA_DIR"])


def need_of(world, letter: str) -> FinancingNeed:
    return db.session.scalar(
        sa.select(FinancingNeed).where(FinancingNeed.public_id == world.rows["needs"][letter])
    )


def gone(folder, values, person_id) -> None:
    assert not left_in_rows(values)
    assert not left_in_files(folder, values)
    assert not openable(values)
    assert not drafts_of(person_id)


def test_after_three_days_no_byte_of_the_firm_can_be_read(world, person, folder, as_persona):
    owner, member = person("owner"), world.members["owner"]
    with log_lines() as lines:
        asked = owner.post("/account/erase", data=SENT)
        assert asked.location.endswith("/account/erase")
        assert "可以撤销" in owner.get("/account/erase").text
        carry_out()
    gone(folder, A, member.person_id)
    assert "qz" not in lines.getvalue()
    assert openable(C) and left_in_rows(C), "others keep theirs"
    assert db.session.get(crypto.DataKey, need_of(world, "A").key_id).wrapped is None
    assert owner.get("/account").status_code == 302, "the session is gone"
    assert accounts.authenticate(A.mobile, PASSWORD) is None
    kinds = set(db.session.scalars(sa.select(LedgerEvent.kind)))
    assert {"person.erasure_asked", "organisation.erased", "person.erased"} <= kinds
    assert ledger.verify() == []


def test_what_referred_to_it_still_works(world, person, folder, as_persona):
    lead = world.rows["leads"]["A"]
    person("owner").post("/account/erase", data=SENT)
    carry_out()
    for persona, path in (
        ("accepted", f"/leads/{lead}"),
        ("accepted", "/leads/mine"),
        ("bank_admin", "/leads/mine"),
        ("interested", "/leads/mine"),
        ("officer", "/referrals/"),
        ("officer", f"/referrals/batches/{world.rows['batches']['A']}"),
        ("operator", f"/claims/{world.rows['claims']['A']}"),
        ("operator", "/claims?tab=decided"),
    ):
        assert as_persona(persona).get(path, follow_redirects=True).status_code in {200, 404}, path
    manager = as_persona("accepted")
    for path in (f"/leads/{lead}", "/leads/mine?tab=ended"):
        assert "已注销主体" in manager.get(path).text, path
    need = need_of(world, "A")
    assert need.state is NeedState.WITHDRAWN
    assert (need.amount_max_fen, need.region_code) == (A.amount_fen, factories.GONGSHU), "figures stay"
    assert db.session.get(Organisation, need.owner_id).name == "已注销主体"


def test_asking_stops_everything_at_once(world, person):
    person("owner").post("/account/erase", data=SENT)
    need = need_of(world, "A")
    assert (need.state, need.closing_code) == (NeedState.WITHDRAWN, "K16")
    states = set(db.session.scalars(sa.select(Lead.state).where(Lead.need_id == need.id)))
    assert states == {LeadState.ENDED}
    given = db.session.scalars(sa.select(Consent.withdrawn_at).where(Consent.need_id == need.id)).all()
    assert given and all(given)


def test_it_can_be_taken_back_until_it_is_due(world, person, folder):
    owner = person("owner")
    owner.post("/account/erase", data=SENT)
    for path in ("/account", "/needs"):
        assert "以后删除资料" in owner.get(path).text and "推送我的部门" not in owner.get(path).text
    answer = Page(owner.get("/account")).submit("撤销注销，继续使用")
    assert "已撤销注销" in answer.text and "以后删除资料" not in answer.text
    carry_out()
    assert openable(A), "nothing was lost"
    assert owner.get("/account").status_code == 200
    assert owner.post("/account/erase/undo", data={}).status_code == 409
    assert owner.post("/account/erase", data=SENT).status_code == 303, "and asked again"


def test_where_nobody_has_seen_anything_it_goes_at_once(world, person, folder):
    newcomer = person("newcomer")
    answer = newcomer.post("/account/erase", data=SENT)
    assert answer.location.endswith("/")
    assert accounts.authenticate(B.mobile, PASSWORD) is None, "before the worker comes"
    carry_out()
    gone(folder, B, world.members["newcomer"].person_id)


def test_bad_input_is_said_at_its_field(person):
    owner = person("owner")
    wrong = Page(owner.post("/account/erase", data={"password": "不是这个密码啊啊", "word": "注销"}))
    assert "密码不对" in wrong.error_of("密码")
    word = Page(owner.post("/account/erase", data={**SENT, "word": "删除"}))
    assert "注销" in word.error_of("确认")
    assert db.session.scalar(sa.select(Erasure.id)) is None


def test_who_works_for_a_bank_leaves_there_first(world, person):
    manager = person("accepted")
    assert "岗位" in manager.get("/account/erase").text
    assert manager.post("/account/erase", data=SENT).status_code == 409


def test_a_firm_with_others_in_it_is_only_left(world, person, folder):
    firm = db.session.get(Organisation, world.members["owner"].organisation_id)
    factories.membership(at=firm)
    person("owner").post("/account/erase", data=SENT)
    carry_out()
    assert db.session.get(Organisation, firm.id).name == A.name
    assert need_of(world, "A").words == A.words
    assert need_of(world, "A").state is not NeedState.WITHDRAWN, "it is the others' need, too"
    assert openable(A) & {"person.name", "person.mobile"} == set()


def test_one_of_several_organisations_goes_and_the_account_stays(world, person, folder):
    member = world.members["newcomer"]
    other = factories.membership(of=db.session.get(Person, member.person_id))
    newcomer = person("newcomer")
    assert "请选" in Page(newcomer.post("/account/erase", data=SENT)).error_of("注销什么")
    newcomer.post("/account/erase", data={**SENT, "scope": "here"})
    carry_out()
    assert "organisation.own_name" not in openable(B)
    assert db.session.get(Person, member.person_id).mobile == B.mobile
    assert accounts.authenticate(B.mobile, PASSWORD) is not None
    assert db.session.get(Organisation, other.organisation_id).name.startswith("示例")


def test_a_second_run_changes_nothing(world, person, folder):
    person("owner").post("/account/erase", data=SENT)
    carry_out()
    wish = db.session.scalar(sa.select(Erasure))
    before = record.file().read_text()
    assert service.carry_out(wish.id) is False
    assert record.file().read_text() == before
    assert len(before.splitlines()) == 2


def test_the_record_holds_ids_and_days_only(world, person, folder):
    person("owner").post("/account/erase", data=SENT)
    carry_out()
    lines = record.read(record.file())
    assert [line.kind for line in lines] == ["organisation", "person"]
    assert record.file().stat().st_mode & 0o777 == 0o600
    record.file().unlink()
    assert record.mend() == 2, "the table makes a lost file anew"
    assert record.read(record.file()) == lines
    with pytest.raises(ValueError, match="line 1"):
        record.parse("2026-11-24 person somebody 王小明")


FORGETFUL = {
    "keys": (erasing, "destroy", lambda key_id: None),
    "names": (wiping, "_set", None),
    "remarks": (remarks, "take_out", lambda firm: None),
    "sessions": (wiping, "_sealed_for_the_site", list),
}


@SQLITE
@pytest.mark.parametrize("what", FORGETFUL)
def test_twin_an_erasure_that_forgets_something_is_caught(world, person, folder, monkeypatch, what):
    where, name, instead = FORGETFUL[what]
    real = getattr(where, name)
    if what == "names":

        def instead(model, which, **values):
            real(
                model,
                which,
                **{key: one for key, one in values.items() if key != "summary"} or {"id": model.id},
            )

    if what == "remarks":
        only = db.session.scalar(sa.select(factories.ListedFirm.key_id))
        batch = db.session.scalar(sa.select(remarks.ReferralBatch))
        batch.key_id, batch.remark = only, f"{A.name} 要办"
        db.session.commit()
    monkeypatch.setattr(where, name, instead)
    person("owner").post("/account/erase", data=SENT)
    carry_out()
    with pytest.raises(AssertionError):
        gone(folder, A, world.members["owner"].person_id)


@SQLITE
@pytest.mark.parametrize("forgotten", ["rebuild", "compact", None])
def test_twin_bytes_left_in_the_files_are_caught(world, person, folder, monkeypatch, forgotten):
    """A deleted document stays in a larger index, an old page in the write-ahead log while others read."""
    for _ in range(12):
        factories.need()
    db.session.commit()
    index.rebuild()
    db.session.commit()
    with closing(sqlite3.connect(db.engine.url.database)) as reader:
        if forgotten == "compact":  # or the log might be begun anew, over the old page
            reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM financing_need").fetchone()
        need_of(world, "A").updated_at = clock.now()
        if forgotten == "rebuild":
            monkeypatch.setattr(index, "rebuild", lambda: None)
        if forgotten == "compact":
            monkeypatch.setattr(compacting, "compact", lambda tables: None)
        person("owner").post("/account/erase", data=SENT)
        carry_out()
        assert bool(left_in_files(folder, A)) is (forgotten is not None)


def test_a_wish_is_carried_out_once_however_many_try(world, person):
    person("owner").post("/account/erase", data=SENT)
    wish = db.session.scalar(sa.select(Erasure))
    assert service.carry_out(wish.id) is True
    db.session.commit()
    assert service.carry_out(wish.id) is False
    with pytest.raises(service.TooLate):
        service.take_back(actor_like(wish.person_id))
    db.session.rollback()


def actor_like(person_id: int):
    class Somebody:
        pass

    who = Somebody()
    who.person_id = person_id
    return who


def test_the_operator_erases_who_left_and_cannot_sign_in(app, world, folder):
    member = world.members["colleague"]
    person_id, runner = member.person_id, app.test_cli_runner()
    mobile = db.session.get(Person, person_id).mobile
    db.session.commit()
    refused = runner.invoke(args=["erase", mobile])
    assert (refused.exit_code, "still works" in refused.stderr) == (2, True)
    accounts.end_membership(member.id)
    db.session.commit()
    assert runner.invoke(args=["erase", mobile]).exit_code == 0
    carry_out()
    person = db.session.get(Person, person_id)
    assert (person.mobile, person.mobile_index, person.erased_at is None) == (None, None, False)
    assert runner.invoke(args=["erase", mobile]).exit_code == 2
