"""What people report of swindlers, managers and departments, and what came of it."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Keyed, Sealed
from portal.core.db import Base, Public


class ReportKind(enum.StrEnum):
    FEES = "fees"
    IMPOSTOR = "impostor"
    SECRETS = "secrets"
    MANNER = "manner"
    LEAK = "leak"
    OTHER = "other"


class ReportState(enum.StrEnum):
    RECEIVED = "received"
    LOOKING = "looking"
    RESOLVED = "resolved"


class Outcome(enum.StrEnum):
    TRUE = "true"
    PARTLY = "partly"
    UNPROVEN = "unproven"
    PASSED_ON = "passed_on"


KINDS = {
    ReportKind.FEES: "收费或要保证金",
    ReportKind.IMPOSTOR: "冒充银行",
    ReportKind.SECRETS: "要验证码或密码",
    ReportKind.MANNER: "态度或骚扰",
    ReportKind.LEAK: "泄露信息",
    ReportKind.OTHER: "其他",
}
OUTCOMES = {
    Outcome.TRUE: "属实，已处理",
    Outcome.PARTLY: "部分属实，已处理",
    Outcome.UNPROVEN: "查不实",
    Outcome.PASSED_ON: "已转公安或监管部门",
}
OPEN = (ReportState.RECEIVED, ReportState.LOOKING)


class Report(Public, Keyed, Base):
    """One report. Words stand under the reporter's own key; a report signed out has a key of its own.

    `membership_id` and `organisation_id` are whom it is about, as far as that is known here; `about` is what
    was typed instead. Who reported is never shown to anybody but the operator and themselves.
    """

    __tablename__ = "report"

    kind: Mapped[ReportKind]
    state: Mapped[ReportState] = mapped_column(default=ReportState.RECEIVED, index=True)
    reporter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    reporter_organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    need_id: Mapped[int | None] = mapped_column(sa.ForeignKey("financing_need.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lead.id"))
    membership_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    receipt_digest: Mapped[str | None] = mapped_column(sa.String(64), unique=True)  # of who signed out
    about_sealed: Mapped[bytes | None]
    words_sealed: Mapped[bytes | None]
    contact_sealed: Mapped[bytes | None]
    taken_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    taken_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    resolved_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    answer_sealed: Mapped[bytes | None]

    about = Sealed()
    words = Sealed()
    contact = Sealed()
    answer = Sealed()
