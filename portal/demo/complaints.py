"""Reports in three states, and the phones that banks give: what the operator and worried people look at."""

from collections.abc import Iterable

import sqlalchemy as sa

from portal.accounts.actor import Actor
from portal.core.db import db
from portal.demo.banks import Staffed
from portal.demo.firms import Firm
from portal.leads.models import Lead
from portal.reports import service as reports
from portal.reports.models import Outcome, ReportKind
from portal.verifying import service as verifying

WITHOUT_PHONE = 5  # every so many institutions have not given one
STRANGER = "自称银行贷款部，说有内部名额，让先交 2000 元保证金。我没有给。"
MANNER = "说好当天回电话，过了时限才打来，还嫌问得多。"
CALLS = "不是我同意的那家，也打电话来推销，一天三次。"
ANSWER = "已和这家机构核对：他们没有您的号码，来电不是这家打的。我们已提醒您同意过的机构，并记下来电线索。"


def give_phones(operator: Actor, banks: Iterable[Staffed]) -> None:
    """Numbers that nobody has."""
    for number, bank in enumerate(banks, start=1):
        if number % WITHOUT_PHONE:
            verifying.set_phone(operator, bank.organisation, f"0571-0000{number:04d}")


def from_outside() -> None:
    """Somebody who is not signed in was called by a swindler."""
    about = "尾号 0417 的手机，自称“贷款部小陈”"
    reports.file(None, ReportKind.FEES, STRANGER, reports.Target(), about=about, contact="傍晚打 10000000099")


def about_manner(firm: Firm, operator: Actor) -> None:
    """An owner was let down by a bank; the operator has begun to look."""
    lead = _lead_of(firm)
    if lead is not None:
        filed, _ = reports.file(firm.actor, ReportKind.MANNER, MANNER, reports.target_of_lead(lead))
        reports.take(operator, filed)


def about_calls(firm: Firm, operator: Actor) -> None:
    """Looked at and answered."""
    filed, _ = reports.file(
        firm.actor, ReportKind.LEAK, CALLS, reports.Target(), about="自称示例金融超市的人"
    )
    reports.take(operator, filed)
    reports.resolve(operator, filed, Outcome.UNPROVEN, ANSWER)


def _lead_of(firm: Firm) -> Lead | None:
    answered = sa.select(Lead).where(Lead.need_id == firm.filed[0], Lead.assigned_id.is_not(None))
    return db.session.scalar(answered.order_by(Lead.id).limit(1))
