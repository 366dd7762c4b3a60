"""What people and the platform do with leads. Nothing here commits; every move is one conditional update."""

from portal.leads.errors import (
    AlreadyBefore,
    BudgetSpent,
    CannotBegin,
    LeadError,
    NeedFull,
    NoConsent,
    NotSeeking,
    NotYours,
    OtherState,
    OtherWords,
    OutsideHours,
    TakenBy,
)
from portal.leads.refusals import UNSAID
from portal.leads.service.assigning import assign, hand_over, hand_over_frozen
from portal.leads.service.banks import claim, hide, shown_words, unhide
from portal.leads.service.calendar import on_another_calendar
from portal.leads.service.diligence import ask_materials, begin_diligence, bring, contacted, go_on
from portal.leads.service.disputes import answer, dispute, take_back
from portal.leads.service.ending import end, end_all, end_all_of, shut_out, stop, withdraw_consent
from portal.leads.service.following import follow
from portal.leads.service.joint import invite
from portal.leads.service.offering import Quote, answer_days, approve, refuse, set_keep_open, take
from portal.leads.service.owners import accept, apply, decline, decline_due, undo_decline
from portal.leads.service.paying import Payment, disburse
from portal.leads.service.pushing import push
from portal.leads.service.reassigning import Candidate, candidates, may_reassign, reassign
from portal.leads.service.refusing import bank_decline
from portal.leads.service.revealing import Contact, reveal
from portal.leads.slots import settle, settle_frozen

__all__ = [
    "UNSAID",
    "AlreadyBefore",
    "BudgetSpent",
    "Candidate",
    "CannotBegin",
    "Contact",
    "LeadError",
    "NeedFull",
    "NoConsent",
    "NotSeeking",
    "NotYours",
    "OtherState",
    "OtherWords",
    "OutsideHours",
    "Payment",
    "Quote",
    "TakenBy",
    "accept",
    "answer",
    "answer_days",
    "apply",
    "approve",
    "ask_materials",
    "assign",
    "bank_decline",
    "begin_diligence",
    "bring",
    "candidates",
    "claim",
    "contacted",
    "decline",
    "decline_due",
    "disburse",
    "dispute",
    "end",
    "end_all",
    "end_all_of",
    "follow",
    "go_on",
    "hand_over",
    "hand_over_frozen",
    "hide",
    "invite",
    "may_reassign",
    "on_another_calendar",
    "push",
    "reassign",
    "refuse",
    "reveal",
    "set_keep_open",
    "settle",
    "settle_frozen",
    "shown_words",
    "shut_out",
    "stop",
    "take",
    "take_back",
    "undo_decline",
    "unhide",
    "withdraw_consent",
]  # fmt: skip
