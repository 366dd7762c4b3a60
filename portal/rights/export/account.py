"""The person: account, for whom they act, where they are signed in, how they were let in."""

import sqlalchemy as sa

from portal.accounts import ways_in
from portal.accounts.models import Membership, Person, SecondFactor
from portal.core import crypto, devices
from portal.core.db import db
from portal.core.permissions import ROLE_NAMES
from portal.core.sessions import AuthSession, data_of
from portal.organisations.models import Invitation, Organisation
from portal.organisations.views import region_name
from portal.rights.export.sections import Section, Value, value


def sections(person: Person) -> list[Section]:
    return [_account(person), _memberships(person), _sessions(person), _invitations(person)]


def _account(person: Person) -> Section:
    factor = db.session.scalar(sa.select(SecondFactor.created_at).where(SecondFactor.person_id == person.id))
    entry = [
        value("public_id", "账号编号", person.public_id),
        value("name", "称呼", person.name),
        value("mobile", "手机号", person.mobile),
        value("email", "邮箱", person.email),
        value("created_at", "开通时间", person.created_at),
        value("second_factor_since", "动态验证码启用时间", factor),
    ]
    return Section(
        "account",
        "账号",
        [entry],
        "密码只存了不能还原的摘要，动态验证码的密钥只在本人的手机上有用，所以不在里面。",
    )


def _memberships(person: Person) -> Section:
    rows = db.session.execute(
        sa.select(Membership, Organisation)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .options(sa.orm.selectinload(Membership.regions))
        .where(Membership.person_id == person.id)
        .order_by(Membership.id)
    ).all()
    crypto.preload(firm.key_id for _, firm in rows)
    entries = [
        [
            value("organisation", "单位", firm.name),
            value("role", "身份", member.role, ROLE_NAMES[member.role]),
            value("work_code", "工号", member.work_code),
            _regions(member),
            value("since", "从", member.created_at),
            value("ended_at", "到", member.ended_at),
        ]
        for member, firm in rows
    ]
    return Section("memberships", "代表的单位", entries)


def _sessions(person: Person) -> Section:
    rows = db.session.scalars(
        sa.select(AuthSession).where(AuthSession.person_id == person.id).order_by(AuthSession.id.desc())
    )
    entries = [
        [
            value("signed_in_at", "登录时间", row.created_at),
            value("seen_at", "最近使用", row.seen_at),
            value("ended_at", "退出时间", row.ended_at),
            value("device", "设备", row.device, devices.in_words(row.device)),
            value("way", "登录方式", *_way(row, person.id)),
        ]
        for row in rows
    ]
    return Section("sessions", "登录记录", entries, brief=True)


def _way(row: AuthSession, person_id: int) -> tuple[str | None, str]:
    data = data_of(row)
    return data.get(ways_in.NAME), ways_in.in_words(data, person_id)


def _invitations(person: Person) -> Section:
    mine = sa.select(Membership.id).where(Membership.person_id == person.id)
    rows = db.session.execute(
        sa.select(Invitation, Organisation)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(Invitation.member_id.in_(mine))
        .order_by(Invitation.id)
    ).all()
    entries = [
        [
            value("organisation", "发出邀请的单位", firm.name),
            value("contact", "发到", invitation.contact),
            value("invited_at", "邀请时间", invitation.created_at),
            value("used_at", "接受时间", invitation.used_at),
        ]
        for invitation, firm in rows
    ]
    return Section("invitations", "接受的邀请", entries)


def _regions(member: Membership) -> Value:
    codes = tuple(region.region_code for region in member.regions)
    return value("regions", "负责地区", codes, "、".join(map(region_name, codes)))
