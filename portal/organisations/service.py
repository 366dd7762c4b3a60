"""What other features may do with organisations. Nothing here commits."""

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
from portal.organisations.founding import create_operator
from portal.organisations.hiring import Newcomer, NotConfirmed, SomebodyElse, hire
from portal.organisations.joining import AlreadySaid, SecondClaim, TooEarly
from portal.organisations.merging import DETAILS, code_index, describe
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
    "Newcomer",
    "NotConfirmed",
    "NotRefused",
    "NotTheirs",
    "OwnClaim",
    "SecondClaim",
    "SomebodyElse",
    "TooEarly",
    "add_staff",
    "approve",
    "code_index",
    "create_department",
    "create_institution",
    "create_operator",
    "create_organisation",
    "describe",
    "end_staff",
    "hand_over",
    "hire",
    "refuse",
    "register",
    "resubmit",
]
