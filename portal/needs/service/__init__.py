"""What an owner does with a need. Nothing here commits."""

from portal.needs.draft import Draft, draft_of
from portal.needs.errors import Incomplete, InTalks, NeedError, NotMember, OtherState, Refused, Settled
from portal.needs.service.audience import choose
from portal.needs.service.editing import EDITABLE, answer, edit
from portal.needs.service.ending import OWNERS_REASONS, disown, end, forsake, reasons_of, reopen, withdraw
from portal.needs.service.filing import confirm, file, open_need, submit
from portal.needs.service.lasting import ENDED, again, expire, renew
from portal.needs.service.proxy import HOW, confirm_for, file_for, speaker
from portal.needs.service.reach import reach
from portal.needs.service.unserved import close_unserved

__all__ = [
    "EDITABLE",
    "ENDED",
    "HOW",
    "OWNERS_REASONS",
    "Draft",
    "InTalks",
    "Incomplete",
    "NeedError",
    "NotMember",
    "OtherState",
    "Refused",
    "Settled",
    "again",
    "answer",
    "choose",
    "close_unserved",
    "confirm",
    "confirm_for",
    "disown",
    "draft_of",
    "edit",
    "end",
    "expire",
    "file",
    "file_for",
    "forsake",
    "open_need",
    "reach",
    "reasons_of",
    "renew",
    "reopen",
    "speaker",
    "submit",
    "withdraw",
]
