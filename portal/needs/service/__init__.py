"""What an owner does with a need. Nothing here commits."""

from portal.needs.draft import Draft, draft_of
from portal.needs.errors import Incomplete, NeedError, OtherState, Refused, Settled
from portal.needs.service.editing import EDITABLE, answer, edit
from portal.needs.service.ending import OWNERS_REASONS, disown, forsake, withdraw
from portal.needs.service.filing import confirm, file, open_need, submit

__all__ = [
    "EDITABLE",
    "OWNERS_REASONS",
    "Draft",
    "Incomplete",
    "NeedError",
    "OtherState",
    "Refused",
    "Settled",
    "answer",
    "confirm",
    "disown",
    "draft_of",
    "edit",
    "file",
    "forsake",
    "open_need",
    "submit",
    "withdraw",
]
