"""A forgotten password: a code by text or mail, or one on paper, and a new password. Nothing here commits.

A reset opens no session: a second factor, where there is one, is asked for at the next sign-in as ever.
"""

import sqlalchemy as sa

from portal.accounts import codes, paper, proving, queries, sending
from portal.accounts.models import CodeUse, Membership, PaperUse, Person, SecondFactor
from portal.accounts.service import find as find_person
from portal.core import crypto, ledger, outbox, passwords, security_log, sessions
from portal.core.db import db
from portal.core.permissions import ROLE_NAMES, Role
from portal.core.visibility import FULL, MASKS, Persona, grade
from portal.organisations.models import Organisation


class NotForPaper(Exception):
    """Whose password is reset by text, by mail or by command only."""


def ask(to: str) -> None:
    """A code to this mobile or address; the same work whether or not somebody signs in with it."""
    person = find_person(to)
    person_id = person.id if person and person.disabled_at is None else None
    sending.ask(CodeUse.RESET, to, to, person_id=person_id, by_mail="@" in to)


def find(to: str, typed: str) -> tuple[int, codes.Found | paper.Found]:
    """Whose password this code resets, and the code. Raises WrongCode; counts a try."""
    person = find_person(to)
    person_id = person.id if person and person.disabled_at is None else 0
    found = codes.spend_try(CodeUse.RESET, to, typed) or paper.find(PaperUse.RESET, typed, person_id)
    if found is None or not person_id or getattr(found, "person_id", person_id) != person_id:
        security_log.note("reset.failed", person=person_id or None)
        raise codes.WrongCode
    return person_id, found


def reset(
    person_id: int, found: codes.Found | paper.Found, password: passwords.Hashed, *, by_mail: bool
) -> None:
    """The new password; every session of the person ends, and they are told. Raises WrongCode.

    A text that came back proves the mobile, see `proving.claim`.
    """
    proving.use_up(found)
    if isinstance(found, codes.Found) and not by_mail:
        proving.claim(person_id, found, password)
    elif not by_mail:
        _drop_address(person_id)
    renewed = sa.update(Person).where(Person.id == person_id, Person.disabled_at.is_(None))
    db.session.execute(renewed.values(password_hash=password))
    paper.end_resets(person_id)
    sessions.end_all_of(person_id)
    event = ledger.record("person.password_reset", actor=None, person=person_id, **proving.how(found))
    security_log.note("password.reset", person=person_id)
    outbox.put("person.news", person_id=person_id, kind="password_reset", event=f"event {event.seq}")


def _drop_address(person_id: int) -> None:
    """Beside a number that was never proved, an address may be that of somebody else who registered it."""
    unproven = sa.update(Person).where(Person.id == person_id, Person.mobile_proven_at.is_(None))
    db.session.execute(unproven.values(email_sealed=None, email_index=None))


def issue_on_paper(actor, to: str) -> str:
    """A code for somebody who stands before the operator and is reached by neither text nor mail.

    Raises as `for_paper` does.
    """
    person = for_paper(actor, to)
    security_log.note("reset.issued", person=person.id)
    return paper.issue_reset(actor, person.id)


def looked_up(actor, to: str) -> dict:
    """Whose papers the operator compares: `{name, mobile, firms: [{name, role, representative}]}`.

    Graded as what is being verified; that somebody looked is recorded. Raises as `for_paper` does.
    """
    person = for_paper(actor, to)
    rows = db.session.execute(
        sa.select(Membership, Organisation)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person.id, Membership.ended_at.is_(None))
        .order_by(Membership.id)
    ).all()
    crypto.preload(row.Organisation.key_id for row in rows)
    ledger.record("reset.looked", actor=actor, person=person.id)
    return {
        "name": _seen("name", person.name),
        "mobile": _seen("mobile", person.mobile),
        "firms": [
            {
                "name": _seen("name", row.Organisation.name),
                "role": ROLE_NAMES[row.Membership.role],
                "representative": _seen("representative", row.Organisation.representative),
            }
            for row in rows
        ],
    }


def _seen(field: str, value: str | None) -> str:
    wanted = grade(field, Persona.VERIFYING)
    return "" if not value else value if wanted == FULL else MASKS[field](value)


def for_paper(actor, to: str) -> Person:
    """Whose password a code on paper may reset.

    Raises LookupError for nobody, NotForPaper for the operator's own account and for whoever has a role that
    wants a second factor: with it the operator, who may take a factor off, would have the whole account.
    """
    person = find_person(to)
    if person is None or person.disabled_at is not None:
        raise LookupError("没有这个账号，请对照本人登录用的手机号或邮箱再填一次。")
    if person.id == actor.person_id or db.session.scalar(sa.select(paper.holds_strong_role(person.id))):
        raise NotForPaper(
            "这个账号的岗位要两步验证，不能用纸质验证码重设。请用短信或邮件；都收不到的，"
            "由本机构管理员停用后重新邀请，运营和审计人员由管服务器的人处理。"
        )
    return person


def may_sign_in_by_code(person: Person | None) -> int | None:
    """The person's id if all they act as is applicants and no second factor is theirs, else None."""
    person_id = person.id if person else 0
    roles = {one.role for one in queries.active_memberships(person_id)}
    factor = sa.select(SecondFactor.id).where(SecondFactor.person_id == person_id)
    has_factor = db.session.scalar(factor) is not None
    return person_id if roles == {Role.APPLICANT} and not has_factor else None
