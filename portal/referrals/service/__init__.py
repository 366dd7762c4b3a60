"""What officers, owners and the worker do with lists and pushes. Nothing here commits."""

from portal.referrals.errors import NothingToPush, OtherState, ReferralError, WrongNumber
from portal.referrals.service.answering import agree, confirmed_by_need, disagree, ended
from portal.referrals.service.delivering import deliver, deliver_opened
from portal.referrals.service.listing import LIST_NAME, Listed, find_firm, list_codes
from portal.referrals.service.pushing import REMARK, Choice, push, wrong_number

__all__ = [
    "LIST_NAME", "REMARK", "Choice", "Listed", "NothingToPush", "OtherState", "ReferralError", "WrongNumber",
    "agree", "confirmed_by_need", "deliver", "deliver_opened", "disagree", "ended", "find_firm", "list_codes",
    "push", "wrong_number",
]  # fmt: skip
