"""What other features may do with organisations. Nothing here commits."""

from portal.organisations.attesting import attest, may_attest
from portal.organisations.claims import (
    AlreadyDecided,
    AlreadyYours,
    NotRefused,
    OwnClaim,
    approve,
    hand_over,
    refuse,
    register,
    resubmit,
)
from portal.organisations.founding import create_operator, end_operator
from portal.organisations.invitations import Gone, NotWorking, WrongContact, accept, invite, withdraw
from portal.organisations.joining import AlreadySaid, SecondClaim, TooEarly
from portal.organisations.merging import DETAILS, code_index, describe
from portal.organisations.proposals import NotProposed, OwnProposal, decline, leave
from portal.organisations.proposals import approve as approve_organisation
from portal.organisations.staff import (
    ROLES,
    AlreadyHere,
    NotTheirs,
    add_staff,
    create_department,
    create_institution,
    create_organisation,
    end_staff,
)

CLAIM_ERRORS = (AlreadyDecided, OwnClaim, SecondClaim, TooEarly, AlreadySaid)
"""What may stand against a decision, each in words for whoever tried."""

__all__ = [
    "CLAIM_ERRORS",
    "DETAILS",
    "ROLES",
    "AlreadyDecided",
    "AlreadyHere",
    "AlreadySaid",
    "AlreadyYours",
    "Gone",
    "NotProposed",
    "NotRefused",
    "NotTheirs",
    "NotWorking",
    "OwnClaim",
    "OwnProposal",
    "SecondClaim",
    "TooEarly",
    "WrongContact",
    "accept",
    "add_staff",
    "approve",
    "approve_organisation",
    "attest",
    "code_index",
    "create_department",
    "create_institution",
    "create_operator",
    "create_organisation",
    "decline",
    "describe",
    "end_operator",
    "end_staff",
    "hand_over",
    "invite",
    "leave",
    "may_attest",
    "refuse",
    "register",
    "resubmit",
    "withdraw",
]
