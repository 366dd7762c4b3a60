"""Migrations that change rows do so to rows as they were: what becomes of them, on both databases."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from portal.core.db import db
from tests.old_rows import kept, put, rows, spoilt
from tests.test_migrations import SCRIPTS, differences

SQLITE = pytest.mark.sqlite
HERE = "migrations"
OPEN = {"state": "open", "scope": "single", "openness": "open"}


def someone(role: str = "applicant", **values) -> dict[str, int]:
    """A membership with its person and organisation."""
    key = put("data_key")
    person, firm = (
        put("person", key_id=key),
        put("organisation", key_id=key, kind="enterprise", state="active"),
    )
    ids = {"person_id": person, "organisation_id": firm}
    return {**ids, "key_id": key, "membership_id": put("membership", role=role, **ids, **values)}


def looks_at_cards_stay_and_are_no_looks_in_full(place: str) -> None:
    who = someone("bank_manager")
    need = put("financing_need", owner_id=who["organisation_id"], key_id=who["key_id"], **OPEN)
    ids = {"need_id": need, "institution_id": who["organisation_id"], "membership_id": who["membership_id"]}
    put("card_view", **ids)
    before = rows("card_view")
    upgrade(directory=place, revision="0003")
    assert kept(before, rows("card_view")) and not any(row["in_full"] for row in rows("card_view").values())
    put("card_view", in_full=True, **ids)
    downgrade(directory=place, revision="0002")
    assert rows("card_view") == before


def whoever_is_here_has_ninety_days_from_the_upgrade(place: str) -> None:
    for role in ("bank_manager", "applicant"):
        someone(role)
    before = rows("membership")
    upgrade(directory=place, revision="0004")
    assert kept(before, rows("membership"))
    for row in rows("membership").values():
        attested = row["attested_at"].replace(tzinfo=row["attested_at"].tzinfo or UTC)
        assert abs(datetime.now(UTC) - attested) < timedelta(minutes=5) and row["attested_by_id"] is None


def whoever_speaks_for_an_institution_gets_a_work_code(place: str) -> None:
    holders = [someone(role)["membership_id"] for role in ("bank_manager", "bank_admin", "officer", "clerk")]
    others = [someone(role)["membership_id"] for role in ("applicant", "operator")]
    has_one = someone("bank_manager", work_code="ABCDEFGH")["membership_id"]
    before = rows("membership")
    upgrade(directory=place, revision="0006")
    after = rows("membership")
    codes = [after[key]["work_code"] for key in holders]
    assert kept(before, after, "work_code")
    assert len(set(codes)) == 4 and all(re.fullmatch(r"[2-9A-HJKMNP-Z]{8}", code) for code in codes)
    assert after[has_one]["work_code"] == "ABCDEFGH"
    assert all(after[key]["work_code"] is None for key in others)


def messages_on_their_way_get_an_address_and_stay_on_it(place: str) -> None:
    for number in range(3):
        put("outbox_message", payload=f'{{"need_id": {number}}}')
    before = rows("outbox_message")
    upgrade(directory=place, revision="0012")
    after = rows("outbox_message")
    assert kept(before, after)
    assert len({row["public_id"] for row in after.values()}) == 3
    assert all(len(row["public_id"]) == 20 for row in after.values())


def who_could_not_tell_has_not_answered_before(place: str) -> None:
    """The way back: the older schema has no word for it, and must not make a no of it."""
    upgrade(directory=place, revision="0013")
    who, answers = someone("clerk"), {}
    for state in ("asked", "known", "unknown", "unsure"):
        claim = put(
            "claim",
            person_id=who["person_id"],
            organisation_id=someone()["organisation_id"],
            key_id=who["key_id"],
            state="pending",
        )
        said = (
            {}
            if state == "asked"
            else {"answered_by_id": who["membership_id"], "answered_at": datetime.now(UTC)}
        )
        answers[state] = put(
            "vouch", claim_id=claim, organisation_id=who["organisation_id"], state=state, **said
        )
    before = rows("vouch")
    downgrade(directory=place, revision="0012")
    after = rows("vouch")
    unsure = after.pop(answers["unsure"])
    assert (unsure["state"], unsure["answered_by_id"], unsure["answered_at"]) == ("asked", None, None)
    assert {**after, unsure["id"]: before[unsure["id"]]} == before
    upgrade(directory=place, revision="0013")
    assert rows("vouch") == {**after, unsure["id"]: unsure}


def addresses_that_were_only_typed_sign_in_no_more(place: str) -> None:
    key, inviter = put("data_key"), someone("bank_admin", attested_at=datetime.now(UTC))
    typed, alone, invited, changed, elsewhere = (
        put(
            "person",
            key_id=key,
            email_sealed=b"address",
            email_index=f"mail {name}",
            mobile_index=None if name == "alone" else f"mobile {name}",
        )
        for name in ("typed", "alone", "invited", "changed", "elsewhere")
    )
    for person, contact in ((invited, "mail invited"), (elsewhere, "mobile elsewhere")):
        member = put(
            "membership",
            person_id=person,
            organisation_id=inviter["organisation_id"],
            role="bank_manager",
            attested_at=datetime.now(UTC),
        )
        put(
            "invitation",
            organisation_id=inviter["organisation_id"],
            role="bank_manager",
            contact_index=contact,
            invited_by_id=inviter["membership_id"],
            member_id=member,
            key_id=key,
        )
    put("ledger_event", kind="person.email_changed", facts=f'{{"person": {changed}}}')
    before = rows("person")
    upgrade(directory=place, revision="0014")
    after = rows("person")
    assert kept(before, after, "email_index")
    found = {key for key, row in after.items() if row["email_index"] is not None}
    assert found == {alone, invited, changed} and not found & {typed, elsewhere}
    assert all(after[key]["email_index"] == before[key]["email_index"] for key in found)


def clocks_that_run_have_the_length_they_were_started_with(place: str) -> None:
    who, lengths = someone("bank_manager"), {"first_answer": 2, "owner_answer": 5, "decision": 10}
    need = put("financing_need", owner_id=who["organisation_id"], key_id=who["key_id"], **OPEN)
    leads = {}
    for which in (*lengths, None):
        ids = {"need_id": need, "institution_id": someone("bank_manager")["organisation_id"]}
        leads[put("lead", key_id=who["key_id"], state="pushed", channel="match", clock=which, **ids)] = which
    before = rows("lead")
    upgrade(directory=place, revision="0020")
    assert kept(before, rows("lead"))
    found = {key: row["clock_days"] for key, row in rows("lead").items()}
    assert found == {key: lengths.get(which) for key, which in leads.items()}


def who_agreed_before_agreed_to_the_only_wording_there_was(place: str) -> None:
    who = someone()
    need = put("financing_need", owner_id=who["organisation_id"], key_id=who["key_id"], **OPEN)
    ids = {"need_id": need, "institution_id": who["organisation_id"]}
    lead = put("lead", key_id=who["key_id"], state="accepted", channel="match", **ids)
    put("consent", lead_id=lead, categories=" name ", given_by_id=who["person_id"], **ids)
    before = rows("consent")
    upgrade(directory=place, revision="0021")
    assert kept(before, rows("consent"))
    [text] = rows("consent_text").values()
    assert text["sentence"].startswith("这一家机构、只为这一个需求") and "最长 180 天" in text["sentence"]
    assert [row["text_id"] for row in rows("consent").values()] == [text["id"]]


def years_with_a_day_in_the_table_stay_official(place: str) -> None:
    put("workday_override", day=date(2031, 1, 1), works=False)
    before, known = rows("workday_override"), {row["day"].year for row in rows("workday_override").values()}
    upgrade(directory=place, revision="0022")
    assert rows("workday_override") == before
    assert {row["year"] for row in rows("workday_year").values()} == known >= {2031}


def products_say_nothing_of_what_was_never_asked(place: str) -> None:
    bank = someone("bank_manager")["organisation_id"]
    fixed = {"kind": "loan", "state": "draft", "rate_kind": "fixed", "repayment": "instalments"}
    put("product", institution_id=bank, **fixed)
    before = rows("product")
    upgrade(directory=place, revision="0026")
    assert kept(before, rows("product"))
    for row in rows("product").values():
        assert (row["insured"], row["partners"].split(), row["price_bp"]) == ("", [], None)
    downgrade(directory=place, revision="0025")
    assert rows("product") == before


def what_is_read_before_consent_tells_no_more_than_of_a_new_need(place: str) -> None:
    """Marks and strikes of before stay; nothing is left that only follows from what is sensitive."""
    who = someone()
    ids = {"owner_id": who["organisation_id"], "key_id": who["key_id"], **OPEN}
    told = "〔略〕开了12年，请了38个人，欠示例湖银行〔10–30万元〕"
    old = put("financing_need", summary=told, tags=" disabled startgrp qr ", **ids)
    plain = put("financing_need", summary="想借〔10–30万元〕周转", tags=" startgrp srdi hitech ", **ids)
    chain = put("financing_need", tags=" little_giant srdi innovative_sme hitech ", **ids)
    also_stated = put("financing_need", tags=" gx gazelle hitech ", **ids)
    remark = put(
        "referral_batch",
        key_id=who["key_id"],
        department_id=who["organisation_id"],
        pushed_by_id=who["membership_id"],
        remark_shown="2016年成立，值得支持",
    )
    needs, batches = rows("financing_need"), rows("referral_batch")
    upgrade(directory=place, revision="0028")
    after = rows("financing_need")
    assert kept(needs, after, "summary", "tags") and kept(batches, rows("referral_batch"), "remark_shown")
    assert after[old]["summary"] == "〔略〕开了〔5年以上〕，请了〔20–49人〕，欠〔银行〕〔10–30万元〕"
    assert after[old]["tags"].split() == ["disabled", "qr"]
    assert after[chain]["tags"].split() == ["little_giant"]
    assert all(after[key] == needs[key] for key in (plain, also_stated))
    assert rows("referral_batch")[remark]["remark_shown"] == "〔某年〕成立，值得支持"


def colleagues_look_each_for_themselves_and_the_first_stays_on_the_way_back(place: str) -> None:
    who, key = someone("bank_manager"), put("data_key")
    at = who["organisation_id"]
    colleague = put("membership", role="bank_admin", organisation_id=at, person_id=put("person", key_id=key))
    need = put("financing_need", owner_id=at, key_id=who["key_id"], **OPEN)
    ids = {"need_id": need, "institution_id": at}
    put("card_view", membership_id=who["membership_id"], **ids)
    before = rows("card_view")
    upgrade(directory=place, revision="0031")
    assert rows("card_view") == before
    assert {row["contact_hours"] for row in rows("financing_need").values()} == {None}
    put("card_view", membership_id=colleague, **ids)
    downgrade(directory=place, revision="0030")
    assert rows("card_view") == before


def news_on_its_way_reaches_the_inbox(place: str) -> None:
    told = put("outbox_message", handler="accounts.tell", topic="person.news", payload="{}")
    other = put("outbox_message", handler="leads.assign", topic="lead.moved", payload="{}")
    before = rows("outbox_message")
    upgrade(directory=place, revision="0032")
    after = rows("outbox_message")
    assert kept(before, after, "handler")
    assert (after[told]["handler"], after[other]["handler"]) == ("notifications.note", "leads.assign")
    downgrade(directory=place, revision="0031")
    assert rows("outbox_message") == before


def no_contact_was_disputed_before_owners_could_say_so(place: str) -> None:
    who = someone("bank_manager")
    need = put("financing_need", owner_id=who["organisation_id"], key_id=who["key_id"], **OPEN)
    ids = {"need_id": need, "institution_id": who["organisation_id"], "contact_disputed": False}
    put("lead", key_id=who["key_id"], state="contacted", channel="match", **ids)
    before = rows("lead")
    upgrade(directory=place, revision="0033")
    assert kept(before, rows("lead"), "contact_disputed")
    downgrade(directory=place, revision="0032")
    assert rows("lead") == before


STORIES = {
    "0003": looks_at_cards_stay_and_are_no_looks_in_full,
    "0004": whoever_is_here_has_ninety_days_from_the_upgrade,
    "0006": whoever_speaks_for_an_institution_gets_a_work_code,
    "0012": messages_on_their_way_get_an_address_and_stay_on_it,
    "0013": who_could_not_tell_has_not_answered_before,
    "0014": addresses_that_were_only_typed_sign_in_no_more,
    "0020": clocks_that_run_have_the_length_they_were_started_with,
    "0021": who_agreed_before_agreed_to_the_only_wording_there_was,
    "0022": years_with_a_day_in_the_table_stay_official,
    "0026": products_say_nothing_of_what_was_never_asked,
    "0028": what_is_read_before_consent_tells_no_more_than_of_a_new_need,
    "0031": colleagues_look_each_for_themselves_and_the_first_stays_on_the_way_back,
    "0032": news_on_its_way_reaches_the_inbox,
    "0033": no_contact_was_disputed_before_owners_could_say_so,
}
TWINS = (
    ("0003", "server_default=sa.false()", "server_default=sa.true()"),
    ("0004", "attested_at=datetime.now(UTC)", "attested_at=datetime(2020, 1, 1, tzinfo=UTC)"),
    ("0006", "member.c.work_code.is_(None)", "sa.true()"),
    ("0012", ".where(messages.c.id == number)", ""),
    ("0013", 'dict(zip(columns, ("asked", None, None), strict=True))', '{"state": "unknown"}'),
    ("0014", "_changed() or [0]", "[0]"),
    ("0014", " AND mobile_index IS NOT NULL", ""),
    ("0014", " AND invitation.contact_index = person.email_index", ""),
    ("0014", "SET email_index = NULL", "SET email_index = NULL, email_sealed = NULL"),
    ("0020", ".where(lead.c.clock == which)", ""),
    ("0021", "connection.execute(consent.update().values(text_id=made))", "pass"),
    ("0022", "sorted(known)", "[]"),
    ("0026", "insured = ''", "insured = name"),
    ("0028", "again(row.summary)", "row.summary"),
    ("0028", "again(row.remark_shown)", "row.remark_shown"),
    ("0028", "_stated(row.tags)", "row.tags"),
    ("0028", "gone = concluded - openly", "gone = concluded"),
    ("0028", "for word in words if word not in concluded", "for word in words"),
    ("0031", "MIN(id)", "MAX(id)"),
    ("0032", ".where(message.c.handler == before)", ""),
    ("0033", "server_default=sa.false()", "server_default=sa.true()"),
)
"""Each drops, or makes up, what the one beside it keeps."""


def tell(revision: str, place: str = HERE) -> None:
    downgrade(directory=HERE, revision=SCRIPTS.get_revision(revision).down_revision)
    STORIES[revision](place)


@pytest.mark.parametrize("revision", STORIES)
def test_what_becomes_of_rows_that_were_there(app, revision):
    tell(revision)
    upgrade(directory=HERE)
    assert differences() == []


@SQLITE
@pytest.mark.parametrize(("revision", "right", "wrong"), TWINS)
def test_twin_a_migration_that_loses_it_is_noticed(app, tmp_path, revision, right, wrong):
    place = spoilt(tmp_path, f"{revision}_*.py", right, wrong)
    with pytest.raises((AssertionError, sa.exc.DBAPIError)):
        tell(revision, place)


def a_site_with_rows_comes_all_the_way(place: str) -> None:
    """Each table of the first schema that others refer to, with a row that does."""
    who = someone("bank_manager")
    need = put("financing_need", owner_id=who["organisation_id"], key_id=who["key_id"], **OPEN)
    ids = {"need_id": need, "institution_id": who["organisation_id"]}
    lead = put("lead", key_id=who["key_id"], state="pushed", channel="match", **ids)
    put("lead_origin", lead_id=lead, channel="match")
    put("card_view", membership_id=who["membership_id"], **ids)
    put("outbox_message", payload="{}")
    tables = ("data_key", "person", "organisation", "membership", "financing_need", "lead", "lead_origin")
    before = {table: rows(table) for table in tables}
    upgrade(directory=place)
    changed = ("work_code", "contact_disputed")
    assert all(kept(before[table], rows(table), *changed) for table in tables)


def test_a_site_with_rows_comes_all_the_way(app):
    downgrade(directory=HERE, revision="0001")
    a_site_with_rows_comes_all_the_way(HERE)
    assert differences() == []
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1, "checked as ever"


@SQLITE
def test_twin_with_keys_checked_it_does_not(app, tmp_path):
    place = spoilt(tmp_path, "env.py", "PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON")
    downgrade(directory=HERE, revision="0001")
    with pytest.raises(sa.exc.IntegrityError, match="FOREIGN KEY"):
        a_site_with_rows_comes_all_the_way(place)


@SQLITE
def test_a_step_that_leaves_rows_without_what_they_refer_to_is_undone(app, tmp_path, caplog):
    loses = "op.execute(membership.update().values(attested_at=datetime.now(UTC)))"
    place = spoilt(tmp_path, "0004_*.py", loses, f'{loses}; op.execute(sa.text("DELETE FROM person"))')
    downgrade(directory=HERE, revision="0003")
    someone()
    with pytest.raises(SystemExit):
        upgrade(directory=place, revision="0004")
    assert "rows that refer to nothing: ['membership']" in caplog.text
    assert len(rows("person")) == 1 and "attested_at" not in next(iter(rows("membership").values()))


CHANGES_ROWS = re.compile(r"\.update\(|sa\.update\(|UPDATE \w+ SET|DELETE FROM|server_default=sa\.")


def test_every_migration_that_changes_rows_has_its_story():
    scripts = Path(HERE, "versions").glob("*.py")
    changing = {one.name[:4] for one in scripts if CHANGES_ROWS.search(one.read_text(encoding="utf-8"))}
    assert changing <= STORIES.keys()
