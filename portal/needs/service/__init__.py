"""What an owner does with a need. Nothing here commits."""

from portal.needs.draft import Draft, draft_of
from portal.needs.errors import Incomplete, InTalks, NeedError, OtherState, Refused, Settled
from portal.needs.service.audience import choose
from portal.needs.service.editing import EDITABLE, answer, edit
from portal.needs.service.ending import OWNERS_REASONS, disown, forsake, withdraw
from portal.needs.service.filing import confirm, file, open_need, submit
from portal.needs.service.lasting import ENDED, again, expire, renew

__all__ = [
    "EDITABLE",
    "ENDED",
    "OWNERS_REASONS",
    "Draft",
    "InTalks",
    "Incomplete",
    "NeedError",
    "OtherState",
    "Refused",
    "Settled",
    "again",
    "answer",
    "choose",
    "confirm",
    "disown",
    "draft_of",
    "edit",
    "expire",
    "file",
    "forsake",
    "open_need",
    "renew",
    "submit",
    "withdraw",
]
